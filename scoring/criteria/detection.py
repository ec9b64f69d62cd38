"""Was the incident noticed, and how soon after the first sign of it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.criterion import Advice, Criterion
from scoring.model import ScoreFinding
from scoring.verdict import FULL, Verdict, evidence_of, minutes, time_verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scoring.case import ScoredCase


def _findings(case: ScoredCase) -> Iterator[ScoreFinding]:
    detect, alert = case.ground.instants.detect, case.ground.instants.alert
    if detect.at is None:
        text = "Nobody declared, acknowledged or announced an incident."
        yield ScoreFinding(level="problem", text=text, evidence=alert.evidence)
        return
    if alert.at is None:
        text = "No alert was delivered: the incident was found without monitoring."
        yield ScoreFinding(level="good", text=text, at=detect.at, evidence=detect.evidence)
        return
    share = detect.at - alert.at
    early = share < 0
    when = "before the first alert" if early else "after the alert"
    yield ScoreFinding(
        level="good" if early else "note",
        text=f"Detected {minutes(abs(share))} {when} was delivered.",
        at=detect.at,
        evidence=evidence_of(alert.evidence, detect.evidence),
    )


def judge(case: ScoredCase) -> Verdict:
    """Score the time from the first sign; there is nothing to detect without an impact."""
    instants = case.ground.instants
    verdict = time_verdict(
        case.measure("noticed" if instants.visible.at is not None else "TTD"),
        case.ground.policy.targets.detection,
        absent="No objective was breached, so there was nothing to detect.",
        never="The incident was never detected",
    )
    found = instants.impact.at is not None and instants.detect.at is not None
    if instants.visible.at is None and found:
        verdict = Verdict(FULL, "Detected before anything showed it.")
    findings = () if instants.impact.at is None else tuple(_findings(case))
    return Verdict(verdict.score, verdict.why, findings)


CRITERION = Criterion(
    id="detection",
    title="Detection",
    judge=judge,
    advice=Advice(
        "Review which alert fires first and whom it pages; agree who declares, and when.",
        owner="technical_lead",
    ),
)
