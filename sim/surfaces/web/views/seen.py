"""What players can see: alerts, messages, what responders did, what monitoring shows.

A fold over journal entries. It never takes in ground truth (faults, damage, who does not notice),
so nothing made from it can tell a player any.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, assert_never

from sim.commands.table import named
from sim.journal.bodies import (
    Action,
    Alert,
    Answered,
    Arrived,
    BreakerMoved,
    ConfigChanged,
    Ended,
    FaultEdge,
    Header,
    HealthChanged,
    InjectSent,
    Message,
    ModeChanged,
    QueueChanged,
    Window,
)
from sim.journal.conduct import (
    ClockChanged,
    Decision,
    InjectChanged,
    Joined,
    MoveBegan,
    Remark,
)
from sim.journal.stored import BackupChanged, FilesChanged, ScanChanged
from sim.journal.talk import AnswerRated, TalkEntry
from sim.journal.transit import Transit
from sim.language.read import read
from sim.scenario.durations import MINUTE
from sim.scenario.names import PRODUCTION_HOST, SERVICES
from sim.scenario.rules.notices import PUBLIC
from sim.surfaces.web.views.talk import Talk

if TYPE_CHECKING:
    from sim.commands.command import Command
    from sim.journal.bodies import ServiceMode, ServiceStatus
    from sim.journal.encoding import Entry
    from sim.scenario.names import Channel, Service
    from sim.scenario.policy import Policy

SHOWN_TO_ALL = frozenset({"declares", "assesses", "resolves", "acknowledges"})
"""Effects of commands that the incident's card or the pager shows to everybody."""
_REFUSED = 300
PERCENT = 100


@dataclass(frozen=True, slots=True)
class AlertCard:
    """An alert as the pager shows it.

    Attributes:
        at: first delivered, ms since StartEx.
        channels: over which channels it came.
    """

    alert: str
    level: str
    text: str
    at: int
    channels: tuple[Channel, ...]
    cleared: bool = False
    acknowledged: str = ""

    @property
    def rings(self) -> bool:
        """Whether the pager waits for somebody to acknowledge it."""
        return "pager" in self.channels and not self.cleared and not self.acknowledged


@dataclass(frozen=True, slots=True)
class Said:
    """A message as its readers see it.

    Attributes:
        number: its place among all messages, in the order in which they were sent.
        role: the sender's role, "" when it has none here.
        to: recipients as the sender named them.
        reached: whom it has reached; empty when it was not delivered.
        room: where its sender discusses; "" for everybody's.
    """

    at: int
    number: int
    message: str
    purpose: str
    sender: str
    role: str
    channel: Channel
    to: tuple[str, ...]
    reached: tuple[str, ...]
    label: str
    text: str
    by_responders: bool
    room: str = ""


@dataclass(frozen=True, slots=True)
class Logged:
    """A line of the shared incident log: what a responder did or decided.

    Attributes:
        room: the only room that sees it; "" for everybody.
        spoken: its text was said on the phone, to one person; the others learn only of the call.
    """

    at: int
    who: str
    what: str
    text: str = ""
    refused: bool = False
    room: str = ""
    spoken: bool = False


@dataclass(frozen=True, slots=True)
class MonitoringPoint:
    """One minute as monitoring shows it; `failed` in percent of the users' requests."""

    at: int
    requests: int
    failed: float
    p95_ms: int
    queue: int


@dataclass(slots=True)
class Card:
    """The incident as the responders have said it is.

    Attributes:
        title: as declared, or as last amended: whoever declares again amends.
        severity_before: what it was before the last one, where that was another.
        promised: when the last message to users or the public said that the next update comes:
            `20m`, `14:40`; "" when it did not say.
        promised_at, promised_by: when that was said, and by whom.
    """

    declared_at: int | None = None
    declared_by: str = ""
    amended_at: int | None = None
    amended_by: str = ""
    title: str = ""
    severity: int | None = None
    severity_by: str = ""
    severity_at: int | None = None
    severity_before: int | None = None
    cause: str = ""
    status_page: str = ""
    status_text: str = ""
    status_at: int | None = None
    resolved_at: int | None = None
    promised: str = ""
    promised_at: int = 0
    promised_by: str = ""


