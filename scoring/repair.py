"""A time held against the vendor's repair: how long after the last fault's end something came.

Nobody can be faster than the vendor, so only what came after the repair is the responders'.
Shared by mitigation and recovery, which differ in the instant and the target. Damaged or lost files
are the responders' to bring back: for those the policy has longer targets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.verdict import Verdict, latest_that_scores, minutes, scaled
from sim.journal.bodies import FaultEdge

if TYPE_CHECKING:
    from scoring.ground import Ground
    from scoring.model import Instant
    from sim.scenario.rules.rubric import Target


def repaired_at(ground: Ground) -> int | None:
    """When the last fault ended; None while one is on. Without any fault, the impact."""
    open_faults: set[str] = set()
    last = ground.instants.impact.at
    for fact in ground.facts.of(FaultEdge):
        if fact.body.edge == "began":
            open_faults.add(fact.body.fault)
        else:
            open_faults.discard(fact.body.fault)
            last = fact.at
    return None if open_faults else last


def by_restore(ground: Ground) -> bool:
    """Whether files were damaged or lost, so that they had to come back from a backup."""
    harms = (fault.damage() for fault in ground.facts.begun)
    return any(harm is not None and harm.what in {"rot", "loss"} for harm in harms)


def after_repair(ground: Ground, instant: Instant, target: Target, what: str) -> Verdict:
    """Judge the time from the repair to `instant`; what came before the repair took no time."""
    if ground.instants.impact.at is None:
        return Verdict(None, "No objective was breached.")
    repaired = repaired_at(ground)
    if repaired is None:
        return Verdict(None, "A fault was still on at EndEx, so there was no repair to count from.")
    if instant.at is not None:
        took = max(0, instant.at - repaired)
        why = f"{what} {minutes(took)} after the last repair; {latest_that_scores(target)}."
        return Verdict(scaled(took, target), why)
    left = ground.facts.ended_at - repaired
    if left < target.good + ground.policy.monitoring_period:
        return Verdict(
            None, f"EndEx came {minutes(left)} after the last repair, too early to tell."
        )
    return Verdict(0.0, f"Not {what.lower()} in the {minutes(left)} from the last repair to EndEx.")
