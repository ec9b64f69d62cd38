"""Escalation by time: when progress stops, the next role of the matrix falls due.

The timer starts with the obligations' clock and starts again at every mark of progress and at
every expiry, until the service is recovered or the matrix has no further role.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.obligations.clock import passed_at
from scoring.obligations.in_line import next_in_line
from scoring.obligations.progress import marks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scoring.case import Ground
    from scoring.model import Evidence
    from scoring.obligations.due import Due


def _expiries(ground: Ground, start: int) -> Iterator[tuple[int, Evidence]]:
    """Each instant at which the timer ran out, with what it last started at."""
    ahead = [mark for mark in marks(ground) if mark.at > start]
    evidence = ground.instants.detect.evidence or ground.instants.impact.evidence
    while True:
        expiry = passed_at(
            ground.truth,
            ground.policy,
            impact=ground.instants.impact.at or 0,
            since=start,
            allowed=lambda severity: severity.no_progress,
        )
        if ahead and (expiry is None or ahead[0].at <= expiry):
            start, evidence = ahead[0].at, ahead[0].evidence
            ahead.pop(0)
        elif expiry is None or expiry >= ground.over_at:
            return
        else:
            yield expiry, evidence
            start = expiry


def no_progress(ground: Ground) -> tuple[Due, ...]:
    """One debt for each expiry of the timer, to the next role in line."""
    if ground.clock is None:
        return ()
    return next_in_line(
        ground,
        _expiries(ground, ground.clock),
        lambda severity: severity.no_progress,
        "no progress for {} min",
    )
