"""What a tabletop can show, and what it cannot: the one place where the scorer tells them apart.

A tabletop is a discussion in which nobody touches the system, and its time moves on with the moves.
So severity, escalation and communication are judged, by the same rules as ever; nothing else is, no
time is measured, and there is no reference response to compare it with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.model import Measure
from scoring.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

JUDGED = frozenset({"severity", "escalation", "communication"})
"""The criteria that a discussion can show."""

NOT_APPLICABLE = Verdict(None, "Not applicable: a tabletop touches no system.")


def touches_system(exercise_type: str) -> bool:
    """Whether responders of this type of exercise work on the system."""
    return exercise_type != "tabletop"


def applies(criterion: str, exercise_type: str) -> bool:
    """Whether a criterion, by its id, can be judged in this type of exercise."""
    return touches_system(exercise_type) or criterion in JUDGED


def timed(measures: Sequence[Measure], exercise_type: str) -> tuple[Measure, ...]:
    """The measures; in a tabletop none of them has a value."""
    if touches_system(exercise_type):
        return tuple(measures)
    return tuple(Measure(name=one.name, title=one.title, ms=None) for one in measures)
