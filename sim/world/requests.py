"""What became of every request, and the figures over any span of time.

Holds the outcome arrays beside the workload; whoever advances the users writes them, everybody
else reads. Knows nothing of why a request ended as it did.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from pydantic import TypeAdapter

from sim.journal.bodies import KindCounts
from sim.scenario.names import OPERATIONS, Operation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.world.workload import Workload

OK, QUEUED, CORRUPTED, DEFERRED, ERROR, FAST_FAILED, REJECTED, WITHHELD, UNREADABLE = range(9)
"""Outcome codes: answered; accepted for later; answered or stored with damage nobody noticed;
refused by R2 or its open breaker, and accepted for later all the same; tried and failed; turned
away by the open breaker; turned away by the full queue; quarantined; the file is gone or its damage
was noticed. From `DEFERRED` on it counts in the error rate, from `ERROR` on the user got an error.
"""

_COUNTED = (
    "ok",
    "queued",
    "corrupted",
    "refused",
    "errors",
    "fast_failed",
    "rejected",
    "withheld",
    "unreadable",
)
"""How a journal calls the outcomes, in the order of their codes."""

OUTCOMES = len(_COUNTED)

_FIELDS = ("operation", "requests", *_COUNTED)
_CELLS = [
    (name, slice(OUTCOMES * code, OUTCOMES * (code + 1))) for code, name in enumerate(OPERATIONS)
]

FAST_FAIL_MS = 5
QUEUED_MS = 40
REJECTED_MS = 10
NO_SESSION_MS = 100
"""Response times of requests that R2 never saw. Our choice: the worker's own overhead."""

_FAILED_FROM = DEFERRED

# One call for all kinds: the figures of a window are the most frequent thing in a journal.
_COUNTS: TypeAdapter[tuple[KindCounts, ...]] = TypeAdapter(tuple[KindCounts, ...])


@dataclass(frozen=True, slots=True)
class Figures:
    """Requests over a span; times in ms by nearest rank, zeros when nothing was asked."""

    requests: int
    failed: int
    mean_ms: float
    p50_ms: int
    p95_ms: int
    p99_ms: int

    @property
    def error_percent(self) -> float:
        """Failed requests in percent of all."""
        return round(100.0 * self.failed / self.requests, 2) if self.requests else 0.0


