"""The moments of a record that one wants to jump to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, assert_never

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
from sim.journal.talk import PollAsked, TalkEntry
from sim.surfaces.web.views.seen import PlayersView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.journal.encoding import Entry
    from sim.scenario.policy import Policy

Mark = Literal["action", "alert", "fault", "inject", "staff"]


@dataclass(frozen=True, slots=True)
class Landmark:
    """A moment worth a jump.

    Attributes:
        count: entries that have happened then, this one included.
        at: ms since StartEx.
        mark: what sort of moment it is, for its colour.
    """

    count: int
    at: int
    mark: Mark
    text: str


def landmarks(entries: Sequence[Entry], policy: Policy) -> list[Landmark]:
    """Faults, alerts, injects, what responders did and decided, moves, StartEx and EndEx."""
    seen = PlayersView(policy)
    found: list[Landmark] = []
    for count, entry in enumerate(entries, start=1):
        logged, known = len(seen.log), len(seen.alerts)
        seen.take(entry)
        told = _told(entry, new_alert=len(seen.alerts) > known)
        if told is not None:
            found.append(Landmark(count, entry.at, *told))
        found += (
            Landmark(count, entry.at, "action", f"{line.who} {line.what}")
            for line in seen.log[logged:]
            if not line.refused
        )
    return found


def _told(  # noqa: C901, PLR0911, PLR0912 - one wording per kind
    entry: Entry, *, new_alert: bool
) -> tuple[Mark, str] | None:
    match entry.body:
        case FaultEdge() as edge:
            return "fault", f"Fault {edge.fault} {edge.edge}"
        case Alert() as alert:
            return ("alert", f"Alert {alert.alert}: {alert.text}") if new_alert else None
        case InjectSent() as sent:
            return "inject", f"Inject {sent.inject}"
        case ClockChanged() as clock:
            return ("staff", "StartEx") if clock.event == "started" else None
        case MoveBegan() as move:
            return "staff", f"Move: {move.title}"
        case PollAsked() as poll:
            return "staff", f"Poll: {poll.text}"
        case Ended() as ended:
            return "staff", f"EndEx: {ended.reason}"
        case Action() | Answered() | Decision():
            return None  # worded by the log, which `landmarks` reads
        case TalkEntry():
            return None  # seen on the boards of the moments around it
        case Header() | Joined() | InjectChanged() | Remark() | Message() | Arrived():
            return None  # seen at the moment before or after, which can be jumped to
        case Window() | ModeChanged() | HealthChanged() | BreakerMoved() | QueueChanged():
            return None  # likewise
        case ConfigChanged() | FilesChanged() | BackupChanged() | ScanChanged():
            return None  # likewise
        case _:
            assert_never(entry.body)
