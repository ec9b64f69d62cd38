"""What the responders must still do by when, and what they have missed: from the scorer's ledger.

It knows the scorer's judgement as of the last entry; it must not judge anything itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring.case import case_of
from scoring.obligations.ledger import still_open

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.journal.encoding import Entry


@dataclass(frozen=True, slots=True)
class ObligationLine:
    """An obligation that is open, or that was not met in time.

    Attributes:
        deadline: ms since StartEx.
        state: `open`, `late` (met after its deadline) or `missed` so far.
    """

    to: str
    reason: str
    deadline: int
    state: str


@dataclass(frozen=True, slots=True)
class NeedlessCall:
    """Somebody was called whom nobody needed: what the scorer says of it, and when it was."""

    text: str
    at: int


@dataclass(frozen=True, slots=True)
class ObligationsNow:
    """Open obligations, those not met in time, how many were met, and what was done needlessly.

    Attributes:
        severity: the worst so far.
    """

    open: tuple[ObligationLine, ...] = ()
    failed: tuple[ObligationLine, ...] = ()
    met: int = 0
    severity: int | None = None
    needless: tuple[NeedlessCall, ...] = ()


def obligations_now(entries: Sequence[Entry]) -> ObligationsNow:
    """The ledger as it stands at the last entry."""
    case = case_of(entries)
    ground = case.ground
    called = ground.policy.called
    opened = tuple(
        ObligationLine(called(due.to), due.reason, due.deadline, "open")
        for due in still_open(ground)
    )
    failed = tuple(
        ObligationLine(called(one.to), one.reason, one.deadline, one.verdict)
        for one in case.ledger.listed
        if one.verdict != "met"
    )
    met = sum(one.verdict == "met" for one in case.ledger.listed)
    worst = ground.truth.worst(0, ground.facts.ended_at)
    needless = tuple(NeedlessCall(one.text, one.at or 0) for one in case.ledger.needless)
    return ObligationsNow(opened, failed, met, worst, needless)
