"""Milestones: the first instant each named thing was reached, folded from the journal.

Injects wait for them. Ground truth (`fault`, `repaired`) is among them: the facilitator knows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

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
from sim.journal.talk import TalkEntry
from sim.journal.transit import Transit
from sim.scenario.names import PRODUCTION_HOST

if TYPE_CHECKING:
    from sim.command_set import Effect
    from sim.journal.encoding import Entry
    from sim.scenario.names import Mark
    from sim.scenario.policy import Policy

_BY_EFFECT: dict[Effect, Mark] = {
    "declares": "declared",
    "acknowledges": "acknowledged",
    "assesses": "assessed",
    "resolves": "resolved",
}
_BY_FILES: dict[str, Mark] = {"noticed": "damage_found", "quarantined": "quarantined"}
_BY_BACKUP: dict[str, Mark] = {
    "failed": "backup_failed",
    "unsound": "backup_failed",
    "restored": "files_restored",
}
_ACCEPTED = 300


class Milestones:
    """Which milestones were reached, and when first."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._broken: set[str] = set()
        self._transit = Transit()
        self.reached: dict[Mark, int] = {}

    def see(self, entry: Entry) -> None:
        """Take in one journal entry."""
        for mark in self._of(entry):
            self.reached.setdefault(mark, entry.at)

    def _of(self, entry: Entry) -> tuple[Mark, ...]:  # noqa: C901, PLR0911, PLR0912 - one answer per kind of entry
        body = entry.body
        match body:
            # Most entries are windows and say nothing here: asked first.
            case Header() | HealthChanged() | Window() | Answered() | InjectSent() | Ended():
                return ()
            case FaultEdge():
                return self._edge(body)
            case BreakerMoved():
                return ("breaker_opened",) if body.new == "OPEN" else ()
            case ModeChanged():
                return ("degraded",) if body.mode == "degraded" else ("restored",)
            case QueueChanged():
                return {"full": ("queue_full",), "lost": ("operations_lost",)}.get(body.event, ())  # type: ignore[return-value]
            case FilesChanged():
                return _one(_BY_FILES.get(body.event))
            case BackupChanged():
                return _one(_BY_BACKUP.get(body.event))
            case ScanChanged():
                found = body.event == "completed" and body.corrupted + body.missing > 0
                return ("damage_found",) if found else ()
            case Alert():
                return ("alert",) if body.state == "delivered" else ()
            case Action():
                # What is tried in the test environment is a rehearsal and reaches nobody.
                counts = body.host == PRODUCTION_HOST and body.status < _ACCEPTED
                reached = (_BY_EFFECT[effect] for effect in body.effect if effect in _BY_EFFECT)
                return tuple(reached) if counts else ()
            case Message() | Arrived():
                message = self._transit.take(body)
                return () if message is None else self._told(message)
            case ConfigChanged() | Joined() | ClockChanged() | InjectChanged():
                return ()
            case Remark() | MoveBegan() | Decision() | TalkEntry():
                return ()
            case _:
                assert_never(body)

    def _edge(self, edge: FaultEdge) -> tuple[Mark, ...]:
        if edge.edge == "began":
            self._broken.add(edge.fault)
            return ("fault",)
        self._broken.discard(edge.fault)
        # Faults overlap: repaired means that nothing is broken any more.
        return () if self._broken else ("repaired",)

    def _told(self, message: Message) -> tuple[Mark, ...]:
        if not message.by_responders or not message.delivered:
            return ()
        if message.purpose == "status_page":
            return ("status_page",)
        told = self._audience(message)
        closes = message.label in self._policy.broadcasts.closing
        return ("resolved", *told) if message.purpose == "broadcast" and closes else told

    def _audience(self, message: Message) -> tuple[Mark, ...]:
        if any(name in self._policy.audiences for name in message.delivered):
            return ("told_users",)
        team = self._policy.groups[self._policy.notify_team]
        return ("told_team",) if set(team) & set(message.delivered) else ()


def _one(mark: Mark | None) -> tuple[Mark, ...]:
    return () if mark is None else (mark,)
