"""Which parts of a player's board a role has: those that its policy puts before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.exercise.exercise import Exercise
    from sim.scenario.rules.people import Panel


def panels_of(exercise: Exercise, role: str) -> tuple[Panel, ...]:
    """The panels of a role's board; none in a tabletop, in which no system is touched.

    What is before a role, and no lock: the command set asks for a token and not for a panel.
    """
    if exercise.is_tabletop:
        return ()
    return exercise.policy.panels_of(role, exercise.scenario.player)
