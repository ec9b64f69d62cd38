"""How bad it really was: each window of users' operations against the objectives and severities.

Reads only windows and the policy. What responders thought or said plays no part.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from scoring.model import TruthSeverity
from scoring.spans import Span
from scoring.verdict import some
from sim.legible import in_line
from sim.scenario.durations import HOUR, MINUTE, SECOND

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scoring.facts import Fact
    from scoring.model import Evidence
    from sim.journal.bodies import KindCounts, Window
    from sim.scenario.names import Operation
    from sim.scenario.policy import Objectives, Policy
    from sim.scenario.rules.severity import Metric

    _Level = tuple[int, int, int | None]  # from, to, severity

NEEDS_R2: frozenset[Operation] = frozenset({"download", "upload", "delete"})
"""What users do that needs R2; metadata is answered by D1."""


LEAST_WINDOW = 30 * SECOND
"""A shorter window, which only EndEx can leave, proves nothing by a share: 2 of 36 operations in
its eight seconds are chance where an objective is kept by the minute."""


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a number of operations."""

    part: int
    whole: int

    @property
    def percent(self) -> float:
        """The part in percent; 0 of nothing."""
        return 100 * self.part / self.whole if self.whole else 0.0


def _asked(counts: Iterable[KindCounts]) -> int:
    """How many operations there were."""
    return sum([row.requests for row in counts])


def failures(counts: Iterable[KindCounts]) -> Share:
    """Operations that ended in an error for the user, of all of them."""
    rows = tuple(counts)
    return Share(sum([row.failed for row in rows]), _asked(rows))


def errors(counts: Iterable[KindCounts]) -> Share:
    """Operations that count in the error rate: failed ones, and writes that R2 refused."""
    rows = tuple(counts)
    return Share(sum([row.in_error_rate for row in rows]), _asked(rows))


def r2_failures(counts: Iterable[KindCounts]) -> Share:
    """Operations that got an error from R2 or its breaker, of those that tried R2.

    Those queued or turned away before they were tried did not, nor those on a withheld file.
    """
    rows = tuple(row for row in counts if row.operation in NEEDS_R2)
    failed = sum(row.errors + row.fast_failed + row.unreadable + row.refused for row in rows)
    return Share(failed, failed + sum(row.ok + row.corrupted for row in rows))


def delayed(counts: Iterable[KindCounts]) -> Share:
    """Operations that were accepted for later, of all of them."""
    rows = tuple(counts)
    return Share(sum([row.queued for row in rows]), _asked(rows))


def download_failures(window: Window) -> Share:
    """Downloads that failed, of those tried in the window."""
    return failures(row for row in window.operations if row.operation == "download")


def corrupted(counts: Iterable[KindCounts]) -> int:
    """Damaged files that were served or stored without anybody noticing."""
    return sum(row.corrupted for row in counts)


def _value(window: Window, metric: Metric, enough: int) -> float | None:
    """The window's figure, or None when too few operations, or too little time, are behind it."""
    if metric == "owners_at_risk":
        return window.owners_at_risk
    if metric == "backup_age_minutes":
        return window.backup_age_ms / MINUTE
    if window.end - window.start < LEAST_WINDOW:
        return None
    if metric == "p95_ms":
        return window.p95_ms if _asked(window.operations) >= enough else None
    if metric == "r2_failed_percent":
        share = r2_failures(window.operations)
    elif metric == "error_percent":
        share = errors(window.operations)
    elif metric == "delayed_percent":
        share = delayed(window.operations)
    else:
        assert_never(metric)
    return share.percent if share.whole >= enough else None


def window_level(window: Window, policy: Policy) -> int | None:
    """The worst severity whose conditions the window meets; None when it meets none."""
    enough = policy.objectives.min_requests
    known: dict[Metric, float | None] = {}
    # A policy lists the gravest level first, so the first one that fits is the worst.
    for severity in policy.severities:
        for condition in severity.any_of:
            metric = condition.metric
            if metric not in known:
                known[metric] = _value(window, metric, enough)
            value = known[metric]
            if value is not None and value >= condition.at_least:
                return severity.level
    return None


_FAILED = re.compile(r"(\d+\.\d)% of operations were failing")


