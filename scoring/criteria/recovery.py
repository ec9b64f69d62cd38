"""Was everything whole again, how soon after the repair, and was that said truthfully?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.criterion import Advice, Criterion
from scoring.instants import resolutions
from scoring.model import ScoreFinding
from scoring.repair import after_repair, by_restore
from scoring.spans import covering
from scoring.verdict import Verdict, evidence_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scoring.case import ScoredCase


def _false_resolves(case: ScoredCase) -> Iterator[ScoreFinding]:
    for at, seq in resolutions(case.ground.facts):
        standing = covering(case.ground.blocked, at)
        if standing:
            reasons = "; ".join(dict.fromkeys(span.what for span in standing))
            yield ScoreFinding(
                level="problem",
                text=f"Declared resolved while {reasons}.",
                at=at,
                evidence=evidence_of((seq,), *(span.evidence[:1] for span in standing)),
            )


def _not_recovered(case: ScoredCase) -> Iterator[ScoreFinding]:
    if case.ground.instants.impact.at is None or case.ground.instants.recover.at is not None:
        return
    at_end = covering(case.ground.blocked, case.ground.facts.ended_at)
    reasons = "; ".join(dict.fromkeys(span.what for span in at_end))
    yield ScoreFinding(
        level="problem",
        text=f"Not recovered at EndEx: {reasons or 'it had not held long enough'}.",
        evidence=evidence_of(*(span.evidence[:1] for span in at_end)),
    )


def judge(case: ScoredCase) -> Verdict:
    """Score the time from the last repair until everything was whole, less a false resolve."""
    ground = case.ground
    targets = ground.policy.targets
    target = targets.recovery_by_restore if by_restore(ground) else targets.recovery_after_repair
    verdict = after_repair(ground, ground.instants.recover, target, "Recovered")
    false = tuple(_false_resolves(case))
    findings = (*false, *_not_recovered(case))
    if verdict.score is None or not false:
        return Verdict(verdict.score, verdict.why, findings)
    cost = ground.policy.points.false_resolve
    score = max(0.0, verdict.score - cost)
    why = f"{verdict.why} {cost:.0f} points off for a false resolve."
    return Verdict(score, why, findings)


CRITERION = Criterion(
    id="recovery",
    title="Recovery",
    judge=judge,
    advice=Advice(
        "Go through the recovery procedure step by step until it is done without looking up.",
        owner="technical_lead",
    ),
)
