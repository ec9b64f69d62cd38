"""Did the users have a working service again, and how soon after the repair?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.criterion import Advice, Criterion
from scoring.facts import UNFINISHED
from scoring.model import ScoreFinding
from scoring.repair import Goals, after_repair
from scoring.verdict import Verdict, evidence_of, minutes

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
        text = (
            "The service was not back within its objectives for the monitoring period before EndEx."
        )
        if ground.facts.end_reason == UNFINISHED:
            text = (
                "The service has not been back within its objectives for the monitoring period yet."
            )
        last = ground.truth.bad[-1].evidence if ground.truth.bad else ()
        finding = ScoreFinding(level="problem", text=text, evidence=last)
    else:
        text = f"Service back within its objectives {minutes(measure.ms)} after impact."
        evidence = evidence_of(ground.instants.impact.evidence, mitigate.evidence)
        finding = ScoreFinding(level="note", text=text, at=mitigate.at, evidence=evidence)
    return Verdict(verdict.score, verdict.why, (finding,))


CRITERION = Criterion(
    id="mitigation",
    title="Mitigation",
    judge=judge,
    advice=Advice(
        "Practise bringing users back first: degraded mode, then the test, then the restore.",
        owner="technical_lead",
    ),
)
