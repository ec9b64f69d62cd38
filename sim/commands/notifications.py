"""The worker's notification service: broadcasts to roles, groups and audiences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, StringConstraints

from sim.commands.command import Actor, Answer, Command, Example, Params, Reply
from sim.world.notifications import Draft

if TYPE_CHECKING:
    from sim.journal.bodies import Message
    from sim.world.world import World

BroadcastType = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]{2,59}$")]


class Receipt(Answer):
    """What became of the message for one recipient."""

    recipient: str
    delivered: bool


class Delivery(Answer):
    """What became of a message."""

    message_id: str
    delivered: int
    undelivered: int
    receipts: tuple[Receipt, ...]


class BroadcastParams(Params):
    """What to tell whom."""

    type: BroadcastType = Field(
        description="INCIDENT_DETECTED, INCIDENT_UPDATE, SERVICE_RESTORED, …"
    )
    message: str = Field(min_length=1, max_length=4_000)
    severity: Literal["INFO", "LOW", "MEDIUM", "HIGH", "CRITICAL"]
    target: str = Field(
        default="all_users",
        max_length=60,
        description="A role, response_team, ops_team, all_users or all_stakeholders.",
    )


def delivery(message: Message) -> Delivery:
    """The receipts of a message that was sent."""
    return Delivery(
        message_id=message.message,
        delivered=len(message.delivered),
        undelivered=len(message.undelivered),
        receipts=tuple(
            Receipt(recipient=name, delivered=name in message.delivered)
            for name in message.recipients
        ),
    )


def unknown_target(world: World, field: str, name: str) -> Reply:
    """The answer for somebody who does not exist."""
    known = ", ".join(world.notifications.targets())
    return Reply(status=400, error=f"{field}: nobody is called {name!r}; there are {known}")


def broadcast(world: World, params: BroadcastParams, actor: Actor) -> Reply:
    """Send to everybody behind the target. A role as target is paged by it."""
    if params.target not in world.notifications.targets():
        return unknown_target(world, "target", params.target)
    if world.bucket.conditions.broadcast_down:
        return Reply(status=503, error="notification service unavailable; use another channel")
    draft = Draft(
        purpose="broadcast",
        sender=actor.name,
        sender_role=world.scenario.player,
        channel=world.notifications.broadcast_channel(params.target),
        to=(params.target,),
        text=params.message,
        label=params.type,
        severity=params.severity,
    )
    sent = delivery(world.notifications.send(draft))
    return Reply(sent, message=f"delivered to {sent.delivered} of {len(sent.receipts)}")


COMMANDS = (
    Command(
        name="broadcast",
        method="POST",
        path="/health/notifications/broadcast",
        summary="Tell a role, a group or an audience; answers with receipts.",
        access="responder",
        params=BroadcastParams,
        answer=Delivery,
        handler=broadcast,
        example=Example(
            body={
                "type": "INCIDENT_DETECTED",
                "message": "Downloads fail, the bucket does not answer.",
                "severity": "CRITICAL",
                "target": "response_team",
            }
        ),
        extra_statuses={503: "The notification service is down."},
    ),
)
