"""What only facilitator and evaluator see: what is broken, the MSEL as it stands, the remarks."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, assert_never, cast

from sim.exercise.milestones import Milestones
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
from sim.scenario.durations import spoken
from sim.scenario.inject import inject_of
from sim.surfaces.web.views.moments import BY_HAND, moment, when_of, why_of
from sim.world.streams import Streams

if TYPE_CHECKING:
    from typing import Literal

    from sim.journal.encoding import Entry
    from sim.journal.talk import Room
    from sim.scenario.inject import Inject
    from sim.scenario.model import Scenario
    from sim.scenario.names import Mark
    from sim.scenario.policy import Policy

    State = Literal["waiting", "held", "sent", "dropped", "spared"]


@dataclass(slots=True)
class MselLine:
    """A line of the MSEL as it stands.

    Attributes:
        source: the scenario's inject; None for one that was added.
        comes: how it comes, in words; `due_at`: when, as far as known.
        expected: what became of its expected action, in words.
    """

    inject: str
    type: str
    sender: str
    to: str
    channel: str
    text: str
    expects: str = ""
    source: Inject | None = None
    held: bool = False
    dropped: bool = False
    edited: bool = False
    sent_at: int | None = None
    comes: str = ""
    due_at: int | None = None
    state: State = "waiting"
    expected: str = ""

    @property
    def ahead(self) -> bool:
        """Whether it can still come by itself."""
        return self.state in {"waiting", "held"}


@dataclass(frozen=True, slots=True)
class Prompt:
    """Something that the facilitator should look at, and why.

    Attributes:
        until: an instant to count down to after the text, if there is one.
    """

    inject: str
    text: str
    until: int | None = None


@dataclass(slots=True)
class StaffView:
    """The fold; `take` every entry in order."""

    scenario: Scenario
    policy: Policy
    seed: int
    version: int = 0
    faults: dict[str, tuple[int, str]] = field(default_factory=dict)
    over: dict[str, tuple[int, int, str]] = field(default_factory=dict)
    breaker: str = "CLOSED"
    window: Window | None = None
    remarks: list[tuple[int, Remark]] = field(default_factory=list)
    ratings: dict[tuple[str, str, Room], AnswerRated] = field(default_factory=dict)
    now: int = 0
    milestones: Milestones = field(init=False)
    _lines: dict[str, MselLine] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """The MSEL as the scenario has it."""
        self.milestones = Milestones(self.policy)
        for inject in self.scenario.injects:
            self._lines[inject.id] = MselLine(
                inject=inject.id,
                type=inject.type,
                sender=inject.sender,
                to=inject.to or self.scenario.player,
                channel=inject.channel,
                text=inject.text,
                expects=inject.expects,
                source=inject,
            )

    def take(self, entry: Entry) -> None:  # noqa: C901, PLR0912 - an arm per kind, or several
        """Take in one entry."""
        self.version += 1
        self.now = entry.at
        self.milestones.see(entry)
        match entry.body:
            case FaultEdge() as body:
                if body.edge == "began":
                    self.faults[body.fault] = (entry.at, body.effect)
                else:
                    since, effect = self.faults.pop(body.fault, (entry.at, body.effect))
                    self.over[body.fault] = (since, entry.at, effect)
            case BreakerMoved() as body:
                self.breaker = body.new
            case Window() as body:
                self.window = body
            case Remark() as body:
                self.remarks.append((entry.at, body))
            case InjectSent() as body:
                self._lines[body.inject].sent_at = entry.at
            case InjectChanged() as body:
                self._change(body)
            case Header() | Alert() | Action() | Message() | Arrived() | Answered():
                pass  # the players' view has it
            case ModeChanged() | HealthChanged() | Joined() | ClockChanged():
                pass  # likewise
            case AnswerRated() as body:
                self.ratings[body.move, body.question, body.room] = body
            case MoveBegan() | Decision() | Ended() | TalkEntry():
                pass  # likewise
            case (
                QueueChanged() | ConfigChanged() | FilesChanged() | BackupChanged() | ScanChanged()
            ):
                pass  # a window counts what comes of it
            case _:
                assert_never(entry.body)

    def _change(self, body: InjectChanged) -> None:
        if body.event == "added":
            self._lines[body.inject] = MselLine(
                inject=body.inject,
                type="added",
                sender=body.sender,
                to=body.to or self.scenario.player,
                channel=body.channel or "slack",
                text=body.text,
            )
            return
        line = self._lines[body.inject]
        line.held = body.event == "held" or (line.held and body.event != "released")
        line.dropped = line.dropped or body.event == "dropped"
        if body.event == "edited":
            line.edited = True
            line.sender = body.sender or line.sender
            line.to = body.to or line.to
            line.channel = body.channel or line.channel
            line.text = body.text or line.text

    def msel(self) -> tuple[MselLine, ...]:
        """The MSEL: what is ahead in the order in which it comes, then what is over, newest first.

        What waits for its condition comes after what has a time, and what is sent by hand last.
        """
        lines = [self._shown(line) for line in self._lines.values()]
        never = 2**53

        def order(line: MselLine) -> tuple[int, int]:
            if line.ahead:
                by_hand = line.due_at is None and line.comes == BY_HAND
                return 0, never + by_hand if line.due_at is None else line.due_at
            return 1, -(line.sent_at or 0)

        return tuple(sorted(lines, key=order))

    def _shown(self, line: MselLine) -> MselLine:
        due_at, spared = self._due(line)
        state: State = "waiting"
        if line.sent_at is not None:
            state = "sent"
        elif line.dropped:
            state = "dropped"
        elif line.held:
            state = "held"
        elif spared:
            state = "spared"
        comes = BY_HAND if line.source is None else when_of(line.source)
        return replace(line, comes=comes, due_at=due_at, state=state, expected=self._expected(line))

    def _due(self, line: MselLine) -> tuple[int | None, bool]:
        source = line.source
        if source is None:
            return None, False
        if source.at is not None:
            return source.at.at(Streams(self.seed).uniform("inject", source.id)), False
        if source.when is None:
            return None, False
        since = self._reached(source.when.after)
        spared = source.when.unless is not None and self._reached(source.when.unless) is not None
        return (None if since is None else since + source.when.wait), spared

    def _reached(self, moment: str) -> int | None:
        name = inject_of(moment)
        if name is not None:
            line = self._lines.get(name)
            return None if line is None else line.sent_at
        return self.milestones.reached.get(cast("Mark", moment))

    def _expected(self, line: MselLine) -> str:
        source = line.source
        if source is None or source.expected is None or line.sent_at is None:
            return ""
        words, within = moment(source.expected.mark), source.expected.within
        deadline = line.sent_at + within
        reached = self.milestones.reached.get(source.expected.mark)
        if reached is not None:
            return f"{words.done}{'' if reached <= deadline else ', late'}"
        if self._failed(line):
            return f"{words.not_yet}, {spoken(within)} later"
        return f"by {self._clock(deadline)}"

    def _failed(self, line: MselLine) -> bool:
        """Whether its expected action did not come in time, and has not come since."""
        source = line.source
        if source is None or source.expected is None or line.sent_at is None:
            return False
        late = self.now > line.sent_at + source.expected.within
        return late and source.expected.mark not in self.milestones.reached

    def _clock(self, at: int) -> str:
        return f"{self.scenario.starts_at + timedelta(milliseconds=at):%H:%M}"

    def prompts(self) -> tuple[Prompt, ...]:
        """What the facilitator should look at: contingencies ahead, expected actions that fail."""
        found = []
        for line in self.msel():
            if self._failed(line):
                text = f"{line.expected}. Send a contingency inject?"
                found.append(Prompt(line.inject, text))
            elif line.state == "waiting" and line.type == "contingency" and line.due_at is not None:
                why = "" if line.source is None else why_of(line.source)
                text = f"comes because {why};" if why else "comes"
                found.append(Prompt(line.inject, text, line.due_at))
            elif line.state == "held" and line.due_at is not None and line.due_at <= self.now:
                found.append(Prompt(line.inject, "is held and its time has passed: release it?"))
        return tuple(found)
