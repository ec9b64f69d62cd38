"""One requirement and its settling: what falls due, what meets it, and the verdict.

The rules beside this file say what was required; none of them decides met, late or missed. What
meets a requirement is mostly a message: here stands which one reaches a role, a group, an audience
or the public.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from scoring import messages
from scoring.model import Obligation
from sim.scenario.rules.notices import PUBLIC, STATUS_PAGE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scoring.facts import Fact
    from scoring.ground import Ground
    from scoring.model import Evidence
    from scoring.said import Said
    from sim.journal.bodies import Message


@dataclass(frozen=True, slots=True, order=True)
class Settlement:
    """Something that meets a debt: delivered at `at`, journal entry `seq`, `how` in words."""

    at: int
    seq: int
    how: str


@dataclass(frozen=True, slots=True)
class DueItem:
    """A debt.

    Attributes:
        kind: `escalation` and `duty` count for adherence, `notice` for communication.
        to: role, group or audience.
        reason: the rule that made it due, in words.
        due: when it fell due; `deadline`: the last instant that meets it, ms since StartEx.
        evidence: what made it due.
        settled_by: everything that would meet it, in or out of time.
    """

    kind: Literal["escalation", "duty", "notice"]
    to: str
    reason: str
    due: int
    deadline: int
    evidence: Evidence
    settled_by: tuple[Settlement, ...]


def settle(debt: DueItem, ended_at: int) -> Obligation | None:
    """Judge a debt by the first thing that met it.

    None when it is still open: nothing met it, and EndEx came before its deadline.
    """
    first = min(debt.settled_by, default=None)
    if first is None and debt.deadline > ended_at:
        return None
    verdict: Literal["met", "late", "missed"] = "missed"
    if first is not None:
        verdict = "met" if first.at <= debt.deadline else "late"
    evidence = set(debt.evidence) | ({first.seq} if first else set())
    return Obligation(
        kind=debt.kind,
        to=debt.to,
        reason=debt.reason,
        due=debt.due,
        deadline=debt.deadline,
        met_at=first.at if first else None,
        how=first.how if first else "",
        verdict=verdict,
        evidence=tuple(sorted(evidence)),
    )


def settlement(one: Said) -> Settlement:
    """A message as something that meets a debt."""
    return Settlement(one.at, one.fact.seq, messages.means(one.fact.body))


def said_since(ground: Ground) -> tuple[Said, ...]:
    """The responders' messages since the incident began that arrived."""
    return tuple(one for one in ground.said if one.at >= ground.since)


def _tells_team(ground: Ground, fact: Fact[Message]) -> bool:
    if not messages.tells_team(fact.body, ground.policy, ground.facts.scenario.player):
        return False
    detected = ground.instants.detect.at
    # A post stands there whether or not anybody reads it; before detection it cannot be a notice.
    return fact.body.purpose != "post" or (detected is not None and fact.at >= detected)


def _tells_audience(ground: Ground, fact: Fact[Message], audience: str) -> bool:
    """Reaches the audience; in public, when no channel of that audience works."""
    policy = ground.policy
    if messages.tells_audience(fact.body, policy, audience):
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
        return messages.tells_group(fact.body, policy, to, ground.facts.scenario.player)
    return _tells_audience(ground, fact, to)


def update_messages(ground: Ground, *, outside: bool = False) -> tuple[Settlement, ...]:
    """Every update that arrived, oldest first; `outside`: only those to users or the public."""
    return tuple(
        sorted(
            settlement(one)
            for one in said_since(ground)
            if one.updates and (one.outside or (not outside and _tells_team(ground, one.fact)))
        )
    )


def _reached(
    ground: Ground, role: str, since: int, *, broadcasts: bool = False
) -> Iterator[Settlement]:
    facts = ground.facts
    for fact in messages.received(facts, since):
        personal = fact.body.purpose in messages.PERSONAL
        # A broadcast to a group is a notice: it calls in whoever is first in line, and nobody else.
        if (personal or broadcasts) and messages.reaches_role(
            facts, fact.body, ground.policy, role
        ):
            yield Settlement(fact.at, fact.seq, messages.means(fact.body))


def _tried_in_vain(ground: Ground, role: str, since: int) -> int | None:
    """When the role was first called and did not hear, ms since StartEx; None for never."""
    facts, policy = ground.facts, ground.policy
    sent = (
        *messages.by_responders(facts, since),
        # A message that arrived late on a device that
        # nobody looks at was an attempt in vain as well.
        *(fact for fact in facts.late if fact.at >= since),
    )
    for fact in sorted(sent, key=lambda fact: fact.seq):
        unheard = {policy.meant(name) for name in fact.body.unheard}
        # Not put through by a working phone means that
        # nobody picked up; a broken one tried nobody.
        if fact.body.purpose == "call" and not facts.channel_down(fact.body.channel, fact.at):
            unheard |= {policy.meant(name) for name in fact.body.undelivered}
        if role in unheard:
            return fact.at
    return None


def told(ground: Ground, role: str, *, broadcasts: bool = False) -> tuple[Settlement, ...]:
    """Everything that told the role since the incident began; broadcasts only where they count."""
    respond = ground.instants.respond
    # Writing to oneself tells nobody: only the own response shows that this role knows.
    if role == ground.policy.meant(ground.facts.scenario.player):
        if respond.at is None:
            return ()
        return (Settlement(respond.at, respond.evidence[0], "their own response"),)
    since = ground.since
    found = list(_reached(ground, role, since, broadcasts=broadcasts))
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
