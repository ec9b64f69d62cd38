"""What a tabletop is: a discussion in which nobody touches the system.

Its time moves on with its moves. So no time is measured, there is no reference response to compare
it with, and only those criteria are judged that say of themselves that a discussion can show them.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from scoring.model import Measure
from sim.journal.conduct import MoveBegan
from sim.scenario.agenda import moves_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scoring.facts import Facts
    from sim.scenario.moves import Move
    from sim.scenario.policy import Policy

Stretch = tuple[int, int]
"""From an instant up to another, that one not included, ms since StartEx."""


def touches_system(exercise_type: str) -> bool:
    """Whether responders of this type of exercise work on the system."""
    return exercise_type != "tabletop"


def by_people(exercise_type: str) -> bool:
    """Whether people responded; in a regression a script, a runbook or nobody did."""
    return exercise_type != "regression"


def timed(measures: Sequence[Measure], exercise_type: str) -> tuple[Measure, ...]:
    """The measures; in a tabletop none of them has a value."""
    if touches_system(exercise_type):
        return tuple(measures)
    return tuple(Measure(name=one.name, title=one.title, ms=None) for one in measures)


def not_reached(facts: Facts, policy: Policy) -> tuple[Move, ...]:
    """The moves of a tabletop that never began; none in another exercise."""
    if touches_system(facts.header.exercise_type):
        return ()
    begun = {fact.body.move for fact in facts.of(MoveBegan)}
    return tuple(move for move in moves_of(facts.scenario, policy) if move.id not in begun)


def passed_over(facts: Facts, policy: Policy) -> tuple[Move, ...]:
    """The same, once any of the scenario's moves has begun."""
    missed = not_reached(facts, policy)
    if not missed:
        return ()
    return () if len(missed) == len(moves_of(facts.scenario, policy)) else missed


def undiscussed(facts: Facts, policy: Policy) -> tuple[Stretch, ...]:
    """The time that belongs to moves which never began: there nobody was asked, so nobody failed.

    A move has the time from its own up to the next one's; the first has what came before it, too.
    Where no move of the scenario began, none is known to have been passed over: all of it counts.
    """
    missed = {move.id for move in passed_over(facts, policy)}
    if not missed:
        return ()
    moves = moves_of(facts.scenario, policy)
    edges = [0, *(move.at for move in moves[1:]), facts.scenario.horizon + 1]
    return tuple(
        stretch for move, stretch in zip(moves, pairwise(edges), strict=True) if move.id in missed
    )
