"""What the total cannot be above: over too soon, unsaid, untrue, an objective missed.

Knows what was said and what was owed; how high each cap is stands in the policy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from scoring.false_resolves import false_resolves
from scoring.model import Cap
from scoring.said import taken_back
from scoring.shown import named, shortened
from scoring.tabletop import touches_system
from sim.scenario.durations import MINUTE, spoken

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scoring.case import ScoredCase
    from scoring.ground import Ground
    from scoring.model import ObjectiveRating, Rating

_USUAL_RHYTHM = 30 * MINUTE
"""How soon an untruth has to be taken back where the severity has no rhythm of updates."""


def _false_resolve(case: ScoredCase) -> Iterator[Cap]:
    ground = case.ground
    false = tuple(one.seq for one in false_resolves(ground))
    if false:
        yield Cap(
            name="false_resolve",
            at_most=ground.policy.caps.false_resolve,
            why="The incident was declared over before it was.",
            evidence=false,
        )


def _unsaid(case: ScoredCase) -> Iterator[Cap]:
    policy = case.ground.policy
    titles = {notice.title for notice in policy.notices if notice.to in policy.outsiders}
    owed = [entry for entry in case.ledger.notices if entry.reason in titles]
    if owed and all(entry.met_at is None for entry in owed):
        yield Cap(
            name="unsaid",
            at_most=policy.caps.unsaid,
            why="Users and the public should have been told, and got no message that counts.",
            evidence=owed[0].evidence,
        )


def rhythm(ground: Ground, at: int) -> int:
    """How soon something has to be put right at an instant: the rhythm of updates, in ms."""
    severity = ground.severity_at(at)
    if severity is None or not severity.updates:
        return _USUAL_RHYTHM
    return severity.updates[0].every


def _untruth(case: ScoredCase) -> Iterator[Cap]:
    ground = case.ground
    for index, one in enumerate(ground.said):
        if not one.outside:
            continue
        for held in one.untruths:
            later, within = ground.said[index + 1 :], rhythm(ground, one.at)
            if taken_back(held, one, later, within):
                continue
            yield Cap(
                name="untruth",
                at_most=ground.policy.caps.untruth,
                why=(
                    f'Users or the public were told "{shortened(held.claim.quote)}", which was not '
                    f"true, and no true statement about {named(held.claim.subject)} followed "
                    f"within {spoken(within)}."
                ),
                evidence=(one.fact.seq,),
            )
            return


def _objective(case: ScoredCase, objectives: Sequence[ObjectiveRating]) -> Iterator[Cap]:
    facts, limits = case.ground.facts, case.ground.policy.caps
    # In a tabletop nobody can look or repair, and evaluators rate what was said.
    if not touches_system(facts.header.exercise_type):
        return
    missed: tuple[tuple[Rating, Literal["unable", "major_challenges"], float, str], ...] = (
        ("U", "unable", limits.unable, "An objective was rated U"),
        ("M", "major_challenges", limits.major_challenges, "An objective was rated M"),
    )
    for rating, name, at_most, why in missed:
        for one in objectives:
            # One without a check goes by a criterion, which is in the total already.
            if one.conditions and facts.corrections.ratings.get(one.id, one.rating) == rating:
                proof = tuple(sorted({seq for part in one.conditions for seq in part.evidence}))
                yield Cap(name=name, at_most=at_most, why=f'{why}: "{one.text}"', evidence=proof)
                return


def caps(case: ScoredCase, objectives: Sequence[ObjectiveRating]) -> tuple[Cap, ...]:
    """The caps that hold for this exercise.

    Args:
        case: the exercise.
        objectives: the scenario's, rated; those that an evaluator rated go by that.
    """
    return (
        *_false_resolve(case),
        *_unsaid(case),
        *_untruth(case),
        *_objective(case, objectives),
    )