@dataclass(slots=True)
class PlayersView:
    """The fold; `take` every entry in order.

    Attributes:
        version: counts the entries that changed something here.
        cleared: the alerts that have cleared, some of them before they were delivered.
        changes: messages in the order in which they were sent or reached somebody.
        reached: by recipient, the messages that reached it, the oldest first.
        called: the recipients that something reached elsewhere than in the team's channel.
    """

    policy: Policy
    version: int = 0
    alerts: dict[str, AlertCard] = field(default_factory=dict)
    cleared: set[str] = field(default_factory=set)
    said: dict[str, Said] = field(default_factory=dict)
    changes: list[str] = field(default_factory=list)
    reached: dict[str, list[str]] = field(default_factory=dict)
    called: set[str] = field(default_factory=set)
    answered: dict[str, str] = field(default_factory=dict)
    log: list[Logged] = field(default_factory=list)
    points: list[MonitoringPoint] = field(default_factory=list)
    health: dict[Service, ServiceStatus] = field(
        default_factory=lambda: dict.fromkeys(SERVICES, "HEALTHY")
    )
    modes: dict[Service, ServiceMode] = field(
        default_factory=lambda: dict.fromkeys(SERVICES, "normal")
    )
    card: Card = field(default_factory=Card)
    seats: dict[str, str] = field(default_factory=dict)
    clock: ClockChanged | None = None
    talk: Talk = field(default_factory=Talk)
    ended_at: int | None = None
    left_at: int | None = None
    _transit: Transit = field(default_factory=Transit)

    def take(self, entry: Entry) -> None:  # noqa: C901, PLR0912, PLR0915 - one arm per kind that is seen
        """Take in one entry; what players cannot see is passed over."""
        self.version += 1
        at = entry.at
        match entry.body:
            case Header() as body:
                self.seats.update({one.name: one.role for one in body.participants})
            case Alert() as body:
                self._alert(at, body)
            case Action() as body:
                self._action(at, body)
            case Answered() as body:
                self._answered(body)
                where = self.policy.called(body.role)
                self.log.append(Logged(at, body.person, f"answers ({where})"))
            case HealthChanged() as body:
                self.health[body.service] = body.new
            case ModeChanged() as body:
                self.modes[body.service] = body.mode
            case Window() as body:
                self._window(body)
            case Joined() as body:
                self.seats[body.name] = body.role
            case ClockChanged() as body:
                self.clock = body
            case MoveBegan():
                self.talk.take(entry)
            case Decision() as body:
                self.talk.take(entry)
                self.log.append(Logged(at, body.by, "decides", body.text, room=body.room))
                # What one room decides the other does not see.
                if body.severity is not None and not body.room:
                    self._assessed(at, body.by, body.severity)
            case AnswerRated():
                self.version -= 1
            case TalkEntry():
                self.talk.take(entry)
            case Ended() as body:
                self.ended_at = at
                self.left_at = body.responder_left_at
            case Message() | Arrived() as body:
                called = body.kind == "message" and body.purpose == "call" and body.by_responders
                # What sends a message comes right before it, and so its line is the last.
                if called and self.log:
                    self.log[-1] = replace(self.log[-1], spoken=True)
                message = self._transit.take(body)
                if message is None:
                    self.version -= 1
                else:
                    self._message(at, message)
            # Ground truth and the staff's own. Not even the version may count it: when a section is
            # sent again would tell a player that something has happened.
            case FaultEdge() | BreakerMoved() | QueueChanged() | ConfigChanged():
                self.version -= 1
            case FilesChanged() | BackupChanged() | ScanChanged():
                self.version -= 1
            case InjectSent() | InjectChanged() | Remark():
                self.version -= 1
            case _:
                assert_never(entry.body)

    def _answered(self, body: Answered) -> None:
        first = body.role not in self.answered
        self.answered[body.role] = body.person
        if first:  # whoever picks up hears what it is about
            mine = self.reached.get(body.role, ())
            self.changes += [name for name in mine if self.said[name].purpose == "call"]

    def unheard(self, role: str, said: Said) -> bool:
        """Whether the message is a call to the role that nobody has picked up: it only rings."""
        return said.purpose == "call" and said.role != role and role not in self.answered

    def _alert(self, at: int, body: Alert) -> None:
        known = self.alerts.get(body.alert)
        if body.state == "delivered" and body.channel is not None:
            channels = (*known.channels, body.channel) if known else (body.channel,)
            # Delivery takes minutes: an alert may have cleared by then, and must not ring.
            card = known or AlertCard(
                body.alert, body.level, body.text, at, (), cleared=body.alert in self.cleared
            )
            self.alerts[body.alert] = replace(card, channels=channels)
        elif body.state == "cleared":
            self.cleared.add(body.alert)
            if known is not None:
                self.alerts[body.alert] = replace(known, cleared=True)

    def _action(self, at: int, body: Action) -> None:
        command = named(body.command)
        if command is None or not command.writes or body.host != PRODUCTION_HOST:
            return
        if "answers" in body.effect:  # what comes of it is told by the person's answer
            return
        refused = body.status >= _REFUSED
        text = str(body.arguments.get("text", "") or body.arguments.get("message", "") or "")
        if command.console is None:
            what = f"{body.method} {body.path.partition('?')[0]}"
        else:
            again = "declares" in body.effect and self.card.declared_at is not None
            what = "amends the declaration" if again else self._in_words(command, body)
        # What everybody's board shows anyway is everybody's; words are the room's.
        common = not SHOWN_TO_ALL.isdisjoint(body.effect)
        room = "" if common else self.talk.room_of(body.actor)
        self.log.append(Logged(at, body.actor, what, text, refused, room))
        if not refused:
            self._said_of_the_incident(at, body)

    def _in_words(self, command: Command, body: Action) -> str:
        if command.log is None:
            return f"{command.name}s"
        if "params" in command.takes and not body.arguments:  # refused for what was given
            return f"tries {command.name}"
        called = {
            name: self.policy.called(str(value)) if name in ("role", "to") else value
            for name, value in body.arguments.items()
        }
        return command.log(called)

    def _said_of_the_incident(self, at: int, body: Action) -> None:
        card, given = self.card, body.arguments
        for effect in body.effect:
            if effect == "declares":
                self._declared(at, body.actor, str(given.get("text", "")))
            elif effect == "assesses":
                severity = given.get("severity")
                if isinstance(severity, int):
                    self._assessed(at, body.actor, severity)
                card.cause = str(given.get("cause") or card.cause)
            elif effect == "resolves":
                card.resolved_at = at
            elif effect == "acknowledges":
                self._acknowledged(str(given.get("alert") or ""), body.actor)

    def _declared(self, at: int, by: str, title: str) -> None:
        card = self.card
        if card.declared_at is None:
            card.declared_at, card.declared_by = at, by
        else:
            card.amended_at, card.amended_by = at, by
        card.title = title

    def _assessed(self, at: int, by: str, severity: int) -> None:
        card = self.card
        if card.severity is not None and card.severity != severity:
            card.severity_before = card.severity
        card.severity, card.severity_by, card.severity_at = severity, by, at

    def _acknowledged(self, alert: str, by: str) -> None:
        """Somebody is on this alert, or on all that are firing."""
        for name, known in list(self.alerts.items()):
            if (name == alert or not alert) and not known.cleared:
                self.alerts[name] = replace(known, acknowledged=known.acknowledged or by)

    def _window(self, body: Window) -> None:
        requests = sum(kind.requests for kind in body.operations)
        failed = sum(kind.failed for kind in body.operations)
        if self.points and not requests and body.end - body.start < MINUTE:
            return  # EndEx cut it short before anybody asked for anything
        self.points.append(
            MonitoringPoint(
                at=body.end,
                requests=requests,
                failed=round(PERCENT * failed / requests, 1) if requests else 0.0,
                p95_ms=body.p95_ms,
                queue=body.queue_pending,
            )
        )

    def _message(self, at: int, message: Message) -> None:
        known = self.said.get(message.message)
        self.changes.append(message.message)
        if message.channel != self.policy.team_channel:
            self.called.update(message.delivered)
        for name in message.delivered:
            self.reached.setdefault(name, []).append(message.message)
        reached = message.delivered if known is None else (*known.reached, *message.delivered)
        self.said[message.message] = Said(
            at=at if known is None else known.at,
            number=len(self.said) if known is None else known.number,
            message=message.message,
            purpose=message.purpose,
            sender=message.sender,
            role=message.sender_role,
            channel=message.channel,
            to=message.recipients,
            reached=reached,
            label=message.label,
            text=message.text,
            by_responders=message.by_responders,
            room=self._room_of(message) if known is None else known.room,
        )
        if known is None and message.by_responders and self._public(message):
            self._promised(at, message)
        if message.purpose == "status_page" and message.delivered:
            self.card.status_page = message.label
            self.card.status_text = message.text
            self.card.status_at = at

    def _public(self, message: Message) -> bool:
        """Whether it is for users or the public."""
        outside = not set(self.policy.outsiders).isdisjoint(message.recipients)
        return message.purpose == "status_page" or outside

    def _promised(self, at: int, message: Message) -> None:
        """A new message keeps the promise of the one before, and may make another."""
        self.card.promised = read(message.text).next_update or ""
        self.card.promised_at, self.card.promised_by = at, message.sender

    def _room_of(self, message: Message) -> str:
        """Where the words are meant for: in the team's channel, the sender's room."""
        own = message.by_responders and message.channel == self.policy.team_channel
        return self.talk.room_of(message.sender) if own else ""

    def read_by(self, role: str, said: Said, room: str = "") -> bool:
        """Whether somebody in this role and room can read the message.

        Until EndEx, the team's channel of one room is not read in the other.
        """
        if room and said.room not in {"", room} and self.ended_at is None:
            return False
        if said.by_responders and said.role == role:
            return True
        if not said.reached:
            return False
        return (
            said.channel == self.policy.team_channel
            or role in said.reached
            or PUBLIC in said.reached
            or any(name in self.policy.audiences for name in said.reached)
        )
