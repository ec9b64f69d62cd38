"""Was the delivered alert acknowledged, and how soon?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.actions import acknowledgements
from scoring.criterion import Advice, Criterion
from scoring.model import ScoreFinding
from scoring.verdict import FULL, Verdict, some, time_verdict
from sim.scenario.durations import spoken

if TYPE_CHECKING:
    from scoring.case import ScoredCase

_GOOD = 50.0
"""A wait that cost less than half of the marks is a remark, no problem."""


def _less_empty(case: ScoredCase, verdict: Verdict) -> Verdict:
    """The verdict, less what acknowledging nothing costs."""
    tried = acknowledgements(case.ground.facts)
    empty = [fact for fact, took in tried if not took]
    if not empty:
        return verdict
    share = case.ground.policy.points.empty_ack / FULL * len(empty) / len(tried)
    commands = some(len(tried), "ack command")
    finding = ScoreFinding(
        level="problem",
        text=f"{len(empty)} of {commands} acknowledged no new alert.",
        at=empty[0].at,
        evidence=tuple(fact.seq for fact in empty[:5]),
    )
    why = f"{verdict.why} {len(empty)} of {commands} acknowledged no new alert."
    return Verdict((verdict.score or 0.0) * (1 - share), why, (*verdict.findings, finding))


def _late(case: ScoredCase, verdict: Verdict) -> Verdict:
    """The verdict, with the wait as its first reason where it cost marks."""
    alert, ack, took = case.ground.instants.alert, case.ground.instants.ack, case.measure("TTA").ms
    if verdict.score is None or verdict.score >= FULL or took is None:
        return verdict
    finding = ScoreFinding(
        level="note" if verdict.score >= _GOOD else "problem",
        text=f"The alert was acknowledged {spoken(took)} after it was delivered.",
        at=ack.at,
        evidence=(*alert.evidence, *ack.evidence),
    )
    return Verdict(verdict.score, verdict.why, (finding,))


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
        return _less_empty(case, _late(case, verdict))
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
        "Agree who acknowledges; acknowledge the page before anything else.",
        owner="oncall_engineer",
    ),
)
