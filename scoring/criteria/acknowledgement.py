"""Was the delivered alert acknowledged, and how soon?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.criterion import Advice, Criterion
from scoring.model import ScoreFinding
from scoring.verdict import Verdict, time_verdict

if TYPE_CHECKING:
    from scoring.case import ScoredCase


def judge(case: ScoredCase) -> Verdict:
    """Score the time to acknowledge; without a delivered alert there is none to acknowledge."""
    alert, ack = case.ground.instants.alert, case.ground.instants.ack
    verdict = time_verdict(
        case.measure("TTA"),
        case.ground.policy.targets.acknowledgement,
        absent="No alert was delivered, so there was none to acknowledge.",
        never="The alert was never acknowledged",
    )
    if alert.at is None or ack.at is not None:
        return verdict
    finding = ScoreFinding(
        level="problem",
        text="The alert was delivered and nobody acknowledged it.",
        at=alert.at,
        evidence=alert.evidence,
    )
    return Verdict(verdict.score, verdict.why, (finding,))


CRITERION = Criterion(
    id="acknowledgement",
    title="Acknowledgement",
    judge=judge,
    advice=Advice(
        "Check the pager's route and practise taking the alert before anything else.",
        owner="oncall_engineer",
    ),
)
