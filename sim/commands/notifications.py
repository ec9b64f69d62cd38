"""The worker's notification service: broadcasts to roles, groups and audiences."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from sim.commands.command import Actor, Answer, Example, FailedItem, Refusal, Reply, command
from sim.commands.limits import shown
from sim.commands.spoken import Announced, echo, is_for_many, is_readable, read_as
from sim.commands.tolerant import Label
from sim.scenario.names import Channel  # noqa: TC001 - pydantic reads it at run time
from sim.world.notifications import (
    Draft,
    ReceiptState,
)
from sim.world.world import World

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sim.journal.bodies import Message

Target = Annotated[str, StringConstraints(min_length=1, max_length=60)]
UserName = Annotated[int, Field(ge=0)] | Annotated[str, StringConstraints(max_length=200)]
BroadcastType = Annotated[str, StringConstraints(max_length=60)]
SEVERITIES = ("INFO", "LOW", "MEDIUM", "HIGH", "CRITICAL")
Severity = Annotated[str, StringConstraints(max_length=60), Label(SEVERITIES)]


class Receipt(Answer):
    """What became of the message for one recipient, as far as the sender can know by now."""

    recipient: str
    delivered: bool
    state: ReceiptState = Field(description="`delayed`: on its way; look again later.")


class Delivery(Answer):
    """What became of a message."""

    message_id: str
    delivered: int
    undelivered: int
    delayed: int = 0
    receipts: tuple[Receipt, ...]


class Told(Delivery):
    """What became of a message, and what its text was read as."""

    read_as: str = Field(description="Empty when it makes no verifiable statement.")


class BroadcastParams(Announced):
    """What to tell whom."""

    type: BroadcastType = Field(
        default="",
        description="A label: INCIDENT_DETECTED, INCIDENT_UPDATE, SERVICE_RESTORED, …",
    )
    severity: Severity = Field(default="", description="Another word states no severity.")
    target: str = Field(
        default="all_users",
        max_length=60,
        description="A role, response_team, ops_team, all_users or all_stakeholders.",
    )

    def is_public(self, audiences: Collection[str]) -> bool:
        """When its target is an audience."""
        return self.target in audiences


class TargetReceipt(Answer):
    """What became of the message for one name behind a recipient."""

    target: str = Field(description="The recipient as asked for.")
    message_id: str
    channel: Channel
    recipient: str
    delivered: bool


class TargetedDelivery(Answer):
    """What became of the messages, recipient by recipient."""

    messages: int
    delivered: int
    undelivered: int
    receipts: tuple[TargetReceipt, ...]
    read_as: str = Field(description="Empty when it makes no verifiable statement.")
    failed: tuple[FailedItem, ...] = Field(description="Recipients and users that are unknown.")


class TargetedParams(Announced):
    """What to tell which roles, groups and audiences."""

    recipients: tuple[Target, ...] = Field(
        default=(),
        max_length=20,
        description="Roles, groups or audiences; each gets a message of its own.",
    )
    users: tuple[UserName, ...] = Field(
        default=(),
        max_length=1_000,
        description="Single users by number, as reports list them, or mail address; in-app, in "
        "one message.",
    )
    type: BroadcastType = Field(default="", description="A label.")
    severity: Severity = Field(default="", description="Another word states no severity.")

    def is_public(self, audiences: Collection[str]) -> bool:
        """When it goes to users by number, or to an audience among others."""
        return bool(self.users) or not set(self.recipients).isdisjoint(audiences)

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if not self.recipients and not self.users:
            raise ValueError("recipients: name somebody, or give `users`")
        return self


def stated(severity: str) -> str:
    """The severity that a message's word states; "" when it states none."""
    word = severity.strip().upper()
    return word if word in SEVERITIES else ""


_OF_A_TYPE: frozenset[str] = frozenset(
    [
        "INCIDENT",
        "SERVICE",
        "DATA",
        "STORAGE",
        "BACKUP",
        "SECURITY",
        "OUTAGE",
        "MAINTENANCE",
        "DEGRADED",
        "DEGRADATION",
        "DETECTED",
        "UPDATE",
        "RESTORED",
        "RECOVERED",
        "RESOLVED",
        "ALERT",
        "ESCALATION",
        "STATUS",
        "TEST",
        "DRILL",
    ]
)
"""Words of which the worker's types are made: one of them is in every type it sends itself."""


def label_warnings(kind: str) -> tuple[str, ...]:
    """That a message's type does not look like the worker's own, for the answer."""
    if not kind or (
        re.fullmatch(r"[A-Z][A-Z0-9_]{2,59}", kind) and not _OF_A_TYPE.isdisjoint(kind.split("_"))
    ):
        return ()
    return (f"type: {kind!r} is kept as a label; the worker's own look like INCIDENT_UPDATE",)


def delivery(world: World, message: Message) -> Delivery:
    """The receipts of a message, as they are now."""
    states = {name: world.notifications.receipt(message, name) for name in message.recipients}
    known = list(states.values())
    return Delivery(
        message_id=message.message,
        delivered=known.count("delivered"),
        undelivered=known.count("not delivered"),
        delayed=known.count("delayed"),
        receipts=tuple(
            Receipt(recipient=name, delivered=state == "delivered", state=state)
            for name, state in states.items()
        ),
    )


def told(world: World, message: Message) -> Told:
    """The receipts of a message that was sent just now, and what it was read as."""
    sent = delivery(world, message)
    return Told(**dict(sent), read_as=read_as(world, message.text))


def in_words(sent: Delivery) -> str:
    """How many it reached, and how many it is still on its way to."""
    late = f", on its way to {sent.delayed}" if sent.delayed else ""
    return f"delivered to {sent.delivered} of {len(sent.receipts)}{late}"


