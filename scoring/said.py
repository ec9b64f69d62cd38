"""What the responders did and said, sorted by what it counts for.

Names of commands and of broadcast types stand here and nowhere else in the scorer. Knows single
actions and messages; whether they came in time is decided elsewhere.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sim.scenario.rules.notices import PUBLIC

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scoring.facts import Fact, Facts
    from sim.journal.bodies import Action, Message
    from sim.scenario.policy import Policy

PEOPLES = frozenset(
    {
        "declare",
        "ack",
        "assess",
        "page",
        "post",
        "status-page",
        "call",
        "email",
        "resolve",
        "note",
        "roster",
        "receipts",
        "incident-report",
        "incident-analysis",
        "incident-action-items",
    }
)
"""Commands of the people's side: they change what is known, not the worker."""

BROADCASTS = frozenset({"broadcast", "targeted"})
RECORD = frozenset({"services", "service"})
RESETS = frozenset({"breaker-reset", "force-recovery"})
RESTORES = frozenset({"restore", "force-recovery"})
CHECKS = frozenset({"health-check", "test-operations", "r2-test", "test-user-operations"})
LOOKS_BY_POST = CHECKS | {"integrity-check", "verify-all", "verify-restored", "backup-verify"}
"""Commands that are sent with POST and only look."""

INCIDENT = "INCIDENT_"
RESTORED = "SERVICE_RESTORED"

_OK, _REDIRECT = 200, 300
_CAUSE = re.compile(r"\bcause[sd]?\b", re.IGNORECASE)
"""The word, in its forms: "because" is another."""


def took_effect(action: Action) -> bool:
    """Whether the command was carried out: an answer in the 200s."""
    return _OK <= action.status < _REDIRECT


def effective(facts: Facts, names: Iterable[str], since: int = 0) -> tuple[Fact[Action], ...]:
    """The commands of these names that took effect from `since` on."""
    wanted = frozenset(names)
    return tuple(
        fact
        for fact in facts.actions
        if fact.at >= since and fact.body.command in wanted and took_effect(fact.body)
    )


def changes_worker(action: Action) -> bool:
    """Whether the command changed something in the worker."""
    return (
        took_effect(action)
        and action.method != "GET"
        and bool(action.command)
        and action.command not in PEOPLES | LOOKS_BY_POST
    )


def test_passed(action: Action) -> bool:
    """Whether a test, of R2 or of restored files, found all well; the call succeeds either way."""
    response = action.response
    if not isinstance(response, dict):
        return False
    data = response.get("data")
    return isinstance(data, dict) and data.get("success") is True


def passed_tests(facts: Facts, since: int = 0) -> tuple[Fact[Action], ...]:
    """The R2 tests that passed."""
    return tuple(fact for fact in effective(facts, ("r2-test",), since) if test_passed(fact.body))


def texts(action: Action) -> str:
    """Every text the command carried, one after the other."""
    return " ".join(value for value in action.arguments.values() if isinstance(value, str))


def causes(facts: Facts, since: int = 0) -> tuple[Fact[Action], ...]:
    """Each time the cause was written down: with the severity, or in a note that names it."""
    return tuple(
        fact
        for fact in effective(facts, ("assess", "note"), since)
        if (fact.body.command == "assess" and argument(fact.body, "cause"))
        or (fact.body.command == "note" and _CAUSE.search(argument(fact.body, "text")))
    )


def argument(action: Action, name: str) -> str:
    """A text argument, stripped; "" when absent or not a text."""
    value = action.arguments.get(name)
    return value.strip() if isinstance(value, str) else ""


def by_responders(facts: Facts, since: int = 0) -> tuple[Fact[Message], ...]:
    """Messages the responders sent from `since` on, delivered or not."""
    return tuple(fact for fact in facts.messages if fact.at >= since and fact.body.by_responders)


def received(facts: Facts, since: int = 0) -> tuple[Fact[Message], ...]:
    """What responders sent from `since` on and somebody received, at the instant of arrival."""
    here = (fact for fact in by_responders(facts, since) if arrived(facts, fact))
    late = (fact for fact in facts.late if fact.at >= since and fact.body.by_responders)
    return tuple(sorted((*here, *late), key=lambda fact: fact.seq))


def is_incident_broadcast(message: Message) -> bool:
    """A broadcast that says there is an incident."""
    return message.purpose == "broadcast" and message.label.startswith(INCIDENT)


def is_restoration(message: Message) -> bool:
    """Telling that the service is back: the broadcast, or the status page on `resolved`."""
    broadcast = message.purpose == "broadcast" and message.label == RESTORED
    page = message.purpose == "status_page" and message.label == "resolved"
    return broadcast or page


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
    """How it was sent, in words: `page over pager`, `status page`."""
    purpose, channel = message.purpose.replace("_", " "), message.channel.replace("_", " ")
    return purpose if purpose == channel else f"{purpose} over {channel}"


def reached(message: Message, policy: Policy) -> frozenset[str]:
    """Whom it was delivered to, by this policy's names."""
    return frozenset(policy.meant(name) for name in message.delivered)


def reaches_role(message: Message, policy: Policy, role: str) -> bool:
    """Whether the message was addressed and delivered to the role in person."""
    personal = message.purpose in {"page", "call", "email", "broadcast"}
    unheard = {policy.meant(name) for name in message.unheard}
    return personal and role in reached(message, policy) - unheard


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


def is_update(message: Message, policy: Policy, player: str) -> bool:
    """Whether it keeps the team, the users or the public up to date."""
    return (
        tells_team(message, policy, player)
        or tells_users(message, policy)
        or PUBLIC in message.delivered
        or message.purpose == "status_page"
    )
