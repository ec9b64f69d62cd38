"""One debt and its settling: what falls due, what would meet it, and the verdict.

The rules beside this file produce debts; none of them decides met, late or missed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from scoring.model import Obligation

if TYPE_CHECKING:
    from scoring.model import Evidence


@dataclass(frozen=True, slots=True, order=True)
class Settlement:
    """Something that meets a debt: delivered at `at`, journal entry `seq`, `how` in words."""

    at: int
    seq: int
    how: str


@dataclass(frozen=True, slots=True)
class Due:
    """A debt.

    Attributes:
        kind: `escalation` and `duty` count for adherence, `notice` for communication.
        to: role, group or audience.
        reason: the rule that made it due, in words.
        due: when it fell due; `deadline`: the last instant that meets it, ms since StartEx.
        evidence: what made it due.
        settled_by: everything that would meet it, in or out of time.
    """

    kind: Literal["escalation", "duty", "notice"]
    to: str
    reason: str
    due: int
    deadline: int
    evidence: Evidence
    settled_by: tuple[Settlement, ...]


def settle(debt: Due, ended_at: int) -> Obligation | None:
    """Judge a debt by the first thing that met it.

    None when it is still open: nothing met it, and EndEx came before its deadline.
    """
    first = min(debt.settled_by, default=None)
    if first is None and debt.deadline > ended_at:
        return None
    verdict: Literal["met", "late", "missed"] = "missed"
    if first is not None:
        verdict = "met" if first.at <= debt.deadline else "late"
    evidence = set(debt.evidence) | ({first.seq} if first else set())
    return Obligation(
        kind=debt.kind,
        to=debt.to,
        reason=debt.reason,
        due=debt.due,
        deadline=debt.deadline,
        met_at=first.at if first else None,
        how=first.how if first else "",
        verdict=verdict,
        evidence=tuple(sorted(evidence)),
    )
