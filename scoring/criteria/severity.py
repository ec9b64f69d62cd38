"""Was the incident called what it was, and how soon?

The statement that stands is held against the worst the world reached. Calling it too mild is worse
than calling it too grave.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.criterion import Advice, Criterion
from scoring.model import ScoreFinding
from scoring.severity import standing_assessment
from scoring.verdict import FULL, Verdict, minutes

if TYPE_CHECKING:
    from scoring.case import ScoredCase
    from scoring.instants import Statement
    from sim.scenario.rules.rubric import Points


def exactness(stated: int, truth: int, points: Points) -> float:
    """Points for a stated level against the true one; 1 is the gravest."""
    if stated == truth:
        return FULL
    row = points.too_grave if stated < truth else points.too_mild
    off = abs(stated - truth)
    return row[off - 1] if off <= len(row) else 0.0


def promptness(waited_ms: int, allowed_ms: int, points: Points) -> float:
    """Factor for the time it took: 1 within what is allowed, then down to the policy's share.

    The share is reached at the policy's `very_late` times what is allowed; straight in between.
    """
    slowest = points.slow_severity / FULL
    # With no time allowed there is nothing that lateness could be a multiple of.
    if waited_ms <= allowed_ms or allowed_ms == 0:
        return 1.0 if waited_ms <= allowed_ms else slowest
    late = (waited_ms - allowed_ms) / ((points.very_late - 1) * allowed_ms)
    return max(slowest, 1 - (1 - slowest) * late)


def _judge(case: ScoredCase, stated: Statement, truth: int, since: int) -> Verdict:
    severity = case.ground.policy.severity(truth)
    waited = max(0, stated.at - since)
    points = case.ground.policy.points
    exact = exactness(stated.level, truth, points)
    prompt = promptness(waited, severity.respond_within if severity else 0, points)
    difference = stated.level - truth
    words = "as it was"
    if difference:
        words = "too mild" if difference > 0 else "too grave"
    text = f"Called severity {stated.level}, {words}: the world reached severity {truth}."
    finding = ScoreFinding(
        level="problem" if difference else "good",
        text=text,
        at=stated.at,
        evidence=(stated.seq,),
    )
    why = (
        f"Severity {stated.level} stated {minutes(waited)} in, truth {truth}: "
        f"{exact:.0f} for exactness, times {prompt:.2f} for speed."
    )
    return Verdict(exact * prompt, why, (finding,))


def judge(case: ScoredCase) -> Verdict:
    """Score exactness times speed; nothing stated is worth 0."""
    ground = case.ground
    impact = ground.instants.impact
    truth = None if impact.at is None else ground.truth.worst(impact.at, ground.facts.ended_at)
    if impact.at is None or truth is None:
        return Verdict(None, "Nothing was wrong, so there was no severity to state.")
    stated = standing_assessment(ground)
    if stated is None:
        finding = ScoreFinding(
            level="problem",
            text=f"Nobody stated a severity; the world reached severity {truth}.",
            evidence=impact.evidence,
        )
        return Verdict(0.0, f"No severity was stated; the truth was {truth}.", (finding,))
    clock = ground.clock if ground.clock is not None else impact.at
    # Nobody can call it that grave before it is.
    reached = next(at for at, level in ground.truth.rises(impact.at) if level == truth)
    verdict = _judge(case, stated, truth, max(clock, reached))
    return Verdict(min(FULL, verdict.score or 0.0), verdict.why, verdict.findings)


CRITERION = Criterion(
    id="severity",
    title="Severity assessment",
    judge=judge,
    advice=Advice(
        "Put the levels and their bounds on one card; state the level with the first look.",
        owner="oncall_engineer",
    ),
    in_tabletop=True,
)
