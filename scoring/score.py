"""Journal in, scorecard out: derives the facts, keeps the book, asks every criterion.

Pure: the same entries under the same policy give the same card. The only door into this room.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.case import case_of
from scoring.criteria import CRITERIA, NOT_APPLICABLE, applies
from scoring.impact import cost
from scoring.instants import resolutions
from scoring.model import CriterionResult, ObjectiveRating, Scorecard
from scoring.obligations.ledger import adherence
from scoring.procedure.worked import worked
from scoring.severity import standing_assessment
from scoring.skills import skill_scores
from scoring.spans import covering
from scoring.tabletop import touches_system
from sim.journal.conduct import STAFF, Joined
from sim.journal.encoding import digest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scoring.case import ScoredCase
    from scoring.facts import Facts
    from scoring.model import Impact, Rating
    from sim.journal.encoding import Entry
    from sim.scenario.policy import Policy


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def judge_criteria(case: ScoredCase) -> tuple[CriterionResult, ...]:
    """Ask every criterion, in the registry's order."""
    results, exercise_type = [], case.ground.facts.header.exercise_type
    for criterion in CRITERIA.values():
        judged = applies(criterion.id, exercise_type)
        verdict = criterion.judge(case) if judged else NOT_APPLICABLE
        results.append(
            CriterionResult(
                id=criterion.id,
                title=criterion.title,
                weight=case.ground.policy.weights[criterion.id],
                score=_rounded(verdict.score),
                why=verdict.why,
                findings=verdict.findings,
            )
        )
    return tuple(results)


def total_of(criteria: Sequence[CriterionResult]) -> tuple[float | None, float]:
    """The weighted mean of the judged criteria, and their share of all weight in percent."""
    judged = [(entry.score, entry.weight) for entry in criteria if entry.score is not None]
    # What was not judged takes its weight with it, and coverage tells how much that was.
    weight = sum(share for _, share in judged)
    whole = sum(entry.weight for entry in criteria)
    if not weight:
        return None, 0.0
    total = sum(score * share for score, share in judged) / weight
    return round(total, 1), round(100 * weight / whole, 1)


def rate(score: float, policy: Policy) -> Rating:
    """The exercise evaluation rating that a score proposes."""
    marks: tuple[Rating, ...] = ("P", "S", "M")
    for mark in marks:
        if mark != "U" and mark in policy.ratings and score >= policy.ratings[mark]:
            return mark
    return "U"


def _objectives(
    case: ScoredCase, criteria: Sequence[CriterionResult]
) -> tuple[ObjectiveRating, ...]:
    scores = {entry.id: entry.score for entry in criteria}
    rated = []
    for objective in case.ground.facts.scenario.objectives:
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


def _players(facts: Facts) -> tuple[str, ...]:
    """The names of those who played: there at StartEx, or seated later; each once."""
    seated = (fact.body.name for fact in facts.of(Joined) if fact.body.role not in STAFF)
    return tuple(dict.fromkeys((*(one.name for one in facts.header.participants), *seated)))


def score(
    entries: Sequence[Entry], policy: Policy | None = None, par: Impact | None = None
) -> Scorecard:
    """Score one record.

    Args:
        entries: the whole journal, header first.
        policy: what to hold the response against; None for the one it was played under.
        par: what the reference response under the same seed cost the customers; a tabletop has
            none.

    Raises:
        ValueError: the entries do not open with a header, or its policy cannot be read.
    """
    case = case_of(entries, policy)
    header, scenario = case.ground.facts.header, case.ground.facts.scenario
    criteria = judge_criteria(case)
    touched = touches_system(header.exercise_type)
    steps = worked(case) if touched and case.ground.instants.impact.at is not None else ()
    total, coverage = total_of(criteria)
    said_over = resolutions(case.ground.facts)
    false = [covering(case.ground.blocked, at) != () for at, _ in said_over]
    statement = standing_assessment(case.ground)
    return Scorecard(
        scenario=scenario.name,
        scenario_digest=header.scenario_digest,
        title=scenario.title,
        seed=header.seed,
        exercise_type=header.exercise_type,
        participants=_players(case.ground.facts),
        starts_at=scenario.starts_at.isoformat().replace("+00:00", "Z"),
        journal_digest=case.ground.facts.digest,
        policy=case.ground.policy.name,
        policy_digest=(
            header.policy_digest if policy is None else digest(policy.model_dump(mode="json"))
        ),
        ended_at=case.ground.facts.ended_at,
        end_reason=case.ground.facts.end_reason,
        # `all` of nothing is true: where nobody said that it was over, it is not resolved.
        resolved=not all(false),
        false_resolve=any(false),
        instants=case.ground.instants.listed(),
        measures=case.measures,
        truth=case.ground.truth.spans,
        assessed_severity=None if statement is None else statement.level,
        obligations=case.ledger.listed,
        needless=case.ledger.needless,
        adherence_percent=_rounded(adherence(case.ledger.escalations)),
        criteria=criteria,
        steps=steps,
        skills=skill_scores(case.ground.policy, criteria, steps),
        objectives=_objectives(case, criteria),
        total=total,
        coverage_percent=coverage,
        impact=cost(case.ground.facts, case.ground.truth),
        par=par if touched else None,
    )
