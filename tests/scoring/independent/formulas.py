"""The two formulas that most criteria share."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.scenario.rules.rubric import Target
    from tests.scoring.independent.escalation import Row
    from tests.scoring.independent.record import Record


def scaled(x: int, target: Target) -> float:
    """100 up to good, 0 from poor on, straight in between."""
    if x <= target.good:
        return 100
    if x >= target.poor:
        return 0
    return 100 * (target.poor - x) / (target.poor - target.good)


def credit(record: Record, found: Sequence[Row]) -> float:
    """Met in time, late ones for what the policy says, of all."""
    verdicts = [one.verdict for one in found]
    late = record.policy.points.late
    return (100 * verdicts.count("met") + late * verdicts.count("late")) / len(verdicts)
