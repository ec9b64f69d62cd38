"""Was the procedure followed, in its order, and did anything done make it worse?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, assert_never

from scoring.model import ScoreFinding
from scoring.procedure.acting import acting
from scoring.procedure.data import about_data
from scoring.procedure.harm import harms, needless_acts
from scoring.procedure.looking import looking
from scoring.verdict import FULL, Verdict

if TYPE_CHECKING:
    from scoring.case import Case
    from scoring.procedure.steps import Outcome, Step

ID = "procedure"
TITLE = "Procedure"

HARM_COSTS = 20.0
"""Points off for each thing that made it worse: more than any one step is worth."""

NEEDLESS_ACT_COSTS = 50.0
"""Points off for each change to a service that was well: acting is the mistake there."""


def worth(outcome: Outcome) -> float | None:
    """What a step is worth, 0 to 1; None when it did not apply."""
    match outcome:
        case "done":
            return 1.0
        case "late" | "out of order":
            return 0.5
        case "missed":
            return 0.0
        case "not applicable":
            return None
        case _:
            assert_never(outcome)


def _finding(step: Step) -> ScoreFinding:
    level: Literal["good", "note", "problem"] = "problem"
    if step.outcome == "done":
        level = "good"
    elif step.outcome == "not applicable":
        level = "note"
    reason = f" ({step.why})" if step.why else ""
    text = f"{step.name[:1].upper()}{step.name[1:]}: {step.outcome}{reason}."
    return ScoreFinding(level=level, text=text, at=step.at, evidence=step.evidence)


def _left_alone(case: Case) -> Verdict:
    """Nothing was wrong: the procedure is to look, and to leave the service alone."""
    acted = needless_acts(case)
    harm = tuple(
        ScoreFinding(level="harm", text=one.text, at=one.at, evidence=one.evidence) for one in acted
    )
    if not harm:
        return Verdict(FULL, "Nothing was wrong, and nothing was done to the service.")
    why = f"Nothing was wrong, and the service was changed {len(harm)} times."
    return Verdict(max(0.0, FULL - NEEDLESS_ACT_COSTS * len(harm)), why, harm)


def judge(case: Case) -> Verdict:
    """Score the steps that applied, less what harm was done."""
    if not case.facts.faults:
        return _left_alone(case)
    if case.instants.impact.at is None:
        return Verdict(None, "No objective was breached, so no procedure was called for.")
    steps = (*looking(case), *about_data(case), *acting(case))
    harm = tuple(
        ScoreFinding(level="harm", text=one.text, at=one.at, evidence=one.evidence)
        for one in harms(case)
    )
    worths = [value for step in steps if (value := worth(step.outcome)) is not None]
    done = sum(step.outcome == "done" for step in steps)
    score = FULL * sum(worths) / len(worths) - HARM_COSTS * len(harm)
    why = f"{done} of {len(worths)} steps done in time and order; {len(harm)} did harm."
    return Verdict(max(0.0, score), why, (*harm, *(_finding(step) for step in steps)))
