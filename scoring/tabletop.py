"""What a tabletop is: a discussion in which nobody touches the system.

Its time moves on with its moves. So no time is measured, there is no reference response to compare
it with, and only those criteria are judged that say of themselves that a discussion can show them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.model import Measure

if TYPE_CHECKING:
    from collections.abc import Sequence


def touches_system(exercise_type: str) -> bool:
    """Whether responders of this type of exercise work on the system."""
    return exercise_type != "tabletop"


def timed(measures: Sequence[Measure], exercise_type: str) -> tuple[Measure, ...]:
    """The measures; in a tabletop none of them has a value."""
    if touches_system(exercise_type):
        return tuple(measures)
    return tuple(Measure(name=one.name, title=one.title, ms=None) for one in measures)
