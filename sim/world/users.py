"""The users, advanced in blocks.

Between two changes of the world all requests of a block are decided at once: the first place
where the breaker would change its state is found, the block is cut there, the state changes, and
the rest goes on. The result is the same as stepping every request by itself; the tests hold it
against exactly that (docs/design/block-workload.md).
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Protocol

import numpy as np

from sim.scenario.faults import CALM, Conditions
from sim.scenario.faults.conditions import PREFIXES
from sim.scenario.names import OPERATIONS, Operation
from sim.world.requests import (
    DEFERRED,
    ERROR,
    FAST_FAIL_MS,
    FAST_FAILED,
    NO_SESSION_MS,
    OK,
    QUEUED,
    QUEUED_MS,
    REJECTED,
    REJECTED_MS,
    RequestLog,
)
from sim.world.streams import PPM
from sim.world.workload import CLIENT_TIMEOUT_MS, DELETE, DOWNLOAD, METADATA, UPLOAD

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.world.breaker import Breaker
    from sim.world.contents import Contents
    from sim.world.prevailing import Prevailing


class WritesQueue(Protocol):
    """What the users need of the operation queue."""

    def offer(self, requests: NDArray[np.int64]) -> int:
        """Take requests (positions in the workload) in order; how many there was room for."""
        ...


class UserTraffic(Protocol):
    """Whatever carries the users through time: in blocks, or one by one in the oracle.

    Attributes:
        log: what became of the requests.
        read_only: whether writes are queued; only change it right after `catch_up`.
        deferring: whether writes that R2 refuses are queued; likewise.
        deciding: the request being decided, so that what it causes can be put in order.
    """

    log: RequestLog
    read_only: bool
    deferring: bool
    deciding: int

    def catch_up(self, now: int) -> None:
        """Decide every request that arrived before `now`."""
        ...


def failure_chance(conditions: Conditions, operation: Operation, background_ppm: int) -> int:
    """Chance in ppm that a request fails when R2 (or D1) is tried."""
    broken = conditions.fail_ppm(operation)
    # Two independent causes: what the background spares can still be broken.
    return background_ppm + (PPM - background_ppm) * broken // PPM


AHEAD = 4096
"""How many requests are worked out at once: conditions may change before later ones arrive."""

_CALLS = np.array([code != METADATA for code in range(len(OPERATIONS))])
_READS = np.array([code == DOWNLOAD for code in range(len(OPERATIONS))])
_WRITES = np.array([code in {UPLOAD, DELETE} for code in range(len(OPERATIONS))])
"""Per operation code: does it call R2, read from it, write to it."""


class _Chosen:
    """Where the requests of some operations are, found for many at once: looks are short, and many.

    Args:
        kind: operation codes, one per request.
        chosen: per operation code, whether it is meant.
    """

    def __init__(self, kind: NDArray[np.int8], chosen: NDArray[np.bool_]) -> None:
        self._kind = kind
        self._chosen = chosen
        self._until = 0
        self._places: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self._seen: memoryview[int] = memoryview(self._places)  # type: ignore[arg-type]

    def within(self, first: int, last: int) -> NDArray[np.int64]:
        """Those in [first, last); `first` never falls from call to call."""
        if last > self._until:
            self._until = min(last + AHEAD, len(self._kind))
            self._places = self._chosen.take(self._kind[first : self._until]).nonzero()[0] + first
            self._seen = memoryview(self._places)  # type: ignore[arg-type]
        start = bisect_left(self._seen, first)
        return self._places[start : bisect_left(self._seen, last, start)]


class BlockUsers:
    """The users of one exercise, decided block by block.

    Args:
        log: the workload, and what becomes of it.
        background_ppm: failures on a good day.
        breaker: in front of R2.
        queue: takes writes while the worker is read-only.
        prevailing: how calls behave; whoever changes it calls `catch_up` before.
        contents: says what is in the files; None: whatever R2 answers is good.
    """

    def __init__(  # noqa: PLR0917 - the parts of the world it is wired to
        self,
        log: RequestLog,
        background_ppm: int,
        breaker: Breaker,
        queue: WritesQueue,
        prevailing: Prevailing,
        contents: Contents | None = None,
    ) -> None:
        workload = log.workload
        self.log = log
        self.read_only = False
        self.deferring = False
        self.deciding = 0
        self._background_ppm = background_ppm
        self._breaker = breaker
        self._queue = queue
        self._prevailing = prevailing
        self._contents = contents
        self._at = workload.at
        self._calls = _Chosen(workload.kind, _CALLS)
        self._reads = _Chosen(workload.kind, _READS)
        self._writes = _Chosen(workload.kind, _WRITES)
        self._fails = np.zeros(len(workload), dtype=np.bool_)
        self._refused = np.zeros(len(workload), dtype=np.bool_)
        self._conditions = prevailing.conditions
        self._lost_ppm = self._conditions.fail_ppm("session")
        self._worked_out = 0

    def _work_out(self, until: int) -> None:
        """Decide the calls up to `until` under the conditions that prevail, if they are tried.

        The log gets what becomes of each; `catch_up` corrects the ones that are not tried.
        """
        log, conditions, rest = self.log, self._conditions, slice(self._worked_out, until)
        chance = np.array(
            [failure_chance(conditions, name, self._background_ppm) for name in OPERATIONS],
            dtype=np.int32,
        )
        kind = log.workload.kind[rest]
        calls = kind != METADATA
        fails = log.workload.luck[rest] < chance[kind]
        if conditions.r2_dead_prefixes:
            dead = np.zeros(len(PREFIXES), dtype=np.bool_)
            dead[list(conditions.r2_dead_prefixes)] = True
            # Metadata comes from D1 and has no key in the bucket that could begin with a dead
            # prefix.
            fails |= dead[log.workload.file[rest] % len(PREFIXES)] & calls
        takes = log.workload.latency[rest]
        if conditions.r2_slow_percent != CALM.r2_slow_percent:
            takes = takes * np.where(calls, conditions.r2_slow_percent, 100) // 100
        gives_up = np.where(calls, conditions.r2_fail_ms, CALM.r2_fail_ms)
        takes = np.where(fails, gives_up, takes)
        late = takes > CLIENT_TIMEOUT_MS
        if conditions.hurts_r2:
            # What fails on a good day, too, or takes too long, was not R2's refusal.
            self._refused[rest] = fails & ~late & (log.workload.luck[rest] >= self._background_ppm)
        else:
            self._refused[rest] = False
        fails |= late
        # This is what the breaker counts. Requests of lost sessions may be marked here, too, but
        # never get as far: `_recognised` leaves them out.
        self._fails[rest] = fails
        log.outcome[rest] = np.where(fails, ERROR, OK)
        log.response[rest] = np.where(late, CLIENT_TIMEOUT_MS, takes)
        if self._lost_ppm:
            # Who is not recognised gets no further: no call to R2, nothing queued.
            away = log.workload.session[rest] < self._lost_ppm
            log.outcome[rest][away] = ERROR
            log.response[rest][away] = NO_SESSION_MS
        self._worked_out = until

    def _recognised(self, chosen: _Chosen, first: int, last: int) -> NDArray[np.int64]:
        """The requests in [first, last) of the chosen operations whose session was found."""
        requests = chosen.within(first, last)
        if self._lost_ppm:
            return requests[self.log.workload.session[requests] >= self._lost_ppm]
        return requests

    def catch_up(self, now: int) -> None:
        """Decide every request that arrived before `now`."""
        first = self.log.done
        last = bisect_left(self.log.arrivals, now, first)
        if last == first:
            return
        if self._prevailing.conditions is not self._conditions:
            # What was worked out ahead met other conditions.
            self._conditions = self._prevailing.conditions
            self._lost_ppm = self._conditions.fail_ppm("session")
            self._worked_out = first
        if last > self._worked_out:
            self._work_out(min(last + AHEAD, len(self._at)))
        self.log.done = last
        self._decide(first, last)
        if self._contents is not None and self._contents.files.troubled:
            self._contents.serve(first, last)

    def _decide(self, first: int, last: int) -> None:
        """Say which of these requests are answered, queued, failed or turned away."""
        if self.read_only:
            self._hand_over_writes(self._recognised(self._writes, first, last))
        breaker = self._breaker
        if (
            breaker.state == "CLOSED"
            and not breaker.failures
            and not np.count_nonzero(self._fails[first:last])
        ):
            return  # nothing that it counts
        # Read-only: writes wait in the queue or were turned away, and make no call.
        chosen = self._reads if self.read_only else self._calls
        self._through_breaker(self._recognised(chosen, first, last))
        if self.deferring and not self.read_only:
            self._defer(self._recognised(self._writes, first, last))

    def _hand_over_writes(self, writes: NDArray[np.int64]) -> None:
        """Read-only: writes are queued while there is room, then turned away."""
        if not len(writes):
            return
        room = self._queue.offer(writes)
        if room:
            self.log.outcome[writes[:room]] = QUEUED
            self.log.response[writes[:room]] = QUEUED_MS
            writes = writes[room:]
        if len(writes):
            self.log.outcome[writes] = REJECTED
            self.log.response[writes] = REJECTED_MS

    def _defer(self, writes: NDArray[np.int64]) -> None:
        """Normal mode: writes that R2 or its breaker refused are queued while there is room."""
        outcome = self.log.outcome[writes]
        turned_away = (outcome == FAST_FAILED) | ((outcome == ERROR) & self._refused[writes])
        writes = writes[turned_away]
        if len(writes):
            self.log.outcome[writes[: self._queue.offer(writes)]] = DEFERRED

    def _through_breaker(self, calls: NDArray[np.int64]) -> None:
        """Take calls (positions in the workload, rising) to R2 through the breaker."""
        breaker = self._breaker
        done = 0
        while done < len(calls):
            if breaker.state == "CLOSED":
                done += self._closed(calls[done:])
            elif breaker.next_attempt_at is not None and not breaker.admits(
                self._at.item(calls.item(done))
            ):
                # Mostly a whole block is turned away; only one that reaches the next trial is
                # searched for it.
                until = len(calls)
                if breaker.admits(self._at.item(calls.item(-1))):
                    until = int(self._at[calls].searchsorted(breaker.next_attempt_at))
                self.log.outcome[calls[done:until]] = FAST_FAILED
                self.log.response[calls[done:until]] = FAST_FAIL_MS
                done = until
            else:
                self._step(int(calls[done]))
                done += 1

    def _closed(self, calls: NDArray[np.int64]) -> int:
        """Account calls while CLOSED up to the one that opens the breaker; how many."""
        breaker = self._breaker
        failing: list[int] = self._fails[calls].nonzero()[0].tolist()
        if not failing:
            breaker.absorb(0, None)
            return len(calls)
        # Before the first call stands what came before this block: its row may go on.
        in_a_row, latest = breaker.failures, -1
        for place in failing:
            in_a_row = in_a_row + 1 if place == latest + 1 else 1
            if in_a_row >= breaker.settings.failure_threshold:
                # One less, because `fail` counts the call that opens it, as it does for calls one
                # by one.
                breaker.absorb(in_a_row - 1, None)
                self.deciding = int(calls[place])
                breaker.fail(int(self._at[calls[place]]))
                return place + 1
            latest = place
        # A success after the latest one has ended the row.
        goes_on = latest == len(calls) - 1
        breaker.absorb(in_a_row if goes_on else 0, int(self._at[calls[latest]]))
        return len(calls)

    def _step(self, request: int) -> None:
        """One call by itself: a trial while the breaker is not CLOSED."""
        at = int(self._at[request])
        self.deciding = request
        self._breaker.begin(at)
        if self._fails[request]:
            self._breaker.fail(at)
        else:
            self._breaker.succeed(at)
