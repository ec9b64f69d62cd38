"""The people's side: what responders say to each other, to users and to the record.

In the real incident these are a phone, a chat and a status page; here they are commands, on every
surface the same: in the terminal `page technical_lead "…"`, over HTTP under /exercise/.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from sim.commands.command import Actor, Answer, Example, Params, Reply, command
from sim.commands.notifications import Told, told, unknown_person, unknown_target
from sim.commands.spoken import Spoken, echo, is_for_many, is_readable, read_as
from sim.language.read import read
from sim.scenario.names import Channel, StatusPageState  # noqa: TC001 - pydantic reads it at run time
from sim.scenario.rules.notices import PUBLIC
from sim.world.notifications import Draft, Purpose
from sim.world.world import World

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from pydantic import JsonValue

Post = Literal[
    "slack",
    "incident-response",
    "#incident-response",
    "in_app",
    "in-app",
    "email",
    "social",
    "twitter",
]
"""Where one can post; the names people use for the same channel stand beside each other."""

POST_CHANNELS: dict[str, Channel] = {
    "slack": "slack",
    "incident-response": "slack",
    "#incident-response": "slack",
    "in_app": "in_app",
    "in-app": "in_app",
    "email": "email",
    "social": "social",
    "twitter": "social",
}


NO_STATEMENT = (
    "this cause does not count: write a sentence that says what is wrong, such as "
    "`R2 returns errors`"
)
"""What `assess` says to a cause that the scorer will not count either."""


class IncidentCard(Answer):
    """What has been said about the incident so far."""

    incident: str
    declared_at: str | None
    acknowledged: tuple[str, ...]
    severity: int | None
    cause: str
    status_page: str
    resolved_at: str | None


class DeclareParams(Spoken):
    """What it looks like."""


class AckParams(Params):
    """Which alert; without it all that are firing."""

    alert: str = Field(default="", max_length=40)


class AssessParams(Params):
    """How bad it is, and the cause as far as known."""

    severity: int = Field(ge=1, le=4, description="1 critical … 4 low.")
    cause: str = Field(
        default="",
        max_length=1_000,
        description="A sentence that says what is wrong, or what went wrong.",
    )


class ToRole(Spoken):
    """Somebody to reach, and what to say."""

    role: str = Field(min_length=1, max_length=60, description="A role, or a group of roles.")


class PostParams(Spoken):
    """Where to post what."""

    channel: Post
    text: str = Field(min_length=1, max_length=4_000)

    def is_public(self, audiences: Collection[str]) -> bool:  # noqa: ARG002 - the channel says it
        """Everywhere but in the team's channel."""
        return POST_CHANNELS[self.channel] != "slack"


class StatusPageParams(Spoken):
    """The status page's state and its text."""

    state: StatusPageState
    text: str = Field(min_length=1, max_length=4_000)

    def is_public(self, audiences: Collection[str]) -> bool:  # noqa: ARG002 - it always is
        """Everybody can look at it."""
        return True


class EmailParams(Spoken):
    """Whom to write what."""

    to: str = Field(min_length=1, max_length=60, description="A role, a group or an audience.")
    text: str = Field(min_length=1, max_length=4_000)

    def is_public(self, audiences: Collection[str]) -> bool:
        """When it goes to an audience."""
        return self.to in audiences


class ResolveParams(Spoken):
    """The closing words."""

    text: str = Field(default="", max_length=2_000)


class NoteParams(Params):
    """Something for the incident's timeline."""

    text: str = Field(min_length=1, max_length=4_000)


def _card(world: World) -> IncidentCard:
    incident = world.incident

    return IncidentCard(
        incident=incident.id,
        declared_at=world.when(incident.declared_at),
        acknowledged=tuple(incident.acknowledged),
        severity=incident.severity,
        cause=incident.cause,
        status_page=incident.status_page,
        resolved_at=world.when(incident.resolved_at),
    )


