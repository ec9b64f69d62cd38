"""The operation queue: writes that were accepted for later, or that R2 refused.

Passes take a batch in order of priority and age and try each operation on R2. A failed one is
retried after 1, 2, 4 … seconds and is lost when its retries are used up, whoever started it. A
queue that waits for storage tries nothing while R2 is known not to answer, unless it is forced.
"""

from __future__ import annotations

from bisect import insort
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Literal

from sim.journal.bodies import QueueChanged
from sim.scenario.names import OPERATIONS, Operation

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from sim.scenario.worker import QueueSettings
    from sim.world.bucket import Bucket
    from sim.world.kernel import Kernel, Life
    from sim.world.recorder import Recorder
    from sim.world.streams import Streams
    from sim.world.workload import Workload

OperationStatus = Literal["PENDING", "PROCESSING", "COMPLETED", "FAILED", "CANCELLED"]
STATUSES: tuple[OperationStatus, ...] = (
    "PENDING",
    "PROCESSING",
    "COMPLETED",
    "FAILED",
    "CANCELLED",
)
DEFAULT_PRIORITY = 5


@dataclass(slots=True)
class QueuedOperation:
    """One accepted write.

    Attributes:
        request: position in the workload; `user` and `file` are numbers, too.
        retries: retries used up; `next_at`: when the next is due, while PROCESSING.
        finished_at: when it was COMPLETED or FAILED.
    """

    id: str
    request: int
    operation: Operation
    user: int
    file: int
    queued_at: int
    priority: int = DEFAULT_PRIORITY
    status: OperationStatus = "PENDING"
    retries: int = 0
    next_at: int | None = None
    finished_at: int | None = None
    error: str = ""

    @property
    def order(self) -> tuple[int, int, int]:
        """Sort key: most urgent first, then oldest."""
        return (self.priority, self.queued_at, self.request)


@dataclass(frozen=True, slots=True)
class PassResult:
    """What a pass did: operations tried, done, to be retried."""

    attempted: int
    completed: int
    retrying: int


