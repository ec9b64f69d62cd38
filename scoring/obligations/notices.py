"""Word that is owed: to the team, the users, the status page, and to everybody once it is over.

Which notices there are, the policy says. What a message says is not judged here, only whom it
reached and when; a restoration notice has to be true, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring import said
from scoring.obligations.due import Due, Settlement
from scoring.spans import covering
from sim.scenario.rules.notices import PUBLIC, STATUS_PAGE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scoring.case import Ground
    from scoring.facts import Fact
    from scoring.model import Evidence
    from sim.journal.bodies import Message
    from sim.scenario.rules.notices import Notice


def sent(ground: Ground, counts: Callable[[Fact[Message]], bool]) -> tuple[Settlement, ...]:
    """The responders' messages since the incident began that arrived and count."""
    return tuple(
        Settlement(fact.at, fact.seq, said.means(fact.body))
        for fact in said.received(ground.facts, ground.facts.since(ground.instants.impact.at))
        if counts(fact)
    )


def _tells_team(ground: Ground, fact: Fact[Message]) -> bool:
    if not said.tells_team(fact.body, ground.policy, ground.facts.scenario.player):
        return False
    detected = ground.instants.detect.at
    return fact.body.purpose != "post" or (detected is not None and fact.at >= detected)


def _tells_audience(ground: Ground, fact: Fact[Message], audience: str) -> bool:
    """Reaches the audience; in public, when no channel of that audience works."""
    policy = ground.policy
    if said.tells_audience(fact.body, policy, audience):
        return True
    channels = policy.audiences[audience]
    cut_off = all(ground.facts.channel_down(channel, fact.at) for channel in channels)
    return cut_off and PUBLIC in fact.body.delivered


def reaches(ground: Ground, fact: Fact[Message], to: str) -> bool:
    """Whether a message counts for a group, an audience, the status page or the public."""
    policy = ground.policy
    if to == STATUS_PAGE:
        return fact.body.purpose == "status_page"
    if to == PUBLIC:
        return PUBLIC in fact.body.delivered
    if to == policy.notify_team:
        return _tells_team(ground, fact)
    if to in policy.groups:
        return said.tells_group(fact.body, policy, to, ground.facts.scenario.player)
    return _tells_audience(ground, fact, to)


def _true_restoration(ground: Ground, fact: Fact[Message], to: str) -> bool:
    told = fact.body.purpose == "status_page" or reaches(ground, fact, to)
    return said.is_restoration(fact.body) and told and not covering(ground.blocked, fact.at)


def _starts(ground: Ground, notice: Notice) -> tuple[int, Evidence] | None:
    """When a notice falls due, and what made it; None when it never does."""
    instants = ground.instants
    if ground.clock is None:
        return None
    if notice.since == "recovered":
        recover = instants.recover
        return None if recover.at is None else (recover.at, recover.evidence)
    if notice.since == "declared":
        declared = said.effective(ground.facts, ("declare",), ground.facts.began_at)
        first = next((fact for fact in declared if fact.at >= ground.clock), None)
        if first is not None and first.at < ground.over_at:
            return first.at, (first.seq,)
    return ground.clock, instants.detect.evidence or instants.impact.evidence


def _due(ground: Ground, notice: Notice) -> Due | None:
    started = _starts(ground, notice)
    if started is None:
        return None
    start, evidence = started
    policy, after = ground.policy, notice.since == "recovered"
    severity = ground.severity_at(start)
    if severity is None or (notice.levels and severity.level not in notice.levels):
        return None
    allowed = policy.monitoring_period + policy.grace if after else severity.tell_within
    return Due(
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


def owed(ground: Ground) -> Iterator[tuple[Notice, Due]]:
    """Every notice that fell due, with its debt."""
    for notice in ground.policy.notices:
        due = _due(ground, notice)
        if due is not None:
            yield notice, due


def notices(ground: Ground) -> tuple[Due, ...]:
    """The debts of the policy's notices."""
    return tuple(due for _, due in owed(ground))
