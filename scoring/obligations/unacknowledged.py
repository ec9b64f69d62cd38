"""Escalation when nobody takes the alert: after each timeout the next role in line falls due.

Starts with the delivered alert, but not before the impact; an acknowledgement stops it. Policies
without a timeout never owe it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.obligations.clock import passed_at
from scoring.obligations.in_line import next_in_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scoring.case import Ground
    from scoring.obligations.due import Due


def _timeouts(ground: Ground) -> Iterator[int]:
    """Each instant at which the alert had been left alone too long."""
    impact, alert, ack = ground.instants.impact.at, ground.instants.alert.at, ground.instants.ack.at
    if impact is None or alert is None:
        return
    until = ground.over_at if ack is None else min(ack, ground.over_at)
    since = max(impact, alert)
    while True:
        passed = passed_at(
            ground.truth,
            ground.policy,
            impact=impact,
            since=since,
            allowed=lambda severity: severity.unacknowledged,
        )
        if passed is None or passed >= until:
            return
        yield passed
        since = passed


def unacknowledged(ground: Ground) -> tuple[Due, ...]:
    """One debt for each timeout, to the next role in line."""
    return next_in_line(
        ground,
        ((at, ground.instants.alert.evidence) for at in _timeouts(ground)),
        lambda severity: severity.unacknowledged,
        "alert unacknowledged for {} min",
    )
