"""Did the users have a working service again, and how soon after the repair?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.criterion import Advice, Criterion
from scoring.facts import UNFINISHED
from scoring.model import ScoreFinding
from scoring.repair import Goals, after_repair
from scoring.verdict import Verdict, evidence_of
from sim.scenario.durations import spoken

if TYPE_CHECKING:
    from scoring.case import ScoredCase


def judge(case: ScoredCase) -> Verdict:
    """Score the time from the last repair until the objectives held for good."""
    ground = case.ground
    mitigate = ground.instants.mitigate
    targets = ground.policy.targets
    goals = Goals(
        targets.mitigation_after_repair,
        targets.mitigation_by_hand,
        targets.mitigation_by_restore,
    )
    verdict = after_repair(ground, mitigate, goals, "Mitigated")
    measure = case.measure("TTM")
    if measure.ms is None:
        return verdict
    if mitigate.at is None:
        text = "The service did not return to its objectives for a full monitoring period."
        if ground.facts.end_reason == UNFINISHED:
            text = (
                "The service has not yet returned to its objectives for a full monitoring period."
            )
        last = ground.truth.bad[-1].evidence if ground.truth.bad else ()
        finding = ScoreFinding(level="problem", text=text, evidence=last)
    else:
        text = f"Service back within its objectives {spoken(measure.ms)} after impact."
        evidence = evidence_of(ground.instants.impact.evidence, mitigate.evidence)
        finding = ScoreFinding(level="note", text=text, at=mitigate.at, evidence=evidence)
    return Verdict(verdict.score, verdict.why, (finding,))


CRITERION = Criterion(
    id="mitigation",
    title="Mitigation",
    judge=judge,
    advice=Advice(
        "Practise the way back to a working service: degraded mode, then the test, then "
        "the restore.",
        owner="technical_lead",
    ),
)