def _send(  # noqa: PLR0917 - a message has these parts
    world: World,
    actor: Actor,
    purpose: Purpose,
    channel: Channel,
    to: str,
    text: str,
    label: str = "",
) -> Reply[Told]:
    draft = Draft(
        purpose=purpose,
        sender=actor.name,
        sender_role=world.seat_of(actor.name),
        channel=channel,
        to=(to,),
        text=text,
        label=label,
    )
    sent = told(world, world.notifications.send(draft))
    reached = ", ".join(one.recipient for one in sent.receipts if one.delivered)
    heard = _echo(world, purpose, to, sent.read_as, readable=is_readable(text))
    if sent.delivered:
        return Reply(sent, message=f"delivered to {reached}{heard}")
    if sent.delayed:
        text = f"on its way: {channel} is slow; `receipts {sent.message_id}` tells when it is there"
        return Reply(sent, message=f"{text}{heard}")
    why = f"{channel} is down"
    if world.notifications.reachable(channel):
        why = "nobody picks up" if purpose == "call" else f"lost by {channel}"
    return Reply(sent, message=f"NOT delivered: {why}")


def _echo(world: World, purpose: Purpose, to: str, found: str, *, readable: bool = True) -> str:
    return echo(found, for_many=is_for_many(world, purpose, (to,)), readable=readable)


def _to_team(world: World, actor: Actor, text: str, label: str) -> str:
    """Post to the team's channel; what it was read as."""
    team = world.policy.notify_team
    _send(world, actor, "post", "slack", team, text, label)
    return _echo(world, "post", team, read_as(world, text))


def _assessed(given: Mapping[str, JsonValue]) -> str:
    cause = f": {given['cause']}" if given["cause"] else ""
    return f"assesses severity {given['severity']}{cause}"


@command(
    "declare",
    access="responder",
    example=Example(
        body={"text": "Downloads are failing, the bucket is not responding"},
        console='declare "Downloads are failing, the bucket is not responding"',
    ),
    console=("text",),
)
def declare(world: World, params: DeclareParams, actor: Actor) -> Reply[IncidentCard]:
    """Declare the incident."""
    incident = world.incident
    first = incident.declared_at is None
    if first:
        incident.declared_at = world.now
    incident.title = params.text
    heard = _to_team(world, actor, params.whole, "INCIDENT_DECLARED")
    state = "declared" if first else "has already been declared; title updated"
    return Reply(_card(world), message=f"{incident.id} {state}{heard}")


@command(
    "ack",
    access="responder",
    example=Example(body={}, console="ack"),
    console=("alert",),
    extra_statuses={409: "No alert is firing."},
    log=lambda given: f"acknowledges {given['alert'] or 'what is firing'}",
)
def ack(world: World, params: AckParams) -> Reply[IncidentCard]:
    """Acknowledge an alert, or all that are firing."""
    active = [alert for alert, _firing in world.watch.alerting.active]
    if params.alert and params.alert not in active:
        known = ", ".join(active) or "none"
        return Reply(
            status=400, error=f"alert: no alert {params.alert!r} is firing; firing: {known}"
        )
    chosen = [params.alert] if params.alert else active
    if not chosen:
        return Reply(status=409, error="no alert is firing: there is nothing to acknowledge")
    taken = [alert for alert in chosen if alert not in world.incident.acknowledged]
    for alert in taken:
        world.incident.acknowledged[alert] = world.now
    done = f"acknowledged {', '.join(taken)}" if taken else ""
    early = [alert for alert in taken if alert in world.watch.alerting.on_their_way]
    if early:
        done += f" (firing, but not delivered yet: {', '.join(early)})"
    return Reply(_card(world), message=done or f"already acknowledged: {', '.join(chosen)}")


@command(
    "assess",
    access="responder",
    example=Example(
        body={"severity": 2, "cause": "R2 returns errors"},
        console='assess --severity 2 --cause "R2 returns errors"',
    ),
    console=(),
    log=_assessed,
)
def assess(world: World, params: AssessParams) -> Reply[IncidentCard]:
    """State the severity (1 critical … 4 low) and, once known, what the cause is."""
    world.incident.severity = params.severity
    if params.cause:
        world.incident.cause = params.cause
    uncounted = f"; {NO_STATEMENT}" if params.cause and not read(params.cause).readable else ""
    return Reply(_card(world), message=f"severity {params.severity}{uncounted}")


@command(
    "page",
    access="responder",
    example=Example(
        body={"role": "technical_lead", "text": "R2 is down, please join"},
        console='page technical_lead "R2 is down, please join"',
    ),
    console=("role", "text"),
    log=lambda given: f"pages {given['role']}",
)
def page(world: World, params: ToRole, actor: Actor) -> Reply[Told]:
    """Page a role."""
    if not world.notifications.roles(params.role):
        return unknown_person(world, "role", params.role)
    return _send(world, actor, "page", world.policy.page_channel, params.role, params.whole)