class OperationQueue:
    """All operations ever queued.

    Args:
        settings: room, rhythm, retries.
        workload: the users' requests, which can be queued.
        kernel: time.
        bucket: what operations are carried out on.
        streams: the draws.
        recorder: takes what the journal must know.
        may_run: whether passes may run now.
        ticks: whether there may be something for the next pass, also if none may run now.
        carried_out: hears of each operation that was done.
    """

    def __init__(  # noqa: PLR0917 - the parts of the world it is wired to
        self,
        settings: QueueSettings,
        workload: Workload,
        kernel: Kernel,
        bucket: Bucket,
        streams: Streams,
        recorder: Recorder,
        may_run: Callable[[], bool],
        ticks: Callable[[], bool],
        carried_out: Callable[[QueuedOperation], None],
    ) -> None:
        self.settings = settings
        self.operations: dict[str, QueuedOperation] = {}
        self.completed = 0
        self.lost = 0
        self._pending: list[QueuedOperation] = []
        self._processing: dict[str, QueuedOperation] = {}
        self._full = False
        self._passing = False
        self._rhythm = 0
        self._workload = workload
        self._kernel = kernel
        self._bucket = bucket
        self._streams = streams
        self._recorder = recorder
        self._may_run = may_run
        self._ticks = ticks
        self._carried_out = carried_out

    @property
    def pending(self) -> int:
        """Operations that nobody has tried yet."""
        return len(self._pending)

    @property
    def processing(self) -> int:
        """Operations that were tried and wait for their next try."""
        return len(self._processing)

    @property
    def total(self) -> int:
        """Operations that still have to be done: pending and processing."""
        return len(self._pending) + len(self._processing)

    def oldest_at(self) -> int | None:
        """When the oldest operation still to be done was queued."""
        pending = self._pending
        if pending and pending[0].priority == pending[-1].priority:
            pending = pending[:1]  # in order of age, as everything of one priority is
        to_do = chain(pending, self._processing.values())
        return min((operation.queued_at for operation in to_do), default=None)

    def offer(self, requests: NDArray[np.int64]) -> int:
        """Take requests in order while there is room; how many were taken."""
        total = self.total
        room = max(0, min(self.settings.max_size - total, len(requests)))
        # A full queue is offered writes block after block, and has said already that it is full.
        if room == 0 and self._full:
            return 0
        work = self._workload
        taken = requests[:room]
        rows = zip(
            taken.tolist(),
            work.kind[taken].tolist(),
            work.user[taken].tolist(),
            work.file[taken].tolist(),
            work.at[taken].tolist(),
            strict=True,
        )
        fresh = [
            QueuedOperation(f"op_{request:06d}", request, OPERATIONS[kind], user, file, at)
            for request, kind, user, file, at in rows
        ]
        if total == 0 and fresh:
            # Told when there is one, not when all of them are in.
            self._add(fresh[:1])
            self._tell("started", fresh[0].queued_at, fresh[0].request)
            del fresh[0]
        self._add(fresh)
        if room < len(requests) and not self._full:
            self._full = True
            request = int(requests[room])
            self._tell("full", int(work.at[request]), request)
        return room

    def accept(self, operation: QueuedOperation) -> bool:
        """Take one operation that is no user's request; whether there was room."""
        if self.total >= self.settings.max_size:
            return False
        was_empty = self.total == 0
        self._add([operation])
        if was_empty:
            self._tell("started", operation.queued_at, None)
        return True

    def _add(self, operations: Sequence[QueuedOperation]) -> None:
        """Take operations that are in order among themselves."""
        if not operations:
            return
        self.operations |= {operation.id: operation for operation in operations}
        # Users' writes come in order of age and with one priority: nearly all belong at the end.
        if not self._pending or self._pending[-1].order <= operations[0].order:
            self._pending.extend(operations)
            return
        for operation in operations:
            insort(self._pending, operation, key=lambda entry: entry.order)

    def wake(self) -> None:
        """Passes may be allowed again: make sure the next one is scheduled."""
        if not self._passing:
            self._kernel.process(self._passes())

    def _passes(self) -> Life:
        """One pass after the other on their rhythm, while there is something or may be."""
        # Set before the first `yield`, up to which a process runs at once: a second `wake` finds it
        # set.
        self._passing, rhythm = True, self._rhythm
        while self._ticks():
            every = self.settings.every
            # The next multiple of the rhythm since StartEx, so that who wakes the queue, and when,
            # does not move its passes. + 1, because a command must not meet a pass at its own
            # instant.
            yield self._kernel.until((self._kernel.now // every + 1) * every)
            if rhythm != self._rhythm:
                # Another rhythm was set meanwhile, and its passes have taken over.
                return
            self._recorder.catch_up()
            # Whether passes may run is a look at the users' last minute: not for an empty queue.
            if self._pending and self._may_run():
                self._pass(self.settings.batch_size, forced=False)
        self._passing = False

    def configure(self, settings: QueueSettings) -> None:
        """Take new settings. Another rhythm holds at once, not only after the next pass."""
        if settings.every != self.settings.every:
            self._rhythm += 1
            self._passing = False
        self.settings = settings
        self.wake()

    def force(self, batch_size: int) -> PassResult:
        """Run a pass now, whatever the state of R2: failures burn retries."""
        result = self._pass(batch_size, forced=True)
        self._recorder.caused(
            self._kernel.now,
            None,
            QueueChanged(
                event="forced",
                pending=self.total,
                attempted=result.attempted,
                completed=result.completed,
            ),
        )
        return result

    def _must_wait(self, *, forced: bool) -> bool:
        """Whether a try would only burn a retry, and this queue waits instead."""
        if forced or not self.settings.waits_for_storage:
            return False
        return not self._bucket.admits(self._kernel.now)

    def _pass(self, batch_size: int, *, forced: bool) -> PassResult:
        before = self.total
        attempted, completed_before = 0, self.completed
        while self._pending and attempted < batch_size:
            if self._must_wait(forced=forced):
                break
            operation = self._pending.pop(0)
            operation.status = "PROCESSING"
            self._processing[operation.id] = operation
            attempted += 1
            # Most are done at the first try: only what has to come again takes time.
            if not self._attempt(operation):
                self._kernel.process(self._retry(operation, forced=forced))
            elif self._bucket.answers_all:
                # So will all others: nothing that a pass does changes that.
                attempted += self._complete(batch_size - attempted)
        # Here, for all first tries of the pass at once.
        self._settle(before)
        completed = self.completed - completed_before
        return PassResult(attempted, completed, attempted - completed)

    def _complete(self, most: int) -> int:
        """Carry out the first so many operations, all of which R2 answers; how many there were."""
        done, now = self._pending[:most], self._kernel.now
        del self._pending[:most]
        for operation in done:
            operation.status, operation.finished_at = "COMPLETED", now
            self._carried_out(operation)
        self.completed += len(done)
        return len(done)

    def _retry(self, operation: QueuedOperation, *, forced: bool) -> Life:
        """One operation that failed, over its retries until it is done, lost or waits."""
        over = False
        while not over:
            delay = self.settings.retry_base * 2**operation.retries
            operation.next_at = self._kernel.now + delay
            operation.retries += 1
            yield self._kernel.timeout(delay)
            self._recorder.catch_up()
            if self._must_wait(forced=forced) or not (forced or self._may_run()):
                self._put_back(operation)
                return
            before = self.total
            over = self._attempt(operation)
            self._settle(before)

    def _put_back(self, operation: QueuedOperation) -> None:
        """R2 has gone meanwhile: it waits again, with the retries that it has left."""
        operation.status, operation.next_at = "PENDING", None
        operation.retries -= 1
        del self._processing[operation.id]
        insort(self._pending, operation, key=lambda entry: entry.order)
        self.wake()

    def _attempt(self, operation: QueuedOperation) -> bool:
        """Try one operation on R2; whether that was the last time: it is done, or lost."""
        now = self._kernel.now
        # Each try has a draw of its own, whenever it is made and whatever was tried before it; so
        # it need not be made where nothing is left to chance.
        chancy = self._bucket.may_fail(operation.operation)
        luck = self._streams.ppm("queue", operation.request, operation.retries) if chancy else 0
        result = self._bucket.guarded(operation.operation, luck, now, operation.file)
        if result.ok:
            self._finish(operation, "COMPLETED")
            self.completed += 1
            self._carried_out(operation)
            return True
        operation.error = result.error
        if operation.retries < self.settings.max_retries:
            return False
        self._finish(operation, "FAILED")
        self.lost += 1
        lost = QueueChanged(event="lost", pending=self.total, lost=1, operations=(operation.id,))
        self._recorder.caused(now, None, lost)
        return True

    def _finish(self, operation: QueuedOperation, status: OperationStatus) -> None:
        operation.status = status
        operation.next_at = None
        operation.finished_at = self._kernel.now
        del self._processing[operation.id]

    def _settle(self, before: int) -> None:
        if self.total < self.settings.max_size:
            self._full = False
        # A forced pass over a queue that was empty before has drained nothing.
        if before and not self.total:
            self._tell("drained", self._kernel.now, None)

    def _tell(
        self, event: Literal["started", "full", "drained"], at: int, request: int | None
    ) -> None:
        # `full` and `started` are told while a batch is being taken: count what is in by then.
        self._recorder.caused(at, request, QueueChanged(event=event, pending=self.total))

    def select(
        self, status: OperationStatus | None, since: int | None
    ) -> Sequence[QueuedOperation]:
        """Operations, newest first, by status and earliest queueing time."""
        chosen = [
            operation
            for operation in self.operations.values()
            if (status is None or operation.status == status)
            and (since is None or operation.queued_at >= since)
        ]
        return chosen[::-1]
