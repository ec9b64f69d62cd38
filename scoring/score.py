"""Journal in, scorecard out: derives the facts, keeps the book, asks every criterion.

Pure: the same entries under the same policy give the same card. The only door into this room.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.blockers import blockers
from scoring.case import Case, Ground
from scoring.criteria import CRITERIA
from scoring.facts import embedded_policy, gather
from scoring.impact import cost
from scoring.instants import derive, resolutions
from scoring.measures import measure_all
from scoring.model import CriterionResult, ObjectiveRating, Scorecard
from scoring.obligations.book import adherence, keep_book
from scoring.obligations.clock import clock_start
from scoring.procedure.worked import worked
from scoring.severity import stands
from scoring.skills import skill_scores
from scoring.spans import covering
from scoring.tabletop import NOT_APPLICABLE, applies, timed, touches_system
from scoring.truth import judge_truth
from sim.journal.conduct import STAFF
from sim.journal.encoding import digest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scoring.facts import Facts
    from scoring.model import Impact, Rating
    from sim.journal.encoding import Entry
    from sim.scenario.policy import Policy


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def build_case(entries: Sequence[Entry], policy: Policy | None = None) -> Case:
    """Everything that criteria are judged on, from a journal.

    Args:
        entries: the whole journal, header first.
        policy: what to hold the response against; None for the one it was played under.

    Raises:
        ValueError: the entries do not open with a header, or its policy cannot be read.
    """
    used = embedded_policy(entries) if policy is None else policy
    facts = gather(entries)
    truth = judge_truth(facts.windows, used, facts.ended_at)
    blocked = blockers(facts, truth)
    instants = derive(facts, used, truth, blocked)
    ground = Ground(
        facts=facts,
        policy=used,
        truth=truth,
        blocked=blocked,
        instants=instants,
        clock=clock_start(truth, used, instants, facts.ended_at),
    )
    return Case(
        facts=facts,
        policy=used,
        truth=truth,
        blocked=blocked,
        instants=instants,
        clock=ground.clock,
        measures=timed(measure_all(instants, facts.ended_at), facts.header.exercise_type),
        book=keep_book(ground),
    )


def judge_criteria(case: Case) -> tuple[CriterionResult, ...]:
    """Ask every criterion, in the registry's order."""
    results, exercise_type = [], case.facts.header.exercise_type
    for criterion in CRITERIA:
        judged = applies(criterion.id, exercise_type)
        verdict = criterion.judge(case) if judged else NOT_APPLICABLE
        results.append(
            CriterionResult(
                id=criterion.id,
                title=criterion.title,
                weight=criterion.weigh(case.policy.weights),
                score=_rounded(verdict.score),
                why=verdict.why,
                findings=verdict.findings,
            )
        )
    return tuple(results)


def total_of(criteria: Sequence[CriterionResult]) -> tuple[float | None, float]:
    """The weighted mean of the judged criteria, and their share of all weight in percent."""
    judged = [(entry.score, entry.weight) for entry in criteria if entry.score is not None]
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


def _objectives(case: Case, criteria: Sequence[CriterionResult]) -> tuple[ObjectiveRating, ...]:
    scores = {entry.id: entry.score for entry in criteria}
    rated = []
    for objective in case.facts.scenario.objectives:
        score = scores.get(objective.criterion)
        rated.append(
            ObjectiveRating(
                id=objective.id,
                text=objective.text,
                criterion=objective.criterion,
                rating=None if score is None else rate(score, case.policy),
            )
        )
    return tuple(rated)


def _players(facts: Facts) -> tuple[str, ...]:
    """The names of those who played: there at StartEx, or seated later; each once."""
    seated = (fact.body.name for fact in facts.seats if fact.body.role not in STAFF)
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
    case = build_case(entries, policy)
    header, scenario = case.facts.header, case.facts.scenario
    criteria = judge_criteria(case)
    touched = touches_system(header.exercise_type)
    steps = worked(case) if touched and case.instants.impact.at is not None else ()
    total, coverage = total_of(criteria)
    said_over = resolutions(case.facts)
    false = [covering(case.blocked, at) != () for at, _ in said_over]
    statement = stands(case)
    return Scorecard(
        scenario=scenario.name,
        scenario_digest=header.scenario_digest,
        title=scenario.title,
        seed=header.seed,
        exercise_type=header.exercise_type,
        participants=_players(case.facts),
        starts_at=scenario.starts_at.isoformat().replace("+00:00", "Z"),
        journal_digest=case.facts.digest,
        policy=case.policy.name,
        policy_digest=(
            header.policy_digest if policy is None else digest(policy.model_dump(mode="json"))
        ),
        ended_at=case.facts.ended_at,
        end_reason=case.facts.end_reason,
        resolved=not all(false),
        false_resolve=any(false),
        instants=case.instants.listed(),
        measures=case.measures,
        truth=case.truth.spans,
        assessed_severity=None if statement is None else statement.level,
        obligations=case.book.listed,
        needless=case.book.needless,
        adherence_percent=_rounded(adherence(case.book.escalations)),
        criteria=criteria,
        steps=steps,
        skills=skill_scores(case.policy, criteria, steps),
        objectives=_objectives(case, criteria),
        total=total,
        coverage_percent=coverage,
        impact=cost(case.facts, case.truth),
        par=par if touched else None,
    )
