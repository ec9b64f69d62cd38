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


class WritesQueue(Protocol):
    """What the users need of the operation queue."""

    def offer(self, requests: NDArray[np.int64]) -> int:
        """Take requests (positions in the workload) in order; how many there was room for."""
        ...


class Users(Protocol):
    """Whatever carries the users through time: in blocks, or one by one in the oracle.

    Attributes:
        log: what became of the requests.
        read_only: whether writes are queued; only change it right after `catch_up`.
        deciding: the request being decided, so that what it causes can be put in order.
    """

    log: RequestLog
    read_only: bool
    deciding: int

    def catch_up(self, now: int) -> None:
        """Decide every request that arrived before `now`."""
        ...

    def face(self, conditions: Conditions) -> None:
        """From the last `catch_up` on, calls behave like this."""
        ...


def failure_chance(conditions: Conditions, operation: Operation, background_ppm: int) -> int:
    """Chance in ppm that a request fails when R2 (or D1) is tried."""
    broken = conditions.fail_ppm(operation)
    return background_ppm + (PPM - background_ppm) * broken // PPM


class _Places:
    """Where in the workload the requests of some kind stand."""

    def __init__(self, chosen: NDArray[np.bool_]) -> None:
        self._places = np.flatnonzero(chosen)
        self._before = np.concatenate(([0], np.cumsum(chosen)))

    def between(self, first: int, last: int) -> NDArray[np.int64]:
        """The places in [first, last), rising."""
        return self._places[self._before[first] : self._before[last]]


