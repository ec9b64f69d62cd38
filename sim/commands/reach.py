"""Who can be reached, what became of what was sent, and answering what one was sent oneself.

Roster and receipts only look. Neither tells who is away tonight or does not hear: that
shows when nobody answers.
"""

from __future__ import annotations

from pydantic import Field

from sim.commands.command import Actor, Answer, Example, Params, Reply, command
from sim.commands.notifications import Delivery, delivery, in_words
from sim.legible import inside
from sim.scenario.names import Channel  # noqa: TC001 - pydantic reads it at run time
from sim.world.world import World

MOST_RECEIPTS = 20


class OnCall(Answer):
    """A role, who has it tonight, and who stands in."""

    role: str
    title: str
    person: str
    deputy: str = Field(description="The role of the deputy; empty when there is none.")
    duties: tuple[str, ...]


class Roster(Answer):
    """The on-call roster."""

    roles: tuple[OnCall, ...]
    groups: dict[str, tuple[str, ...]]
    primary_channels: tuple[Channel, ...]
    secondary_channels: tuple[Channel, ...]


class ReceiptsParams(Params):
    """Which message; without it the last ones."""

    message: str = Field(default="", max_length=20, examples=["msg-0004"])


class AnswerParams(Params):
    """Which page or call; without it the newest to one's own role."""

    message: str = Field(default="", max_length=20, examples=["msg-0004"])


class SentMessage(Answer):
    """A message that was sent, and what became of it."""

    at: str
    channel: Channel
    text: str
    receipt: Delivery


class Receipts(Answer):
    """Messages that responders sent, the newest first."""

    messages: tuple[SentMessage, ...]


def _arrived(world: World, sent: SentMessage) -> str:
    """`slack: delivered to 3 of 4`, or of one recipient `in_app to all users: delivered`."""
    if len(sent.receipt.receipts) != 1:
        return f"{sent.channel}: {in_words(sent.receipt)}"
    only = sent.receipt.receipts[0]
    called = world.policy.called(only.recipient)
    if world.policy.meant(only.recipient) not in world.policy.roles:
        called = inside(called)
    state = "on its way" if only.state == "delayed" else only.state
    return f"{sent.channel} to {called}: {state}"


@command("roster", access="responder", example=Example(console="roster"), console=())
def roster(world: World) -> Reply[Roster]:
    """The on-call roster: who is in each role, and their deputies."""
    policy = world.policy
    people = tuple(
        OnCall(
            role=name,
            title=role.title,
            person=world.roster.name(name),
            deputy=role.deputy or "",
            duties=role.duties,
        )
        for name, role in sorted(policy.roles.items())  # a record keeps no order
    )
    sheet = Roster(
        roles=people,
        groups={name: policy.groups[name] for name in sorted(policy.groups)},
        primary_channels=policy.channels.primary,
        secondary_channels=policy.channels.secondary,
    )
    widest = max(len(one.role) for one in people)
    lines = (
        f"{one.role:{widest}}  {one.title}: {one.person}"
        + (f"; deputy {one.deputy}" if one.deputy else "")
        for one in people
    )
    return Reply(sheet, message="\n".join(lines))


@command(
    "receipts",
    access="responder",
    example=Example(console="receipts"),
    console=("message",),
    extra_statuses={404: "There is no such message."},
)
def receipts(world: World, params: ReceiptsParams) -> Reply[Receipts]:
    """Show whether your messages have arrived; some arrive late."""
    sent = [
        (at, message)
        for at, message in reversed(world.notifications.messages)
        if message.by_responders and params.message in ("", message.message)
    ]
    if params.message and not sent:
        return Reply(status=404, error=f"no message {params.message!r} of yours")
    messages = tuple(
        SentMessage(
            at=world.timestamp(at),
            channel=message.channel,
            text=message.text,
            receipt=delivery(world, message),
        )
        for at, message in sent[:MOST_RECEIPTS]
    )
    lines = (
        f"{one.receipt.message_id}  {one.at[11:16]}  {_arrived(world, one)}" for one in messages
    )
    return Reply(Receipts(messages=messages), message="\n".join(lines) or "nothing sent yet")


@command(
    "answer",
    access="responder",
    example=Example(body={}, console="answer"),
    console=("message",),
    extra_statuses={404: "There is no such message.", 409: "Nothing came to your role."},
)
def answer(world: World, params: AnswerParams, actor: Actor) -> Reply[Delivery]:
    """Answer a page or call to your role."""
    role = world.seat_of(actor.name)
    here = [
        message
        for _, message in reversed(world.notifications.messages)
        if message.calls_somebody
        and world.notifications.receipt(message, role) == "delivered"
        and params.message in ("", message.message)
    ]
    if params.message and not here:
        return Reply(status=404, error=f"{params.message!r} is not a page or call to you")
    if not here:
        return Reply(
            status=409,
            error=(
                "nobody is paging or calling you; a voicemail needs no `answer`. "
                "Acknowledge alerts with `ack`; reply to other messages with `post`, `email` or "
                "`status-page`."
            ),
        )
    sent = delivery(world, here[0])
    if role in world.people.joined:
        return Reply(sent, message=f"already answered; {role} is there")
    world.people.answer(role, here[0].message)
    return Reply(sent, message=f"{here[0].sender} knows that you are there")
