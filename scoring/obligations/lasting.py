"""What goes beyond the incident's own clock: handing over the lead, and what is due afterwards.

Duties after the incident count only if done before EndEx; the reports show their due dates.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from scoring import actions
from scoring.obligations.due import DueItem, Settlement, told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scoring.ground import Ground

HANDOVER = "handover of the lead"


def _handovers(ground: Ground) -> Iterator[DueItem]:
    handover = ground.policy.handover
    if handover is None or ground.clock is None:
        return
    since = ground.clock
    while since + handover.every < ground.over_at:
        due = since + handover.every
        yield DueItem(
            kind="duty",
            to=handover.to,
            reason=HANDOVER,
            due=due,
            deadline=due + ground.policy.grace,
            evidence=ground.instants.detect.evidence or ground.instants.impact.evidence,
            # Whom one told when it began has not taken over since.
            settled_by=tuple(one for one in told(ground, handover.to) if one.at > since),
        )
        since = due


def handovers(ground: Ground) -> tuple[DueItem, ...]:
    """One debt each time that somebody had led for long enough."""
    return tuple(_handovers(ground))


def _afterwards(ground: Ground) -> Iterator[DueItem]:
    recover, impact = ground.instants.recover, ground.instants.impact.at
    if recover.at is None or impact is None:
        return
    worst = ground.truth.worst(impact, recover.at)
    starts_at = ground.facts.scenario.starts_at
    end = starts_at + timedelta(milliseconds=recover.at)
    for one in ground.policy.afterwards:
        if one.levels and worst not in one.levels:
            continue
        deadline = one.due(end, ground.policy.office_hours) - starts_at
        yield DueItem(
            kind="duty",
            to=one.by,
            reason=one.title,
            due=recover.at,
            deadline=deadline // timedelta(milliseconds=1),
            evidence=recover.evidence,
            settled_by=tuple(
                Settlement(fact.at, fact.seq, fact.body.command)
                for fact in actions.named(ground.facts, one.commands, ground.since)
            ),
        )


def afterwards(ground: Ground) -> tuple[DueItem, ...]:
    """The debts that begin when the incident is over."""
    return tuple(_afterwards(ground))
