"""Notices: to the team, the users, the status page, and to everybody once it is over.

Which notices there are, and what each must state, the policy says. A message gives a notice when
what it states is so; one that says something better than the world adds nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring import actions
from scoring.obligations.due import DueItem, reaches, said_since, settlement
from scoring.obligations.escalation import first_of_either, first_sign
from sim.scenario.rules.notices import ANY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scoring.ground import Ground
    from scoring.model import Evidence
    from scoring.obligations.due import Settlement
    from scoring.said import Said
    from sim.scenario.policy import Policy
    from sim.scenario.rules.notices import Notice


RESTORATION = (("over",), ("service=works",), ("downloads=works", "uploads=works"))
"""What says that it works again, where no template says otherwise."""


def asked_by(policy: Policy, notice: Notice) -> tuple[tuple[str, ...], ...]:
    """The sets of which a notice must state one; empty when any word will do."""
    template = policy.template(notice.template)
    if template is not None and template.claims:
        return template.claims
    return RESTORATION if notice.since == "recovered" else ()


def addressed(ground: Ground, to: str, *, restoration: bool = False) -> tuple[Said, ...]:
    """The messages that reached somebody who has to be told, in order.

    Args:
        ground: the incident.
        to: a group, an audience, the status page or the public.
        restoration: the status page tells everybody that it is over.
    """
    return tuple(
        one
        for one in said_since(ground)
        if reaches(ground, one.fact, to) or (restoration and one.fact.body.purpose == "status_page")
    )


def _complete(stated: frozenset[str], sets: Iterable[Iterable[str]]) -> bool:
    """Whether one of the sets is stated whole; nothing asked for is always there."""
    return not sets or any(stated.issuperset(one) for one in sets)


def _giving(told: Iterable[Said], sets: tuple[tuple[str, ...], ...], since: int) -> Iterator[Said]:
    """The messages that give a notice: the one that completes it, and each complete in itself."""
    pooled: frozenset[str] = frozenset()
    given = False
    for one in told:
        if one.at < since or not one.counts:
            continue
        pooled |= one.stated
        if _complete(one.stated, sets) or (not given and _complete(pooled, sets)):
            given = True
            yield one


def given_to(ground: Ground, to: str) -> tuple[Settlement, ...]:
    """Whatever told a group something readable and not untrue; outside, something to check.

    A post that says `all good otherwise` leaves users without any facts.
    """
    sets = () if to in ground.policy.groups else ((ANY,),)
    return tuple(settlement(one) for one in _giving(addressed(ground, to), sets, 0))


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
        first = next(iter(declared), None)
        # Who never declares owes the notice all the same, from when obligations start to run;
        # declaring again puts nothing off.
        if first is not None and ground.clock <= first.at < ground.over_at:
            return first.at, (first.seq,)
    return ground.clock, instants.detect.evidence or instants.impact.evidence


def _under_its_condition(
    ground: Ground, notice: Notice, started: tuple[int, Evidence]
) -> tuple[int, Evidence] | None:
    """The same, no sooner than the first sign of what it asks for; None without such a sign."""
    if notice.when is None:
        return started
    when = notice.when
    seen = first_of_either(ground) if when == "privacy" else first_sign(ground, when)
    if seen is None:
        return None
    return started if started[0] >= seen.at else (seen.at, (seen.seq,))


def _due(ground: Ground, notice: Notice) -> DueItem | None:
    begun = _starts(ground, notice)
    started = None if begun is None else _under_its_condition(ground, notice, begun)
    if started is None:
        return None
    start, evidence = started
    policy, after = ground.policy, notice.since == "recovered"
    severity = ground.severity_at(start)
    if severity is None or (notice.levels and severity.level not in notice.levels):
        return None
    allowed = policy.monitoring_period + policy.grace if after else severity.tell_within
    told = addressed(ground, notice.to, restoration=after)
    giving = _giving(told, asked_by(policy, notice), start if after else 0)
    return DueItem(
        kind="notice",
        to=notice.to,
        reason=notice.title,
        due=start,
        deadline=ground.later(severity, start, allowed if notice.within is None else notice.within),
        evidence=evidence,
        settled_by=tuple(settlement(one) for one in giving),
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