class BlockUsers:
    """The users of one exercise, decided block by block.

    Args:
        log: the workload, and what becomes of it.
        background_ppm: failures on a good day.
        breaker: in front of R2.
        queue: takes writes while the worker is read-only.
        contents: says what is in the files; None: whatever R2 answers is good.
    """

    def __init__(
        self,
        log: RequestLog,
        background_ppm: int,
        breaker: Breaker,
        queue: WritesQueue,
        contents: Contents | None = None,
    ) -> None:
        workload = log.workload
        self.log = log
        self.read_only = False
        self.deciding = 0
        self._background_ppm = background_ppm
        self._breaker = breaker
        self._queue = queue
        self._contents = contents
        self._at = workload.at
        self._fails = np.zeros(len(workload), dtype=np.bool_)
        self._failed_before = np.zeros(len(workload) + 1, dtype=np.int64)
        self._prefix = workload.file % len(PREFIXES)
        self._unknown: NDArray[np.bool_] | None = None
        self._calls = _Places(workload.kind != METADATA)
        self._reads = _Places(workload.kind == DOWNLOAD)
        self._writes = _Places((workload.kind == UPLOAD) | (workload.kind == DELETE))

    def face(self, conditions: Conditions) -> None:
        """From the last `catch_up` on, calls behave like this: work out every remaining call.

        The log gets what becomes of each if it is tried; `catch_up` corrects the ones that are not.
        """
        log, rest = self.log, slice(self.log.done, None)
        chance = np.array(
            [failure_chance(conditions, name, self._background_ppm) for name in OPERATIONS],
            dtype=np.int64,
        )
        kind = log.workload.kind[rest]
        slow = np.where(kind == METADATA, 100, conditions.r2_slow_percent)
        takes = log.workload.latency[rest].astype(np.int64) * slow // 100
        fails = log.workload.luck[rest] < chance[kind]
        if conditions.r2_dead_prefixes:
            dead = np.isin(self._prefix[rest], sorted(conditions.r2_dead_prefixes))
            fails |= dead & (kind != METADATA)
        gives_up = np.where(kind == METADATA, CALM.r2_fail_ms, conditions.r2_fail_ms)
        takes = np.where(fails, gives_up, takes)
        late = takes > CLIENT_TIMEOUT_MS
        fails |= late
        self._fails[rest] = fails
        np.cumsum(fails, out=self._failed_before[log.done + 1 :])
        self._failed_before[log.done] = 0
        log.outcome[rest] = np.where(fails, ERROR, OK)
        log.response[rest] = np.where(late, CLIENT_TIMEOUT_MS, takes)
        self._lose_sessions(conditions.fail_ppm("session"))

    def _lose_sessions(self, chance_ppm: int) -> None:
        """Who is not recognised gets no further: no call to R2, nothing queued."""
        self._unknown = self.log.workload.session < chance_ppm if chance_ppm else None
        if self._unknown is not None:
            rest = slice(self.log.done, None)
            away = self._unknown[rest]
            self.log.outcome[rest][away] = ERROR
            self.log.response[rest][away] = NO_SESSION_MS

    def _recognised(self, requests: NDArray[np.int64]) -> NDArray[np.int64]:
        """Those of the requests whose session was found."""
        return requests if self._unknown is None else requests[~self._unknown[requests]]

    def catch_up(self, now: int) -> None:
        """Decide every request that arrived before `now`."""
        first = self.log.done
        last = bisect_left(self.log.arrivals, now, first)
        if last == first:
            return
        self.log.done = last
        self._decide(first, last)
        if self._contents is not None and self._contents.files.troubled:
            self._contents.serve(first, last)

    def _decide(self, first: int, last: int) -> None:
        """Say which of these requests are answered, queued, failed or turned away."""
        if self.read_only:
            self._hand_over_writes(self._recognised(self._writes.between(first, last)))
        places = self._reads if self.read_only else self._calls
        calls = self._recognised(places.between(first, last))
        if not len(calls):
            return
        if (
            self._breaker.state == "CLOSED"
            and self._failed_before[first] == self._failed_before[last]
        ):
            self._breaker.absorb(0, None)
            return
        self._through_breaker(calls)

    def _hand_over_writes(self, writes: NDArray[np.int64]) -> None:
        """Read-only: writes are queued while there is room, then turned away."""
        if not len(writes):
            return
        room = self._queue.offer(writes)
        if room:
            self.log.outcome[writes[:room]] = QUEUED
            self.log.response[writes[:room]] = QUEUED_MS
        if room < len(writes):
            self.log.outcome[writes[room:]] = REJECTED
            self.log.response[writes[room:]] = REJECTED_MS

    def _through_breaker(self, calls: NDArray[np.int64]) -> None:
        """Take calls (positions in the workload, rising) to R2 through the breaker."""
        breaker = self._breaker
        done = 0
        while done < len(calls):
            if breaker.state == "CLOSED":
                done += self._closed(calls[done:])
            elif breaker.next_attempt_at is not None and not breaker.admits(
                int(self._at[calls[done]])
            ):
                until = int(np.searchsorted(self._at[calls], breaker.next_attempt_at))
                self.log.outcome[calls[done:until]] = FAST_FAILED
                self.log.response[calls[done:until]] = FAST_FAIL_MS
                done = until
            else:
                self._step(int(calls[done]))
                done += 1

    def _closed(self, calls: NDArray[np.int64]) -> int:
        """Account calls while CLOSED up to the one that opens the breaker; how many."""
        breaker = self._breaker
        fails = self._fails[calls]
        if not fails.any():
            breaker.absorb(0, None)
            return len(calls)
        place = np.arange(len(calls))
        last_ok = np.maximum.accumulate(np.where(fails, -1, place))
        in_a_row = np.where(fails, place - last_ok, 0)
        in_a_row += np.where(fails & (last_ok < 0), breaker.failures, 0)
        trips = np.flatnonzero(in_a_row >= breaker.settings.failure_threshold)
        if len(trips):
            trip = int(trips[0])
            breaker.absorb(int(in_a_row[trip]) - 1, None)
            self.deciding = int(calls[trip])
            breaker.fail(int(self._at[calls[trip]]))
            return trip + 1
        latest = int(np.flatnonzero(fails)[-1])
        breaker.absorb(int(in_a_row[-1]), int(self._at[calls[latest]]))
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
