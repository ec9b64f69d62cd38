"""Which expected actions came: for each inject that was sent, its mark and its deadline.

Reads a journal and the scenario in its header; judges nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.exercise.milestones import Milestones
from sim.journal.bodies import InjectSent
from sim.journal.embedded import policy_of, scenario_of
from sim.journal.encoding import header_of
from sim.scenario.durations import SECOND, spoken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.journal.encoding import Entry
    from sim.scenario.names import Mark


_DONE: dict[Mark, tuple[str, str, str]] = {
    "fault": ("a fault", "was", "started"),
    "repaired": ("the fault", "was", "repaired"),
    "breaker_opened": ("a breaker", "was", "opened"),
    "degraded": ("a service", "was", "degraded"),
    "restored": ("the service", "was", "restored"),
    "queue_full": ("the queue", "was", "filled"),
    "operations_lost": ("queued operations", "were", "lost"),
    "damage_found": ("damage", "was", "found"),
    "backup_failed": ("a failed backup", "was", "recorded"),
    "quarantined": ("files", "were", "quarantined"),
    "files_restored": ("files", "were", "restored"),
    "alert": ("an alert", "was", "delivered"),
    "declared": ("the incident", "was", "declared"),
    "acknowledged": ("the alert", "was", "acknowledged"),
    "assessed": ("the incident", "was", "assessed"),
    "told_team": ("the team", "was", "told"),
    "told_users": ("users", "were", "told"),
    "status_page": ("the status page", "was", "updated"),
    "resolved": ("the incident", "was", "resolved"),
}
"""Each mark as a sentence: what, `was` or `were`, and what was done."""


@dataclass(frozen=True, slots=True)
class ExpectedAction:
    """What an inject was meant to bring about.

    Attributes:
        sent_at: when the inject was sent, ms since StartEx; `due_at`: until when its mark was
            to be reached.
        reached_at: when the mark was first reached, also when that was before the inject; None
            when it never was.
        ended_at: the end of the journal, ms; a deadline beyond it is still open.
    """

    inject: str
    mark: Mark
    sent_at: int
    due_at: int
    reached_at: int | None
    ended_at: int

    @property
    def words(self) -> str:
        """How it went: `the incident was declared 4.2 min after this inject (limit 10 min)`."""
        what, was, done = _DONE[self.mark]
        allowed = spoken(self.due_at - self.sent_at)
        if self.reached_at is None:
            if self.due_at >= self.ended_at:
                return f"{what} had not been {done} when the exercise ended, {allowed} allowed"
            return f"{what} {was} not {done} within {allowed}"
        if self.reached_at <= self.sent_at:
            return f"{what} had already been {done}"
        over = self.reached_at - self.due_at
        late = f", {spoken(max(SECOND, over))} late" if over > 0 else ""
        # Whole seconds, and no time of none: it came after the inject.
        took = max(SECOND, (self.reached_at - self.sent_at) // SECOND * SECOND)
        return f"{what} {was} {done} {spoken(took)} after this inject (limit {allowed}){late}"


def expected_actions(entries: Sequence[Entry]) -> tuple[ExpectedAction, ...]:
    """The expected actions of a journal, in the order in which their injects were sent."""
    header = header_of(entries)
    scenario = scenario_of(header)
    wanted = {inject.id: inject.expected for inject in scenario.injects}
    milestones = Milestones(policy_of(header))
    for entry in entries:
        milestones.see(entry)
    ended_at = max(entry.at for entry in entries)
    found = []
    for entry in entries:
        body = entry.body
        if not isinstance(body, InjectSent) or (expected := wanted.get(body.inject)) is None:
            continue
        found.append(
            ExpectedAction(
                inject=body.inject,
                mark=expected.mark,
                sent_at=entry.at,
                due_at=entry.at + expected.within,
                reached_at=milestones.reached.get(expected.mark),
                ended_at=ended_at,
            )
        )
    return tuple(found)
