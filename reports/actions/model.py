"""One action of one review, with what is needed to follow it up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reports.review.proven import proven_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from reports.review.model import Improvement, Status
    from reports.review.proven import Later, Players

COMPLETE: Final = "complete"


@dataclass(frozen=True, slots=True)
class PlannedAction:
    """One line of an improvement plan.

    Attributes:
        id: `RECORD/IMPROVEMENT`, which leads back to it.
        scenario: the title of what was played; `day`: when.
        improvement: as the review has it.
        proven: the later record that proves it; "" when none does.
    """

    id: str
    scenario: str
    day: date
    improvement: Improvement
    proven: str = ""

    @property
    def status(self) -> Status:
        """As written; what a later exercise proves is complete, whatever is written."""
        return COMPLETE if self.proven else self.improvement.status

    def days_late(self, today: date) -> int:
        """How many days it is overdue; 0 when it is not, or is done."""
        due = self.improvement.due
        if due is None or self.status == COMPLETE:
            return 0
        return max(0, (today - due).days)


def actions_of(
    record: str,
    scenario: str,
    day: date,
    improvements: Iterable[Improvement],
    *,
    reviewed: Players,
    later: Sequence[Later] = (),
) -> list[PlannedAction]:
    """A record's actions, in the review's order."""
    found = []
    for one in improvements:
        by = proven_by(one, reviewed, later)
        found.append(
            PlannedAction(f"{record}/{one.id}", scenario, day, one, "" if by is None else by.name)
        )
    return found


def in_order(actions: Iterable[PlannedAction], today: date) -> list[PlannedAction]:
    """What is overdue longest first, then by due date, then what has none, then what is done."""
    return sorted(
        actions,
        key=lambda one: (
            one.status == COMPLETE,
            -one.days_late(today),
            one.improvement.due is None,
            one.improvement.due or today,
            one.id,
        ),
    )
