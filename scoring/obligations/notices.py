"""Notices: to the team, the users, the status page, and to everybody once it is over.

Which notices there are, the policy says. What a message says is not judged here, only whom it
reached and when; a restoration notice has to be true, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring import actions, messages
from scoring.obligations.due import DueItem, reaches, sent
from scoring.spans import covering

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scoring.facts import Fact
    from scoring.ground import Ground
    from scoring.model import Evidence
    from sim.journal.bodies import Message
    from sim.scenario.rules.notices import Notice


def _true_restoration(ground: Ground, fact: Fact[Message], to: str) -> bool:
    told = fact.body.purpose == "status_page" or reaches(ground, fact, to)
    return messages.is_restoration(fact.body) and told and not covering(ground.blocked, fact.at)


def _starts(ground: Ground, notice: Notice) -> tuple[int, Evidence] | None:
    """When a notice falls due, and what made it; None when it never does."""
    instants = ground.instants
    if ground.clock is None:
        return None
    if notice.since == "recovered":
        recover = instants.recover
        return None if recover.at is None else (recover.at, recover.evidence)
    if notice.since == "declared":
        declared = actions.did(ground.facts, "declares", since=ground.facts.began_at)
        first = next((fact for fact in declared if fact.at >= ground.clock), None)
        # Who never declares owes the notice all the same, from when obligations start to run.
        if first is not None and first.at < ground.over_at:
            return first.at, (first.seq,)
    return ground.clock, instants.detect.evidence or instants.impact.evidence


def _due(ground: Ground, notice: Notice) -> DueItem | None:
    started = _starts(ground, notice)
    if started is None:
        return None
    start, evidence = started
    policy, after = ground.policy, notice.since == "recovered"
    severity = ground.severity_at(start)
    if severity is None or (notice.levels and severity.level not in notice.levels):
        return None
    allowed = policy.monitoring_period + policy.grace if after else severity.tell_within
    return DueItem(
        kind="notice",
        to=notice.to,
        reason=notice.title,
        due=start,
        deadline=start + (allowed if notice.within is None else notice.within),
        evidence=evidence,
        settled_by=sent(
            ground,
            lambda fact: (
                fact.at >= start and _true_restoration(ground, fact, notice.to)
                if after
                else reaches(ground, fact, notice.to)
            ),
        ),
    )


def due_notices(ground: Ground) -> Iterator[tuple[Notice, DueItem]]:
    """Every notice that fell due, with what it asks for."""
    for notice in ground.policy.notices:
        due = _due(ground, notice)
        if due is not None:
            yield notice, due


def notices(ground: Ground) -> tuple[DueItem, ...]:
    """The debts of the policy's notices."""
    return tuple(due for _, due in due_notices(ground))
