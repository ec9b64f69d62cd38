"""Was the incident noticed, and how soon after the first sign of it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.criterion import Advice, Criterion
from scoring.model import ScoreFinding
from scoring.verdict import FULL, Verdict, evidence_of, time_verdict
from sim.scenario.durations import SECOND, spoken

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scoring.case import ScoredCase
    from scoring.model import Scorecard


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
        text=f"Detected {spoken(abs(share))} {when} was delivered.",
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


def _by_the_wait(card: Scorecard) -> str:
    """What to do about the longest wait: for the alert to fire, to be delivered, to be answered."""
    alert = card.instant("alert")
    impact, detect = card.instant("impact").at, card.instant("detect").at
    if impact is None or alert.at is None or detect is None or detect < alert.at:
        return ""
    late, taken = alert.at - impact, detect - alert.at
    if late <= taken:
        return (
            f"Detection took {spoken(taken)} from the delivery of the first alert: agree who "
            "acknowledges an alert, who declares, and when."
        )
    if alert.fired_at is None:
        return (
            f"The first alert arrived {spoken(late)} after users were first affected, and "
            f"detection followed within {spoken(taken)}: find out whether it fired late or was "
            "delivered late."
        )
    # By the seconds that a timeline shows, so that whoever subtracts them finds the same.
    fired_at, arrived, harmed = (at - at % SECOND for at in (alert.fired_at, alert.at, impact))
    quiet, under_way = fired_at - harmed, arrived - fired_at
    if under_way < quiet:
        return (
            f"The first alert fired {spoken(quiet)} after users were first affected, and detection "
            f"followed within {spoken(taken)} of its delivery: review its threshold."
        )
    # It can have fired before users were affected.
    affected = f"{spoken(quiet)} after users were first affected"
    fired = affected if quiet >= 0 else "before users were affected"
    return (
        f"The first alert fired {fired} but took {spoken(under_way)} to be delivered: fix the "
        "delivery."
    )


CRITERION = Criterion(
    id="detection",
    title="Detection",
    judge=judge,
    advice=Advice(
        "Review which alert fires first and whom it pages; agree who declares, and when.",
        owner="technical_lead",
        where_shown=_by_the_wait,
    ),
)
