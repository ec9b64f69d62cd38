"""Was the procedure followed, in its order, and did anything done make it worse?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from scoring.criterion import Advice, Criterion
from scoring.model import ScoreFinding
from scoring.procedure.harm import harms
from scoring.procedure.worked import worked, worth
from scoring.verdict import Verdict, some

if TYPE_CHECKING:
    from scoring.case import ScoredCase
    from scoring.model import Evidence, StepResult


def _finding(step: StepResult, since: Evidence) -> ScoreFinding:
    """A step in words; `since`: what made the procedure due, for a step that left no trace."""
    level: Literal["good", "note", "problem"] = "problem"
    if step.outcome == "done":
        level = "good"
    elif step.outcome == "not applicable":
        level = "note"
    reason = f" ({step.why})" if step.why else ""
    text = f"{step.name[:1].upper()}{step.name[1:]}: {step.outcome}{reason}."
    evidence = step.evidence or since
    return ScoreFinding(level=level, text=text, at=step.at, evidence=evidence)


def judge(case: ScoredCase) -> Verdict:
    """Score the steps that applied, less what harm was done."""
    if case.ground.instants.impact.at is None:
        return Verdict(None, "No objective was breached, so no procedure was called for.")
    if not case.ground.policy.procedure:
        return Verdict(None, "The policy has no procedure.")
    steps = worked(case)
    harm = tuple(
        ScoreFinding(level="harm", text=one.text, at=one.at, evidence=one.evidence)
        for one in harms(case.ground)
    )
    points, since = case.ground.policy.points, case.ground.instants.impact.evidence
    worths = [value for step in steps if (value := worth(step.outcome, points)) is not None]
    done = sum(step.outcome == "done" for step in steps)
    if not worths:
        return Verdict(None, "No step of the procedure applied.", harm)
    score = sum(worths) / len(worths) - points.harm * len(harm)
    harmful = some(len(harm), "harmful action") if harm else "no harmful actions"
    why = f"{done} of {len(worths)} steps done on time and in order; {harmful}."
    return Verdict(max(0.0, score), why, (*harm, *(_finding(step, since) for step in steps)))


CRITERION = Criterion(
    id="procedure",
    title="Procedure",
    judge=judge,
    advice=Advice(
        "Work through the checklist aloud and in order: one person reads out each step, another "
        "carries it out.",
        owner="operations_team",
    ),
)
