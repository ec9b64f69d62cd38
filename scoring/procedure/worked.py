"""The procedure of the policy checked against what was done, step by step.

A new kind of condition is a function beside its neighbours and a line in `CONDITIONS`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from scoring import actions
from scoring.model import StepResult
from scoring.procedure import acting, data
from scoring.procedure.commanded import commanded
from scoring.procedure.steps import StepOutcome
from scoring.verdict import FULL

if TYPE_CHECKING:
    from collections.abc import Callable

    from scoring.case import ScoredCase
    from scoring.ground import Ground
    from scoring.model import Outcome
    from sim.scenario.policy import Policy
    from sim.scenario.rules.procedure import Condition, Step
    from sim.scenario.rules.rubric import Points


def worth(outcome: Outcome, points: Points) -> float | None:
    """What a step is worth, 0 to 100; None when it did not apply."""
    match outcome:
        case "done":
            return FULL
        case "late":
            return points.late
        case "out of order":
            return points.out_of_order
        case "missed":
            return 0.0
        case "not applicable":
            return None
        case _:
            assert_never(outcome)


def _cause_recorded(ground: Ground) -> StepOutcome:
    """The cause was written down, in `assess` or in a note."""
    since = ground.since
    first = next(iter(actions.causes(ground.facts, since)), None)
    return (
        StepOutcome(
            "missed",
            "expected: a cause as a statement, with assess, or in a note with the word “cause”",
        )
        if first is None
        else StepOutcome("done", at=first.at, evidence=(first.seq,))
    )


CONDITIONS: dict[Condition, Callable[[Ground], StepOutcome]] = {
    "cause_recorded": _cause_recorded,
    "degraded_mode_on": acting.degraded_mode_on,
    "test_before_reset": acting.test_before_reset,
    "test_before_restore": acting.test_before_restore,
    "breaker_closed_before_restore": acting.breaker_closed_before_restore,
    "service_restored": acting.service_restored,
    "check_after_restore": acting.check_after_restore,
    "monitored": acting.monitored,
    "queue_empty": acting.queue_empty,
    "backup_verified_before_restore": data.backup_verified_before_restore,
    "valid_before_release": data.valid_before_release,
}
"""Everything a step can wait for beside commands and notices."""


def _notice_given(case: ScoredCase, title: str) -> StepOutcome:
    notice = case.ledger.notice(title)
    if notice is None:
        return StepOutcome("not applicable", "it never fell due")
    outcome: Outcome = "done" if notice.verdict == "met" else notice.verdict
    why = f"no message counts as the {title}" if outcome == "missed" else ""
    return StepOutcome(outcome, why, at=notice.met_at, evidence=notice.evidence)


def _spared(case: ScoredCase, step: Step) -> str:
    """Why the step is not asked for; "" when it is."""
    match step.applies:
        case "always":
            return ""
        case "data_at_risk":
            return "" if data.data_at_risk(case.ground) else "no data was at risk"
        case "queued":
            return "" if acting.anything_queued(case.ground) else "nothing was queued"
        case _:
            assert_never(step.applies)


def _seen(case: ScoredCase, step: Step) -> StepOutcome:
    spared = _spared(case, step)
    if spared:
        return StepOutcome("not applicable", spared)
    if step.condition is None:
        return commanded(case.ground, step)
    if step.condition == "notice_given":
        return _notice_given(case, _notice_title(case.ground.policy, step.notice))
    return CONDITIONS[step.condition](case.ground)


def _notice_title(policy: Policy, name: str | None) -> str:
    return next(notice.title for notice in policy.notices if notice.id == name)


def worked(case: ScoredCase) -> tuple[StepResult, ...]:
    """What became of every step, in the procedure's order."""
    results = []
    for phase in case.ground.policy.procedure:
        for step in phase.steps:
            seen = _seen(case, step)
            results.append(
                StepResult(
                    phase=phase.name,
                    name=step.name,
                    outcome=seen.outcome,
                    skill=step.skill,
                    why=seen.why,
                    at=seen.at,
                    evidence=seen.evidence,
                )
            )
    return tuple(results)
