"""First notices: the team, the users and the status page; and word that the service is back.

Each falls due once. The rhythm of updates and the promises made in them are files of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring import said
from scoring.obligations.due import Due, Settlement
from scoring.spans import covering

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scoring.case import Ground
    from scoring.facts import Fact
    from sim.journal.bodies import Message

STATUS_PAGE = "status_page"
TEAM, USERS, PAGE, RESTORATION = "team notice", "user notice", "status page", "restoration notice"


def sent(ground: Ground, counts: Callable[[Fact[Message]], bool]) -> tuple[Settlement, ...]:
    """The responders' messages since the incident began that arrived and count."""
    return tuple(
        Settlement(fact.at, fact.seq, said.means(fact.body))
        for fact in said.by_responders(ground.facts, ground.facts.since(ground.instants.impact.at))
        if said.arrived(ground.facts, fact) and counts(fact)
    )


def _tells_team(ground: Ground, fact: Fact[Message]) -> bool:
    player = ground.facts.scenario.player
    if not said.tells_team(fact.body, ground.policy, player):
        return False
    detected = ground.instants.detect.at
    return fact.body.purpose != "post" or (detected is not None and fact.at >= detected)


def _tells_users(ground: Ground, fact: Fact[Message]) -> bool:
    """Reaches the users' audience; in public, when no channel of that audience works."""
    policy = ground.policy
    if said.tells_users(fact.body, policy):
        return True
    channels = policy.audiences[policy.notify_users]
    cut_off = all(ground.facts.channel_down(channel, fact.at) for channel in channels)
    return cut_off and said.PUBLIC in fact.body.delivered


def _first_notices(ground: Ground, start: int) -> Iterator[Due]:
    severity = ground.severity_at(start)
    if severity is None:
        return
    policy = ground.policy
    owed: tuple[tuple[str, str, Callable[[Fact[Message]], bool]], ...] = (
        (policy.notify_team, TEAM, lambda fact: _tells_team(ground, fact)),
        (policy.notify_users, USERS, lambda fact: _tells_users(ground, fact)),
        (STATUS_PAGE, PAGE, lambda fact: fact.body.purpose == "status_page"),
    )
    for to, reason, counts in owed:
        yield Due(
            kind="notice",
            to=to,
            reason=reason,
            due=start,
            deadline=start + severity.tell_within,
            evidence=ground.instants.detect.evidence or ground.instants.impact.evidence,
            settled_by=sent(ground, counts),
        )


def _truthful_restoration(ground: Ground, fact: Fact[Message]) -> bool:
    to_users = fact.body.purpose == "status_page" or said.tells_users(fact.body, ground.policy)
    return said.is_restoration(fact.body) and to_users and not covering(ground.blocked, fact.at)


def _restoration(ground: Ground) -> Iterator[Due]:
    recover = ground.instants.recover
    if recover.at is None:
        return
    recovered = recover.at
    yield Due(
        kind="notice",
        to=ground.policy.notify_users,
        reason=RESTORATION,
        due=recovered,
        deadline=recovered + ground.policy.monitoring_period + ground.policy.grace,
        evidence=recover.evidence,
        settled_by=sent(
            ground, lambda fact: fact.at >= recovered and _truthful_restoration(ground, fact)
        ),
    )


def notices(ground: Ground) -> tuple[Due, ...]:
    """The first notices that fell due, and the restoration notice once there is a recovery."""
    if ground.clock is None:
        return ()
    return (*_first_notices(ground, ground.clock), *_restoration(ground))
