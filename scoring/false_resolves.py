"""What was said to be over while it was not: each time, with what contradicts it.

Caps, criteria, objectives and the scorecard go by this one list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scoring.instants import sayings
from scoring.said import false_at

if TYPE_CHECKING:
    from scoring.ground import Ground
    from scoring.spans import Span


class FalseResolve(NamedTuple):
    """Somebody said that it is over, and it was not.

    Attributes:
        at: when, ms since StartEx.
        seq: the journal's entry.
        standing: what was still broken, or broke again within the monitoring period.
    """

    at: int
    seq: int
    standing: tuple[Span, ...]


def false_resolves(ground: Ground) -> tuple[FalseResolve, ...]:
    """Every false resolve, in order."""
    return tuple(
        FalseResolve(at, seq, standing)
        for at, seq in sayings(ground.facts, ground.policy)
        if (standing := false_at(ground.blocked, at, ground.policy))
    )
