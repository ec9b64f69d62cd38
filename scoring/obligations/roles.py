"""What tells a role: a message that its holder, or a deputy standing in, was reached by.

What arrived where nobody looks tells nobody. The deputy counts once the role itself was tried in
vain. The role that the responder plays is told by the responder's own first response.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring import said
from scoring.obligations.due import Settlement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scoring.case import Ground


def _reached(ground: Ground, role: str, since: int) -> Iterator[Settlement]:
    for fact in said.received(ground.facts, since):
        if said.reaches_role(fact.body, ground.policy, role):
            yield Settlement(fact.at, fact.seq, said.means(fact.body))


def _tried_in_vain(ground: Ground, role: str, since: int) -> int | None:
    """When the role was first called and did not hear, ms since StartEx; None for never."""
    facts, policy = ground.facts, ground.policy
    sent = (*said.by_responders(facts, since), *(fact for fact in facts.late if fact.at >= since))
    for fact in sorted(sent, key=lambda fact: fact.seq):
        unheard = {policy.meant(name) for name in fact.body.unheard}
        if fact.body.purpose == "call" and not facts.channel_down(fact.body.channel, fact.at):
            unheard |= {policy.meant(name) for name in fact.body.undelivered}
        if role in unheard:
            return fact.at
    return None


def told(ground: Ground, role: str) -> tuple[Settlement, ...]:
    """Everything that told the role since the incident began."""
    respond = ground.instants.respond
    if role == ground.policy.meant(ground.facts.scenario.player):
        if respond.at is None:
            return ()
        return (Settlement(respond.at, respond.evidence[0], "the responder's own response"),)
    since = ground.facts.since(ground.instants.impact.at)
    found = list(_reached(ground, role, since))
    entry = ground.policy.roles.get(role)
    if entry is not None and entry.deputy is not None:
        tried = _tried_in_vain(ground, role, since)
        if tried is not None:
            stands_in = ground.policy.called(entry.deputy)
            found += [
                Settlement(one.at, one.seq, f"{one.how} to the deputy, {stands_in}")
                for one in _reached(ground, entry.deputy, tried)
            ]
    return tuple(found)
