"""The severity that was stated beside the true one, over time.

Knows statements and the truth; what being wrong costs stands in the policy.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from scoring.verdict import FULL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scoring.ground import Ground
    from scoring.statements import Statement
    from sim.scenario.rules.rubric import Points


@dataclass(frozen=True, slots=True)
class Share:
    """A stretch of `ms` in which one statement stood, or none, beside one true level."""

    ms: int
    truth: int
    statement: Statement | None


def judged_span(ground: Ground) -> tuple[int, int]:
    """From when to when the standing severity is judged, ms since StartEx."""
    instants, end = ground.instants, ground.facts.ended_at
    impact = instants.impact.at or 0
    start = impact if instants.respond.at is None else max(impact, instants.respond.at)
    return start, end if instants.mitigate.at is None else instants.mitigate.at


def shares(ground: Ground) -> tuple[Share, ...]:
    """The judged time, cut wherever the truth or the standing statement changes."""
    start, end = judged_span(ground)
    counting = [one for one in ground.statements if one.counts]
    edges = {start, end} | {one.at for one in counting}
    edges |= {at for span in ground.truth.spans for at in (span.start, span.end)}
    edges |= {at for stretch in ground.undiscussed for at in stretch}
    inside = sorted(at for at in edges if start <= at <= end)
    found = []
    for begin, finish in pairwise(inside):
        truth = next(
            (span.level for span in ground.truth.spans if span.start <= begin < span.end), None
        )
        # While nothing was wrong there was nothing to call by its name; while nobody was asked,
        # nobody to do so.
        if truth is None or not ground.discussed(begin):
            continue
        standing = [one for one in counting if one.at <= begin]
        found.append(Share(finish - begin, truth, standing[-1] if standing else None))
    return tuple(found)


def exactness(stated: int, truth: int, points: Points) -> float:
    """Points for a stated level against the true one; 1 is the gravest."""
    if stated == truth:
        return FULL
    row = points.too_grave if stated < truth else points.too_mild
    off = abs(stated - truth)
    return row[off - 1] if off <= len(row) else 0.0


def exact_share(parts: Iterable[Share], points: Points) -> float:
    """Mean exactness over the judged time, 0 to 100; 0 when there was none to judge."""
    held = tuple(parts)
    whole = sum(part.ms for part in held)
    earned = sum(
        part.ms * exactness(part.statement.level, part.truth, points)
        for part in held
        if part.statement is not None
    )
    return earned / whole if whole else 0.0


def ever_right(ground: Ground) -> Statement | None:
    """The first statement that was right while it stood; None when none was."""
    right = (
        part.statement
        for part in shares(ground)
        if part.statement is not None and part.statement.level == part.truth
    )
    return next(right, None)


def first_right(ground: Ground) -> Statement:
    """The first statement that was right while it stood, or else the first.

    Raises:
        ValueError: nobody stated a severity.
    """
    counting = [one for one in ground.statements if one.counts]
    if not counting:
        raise ValueError("nobody stated a severity")
    return ever_right(ground) or counting[0]
