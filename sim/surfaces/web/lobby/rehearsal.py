"""A move rehearsed: what players will have been sent by then, and what they will be asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.exercise.discussion import beginning
from sim.exercise.exercise import Exercise
from sim.surfaces.web.views.seen import PlayersView
from sim.surfaces.web.views.take import take_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reports.handouts.handouts import Planned
    from sim.scenario.moves import Move
    from sim.surfaces.web.views.seen import AlertCard, Said


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A move as it will be met, when nobody has done anything.

    Attributes:
        moves: all of them, for the way to the others.
        said, alerts: what has reached players by then.
    """

    moves: Sequence[Move]
    move: Move
    said: Sequence[Said]
    alerts: Sequence[AlertCard]


def rehearse(planned: Planned, name: str) -> Rehearsed:
    """Go to a move without anybody acting; nothing is written.

    Args:
        planned: the plan.
        name: the move's id; "" for the first.

    Raises:
        TabletopError: there is no such move.
    """
    exercise = Exercise(
        planned.scenario, planned.policy, planned.plan.seed, exercise_type="tabletop"
    )
    move = exercise.moves[0]
    if name:
        move = next((one for one in exercise.moves if one.id == name), move)
    exercise.enter(beginning(move, "rehearsal"))
    seen = PlayersView(planned.policy)
    for entry in exercise.journal.entries:
        take_in(entry, seen)
    said = sorted(seen.said.values(), key=lambda one: one.at)
    return Rehearsed(exercise.moves, move, said, tuple(seen.alerts.values()))
