"""What the responders said: whom a message reached, what it says there is, whether it counts.

Knows single messages and the policy's names; whether one came in time is decided elsewhere, what
its words claim in `claims`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.journal.bodies import Message
from sim.scenario.rules.notices import PUBLIC

if TYPE_CHECKING:
    from scoring.facts import Fact, Facts
    from sim.scenario.policy import Policy


def by_responders(facts: Facts, since: int = 0) -> tuple[Fact[Message], ...]:
    """Messages the responders sent from `since` on, delivered or not."""
    return tuple(fact for fact in facts.of(Message) if fact.at >= since and fact.body.by_responders)


def received(facts: Facts, since: int = 0) -> tuple[Fact[Message], ...]:
    """What responders sent from `since` on and somebody received, at the instant of arrival."""
    here = (fact for fact in by_responders(facts, since) if arrived(facts, fact))
    late = (fact for fact in facts.late if fact.at >= since and fact.body.by_responders)
    return tuple(sorted((*here, *late), key=lambda fact: (fact.at, fact.seq)))


def opens(message: Message, policy: Policy) -> bool:
    """A broadcast of a type that says there is an incident."""
    return message.purpose == "broadcast" and message.label in policy.broadcasts.opening


def closes(message: Message, policy: Policy) -> bool:
    """A broadcast of a type that says it is over, or the status page on `resolved`."""
    broadcast = message.purpose == "broadcast" and message.label in policy.broadcasts.closing
    return broadcast or (message.purpose == "status_page" and message.label == "resolved")


_ONE_USER = "user "
"""How a journal names a single user: `user 17`."""


def tells_outside(message: Message, policy: Policy) -> bool:
    """Whether it reached users, the status page or the public."""
    return (
        message.purpose == "status_page"
        or PUBLIC in message.delivered
        or any(name.startswith(_ONE_USER) for name in message.delivered)
        or tells_users(message, policy)
    )


def says_over(facts: Facts, message: Message, policy: Policy) -> bool:
    """Whether it says that the incident is over: by its type, or to outsiders in its words."""
    if closes(message, policy):
        return True
    return facts.reading(message).over is True and tells_outside(message, policy)


def arrived(facts: Facts, fact: Fact[Message]) -> bool:
    """Whether the message reached anybody.

    A post on Slack stands in the channel for whoever joins, so nobody being there yet does not
    undo it; a broken channel does.
    """
    if fact.body.delivered:
        return True
    post = fact.body.purpose == "post" and fact.body.channel == "slack"
    return post and not fact.body.undelivered and not facts.channel_down("slack", fact.at)


def means(message: Message) -> str:
    """How it was sent, in words: `page`, `page by phone`, `status page`."""
    purpose, channel = message.purpose.replace("_", " "), message.channel.replace("_", " ")
    if purpose == channel or (purpose, channel) == ("page", "pager"):
        return purpose
    return f"{purpose} {_BY.get(channel, f'on {channel}')}"


_BY = {"phone": "by phone", "email": "by e-mail", "in app": "in the app", "pager": "to the pager"}


def reached(message: Message, policy: Policy) -> frozenset[str]:
    """Whom it was delivered to, by this policy's names."""
    return frozenset(policy.meant(name) for name in message.delivered)


PERSONAL = frozenset({"page", "call", "email"})
"""Purposes of messages that tell a role, and not merely whoever belongs to an audience."""


def reaches_role(facts: Facts, message: Message, policy: Policy, role: str) -> bool:
    """Whether the message was delivered to the role, personally or broadcast, and is readable."""
    if message.purpose not in {*PERSONAL, "broadcast"} or not facts.tells_somebody(message):
        return False
    unheard = {policy.meant(name) for name in message.unheard}
    return role in reached(message, policy) - unheard


def tells_audience(message: Message, policy: Policy, audience: str) -> bool:
    """Whether it reached the audience, or one that it is part of."""
    return any(policy.tells(name, audience) for name in message.delivered)


def tells_users(message: Message, policy: Policy) -> bool:
    """Whether it reached the users' audience, or one that the users are part of."""
    return tells_audience(message, policy, policy.notify_users)


def tells_group(message: Message, policy: Policy, group: str, player: str) -> bool:
    """Whether it reached anybody of a group but the sender."""
    unheard = {policy.meant(name) for name in message.unheard}
    others = {*policy.groups[group], group} - {player} - unheard
    return bool(others & reached(message, policy))


def tells_team(message: Message, policy: Policy, player: str) -> bool:
    """Whether it reached the team: anybody of it but the sender, or the team's channel."""
    channel = policy.team_channel
    in_channel = message.purpose == "post" and message.channel == channel
    audiences = (policy.audiences.get(policy.meant(name), ()) for name in message.delivered)
    return (
        in_channel
        or any(channel in channels for channels in audiences)
        or tells_group(message, policy, policy.notify_team, player)
    )
