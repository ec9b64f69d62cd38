"""What tells a role: a delivered message to it, or being the responder's own role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring import said
from scoring.obligations.due import Settlement

if TYPE_CHECKING:
    from scoring.case import Ground


def told(ground: Ground, role: str) -> tuple[Settlement, ...]:
    """Everything that told the role since the incident began.

    A page, call, e-mail or broadcast that was delivered to it; for the role that the responder
    plays, the responder's own first response.
    """
    since = ground.facts.since(ground.instants.impact.at)
    found = [
        Settlement(fact.at, fact.seq, said.means(fact.body))
        for fact in said.by_responders(ground.facts, since)
        if said.reaches_role(fact.body, ground.policy, role)
    ]
    respond = ground.instants.respond
    if role == ground.facts.scenario.player and respond.at is not None:
        found.append(Settlement(respond.at, respond.evidence[0], "the responder's own response"))
    return tuple(found)
