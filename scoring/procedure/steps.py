"""What a step of the procedure is, what can have become of it, and what harm is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from scoring.model import Evidence

Outcome = Literal["done", "late", "missed", "out of order", "not applicable"]


@dataclass(frozen=True, slots=True)
class Harm:
    """Something that made it worse, with its cost in words."""

    text: str
    at: int
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Step:
    """One step.

    Attributes:
        name: what was to be done.
        outcome: what became of it.
        why: the reason, where the outcome alone does not say it.
        at: when it was done, ms since StartEx.
    """

    name: str
    outcome: Outcome
    why: str = ""
    at: int | None = None
    evidence: Evidence = ()