@command(
    "call",
    access="responder",
    example=Example(
        body={"role": "engineering_manager", "text": "The pager is dead, please join"},
        console='call engineering_manager "The pager is dead, please join"',
    ),
    console=("role", "text"),
    log=lambda given: f"calls {given['role']}",
)
def call(world: World, params: ToRole, actor: Actor) -> Reply[Told]:
    """Call a role by phone."""
    if not world.notifications.roles(params.role):
        return unknown_person(world, "role", params.role)
    return _send(world, actor, "call", "phone", params.role, params.whole)


@command(
    "post",
    access="responder",
    example=Example(
        body={"channel": "slack", "text": "Worker is read-only, next update in 20 minutes"},
        console='post slack "Worker is read-only, next update in 20 minutes"',
    ),
    console=("channel", "text"),
    log=lambda given: f"posts to {str(given['channel']).replace('_', '-')}",
)
def post(world: World, params: PostParams, actor: Actor) -> Reply[Told]:
    """Post to a channel: slack, in_app, email or social."""
    channel = POST_CHANNELS[params.channel]
    readers = {
        "slack": world.policy.notify_team,
        "in_app": world.policy.notify_users,
        "email": world.policy.notify_users,
    }.get(channel, PUBLIC)
    return _send(world, actor, "post", channel, readers, params.whole)


@command(
    "status-page",
    access="responder",
    example=Example(
        body={
            "state": "investigating",
            "text": "Downloads are failing. Next update in 30 minutes.",
        },
        console='status-page investigating "Downloads are failing. Next update in 30 minutes."',
    ),
    console=("state", "text"),
    log=lambda given: f"sets the status page to {given['state']}",
)
def status_page(world: World, params: StatusPageParams, actor: Actor) -> Reply[Told]:
    """Set the status page: investigating, identified, monitoring, resolved."""
    reply = _send(world, actor, "status_page", "status_page", PUBLIC, params.whole, params.state)
    if isinstance(reply.data, Told) and reply.data.delivered:
        world.incident.status_page = params.state
        heard = _echo(world, "status_page", PUBLIC, reply.data.read_as)
        return Reply(reply.data, message=f"status page: {params.state}{heard}")
    frozen = world.conditions.status_page_frozen
    if frozen:
        shown = world.incident.status_page or "all is well"
        message = f"NOT updated: {frozen}; the page still says: {shown}"
        return replace(reply, message=message)
    return reply


@command(
    "email",
    access="responder",
    example=Example(
        body={"to": "all_stakeholders", "text": "Storage outage, next update at 15:00"},
        console='email all_stakeholders "Storage outage, next update at 15:00"',
    ),
    console=("to", "text"),
    log=lambda given: f"emails {given['to']}",
)
def email(world: World, params: EmailParams, actor: Actor) -> Reply[Told]:
    """Send an e-mail to a role, a group or an audience."""
    if params.to not in world.notifications.targets():
        return unknown_target(world, "to", params.to)
    return _send(world, actor, "email", "email", params.to, params.whole)


@command(
    "resolve",
    access="responder",
    example=Example(body={}, console='resolve "Storage is back, the queue is empty"'),
    console=("text",),
)
def resolve(world: World, params: ResolveParams, actor: Actor) -> Reply[IncidentCard]:
    """Declare that the incident is over."""
    again = world.incident.resolved_at is not None
    world.incident.resolved_at = world.now
    heard = _to_team(world, actor, params.whole, "RESOLVED") if params.whole else ""
    state = "resolved"
    if again:
        state = "is already resolved"
    elif world.incident.declared_at is None:
        state = "resolved, though it was never declared"
    return Reply(_card(world), message=f"{world.incident.id} {state}{heard}")


@command(
    "note",
    access="responder",
    example=Example(
        body={"text": "The cause is an outage at the vendor."},
        console='note "The cause is an outage at the vendor."',
    ),
    console=("text",),
)
def note(world: World, _params: NoteParams) -> Reply[IncidentCard]:
    """Add a note to the incident's timeline."""
    return Reply(_card(world), message="noted")
