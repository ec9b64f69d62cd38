"""What is wrong at an instant, and the first stretch of time in which nothing is."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from sim.journal.bodies import BreakerMoved, FaultEdge, ModeChanged, QueueChanged, Window
from sim.journal.stored import FilesChanged
from tests.scoring.independent.windows import is_bad

if TYPE_CHECKING:
    from sim.journal.encoding import Entry
    from tests.scoring.independent.record import Record


HURT_R2 = (
    "r2_unavailable",
    "r2_errors",
    "r2_timeouts",
    "r2_partial",
    "r2_slow",
    "credentials_rejected",
)
"""Effects of faults under which calls to R2 fail or are slow."""


@dataclass(slots=True)
class State:
    """The worker and the world, as far as the journal has told by now."""

    faults: set[str] = field(default_factory=set)
    hurting_r2: set[str] = field(default_factory=set)
    breaker: str = "CLOSED"
    degraded: set[str] = field(default_factory=set)
    waiting: int = 0
    damaged: int = 0
    missing: int = 0

    def take(self, entry: Entry) -> None:
        """Go on by one entry."""
        body = entry.body
        if isinstance(body, FaultEdge):
            self._edge(body)
        elif isinstance(body, BreakerMoved):
            self.breaker = body.new
        elif isinstance(body, ModeChanged):
            self.degraded.discard(body.service)
            if body.mode == "degraded":
                self.degraded.add(body.service)
        elif isinstance(body, QueueChanged):
            self.waiting = body.pending
        elif isinstance(body, FilesChanged) and body.event != "noticed":
            self.damaged, self.missing = body.damaged, body.missing
        elif isinstance(body, Window):
            self.waiting = body.queue_pending
            self.damaged, self.missing = body.files_damaged, body.files_missing

    def _edge(self, edge: FaultEdge) -> None:
        self.faults.discard(edge.fault)
        self.hurting_r2.discard(edge.fault)
        if edge.edge == "began":
            self.faults.add(edge.fault)
            if edge.effect in HURT_R2:
                self.hurting_r2.add(edge.fault)

    def well(self) -> bool:
        """Whether every condition of recovery holds but that of the windows."""
        return (
            not self.faults
            and self.breaker == "CLOSED"
            and not self.degraded
            and self.waiting == 0
            and self.damaged == 0
            and self.missing == 0
        )


@lru_cache(maxsize=2)
def well_from(record: Record) -> dict[int, bool]:
    """For each instant at which something is told, whether all is well from then on."""
    state, found = State(), {0: True}
    for entry in record.entries:
        state.take(entry)
        found[entry.at] = state.well()
    return found


def in_bad_window(record: Record, start: int, end: int) -> bool:
    """Whether a bad window touches the time from start to end."""
    return any(
        window.start < end and window.end > start and is_bad(window, record.policy)
        for window in record.windows
    )


def first_good_stretch(record: Record, after: int, *, well: bool) -> int | None:
    """Start of the first stretch without a bad window that lasts the monitoring period.

    Args:
        record: where to look.
        after: the impact; the stretch begins later, ms since StartEx.
        well: every other condition of recovery has to hold as well.
    """
    length, states = record.policy.monitoring_period, well_from(record)
    bad = [(one.start, one.end) for one in record.windows if is_bad(one, record.policy)]
    starts = sorted({*states, *(end for _, end in bad)})
    for start in starts:
        end = start + length
        if start <= after or end > record.end:
            continue
        if any(one_start < end and one_end > start for one_start, one_end in bad):
            continue
        at_start = max(at for at in states if at <= start)
        during = [at for at in states if at_start <= at < end]
        if not well or all(states[at] for at in during):
            return start
    return None


def truly_over(record: Record, at: int) -> bool:
    """Whether every condition of recovery holds at this instant and for the monitoring period."""
    end = at + record.policy.monitoring_period
    states = well_from(record)
    at_start = max(when for when in states if when <= at)
    during = [when for when in states if at_start <= when < end]
    return all(states[when] for when in during) and not in_bad_window(record, at, end)
