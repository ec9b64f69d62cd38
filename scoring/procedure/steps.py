"""What was seen of a step of the procedure, and what harm is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scoring.model import Evidence, Outcome


@dataclass(frozen=True, slots=True)
class Harm:
    """Something that made it worse, with its cost in words."""

    text: str
    at: int
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class StepOutcome:
    """What became of a step.

    Attributes:
        outcome: done, late, missed, out of order or not applicable.
        why: the reason, where the outcome alone does not say it.
        at: when it was done, ms since StartEx.
    """

    outcome: Outcome
    why: str = ""
    at: int | None = None
    evidence: Evidence = ()
