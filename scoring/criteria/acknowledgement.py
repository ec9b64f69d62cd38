"""Was the delivered alert acknowledged, and how soon?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.actions import acknowledgements
from scoring.criterion import Advice, Criterion
from scoring.model import ScoreFinding
from scoring.verdict import FULL, Verdict, some, time_verdict

if TYPE_CHECKING:
    from scoring.case import ScoredCase


def _less_empty(case: ScoredCase, verdict: Verdict) -> Verdict:
    """The verdict, less what acknowledging nothing costs."""
    tried = acknowledgements(case.ground.facts)
    empty = [fact for fact, took in tried if not took]
    if not empty:
        return verdict
    share = case.ground.policy.points.empty_ack / FULL * len(empty) / len(tried)
    finding = ScoreFinding(
        level="problem",
        text=f"{len(empty)} of {some(len(tried), 'acknowledgement')} took nothing that fired.",
        at=empty[0].at,
        evidence=tuple(fact.seq for fact in empty[:5]),
    )
    why = f"{verdict.why} {len(empty)} of {len(tried)} took nothing."
    return Verdict((verdict.score or 0.0) * (1 - share), why, (finding,))


def judge(case: ScoredCase) -> Verdict:
    """Score the time to acknowledge; without a delivered alert there is none to acknowledge."""
    alert, ack = case.ground.instants.alert, case.ground.instants.ack
    verdict = time_verdict(
        case.measure("TTA"),
        case.ground.policy.targets.acknowledgement,
        absent="No alert was delivered, so there was none to acknowledge.",
        never="The alert was never acknowledged",
    )
    if verdict.score is not None and ack.at is not None:
        return _less_empty(case, verdict)
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
        "Check the paging route; practise acknowledging first.",
        owner="oncall_engineer",
    ),
)
