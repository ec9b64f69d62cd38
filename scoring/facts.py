"""One fold over the journal: its entries sorted by kind, each with its instant and its number.

Knows the journal's kinds of entry and the header's scenario. Judges nothing: what the facts mean
is the business of the files beside this one, and of the world it must not know anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar, assert_never

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
from sim.journal.transit import Transit
from sim.scenario.model import Scenario
from sim.scenario.names import PRODUCTION_HOST
from sim.scenario.policy import Policy

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sim.journal.encoding import Entry
    from sim.scenario.faults import Fault
    from sim.scenario.names import Channel

BodyT_co = TypeVar("BodyT_co", covariant=True)

UNFINISHED = "unfinished"
"""The end reason of a journal without EndEx: the session was cut off."""


@dataclass(frozen=True, slots=True)
class Fact(Generic[BodyT_co]):
    """One journal entry of a known kind.

    Attributes:
        seq: its sequence number, which is what evidence cites.
        at: when, ms since StartEx.
        body: what happened.
    """

    seq: int
    at: int
    body: BodyT_co


@dataclass(frozen=True, slots=True)
class Facts:
    """The journal sorted by kind, oldest first in each; times in ms since StartEx.

    Attributes:
        messages: as they were sent.
        late: what arrived later than it was sent: the message at its arrival, delivered to those it
            reached then.
        ended_at: EndEx, or the last entry's instant when the journal was cut off.
        seats, remarks, moves, decisions: how it was run, for reports; nothing is judged by them.
        end_reason: `settled`, `horizon`, `closed` or `unfinished`.
        left_at: from then on nobody acted, as the journal's end says.
        digest: the last link of the hash chain.
    """

    header: Header
    scenario: Scenario
    faults: tuple[Fact[FaultEdge], ...]
    breaker: tuple[Fact[BreakerMoved], ...]
    modes: tuple[Fact[ModeChanged], ...]
    health: tuple[Fact[HealthChanged], ...]
    alerts: tuple[Fact[Alert], ...]
    queue: tuple[Fact[QueueChanged], ...]
    windows: tuple[Fact[Window], ...]
    actions: tuple[Fact[Action], ...]
    messages: tuple[Fact[Message], ...]
    late: tuple[Fact[Message], ...]
    answers: tuple[Fact[Answered], ...]
    injects: tuple[Fact[InjectSent], ...]
    configs: tuple[Fact[ConfigChanged], ...]
    files: tuple[Fact[FilesChanged], ...]
    backups: tuple[Fact[BackupChanged], ...]
    seats: tuple[Fact[Joined], ...]
    remarks: tuple[Fact[Remark], ...]
    moves: tuple[Fact[MoveBegan], ...]
    decisions: tuple[Fact[Decision], ...]
    ended_at: int
    end_reason: str
    left_at: int
    digest: str

    @property
    def began_at(self) -> int:
        """When the first fault began; 0 when none did.

        What is said or fired before it is about something else.
        """
        return next((fact.at for fact in self.faults if fact.body.edge == "began"), 0)

    def window_at(self, at: int) -> Fact[Window] | None:
        """The window that holds this instant; at or after the last window's end, that window."""
        covering = (fact for fact in self.windows if fact.body.start <= at < fact.body.end)
        last = self.windows[-1] if self.windows and at >= self.windows[-1].body.end else None
        return next(covering, last)

    @property
    def begun(self) -> tuple[Fault, ...]:
        """The scenario's faults that began."""
        names = {fact.body.fault for fact in self.faults}
        return tuple(fault for fault in self.scenario.faults if fault.id in names)

    @property
    def hurting_r2(self) -> frozenset[str]:
        """The faults that make calls to R2 fail or slow, whatever else there is."""
        return frozenset(fault.id for fault in self.scenario.faults if fault.conditions().hurts_r2)

    def r2_fault_on(self, at: int) -> Fact[FaultEdge] | None:
        """The fault that hurt R2 at this instant, by its beginning; None when R2 was well."""
        on: dict[str, Fact[FaultEdge]] = {}
        for fact in self.faults:
            if fact.at > at:
                break
            if fact.body.edge == "ended":
                on.pop(fact.body.fault, None)
            elif fact.body.fault in self.hurting_r2:
                on[fact.body.fault] = fact
        return next(iter(on.values()), None)

    def channel_down(self, channel: Channel, at: int) -> bool:
        """Whether a fault kept this channel from delivering at this instant."""
        broken = {
            fault.id
            for fault in self.scenario.faults
            if fault.effect == "channel_down" and channel in fault.channels
        }
        on: set[str] = set()
        for fact in self.faults:
            if fact.at <= at and fact.body.fault in broken:
                (on.add if fact.body.edge == "began" else on.discard)(fact.body.fault)
        return bool(on)


