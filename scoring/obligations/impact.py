"""Escalation by impact: several services ill at once, data at risk, a security concern.

Knows the health monitor's verdicts and the scenario's faults. Each reason makes one role of the
policy due, as soon as responders could see it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scoring.obligations.due import Due
from scoring.obligations.roles import told

if TYPE_CHECKING:
    from scoring.case import Ground
    from scoring.facts import Fact
    from sim.journal.bodies import Alert, HealthChanged, Message
    from sim.scenario.faults.base import Concern

_SEVERAL = 2


def _several_ill(ground: Ground) -> Fact[HealthChanged] | None:
    ill: set[str] = set()
    for fact in ground.facts.health:
        (ill.discard if fact.body.new == "HEALTHY" else ill.add)(fact.body.service)
        if len(ill) >= _SEVERAL and fact.at < ground.over_at:
            return fact
    return None


def _seen(ground: Ground, concern: Concern) -> Fact[Alert] | Fact[Message] | None:
    """The first sign of a fault of this concern that reached the responders."""
    names = {fault.id for fault in ground.facts.scenario.faults if fault.concern == concern}
    edges = ground.facts.faults
    begun = [fact.at for fact in edges if fact.body.fault in names and fact.body.edge == "began"]
    if not begun:
        return None
    player = ground.facts.scenario.player
    signs: list[Fact[Alert] | Fact[Message]] = [
        fact for fact in ground.facts.alerts if fact.body.state == "delivered"
    ]
    signs += [
        fact
        for fact in (*ground.facts.messages, *ground.facts.late)
        if fact.body.purpose == "inject" and player in fact.body.delivered
    ]
    later = [sign for sign in signs if sign.at >= min(begun)]
    return min(later, key=lambda sign: sign.seq, default=None)


def _due(ground: Ground, seen: Fact[Any] | None, role: str, reason: str) -> tuple[Due, ...]:
    if ground.clock is None or seen is None or role not in ground.policy.roles:
        return ()
    due = max(ground.clock, seen.at)
    severity = ground.severity_at(due)
    if severity is None or due >= ground.over_at:
        return ()
    return (
        Due(
            kind="escalation",
            to=role,
            reason=reason,
            due=due,
            deadline=due + severity.respond_within,
            evidence=(seen.seq,),
            settled_by=told(ground, role),
        ),
    )


def by_impact(ground: Ground) -> tuple[Due, ...]:
    """The debts that kinds of impact make, each to its role."""
    impact = ground.policy.impact
    return (
        *_due(
            ground, _several_ill(ground), impact.several_services, "several services ill at once"
        ),
        *_due(ground, _seen(ground, "data"), impact.data, "data at risk"),
        *_due(ground, _seen(ground, "security"), impact.security, "security concern"),
    )
