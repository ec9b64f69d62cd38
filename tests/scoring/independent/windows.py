"""What a window of users' operations proves, and how severe it was over time."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sim.journal.bodies import Window
    from sim.scenario.policy import Policy
    from sim.scenario.rules.severity import Metric
    from tests.scoring.independent.record import Record

MINUTE = 60_000
NOTHING = 99
"""Milder than any level."""


class Span(NamedTuple):
    """The true severity from `start` to `end`; NOTHING when nothing is wrong."""

    start: int
    end: int
    level: int


def figure(window: Window, metric: Metric, policy: Policy) -> float:
    """A figure of the window; 0 when too few operations or too little time are behind it."""
    if metric == "owners_at_risk":
        return window.owners_at_risk
    if metric == "backup_age_minutes":
        return window.backup_age_ms / MINUTE
    if 2 * (window.end - window.start) < MINUTE:
        return 0
    requests = sum(counts.requests for counts in window.operations)
    behind, value = requests, 0.0
    if metric == "p95_ms":
        value = window.p95_ms
    elif metric == "error_percent":
        value = sum(counts.failed + counts.refused for counts in window.operations)
        value = 100 * value / max(requests, 1)
    elif metric == "delayed_percent":
        value = 100 * sum(counts.queued for counts in window.operations) / max(requests, 1)
    elif metric == "r2_failed_percent":
        on_r2 = [counts for counts in window.operations if counts.operation != "metadata"]
        tried = [c.requests - (c.queued - c.refused) - c.rejected - c.withheld for c in on_r2]
        behind = sum(tried)
        failed = sum(c.errors + c.fast_failed + c.unreadable + c.refused for c in on_r2)
        value = 100 * failed / max(behind, 1)
    return value if behind >= policy.objectives.min_requests else 0


def is_bad(window: Window, policy: Policy) -> bool:
    """Whether it breaks an objective; exactly on the bound is still good."""
    objectives = policy.objectives
    return (
        figure(window, "error_percent", policy) > objectives.error_percent
        or figure(window, "p95_ms", policy) > objectives.p95
        or sum(counts.corrupted for counts in window.operations) > objectives.corrupted
        or window.backup_age_ms > objectives.backup_age
    )


def own_level(window: Window, policy: Policy) -> int:
    """The gravest level with a condition that the window meets."""
    met = [
        level.level
        for level in policy.severities
        for condition in level.any_of
        if figure(window, condition.metric, policy) >= condition.at_least
    ]
    return min(met, default=NOTHING)


@lru_cache(maxsize=2)
def true_severity(record: Record) -> list[Span]:
    """The severity of the world over time: rises at once, falls after two milder windows."""
    found: list[Span] = []
    level, previous, until = NOTHING, -1, 0
    for window in record.every_window:
        own = own_level(window, record.policy)
        if window.start > until:
            found.append(Span(until, window.start, NOTHING))
            level, previous = NOTHING, -1
        level = min(level, own)
        found.append(Span(window.start, window.end, level))
        if own > level and previous > level:
            # Two more have to follow before it falls further.
            level, own = min(own, previous), -1
        previous, until = own, window.end
    if until < record.end:
        found.append(Span(until, record.end, NOTHING))
    return found


def severity_at(record: Record, at: int) -> int:
    """The true severity at an instant."""
    return next((s.level for s in true_severity(record) if s.start <= at < s.end), NOTHING)