class _Sorter:
    """The fold's state: one list per kind."""

    def __init__(self) -> None:
        self.header: Header | None = None
        self.ended: Fact[Ended] | None = None
        self.faults: list[Fact[FaultEdge]] = []
        self.breaker: list[Fact[BreakerMoved]] = []
        self.modes: list[Fact[ModeChanged]] = []
        self.health: list[Fact[HealthChanged]] = []
        self.alerts: list[Fact[Alert]] = []
        self.queue: list[Fact[QueueChanged]] = []
        self.windows: list[Fact[Window]] = []
        self.actions: list[Fact[Action]] = []
        self.messages: list[Fact[Message]] = []
        self.late: list[Fact[Message]] = []
        self.transit = Transit()
        self.answers: list[Fact[Answered]] = []
        self.injects: list[Fact[InjectSent]] = []
        self.configs: list[Fact[ConfigChanged]] = []
        self.files: list[Fact[FilesChanged]] = []
        self.backups: list[Fact[BackupChanged]] = []
        self.seats: list[Fact[Joined]] = []
        self.remarks: list[Fact[Remark]] = []
        self.moves: list[Fact[MoveBegan]] = []
        self.decisions: list[Fact[Decision]] = []

    def take(self, entry: Entry) -> None:  # noqa: C901, PLR0912, PLR0915 - one arm per kind of entry, no logic
        """Put one entry where it belongs."""
        seq, at = entry.seq, entry.at
        match entry.body:
            case Header() as body:
                self.header = body
            case FaultEdge() as body:
                self.faults.append(Fact(seq, at, body))
            case BreakerMoved() as body:
                self.breaker.append(Fact(seq, at, body))
            case ModeChanged() as body:
                self.modes.append(Fact(seq, at, body))
            case HealthChanged() as body:
                self.health.append(Fact(seq, at, body))
            case Alert() as body:
                self.alerts.append(Fact(seq, at, body))
            case QueueChanged() as body:
                self.queue.append(Fact(seq, at, body))
            case Window() as body:
                self.windows.append(Fact(seq, at, body))
            case Action() as body:
                # What is done in the test environment touches nobody and counts for nothing.
                if body.host == PRODUCTION_HOST:
                    self.actions.append(Fact(seq, at, body))
            case Message() as body:
                self.transit.take(body)
                self.messages.append(Fact(seq, at, body))
            case Arrived() as body:
                message = self.transit.take(body)
                if message is not None:
                    self.late.append(Fact(seq, at, message))
            case Answered() as body:
                self.answers.append(Fact(seq, at, body))
            case InjectSent() as body:
                self.injects.append(Fact(seq, at, body))
            case ConfigChanged() as body:
                self.configs.append(Fact(seq, at, body))
            case FilesChanged() as body:
                self.files.append(Fact(seq, at, body))
            case BackupChanged() as body:
                self.backups.append(Fact(seq, at, body))
            case ScanChanged():
                pass  # nothing is judged by it: a look at integrity is the command that began it
            case Joined() as body:
                self.seats.append(Fact(seq, at, body))
            case Remark() as body:
                self.remarks.append(Fact(seq, at, body))
            case MoveBegan() as body:
                self.moves.append(Fact(seq, at, body))
            case Decision() as body:
                self.decisions.append(Fact(seq, at, body))
            case ClockChanged() | InjectChanged():
                pass  # how the exercise was run judges nobody
            case Ended() as body:
                self.ended = Fact(seq, at, body)
            case _:
                assert_never(entry.body)


def embedded_policy(entries: Sequence[Entry]) -> Policy:
    """The policy the exercise was played under, as the header carries it."""
    return Policy.model_validate(_header(entries).policy)


def _header(entries: Sequence[Entry]) -> Header:
    if not entries or not isinstance(entries[0].body, Header):
        raise ValueError("a journal opens with its header")
    return entries[0].body


def _sorted(entries: Iterable[Entry]) -> _Sorter:
    sorter = _Sorter()
    for entry in entries:
        sorter.take(entry)
    return sorter


def gather(entries: Sequence[Entry]) -> Facts:
    """Fold a journal's entries into facts.

    Raises:
        ValueError: the entries do not open with a header.
    """
    header = _header(entries)
    found = _sorted(entries)
    last = entries[-1]
    end = found.ended
    return Facts(
        header=header,
        scenario=Scenario.model_validate(header.scenario),
        faults=tuple(found.faults),
        breaker=tuple(found.breaker),
        modes=tuple(found.modes),
        health=tuple(found.health),
        alerts=tuple(found.alerts),
        queue=tuple(found.queue),
        windows=tuple(found.windows),
        actions=tuple(found.actions),
        messages=tuple(found.messages),
        late=tuple(found.late),
        answers=tuple(found.answers),
        injects=tuple(found.injects),
        configs=tuple(found.configs),
        files=tuple(found.files),
        backups=tuple(found.backups),
        seats=tuple(found.seats),
        remarks=tuple(found.remarks),
        moves=tuple(found.moves),
        decisions=tuple(found.decisions),
        ended_at=last.at if end is None else end.at,
        end_reason=UNFINISHED if end is None else end.body.reason,
        left_at=last.at if end is None else end.body.responder_left_at,
        digest=last.hash,
    )