class RequestLog:
    """Outcomes and response times of the workload's requests, valid up to `done`.

    Attributes:
        arrivals: `workload.at` as Python sees it, which is faster to search for one instant.
    """

    def __init__(self, workload: Workload) -> None:
        self.workload = workload
        self.arrivals: memoryview[int] = memoryview(workload.at)  # type: ignore[arg-type]
        # -1 until worked out. Users in blocks also write beyond `done`, so figures stop there.
        self.outcome: NDArray[np.int8] = np.full(len(workload), -1, dtype=np.int8)
        self.response: NDArray[np.int32] = np.zeros(len(workload), dtype=np.int32)
        self.done = 0
        # Outcomes per operation are counted in one table, a row of cells each.
        # In int8, so that adding outcomes makes no wider copy: four kinds of nine end at 35.
        self._kind_row = workload.kind * np.int8(OUTCOMES)
        self._cells = OUTCOMES * len(OPERATIONS)
        self._touched = np.zeros(
            int(workload.user.max()) + 1 if len(workload) else 1, dtype=np.bool_
        )
        self._touched_upto = 0
        self._touched_count = 0
        # One look at the world asks several figures of one span: the last one is remembered.
        self._asked = (0, 0, 0)
        self._span = slice(0, 0)

    def span(self, start: int, end: int) -> slice:
        """The requests that arrived in [start, end), among those already decided."""
        asked = (start, end, self.done)
        if asked != self._asked:
            # Nothing decided arrived after `done`, so there is nothing to find there.
            first = bisect_left(self.arrivals, start, 0, self.done)
            last = bisect_left(self.arrivals, end, first, self.done)
            self._asked, self._span = asked, slice(first, last)
        return self._span

    def refused(self, start: int, end: int) -> int:
        """How many writes R2 refused in [start, end) that were queued for it."""
        return int(np.count_nonzero(self.outcome[self.span(start, end)] == DEFERRED))

    def failed(self, start: int, end: int) -> int:
        """How many of them count in the error rate."""
        return int(np.count_nonzero(self.outcome[self.span(start, end)] >= _FAILED_FROM))

    def error_percent(
        self, start: int, end: int, operations: tuple[Operation, ...] | None = None
    ) -> float:
        """Failed requests in percent of all in [start, end); 0.0 when there were none."""
        outcome = self.outcome[self.span(start, end)]
        if operations is not None:
            outcome = outcome[_among(operations)[self.workload.kind[self.span(start, end)]]]
        failed = int(np.count_nonzero(outcome >= _FAILED_FROM))
        return round(100.0 * failed / len(outcome), 2) if len(outcome) else 0.0

    def glance(self, start: int, end: int, bound_ms: int) -> tuple[int, float, bool]:
        """What monitoring looks at over [start, end), all at once.

        Returns:
            Requests, failed ones in percent, whether p95 of the response time is above the bound.
        """
        span = self.span(start, end)
        size: int = span.stop - span.start
        if not size:
            return 0, 0.0, False
        failed = int(np.count_nonzero(self.outcome[span] >= _FAILED_FROM))
        slow = int(np.count_nonzero(self.response[span] > bound_ms))
        # p95 is above the bound when more values are than rank after it: counting spares the sort.
        return size, round(100.0 * failed / size, 2), slow > size - _rank(size, 95)

    def percentiles(self, start: int, end: int) -> tuple[int, int, int]:
        """p50, p95 and p99 of the response time in [start, end), as in `figures`."""
        ordered = self.response[self.span(start, end)].copy()
        ordered.sort()
        return _percentiles(ordered)

    def series(
        self, start: int, end: int, step: int, operations: tuple[Operation, ...] | None = None
    ) -> tuple[list[int], list[int], list[int]]:
        """Requests, failed ones, and summed response times in ms, for each step of [start, end).

        The last step ends at `end`.
        """
        span = self.span(start, end)
        outcome, response = self.outcome[span], self.response[span]
        which = (self.workload.at[span] - start) // step
        if operations is not None:
            chosen = _among(operations)[self.workload.kind[span]]
            outcome, response, which = outcome[chosen], response[chosen], which[chosen]
        steps = -(-(end - start) // step)
        count = np.bincount(which, minlength=steps)
        failed = np.bincount(which[outcome >= _FAILED_FROM], minlength=steps)
        # Sums of whole milliseconds below 2**53 are exact as floats.
        total = np.bincount(which, weights=response, minlength=steps).astype(np.int64)
        return count.tolist(), failed.tolist(), total.tolist()

    def figures(
        self, start: int, end: int, operations: tuple[Operation, ...] | None = None
    ) -> Figures:
        """Figures over [start, end), of all operations or of some."""
        span = self.span(start, end)
        outcome, response = self.outcome[span], self.response[span]
        if operations is not None:
            chosen = _among(operations)[self.workload.kind[span]]
            outcome, response = outcome[chosen], response[chosen]
        size = len(response)
        if size == 0:
            return Figures(0, 0, 0.0, 0, 0, 0)
        ordered = np.sort(response)
        p50, p95, p99 = _percentiles(ordered)
        failed = int(np.count_nonzero(outcome >= _FAILED_FROM))
        return Figures(size, failed, round(int(ordered.sum()) / size, 1), p50, p95, p99)

    def counts(self, start: int, end: int) -> tuple[KindCounts, ...]:
        """Outcomes per operation over [start, end); operations nobody asked for are left out."""
        span = self.span(start, end)
        flat = np.bincount(
            self._kind_row[span] + self.outcome[span], minlength=self._cells
        ).tolist()
        found = []
        for name, cells in _CELLS:
            row = flat[cells]
            if requests := sum(row):
                # To its user a refused write that was queued is a queued one.
                row[QUEUED] += row[DEFERRED]
                found.append(dict(zip(_FIELDS, (name, requests, *row), strict=True)))
        return _COUNTS.validate_python(found)

    def first_harmed(self, start: int, end: int, bound_ms: int) -> int | None:
        """When the first request of [start, end) arrived that was harmed; None without one.

        Harmed is what failed, had to wait, met damage, or took longer than `bound_ms`.
        """
        span = self.span(start, end)
        harmed = (self.outcome[span] != OK) | (self.response[span] > bound_ms)
        first = int(harmed.argmax()) if len(harmed) else 0
        return self.arrivals[span.start + first] if len(harmed) and harmed[first] else None

    def users_touched(self) -> int:
        """Different users so far with a request that failed or had to wait."""
        # What was decided does not change any more, so only what is new needs a look.
        new = slice(self._touched_upto, self.done)
        self._touched_upto = self.done
        places = self.outcome[new].nonzero()[0]
        if len(places):
            self._touched[self.workload.user[new][places]] = True
            self._touched_count = int(np.count_nonzero(self._touched))
        return self._touched_count


@lru_cache
def _among(operations: tuple[Operation, ...]) -> NDArray[np.bool_]:
    """Per operation code: is it one of these."""
    return np.array([name in operations for name in OPERATIONS])


def _percentiles(ordered: NDArray[np.int32]) -> tuple[int, int, int]:
    """p50, p95 and p99 by nearest rank; zeros when there is nothing."""
    size = len(ordered)
    if not size:
        return 0, 0, 0
    return (
        ordered.item(_rank(size, 50) - 1),
        ordered.item(_rank(size, 95) - 1),
        ordered.item(_rank(size, 99) - 1),
    )


def _rank(size: int, percent: int) -> int:
    """Nearest rank of a percentile among `size` values, from 1."""
    return -(-size * percent // 100)
