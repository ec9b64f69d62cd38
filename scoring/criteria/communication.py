"""Were team, users and public told in time, and was what they were told right?

Timeliness is what obligations were met; clarity is what was said. Clarity can take away up to
the policy's share (half) of what timeliness earned, and earns nothing by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.claims import flaws
from scoring.contents import left_out
from scoring.criterion import Advice, Criterion
from scoring.model import ScoreFinding
from scoring.obligations.ledger import credit
from scoring.undelivered import in_vain
from scoring.verdict import FULL, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scoring.case import ScoredCase
    from scoring.claims import Flaw
    from scoring.model import Obligation
    from sim.scenario.rules.rubric import Points


def clarity(found: Sequence[Flaw], points: Points) -> float:
    """100 less the cost of every flaw, at least 0."""
    costs = {
        "contradiction": points.contradiction,
        "placeholder": points.placeholder,
        "order": points.status_order,
        "incomplete": points.incomplete,
    }
    return max(0.0, FULL - sum(costs[flaw.kind] for flaw in found))


def _finding(case: ScoredCase, entry: Obligation) -> ScoreFinding | None:
    if entry.verdict == "met":
        return None
    name, why = case.ground.policy.called(entry.to), in_vain(case.ground, entry.deadline)
    text = f"{entry.reason.capitalize()} ({name}): {entry.verdict}.{why and ' '}{why}"
    return ScoreFinding(level="problem", text=text, at=entry.deadline, evidence=entry.evidence)


def judge(case: ScoredCase) -> Verdict:
    """Score timeliness, less what unclear or untrue words take away."""
    owed, found = case.ledger.notices, (*flaws(case.ground), *left_out(case.ground))
    said_wrong = tuple(
        ScoreFinding(level="problem", text=flaw.text, at=flaw.at, evidence=flaw.evidence)
        for flaw in found
    )
    points = case.ground.policy.points
    timeliness = credit(owed, points)
    if timeliness is None:
        return Verdict(None, "No notice fell due.", said_wrong)
    clear = clarity(found, points)
    met = sum(entry.verdict == "met" for entry in owed)
    why = (
        f"Timeliness {timeliness:.0f} ({met} of {len(owed)} in time), "
        f"clarity {clear:.0f} ({len(found)} flaws)."
    )
    late = tuple(one for entry in owed if (one := _finding(case, entry)) is not None)
    score = timeliness * (1 - points.clarity_share / FULL * (1 - clear / FULL))
    return Verdict(score, why, (*late, *said_wrong))


CRITERION = Criterion(
    id="communication",
    title="Communication",
    judge=judge,
    advice=Advice(
        "Keep the templates ready, set a timer for every promised update, and read receipts.",
        owner="communications_lead",
    ),
    in_tabletop=True,
)
