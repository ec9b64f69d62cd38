"""A time measured from the repair by others: how long after it something came.

Nobody can be faster than the vendor, so only what came after the vendor's repair is the
responders'. What a command or a called-in colleague repairs is the responders' work from the impact
on, and so is bringing damaged or lost files back: for both the policy has longer targets. Shared by
mitigation and recovery, which differ in the instant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scoring.obligations.due import told
from scoring.verdict import Verdict, latest_that_scores, scaled
from sim.journal.bodies import FaultEdge
from sim.scenario.durations import spoken

if TYPE_CHECKING:
    from scoring.facts import Fact
    from scoring.ground import Ground
    from scoring.model import Instant
    from sim.scenario.rules.rubric import Target

_OTHERS = frozenset({"vendor", "scenario"})
"""Who ends a fault without the responders: anybody else was called, or is one of them."""


class Goals(NamedTuple):
    """The targets of one instant, by who brings it about."""

    after_repair: Target
    by_hand: Target
    by_restore: Target


class _Repair(NamedTuple):
    """What others repaired last: when (ms since StartEx), and whether that was a repair at all."""

    at: int
    by_others: bool


def _ends_by_others(ground: Ground, name: str) -> bool:
    fault = next((one for one in ground.facts.scenario.faults if one.id == name), None)
    return fault is None or fault.ends.by in _OTHERS


def _on_at_the_end(ground: Ground) -> tuple[str, ...]:
    """The faults that never ended."""
    on: dict[str, None] = {}
    for fact in ground.facts.of(FaultEdge):
        if fact.body.edge == "began":
            on[fact.body.fault] = None
        else:
            on.pop(fact.body.fault, None)
    return tuple(on)


def _worked(ground: Ground, end: Fact[FaultEdge]) -> int:
    """How long whoever was called in needed for a repair, from being told to its end, in ms."""
    fault = next((one for one in ground.facts.scenario.faults if one.id == end.body.fault), None)
    if fault is None or fault.ends.role is None:
        return 0
    role = ground.policy.meant(fault.ends.role)
    calls = [one.at for one in told(ground, role, broadcasts=True) if one.at <= end.at]
    return end.at - min(calls) if calls else 0


def last_repair(ground: Ground, until: int) -> _Repair:
    """What time counts from, up to an instant: the last repair by others, or the impact.

    Somebody who was called in needs time for a repair: so much later than the impact it counts
    from, because only the calling is the responders'.
    """
    impact = ground.instants.impact.at or 0
    starts = [_Repair(impact, by_others=False)]
    for fact in ground.facts.of(FaultEdge):
        if fact.body.edge != "ended" or not impact <= fact.at <= until:
            continue
        if fact.body.by in _OTHERS:
            starts.append(_Repair(fact.at, by_others=True))
        elif fact.body.by == "escalation":
            starts.append(_Repair(impact + _worked(ground, fact), by_others=False))
    return max(starts)


def by_restore(ground: Ground) -> bool:
    """Whether files were damaged or lost, so that they had to come back from a backup."""
    harms = (fault.damage() for fault in ground.facts.begun)
    return any(harm is not None and harm.what in {"rot", "loss"} for harm in harms)


def _target(ground: Ground, goals: Goals, repair: _Repair) -> Target:
    if by_restore(ground):
        return goals.by_restore
    return goals.after_repair if repair.by_others else goals.by_hand


def _since(ground: Ground, repair: _Repair) -> str:
    if repair.by_others:
        return "the vendor's repair"
    worked = repair.at - (ground.instants.impact.at or 0)
    less = f" (less the {spoken(worked)} that people called in had worked on it)" if worked else ""
    return f"the impact{less}"


def after_repair(ground: Ground, instant: Instant, goals: Goals, what: str) -> Verdict:
    """Judge the time from the last repair by others to `instant`."""
    if ground.instants.impact.at is None:
        return Verdict(None, "No objective was breached.")
    detected = ground.instants.detect.at
    if instant.at is not None:
        if detected is None or instant.at <= detected:
            return Verdict(0.0, f"{what} without help, before anybody detected anything.")
        repair = last_repair(ground, instant.at)
        target, took = _target(ground, goals, repair), instant.at - repair.at
        since = _since(ground, repair)
        why = f"{what} {spoken(took)} after {since}; {latest_that_scores(target)}."
        return Verdict(scaled(took, target), why)
    if any(_ends_by_others(ground, name) for name in _on_at_the_end(ground)):
        return Verdict(
            None, "The vendor had not repaired everything by EndEx: nothing to count from."
        )
    repair = last_repair(ground, ground.facts.ended_at)
    target, left = _target(ground, goals, repair), ground.facts.ended_at - repair.at
    since = _since(ground, repair)
    if left < target.good + ground.policy.monitoring_period:
        return Verdict(None, f"EndEx came {spoken(left)} after {since}, too early to tell.")
    return Verdict(0.0, f"Not {what.lower()} in the {spoken(left)} between {since} and EndEx.")
