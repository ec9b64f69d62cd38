"""What only facilitator and evaluator see: what is broken, the MSEL as it stands, the remarks."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
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
from sim.scenario.durations import format_duration
from sim.scenario.inject import inject_of
from sim.scenario.msel import BY_HAND, time_of
from sim.world.streams import Streams

if TYPE_CHECKING:
    from typing import Literal

    from sim.journal.encoding import Entry
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
            case MoveBegan() | Decision() | Ended():
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
        """The MSEL in the order in which it comes, as far as that is known."""
        lines = [self._shown(line) for line in self._lines.values()]
        late = 2**53
        return tuple(
            sorted(
                lines,
                key=lambda line: line.sent_at if line.sent_at is not None else line.due_at or late,
            )
        )

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
        comes = BY_HAND if line.source is None else time_of(line.source)
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
        mark, within = source.expected.mark, source.expected.within
        reached = self.milestones.reached.get(mark)
        if reached is not None:
            return f"{mark} came" if reached <= line.sent_at + within else f"{mark} came late"
        if self.now > line.sent_at + within:
            return f"{mark} did not come within {format_duration(within)}"
        return f"{mark} by {format_duration(line.sent_at + within)} after StartEx"

    def prompts(self) -> tuple[str, ...]:
        """What the facilitator should look at: contingencies ahead, expected actions that fail."""
        found = []
        for line in self.msel():
            if line.state == "sent" and "did not come" in line.expected:
                found.append(f"{line.inject}: {line.expected}. Fire a contingency inject?")
            elif line.state == "waiting" and line.type == "contingency" and line.due_at is not None:
                found.append(f"{line.inject} is coming ({line.comes})")
            elif line.state == "held" and line.due_at is not None and line.due_at <= self.now:
                found.append(f"{line.inject} is held and its time has passed: release or drop it")
        return tuple(found)
