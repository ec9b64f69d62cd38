"""The operation queue: order, room, retries, its rhythm, and that it never loses count."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.journal.bodies import QueueChanged
from sim.journal.journal import Journal
from sim.scenario.faults import CALM, Conditions
from sim.scenario.worker import BreakerSettings, QueueSettings
from sim.world.breaker import Breaker
from sim.world.bucket import Bucket, BucketCall, CallResult
from sim.world.kernel import Kernel
from sim.world.prevailing import Prevailing
from sim.world.queue import OperationQueue, QueuedOperation
from sim.world.recorder import Recorder
from sim.world.streams import Streams
from sim.world.workload import UPLOAD, Workload

if TYPE_CHECKING:
    from sim.journal.bodies import Body
    from tests.conftest import MakeScenario, StartExercise

DEAD = Conditions(chances=(("upload", 1_000_000),), r2_error="503")
Log = list[tuple[int, str]]


class LoggedBucket(Bucket):
    """A bucket that writes down every call made to it."""

    def __init__(self, breaker: Breaker, prevailing: Prevailing, log: Log, kernel: Kernel) -> None:
        super().__init__(breaker, prevailing)
        self._log = log
        self._kernel = kernel

    def guarded(self, operation: BucketCall, luck_ppm: int, at: int, file: int = 0) -> CallResult:
        """Note whether the call answered."""
        result = super().guarded(operation, luck_ppm, at, file)
        self._log.append((self._kernel.now, "ok" if result.ok else "failed"))
        return result


class LoggedRecorder(Recorder):
    """Writes down what the journal would hear, in the order in which it was told."""

    def __init__(self, log: Log, kernel: Kernel) -> None:
        super().__init__(Journal(), kernel)
        self._log = log

    def caused(self, at: int, request: int | None, body: Body) -> None:  # noqa: ARG002 - as told
        """Note the event and what is pending."""
        assert isinstance(body, QueueChanged)
        self._log.append((at, f"{body.event} {body.pending}"))


class Bench:
    """A queue by itself with fifty uploads to offer.

    `log` is what the journal would hear, `calls` what was tried on R2 one by one, `done` what was
    carried out.
    """

    def __init__(self, **fields: object) -> None:
        self.log: Log = []
        self.calls: Log = []
        self.done: list[str] = []
        self.kernel = Kernel()
        count = 50
        zeros = np.zeros(count, dtype=np.int32)
        workload = Workload(
            at=np.arange(count, dtype=np.int64),
            kind=np.full(count, UPLOAD, dtype=np.int8),
            user=zeros,
            file=zeros,
            luck=zeros,
            session=zeros,
            latency=zeros,
        )
        self.breaker = Breaker(BreakerSettings(failure_threshold=1000), lambda *_: None)
        self.prevailing = Prevailing()
        self.may_run = True
        self.bucket = LoggedBucket(self.breaker, self.prevailing, self.calls, self.kernel)
        self.queue = OperationQueue(
            QueueSettings.model_validate(fields),
            workload,
            self.kernel,
            self.bucket,
            Streams(1),
            LoggedRecorder(self.log, self.kernel),
            lambda: self.may_run,
            lambda: bool(self.queue.pending),
            lambda operation: self.done.append(operation.id),
        )
        self.offered = 0

    def offer(self, count: int) -> int:
        """Offer the next `count` uploads."""
        requests = np.arange(self.offered, self.offered + count)
        self.offered += count
        return self.queue.offer(requests)


def test_room() -> None:
    """It takes what fits, in order, says once that it is full, and again after there was room."""
    bench = Bench(max_size=3)
    assert bench.offer(2) == 2
    assert bench.offer(4) == 1
    assert bench.offer(4) == 0
    assert list(bench.queue.operations) == ["op_000000", "op_000001", "op_000002"]
    bench.queue.force(1)
    assert bench.offer(2) == 1
    assert bench.log == [(0, "started 1"), (3, "full 3"), (0, "forced 2"), (11, "full 3")]


def test_order_is_by_priority_then_age() -> None:
    """A low number goes first; equals go by the time they were queued."""

    def operation(request: int, priority: int, queued_at: int) -> QueuedOperation:
        return QueuedOperation("op", request, "upload", 0, 0, queued_at, priority)

    waiting = [operation(1, 5, 10), operation(2, 5, 5), operation(3, 1, 20), operation(4, 5, 5)]
    assert [o.request for o in sorted(waiting, key=lambda o: o.order)] == [3, 2, 4, 1]


def test_batches_go_in_order_of_age_on_the_five_second_grid() -> None:
    """Woken at 12.3 s, passes of ten run at 15, 20 and 25 s, oldest first."""
    bench = Bench()
    bench.offer(25)
    bench.kernel.run_before(12_300)
    bench.queue.wake()
    bench.queue.wake()
    bench.kernel.run_before(60_000)
    finished = [(o.finished_at, o.request) for o in bench.queue.operations.values()]
    assert finished == [(15_000 + 5_000 * (n // 10), n) for n in range(25)]
    assert bench.log == [(0, "started 1"), (25_000, "drained 0")]


def test_another_rhythm_holds_at_once() -> None:
    """A pass that was an hour away comes on the new rhythm, and the old one brings no second."""
    bench = Bench(every="1h", batch_size=1)
    bench.offer(3)
    bench.queue.wake()
    bench.kernel.run_before(12_300)
    bench.queue.configure(bench.queue.settings.model_copy(update={"every": 5_000}))
    bench.kernel.run_before(17_000)
    bench.queue.configure(bench.queue.settings.model_copy(update={"every": 60_000}))
    bench.kernel.run_before(2 * 3_600_000)
    finished = [operation.finished_at for operation in bench.queue.operations.values()]
    assert finished == [15_000, 60_000, 120_000]


def test_a_forced_pass_into_a_dead_bucket_loses_operations_after_seven_seconds() -> None:
    """Tried at 0, 1, 3 and 7 s, then FAILED for good: 1 s x 2^n between."""
    bench = Bench()
    bench.offer(3)
    bench.prevailing.conditions = DEAD
    result = bench.queue.force(1)
    assert (result.attempted, result.completed, result.retrying) == (1, 0, 1)
    bench.kernel.run_before(60_000)
    assert bench.calls == [(0, "failed"), (1_000, "failed"), (3_000, "failed"), (7_000, "failed")]
    assert bench.log == [(0, "started 1"), (0, "forced 3"), (7_000, "lost 2")]
    first = bench.queue.operations["op_000000"]
    assert (first.status, first.retries, first.finished_at, first.error) == (
        "FAILED",
        3,
        7_000,
        "503",
    )


def test_a_retry_that_answers_completes() -> None:
    """Repaired between the first and the second retry: nothing is lost."""
    bench = Bench()
    bench.offer(1)
    bench.prevailing.conditions = DEAD
    bench.queue.force(5)
    bench.kernel.run_before(2_000)
    bench.prevailing.conditions = CALM
    bench.kernel.run_before(60_000)
    assert bench.calls == [(0, "failed"), (1_000, "failed"), (3_000, "ok")]
    assert bench.log == [(0, "started 1"), (0, "forced 1"), (3_000, "drained 0")]


def test_no_pass_while_they_are_not_allowed() -> None:
    """A pass that was due when the mode changed back does nothing, and none follows by itself."""
    bench = Bench()
    bench.offer(3)
    bench.queue.wake()
    bench.may_run = False
    bench.kernel.run_before(60_000)
    assert bench.calls == []
    assert bench.queue.pending == 3


def test_a_pass_leaves_the_queue_alone_while_the_breaker_is_open() -> None:
    """Its own passes burn no retries on an open breaker; a forced one does."""
    bench = Bench()
    bench.offer(3)
    for _ in range(1000):
        bench.breaker.fail(0)
    bench.queue.wake()
    bench.kernel.run_before(30_000)
    assert bench.calls == []
    bench.queue.force(2)
    assert bench.calls == [(30_000, "failed"), (30_000, "failed")]


@settings(max_examples=150)
@given(
    steps=st.lists(
        st.one_of(
            st.tuples(st.just("offer"), st.integers(0, 8)),
            st.tuples(st.just("force"), st.integers(1, 12)),
            st.tuples(st.just("run"), st.integers(1, 9_000)),
            st.tuples(st.sampled_from(["break", "repair", "allow", "forbid", "wake"]), st.just(0)),
        ),
        max_size=25,
    ),
    size=st.integers(1, 20),
)
def test_no_operation_is_lost_or_doubled(steps: list[tuple[str, int]], size: int) -> None:
    """After any steps: accepted = pending + processing + completed + lost, and the room is kept."""
    bench = Bench(max_size=size)
    queue = bench.queue
    accepted = 0
    for what, amount in steps:
        match what:
            case "offer":
                accepted += bench.offer(min(amount, 50 - bench.offered))
            case "force":
                queue.force(amount)
            case "run":
                bench.kernel.run_before(bench.kernel.now + amount)
            case "break":
                bench.prevailing.conditions = DEAD
            case "repair":
                bench.prevailing.conditions = CALM
            case "allow" | "forbid":
                bench.may_run = what == "allow"
            case _:
                queue.wake()
        counted = [o.status for o in queue.operations.values()]
        assert len(counted) == accepted
        assert (queue.pending, queue.processing, queue.completed, queue.lost) == tuple(
            counted.count(status) for status in ("PENDING", "PROCESSING", "COMPLETED", "FAILED")
        )
        assert queue.pending + queue.processing + queue.completed + queue.lost == accepted
        assert queue.total <= size
    assert len(bench.done) == len(set(bench.done)) == queue.completed


def test_passes_wait_for_normal_mode(small: MakeScenario, start: StartExercise) -> None:
    """Writes queued while read-only stay until the restore, then go on the grid."""
    player = start(small())
    player.post("/health/services/R2_STORAGE/degrade", '{"reason": "drill"}', 60_000)
    player.exercise.advance(200_123)
    world = player.exercise.world
    world.catch_up()
    assert world.queue.completed == 0
    waiting = world.queue.pending
    player.post("/health/services/R2_STORAGE/restore")
    player.exercise.advance(600_000)
    log = player.log("queue")
    drained_at = log[-1][0]
    assert [what.split()[0] for _, what in log] == ["started", "drained"]
    assert drained_at == 205_000 + (waiting - 1) // 10 * 5_000
    finished = {o.finished_at for o in world.queue.operations.values()}
    assert finished == set(range(205_000, drained_at + 1, 5_000))


@pytest.mark.parametrize("status", ["PENDING", "COMPLETED", None])
def test_select(status: str | None) -> None:
    """Newest first, by status and time."""
    bench = Bench()
    bench.offer(8)
    bench.queue.force(3)
    wanted = {"PENDING": [7, 6], "COMPLETED": [2, 1], None: [7, 6]}[status]
    chosen = bench.queue.select(status, 1)[:2]  # type: ignore[arg-type]
    assert [operation.request for operation in chosen] == wanted