def unknown_target(world: World, field: str, name: str) -> Refusal:
    """The answer for a name that is no role, group or audience."""
    known = ", ".join(world.notifications.targets())
    return Reply(
        status=400, error=f"{field}: no role, group or audience {name!r}; choose from {known}"
    )


def unknown_person(world: World, field: str, name: str) -> Refusal:
    """The same where only people can be meant: an audience has no pager and no phone."""
    reach, everyone = world.notifications, world.notifications.targets()
    known = ", ".join(one for one in everyone if reach.roles(one))
    why = " (an audience; use `email`, or broadcast to it)" if name in everyone else ""
    return Reply(status=400, error=f"{field}: no role or group {name!r}{why}; choose from {known}")


def _echo(world: World, targets: Iterable[str], text: str, *, to_users: bool = False) -> str:
    return echo(
        read_as(world, text),
        for_many=to_users or is_for_many(world, "broadcast", targets),
        readable=is_readable(text),
        hint='"claims": {"downloads": "failing"}',
    )


@command(
    "broadcast",
    access="responder",
    example=Example(
        body={
            "type": "INCIDENT_DETECTED",
            "message": "Downloads are failing, the bucket is not responding.",
            "severity": "CRITICAL",
            "target": "response_team",
        }
    ),
    extra_statuses={503: "The notification service is down."},
)
def broadcast(world: World, params: BroadcastParams, actor: Actor) -> Reply[Told]:
    """Tell a role, a group or an audience; returns receipts."""
    # A role as target is paged: it is one person, not an audience.
    if params.target not in world.notifications.targets():
        return unknown_target(world, "target", params.target)
    if world.conditions.broadcast_down:
        return Reply(status=503, error="notification service unavailable; use another channel")
    draft = Draft(
        purpose="broadcast",
        sender=actor.name,
        sender_role=world.seat_of(actor.name),
        channel=world.notifications.broadcast_channel(params.target),
        to=(params.target,),
        text=params.whole,
        label=params.type,
        severity=stated(params.severity),
    )
    sent = told(world, world.notifications.send(draft))
    heard = _echo(world, (params.target,), params.whole)
    warnings = label_warnings(params.type)
    return Reply(sent, message=f"{in_words(sent)}{heard}", warnings=warnings)


def _user_behind(world: World, name: int | str) -> int | None:
    """The number of a user by number or mail address; None when there is no such user."""
    people = world.scenario.users.people
    if isinstance(name, int):
        return name if name < people else None
    digits = name.removeprefix("user").lstrip(" _")
    if digits.isascii() and digits.isdigit() and len(digits) <= len(str(people)):
        return int(digits) if int(digits) < people else None
    return world.catalogue.user_numbered(name, people) if "@" in name else None


@command(
    "targeted",
    access="responder",
    example=Example(
        body={
            "recipients": ["technical_lead", "all_users"],
            "type": "INCIDENT_UPDATE",
            "message": "Uploads are queued, downloads are failing. Next update in 30 minutes.",
            "severity": "HIGH",
        }
    ),
    extra_statuses={404: "Nobody of them is known.", 503: "The notification service is down."},
)
def targeted(world: World, params: TargetedParams, actor: Actor) -> Reply[TargetedDelivery]:
    """Tell several roles, groups or audiences, each over its own channel."""
    known = world.notifications.targets()
    chosen = tuple(name for name in dict.fromkeys(params.recipients) if name in known)
    numbers = tuple(dict.fromkeys(_user_behind(world, name) for name in params.users))
    failed = (
        *(
            FailedItem(item=name, error="nobody is called this")
            for name in dict.fromkeys(params.recipients)
            if name not in known
        ),
        *(
            FailedItem(item=str(name), error="no such user")
            for name in dict.fromkeys(params.users)
            if _user_behind(world, name) is None
        ),
    )
    users = tuple(f"user {number}" for number in numbers if number is not None)
    if not chosen and not users:
        text = (
            f"nobody is called {shown(failed)}; known are {', '.join(known)}, and users by number"
        )
        return Reply(status=404, error=text, failed=failed)
    if world.conditions.broadcast_down:
        return Reply(status=503, error="notification service unavailable; use another channel")
    sent: list[tuple[str, tuple[str, ...], Channel]] = [
        (name, (name,), world.notifications.broadcast_channel(name)) for name in chosen
    ]
    if users:
        sent.append(("users", users, "in_app"))
    receipts: list[TargetReceipt] = []
    for name, to, channel in sent:
        message = world.notifications.send(
            Draft(
                purpose="broadcast",
                sender=actor.name,
                sender_role=world.seat_of(actor.name),
                channel=channel,
                to=to,
                text=params.whole,
                label=params.type,
                severity=stated(params.severity),
            )
        )
        receipts += [
            TargetReceipt(
                target=name,
                message_id=message.message,
                channel=message.channel,
                recipient=recipient,
                delivered=recipient in message.delivered,
            )
            for recipient in message.recipients
        ]
    delivered = sum(receipt.delivered for receipt in receipts)
    found = read_as(world, params.whole)
    heard = _echo(world, chosen, params.whole, to_users=bool(users))
    return Reply(
        TargetedDelivery(
            messages=len(sent),
            delivered=delivered,
            undelivered=len(receipts) - delivered,
            receipts=tuple(receipts),
            read_as=found,
            failed=failed,
        ),
        message=f"delivered to {delivered} of {len(receipts)}{heard}",
        warnings=(
            *label_warnings(params.type),
            *((f"{len(failed)} unknown, see data.failed: {shown(failed)}",) if failed else ()),
        ),
    )
