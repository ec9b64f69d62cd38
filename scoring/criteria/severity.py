"""Was the incident called what it was, and how soon?

The statement that stands is held against the worst the world reached. Calling it too mild is worse
than calling it too grave.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.model import ScoreFinding
from scoring.severity import stands
from scoring.verdict import FULL, Verdict, minutes

if TYPE_CHECKING:
    from scoring.case import Case
    from scoring.instants import Statement

ID = "severity"
TITLE = "Severity assessment"

_OVER = {0: 100.0, 1: 50.0, 2: 20.0}
_UNDER = {1: 40.0}
_SLOW_AFTER = 3
_SLOWEST = 0.5


def exactness(stated: int, truth: int) -> float:
    """Points for a stated level against the true one; 1 is the gravest."""
    if stated <= truth:
        return _OVER.get(truth - stated, 0.0)
    return _UNDER.get(stated - truth, 0.0)


def promptness(waited_ms: int, allowed_ms: int) -> float:
    """Factor for the time it took: 1 within what is allowed, down to a half at three times that."""
    if waited_ms <= allowed_ms or allowed_ms == 0:
        return 1.0 if waited_ms <= allowed_ms else _SLOWEST
    late = (waited_ms - allowed_ms) / ((_SLOW_AFTER - 1) * allowed_ms)
    return max(_SLOWEST, 1 - (1 - _SLOWEST) * late)


def _judge(case: Case, stated: Statement, truth: int, since: int) -> Verdict:
    severity = case.policy.severity(truth)
    waited = max(0, stated.at - since)
    exact = exactness(stated.level, truth)
    prompt = promptness(waited, severity.respond_within if severity else 0)
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


def judge(case: Case) -> Verdict:
    """Score exactness times speed; nothing stated is worth 0."""
    impact = case.instants.impact
    truth = None if impact.at is None else case.truth.worst(impact.at, case.facts.ended_at)
    if impact.at is None or truth is None:
        return Verdict(None, "Nothing was wrong, so there was no severity to state.")
    stated = stands(case)
    if stated is None:
        finding = ScoreFinding(
            level="problem",
            text=f"Nobody stated a severity; the world reached severity {truth}.",
            evidence=impact.evidence,
        )
        return Verdict(0.0, f"No severity was stated; the truth was {truth}.", (finding,))
    clock = case.clock if case.clock is not None else impact.at
    verdict = _judge(case, stated, truth, clock)
    return Verdict(min(FULL, verdict.score or 0.0), verdict.why, verdict.findings)
