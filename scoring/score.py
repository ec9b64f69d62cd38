"""Journal in, scorecard out: derives the facts, keeps the book, asks every criterion.

Pure: the same entries under the same policy give the same card. The only door into this room.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.caps import caps
from scoring.case import case_of
from scoring.criteria import CRITERIA, NOT_APPLICABLE, applies
from scoring.false_resolves import false_resolves
from scoring.impact import cost
from scoring.instants import sayings
from scoring.model import CriterionResult, Scorecard, SeverityStatement
from scoring.objectives import rated_objectives
from scoring.obligations.ledger import adherence
from scoring.procedure.worked import worked
from scoring.skills import skill_scores
from scoring.tabletop import passed_over, touches_system
from sim.journal.conduct import STAFF, Joined
from sim.journal.encoding import digest
from sim.scenario.rules.criteria import QUIET_IDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scoring.case import ScoredCase
    from scoring.corrections import Corrections
    from scoring.facts import Facts
    from scoring.model import Cap, Impact, StepResult
    from sim.journal.encoding import Entry
    from sim.scenario.policy import Policy


FULL = 100.0
_NOTHING = 1e-9
"""What a sum of shares may be short of the whole by its own rounding."""


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def judge_criteria(case: ScoredCase) -> tuple[CriterionResult, ...]:
    """Ask every criterion, in the registry's order."""
    results, exercise_type = [], case.ground.facts.header.exercise_type
    policy, quiet = case.ground.policy, case.ground.quiet
    weights = policy.quiet if quiet else policy.weights
    for criterion in CRITERIA.values():
        if (criterion.id in QUIET_IDS) != quiet:
            continue
        judged = applies(criterion.id, exercise_type)
        verdict = criterion.judge(case) if judged else NOT_APPLICABLE
        results.append(
            CriterionResult(
                id=criterion.id,
                title=criterion.title,
                weight=weights[criterion.id],
                score=_rounded(verdict.score),
                why=verdict.why,
                findings=verdict.findings,
            )
        )
    return tuple(results)


def steps_of(case: ScoredCase) -> tuple[StepResult, ...]:
    """The procedure, step by step; none in a tabletop, nor where no objective was breached."""
    touched = touches_system(case.ground.facts.header.exercise_type)
    return worked(case) if touched and case.ground.instants.impact.at is not None else ()


def total_of(
    criteria: Sequence[CriterionResult], caps: Sequence[Cap], floor: float
) -> tuple[float | None, float]:
    """The weighted mean of the judged criteria, and their share of all weight in percent.

    Args:
        criteria: the verdicts; one that does not apply to the exercise's type is no weight at all.
        caps: what the total cannot be above.
        floor: the coverage, in percent, below which there is no total.
    """
    judged = [(entry.score, entry.weight) for entry in criteria if entry.score is not None]
    # What was not judged takes its weight with it, and coverage tells how much that was.
    weight = sum(share for _, share in judged)
    whole = sum(entry.weight for entry in criteria if entry.why != NOT_APPLICABLE.why)
    coverage = 100 * weight / whole if whole else 0.0
    if not weight or coverage < floor:
        return None, round(coverage, 1)
    total = sum(score * share for score, share in judged) / weight
    total = min([total, *(cap.at_most for cap in caps)])
    # Rounded, 99.96 would be 100, and only a run without a fault is that.
    short = total < FULL - _NOTHING
    return min(round(total, 1), 99.9 if short else FULL), round(coverage, 1)


def _players(facts: Facts) -> tuple[str, ...]:
    """The names of those who played: there at StartEx, or seated later; each once."""
    seated = (fact.body.name for fact in facts.of(Joined) if fact.body.role not in STAFF)
    return tuple(dict.fromkeys((*(one.name for one in facts.header.participants), *seated)))


def score(
    entries: Sequence[Entry],
    policy: Policy | None = None,
    par: Impact | None = None,
    corrections: Corrections | None = None,
) -> Scorecard:
    """Score one record.

    Args:
        entries: the whole journal, header first.
        policy: what to judge the response by; None for the one it was played under.
        par: what the reference response under the same seed cost the customers; a tabletop has
            none.
        corrections: what an evaluator corrected: readings, decisions not confirmed, ratings.

    Raises:
        ValueError: the entries do not open with a header, or its policy cannot be read.
    """
    case = case_of(entries, policy, corrections)
    header, scenario = case.ground.facts.header, case.ground.facts.scenario
    criteria = judge_criteria(case)
    touched = touches_system(header.exercise_type)
    steps = steps_of(case)
    ground = case.ground
    objectives = rated_objectives(case, criteria, steps)
    held = caps(case, objectives)
    total, coverage = total_of(criteria, held, ground.policy.coverage_floor)
    said_over = sayings(ground.facts, ground.policy)
    false = false_resolves(ground)
    stated = [one for one in ground.statements if one.counts]
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
        resolved=len(said_over) > len(false),
        false_resolve=bool(false),
        instants=case.ground.instants.listed(),
        measures=case.measures,
        truth=case.ground.truth.spans,
        assessed_severity=stated[-1].level if stated else None,
        statements=tuple(
            SeverityStatement(
                at=one.at,
                level=one.level,
                by=one.by,
                how=one.how,
                counts=one.counts,
                evidence=(one.seq,),
            )
            for one in ground.statements
        ),
        obligations=case.ledger.listed,
        not_reached=tuple(move.title for move in passed_over(ground.facts, ground.policy)),
        needless=case.ledger.needless,
        calls=case.ledger.calls,
        adherence_percent=_rounded(adherence(case.ledger.escalations)),
        criteria=criteria,
        steps=steps,
        skills=skill_scores(case.ground.policy, criteria, steps),
        objectives=objectives,
        total=total,
        caps=held,
        coverage_percent=coverage,
        impact=cost(case.ground.facts, case.ground.truth),
        par=par if touched else None,
        hints=case.ground.facts.hints,
    )
