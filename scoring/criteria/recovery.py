"""Was everything whole again, how soon after the repair, and was that said truthfully?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.criterion import Advice, Criterion
from scoring.facts import UNFINISHED
from scoring.false_resolves import false_resolves
from scoring.model import ScoreFinding
from scoring.repair import Goals, after_repair
from scoring.spans import covering
from scoring.truth import reasons_of
from scoring.verdict import Verdict, clock, evidence_of
from sim.scenario.durations import spoken

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scoring.case import ScoredCase


def _false_resolves(case: ScoredCase) -> Iterator[ScoreFinding]:
    for number, (at, seq, standing) in enumerate(false_resolves(case.ground)):
        now = covering(standing, at)
        reasons = reasons_of(now or standing)
        when = "" if now else f" {spoken(min(span.start for span in standing) - at)} later"
        # Where several are read in one line, each needs its time.
        declared = f"Declared resolved again at {clock(at)}" if number else "Declared resolved"
        yield ScoreFinding(
            level="problem",
            text=f"{declared} while {reasons}." if now else f"{declared}, but{when} {reasons}.",
            at=at,
            evidence=evidence_of((seq,), *(span.evidence[:1] for span in now or standing)),
        )


def _not_recovered(case: ScoredCase) -> Iterator[ScoreFinding]:
    if case.ground.instants.impact.at is None or case.ground.instants.recover.at is not None:
        return
    at_end = covering(case.ground.blocked, case.ground.facts.ended_at)
    reasons = reasons_of(at_end)
    # As long as it is played it may still recover.
    until = "yet" if case.ground.facts.end_reason == UNFINISHED else "at EndEx"
    yield ScoreFinding(
        level="problem",
        text=f"Not recovered {until}: {reasons or 'it had not held long enough'}.",
        evidence=evidence_of(*(span.evidence[:1] for span in at_end)),
    )


def judge(case: ScoredCase) -> Verdict:
    """Score the time from the last repair until everything was whole, less a false resolve."""
    ground = case.ground
    targets = ground.policy.targets
    goals = Goals(
        targets.recovery_after_repair, targets.recovery_by_hand, targets.recovery_by_restore
    )
    verdict = after_repair(ground, ground.instants.recover, goals, "Recovered")
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
        "Practise the recovery procedure step by step until the team can do it from memory.",
        owner="technical_lead",
    ),
)