def reasons_of(spans: Iterable[Span]) -> str:
    """Each reason once, as clauses of a sentence; several shares of failures as one range."""
    unique = tuple(dict.fromkeys(span.what for span in spans))
    shares = [float(found[1]) for what in unique if (found := _FAILED.fullmatch(what))]
    if len(shares) > 1:
        folded = f"{min(shares):.1f} to {max(shares):.1f}% of operations were failing"
        unique = tuple(folded if _FAILED.fullmatch(what) else what for what in unique)
    return in_line(dict.fromkeys(unique))


def breaches(window: Window, objectives: Objectives) -> str:
    """Which objective the window is outside of, in words; "" when it is inside all."""
    failing = _value(window, "error_percent", objectives.min_requests)
    slow = _value(window, "p95_ms", objectives.min_requests)
    # Exactly on an objective is still good; a severity holds from exactly on its bound.
    if failing is not None and failing > objectives.error_percent:
        return f"{failing:.1f}% of operations were failing"
    if slow is not None and slow > objectives.p95:
        return f"the p95 response time was {slow / 1000:.1f} s"
    damaged = corrupted(window.operations)
    if damaged > objectives.corrupted:
        return (
            f"{some(damaged, 'damaged file')} {'was' if damaged == 1 else 'were'} served or stored"
        )
    if window.backup_age_ms > objectives.backup_age:
        return f"the newest sound backup was {window.backup_age_ms / HOUR:.1f} h old"
    return ""


@dataclass(frozen=True, slots=True)
class GroundTruth:
    """Ground truth over the exercise.

    Attributes:
        spans: severity levels from StartEx to EndEx, without gaps; None means nothing is wrong.
        bad: windows outside the objectives, in order.
    """

    spans: tuple[TruthSeverity, ...]
    bad: tuple[Span, ...]

    def worst(self, start: int, end: int) -> int | None:
        """The worst level reached from `start` up to and including `end`."""
        levels = [
            span.level
            for span in self.spans
            if span.level is not None and span.start <= end and span.end > start
        ]
        # Level 1 is the gravest.
        return min(levels, default=None)

    def rises(self, start: int) -> tuple[tuple[int, int], ...]:
        """Each instant from `start` on at which a new worst level is reached, with the level."""
        found: list[tuple[int, int]] = []
        for span in self.spans:
            if span.level is None or span.end <= start:
                continue
            if not found or span.level < found[-1][1]:
                found.append((max(span.start, start), span.level))
        return tuple(found)


def _merged(levels: Iterable[_Level]) -> tuple[TruthSeverity, ...]:
    merged: list[_Level] = []
    for start, end, level in levels:
        if start >= end:
            continue
        if merged and merged[-1][1:] == (start, level):
            merged.append((merged.pop()[0], end, level))
        else:
            merged.append((start, end, level))
    return tuple(TruthSeverity(start=start, end=end, level=level) for start, end, level in merged)


def _milder(level: int | None, than: int | None) -> bool:
    """Whether a level is milder than another; nothing wrong is the mildest."""
    return than is not None and (level is None or level > than)


def _graver(one: int | None, other: int | None) -> int | None:
    return min((level for level in (one, other) if level is not None), default=None)


def _levels(windows: Sequence[Fact[Window]], policy: Policy, ended_at: int) -> Iterable[_Level]:
    known_to, standing = 0, None
    # The level of the window before, where that was milder than what stood: one is not enough.
    milder_once: int | None = None
    waiting = False
    for fact in windows:
        window = fact.body
        level = window_level(window, policy)
        if window.start > known_to:
            yield known_to, window.start, None
            standing, waiting = None, False
        if not _milder(level, standing):
            standing, waiting = level, False
        yield window.start, window.end, standing
        if _milder(level, standing):
            if waiting:
                standing, waiting = _graver(milder_once, level), False
            else:
                milder_once, waiting = level, True
        known_to = window.end
    yield known_to, ended_at, None


def judge_truth(windows: Sequence[Fact[Window]], policy: Policy, ended_at: int) -> GroundTruth:
    """Judge every window by the policy; what no window covers counts as nothing wrong."""
    bad = []
    for fact in windows:
        what = breaches(fact.body, policy.objectives)
        if what:
            evidence: Evidence = (fact.seq,)
            bad.append(Span(fact.body.start, fact.body.end, what, evidence))
    return GroundTruth(spans=_merged(_levels(windows, policy, ended_at)), bad=tuple(bad))
