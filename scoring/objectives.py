"""Objectives, each tested by its own sentence: its conditions checked against the incident.

Which conditions an objective has, the scenario says; what became of each, `conditions`. A rating is
proposed, never decided: evaluators have the last word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.conditions import judge_condition
from scoring.model import ConditionResult, ObjectiveRating
from scoring.verdict import FULL

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scoring.case import ScoredCase
    from scoring.model import CriterionResult, Rating, StepResult
    from sim.scenario.model import Objective
    from sim.scenario.policy import Policy


def rate(score: float, policy: Policy) -> Rating:
    """The exercise evaluation rating that a score, 0 to 100, proposes."""
    marks: tuple[Rating, ...] = ("P", "S", "M")
    for mark in marks:
        if mark != "U" and mark in policy.ratings and score >= policy.ratings[mark]:
            return mark
    return "U"


def _rating(judged: Sequence[tuple[ConditionResult, bool]], policy: Policy) -> Rating | None:
    """The rating of the conditions that could be judged, each with whether it asks for absence."""
    worths = [result.worth or 0.0 for result, _ in judged]
    if not worths:
        return None
    if all(worth >= 1 for worth in worths):
        return "P"
    positive = [result.worth or 0.0 for result, absence in judged if not absence]
    if positive and not any(positive):
        return "U"
    mark = rate(FULL * sum(worths) / len(worths), policy)
    # Performed without challenges is what leaves nothing to be desired.
    return "S" if mark == "P" else mark


def _checked(
    case: ScoredCase, objective: Objective, steps: Sequence[StepResult]
) -> ObjectiveRating:
    found = [(judge_condition(case, one, steps), bool(one.absent)) for one in objective.check]
    judged = [(result, absence) for result, absence in found if result is not None]
    asks = any(not absence for _, absence in found)
    # That nothing bad happened shows nothing of what was to be done.
    shown = not asks or any(not absence for _, absence in judged)
    return ObjectiveRating(
        id=objective.id,
        text=objective.text,
        criterion=objective.criterion,
        rating=_rating(judged, case.ground.policy) if shown else None,
        conditions=tuple(result for result, _ in judged),
    )


def rated_objectives(
    case: ScoredCase, criteria: Iterable[CriterionResult], steps: Sequence[StepResult]
) -> tuple[ObjectiveRating, ...]:
    """Every objective of the scenario with the rating that its check proposes.

    Args:
        case: the exercise.
        criteria: the verdicts; an objective without a check goes by its criterion's.
        steps: the procedure, step by step.
    """
    scores = {entry.id: entry.score for entry in criteria}
    rated = []
    for objective in case.ground.facts.scenario.objectives:
        if objective.check:
            rated.append(_checked(case, objective, steps))
            continue
        score = scores.get(objective.criterion)
        rated.append(
            ObjectiveRating(
                id=objective.id,
                text=objective.text,
                criterion=objective.criterion,
                rating=None if score is None else rate(score, case.ground.policy),
            )
        )
    return tuple(rated)
