"""What the responders owe now, counting down, and what they have missed: from the scorer's book."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring.case import case_of
from scoring.obligations.ledger import still_open

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.journal.encoding import Entry


@dataclass(frozen=True, slots=True)
class Owed:
    """A debt that is open, or that was not met in time.

    Attributes:
        deadline: ms since StartEx.
        state: `open`, `late` (met after its deadline) or `missed` so far.
    """

    to: str
    reason: str
    deadline: int
    state: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """Open debts, those not met in time, how many were met, and the severity the world reached."""

    open: tuple[Owed, ...] = ()
    failed: tuple[Owed, ...] = ()
    met: int = 0
    severity: int | None = None


def ledger(entries: Sequence[Entry]) -> Ledger:
    """The book as it stands at the last entry."""
    case = case_of(entries)
    called = case.ground.policy.called
    opened = tuple(
        Owed(called(due.to), due.reason, due.deadline, "open") for due in still_open(case.ground)
    )
    failed = tuple(
        Owed(called(debt.to), debt.reason, debt.deadline, debt.verdict)
        for debt in case.ledger.listed
        if debt.verdict != "met"
    )
    met = sum(debt.verdict == "met" for debt in case.ledger.listed)
    return Ledger(opened, failed, met, case.ground.truth.worst(0, case.ground.facts.ended_at))
