"""The conditions of an objective compared with the incident, one function a kind.

What each asks for, the scenario says; what it is worth stands here. A result is None where the
condition could not be judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring import actions
from scoring.absences import mistake, somebody_there
from scoring.assessment import judged_span, shares
from scoring.marks import file_marks
from scoring.model import ConditionResult
from scoring.obligations.due import reaches, told
from scoring.obligations.ledger import credit
from scoring.obligations.updates import PROMISE, is_update
from scoring.procedure.worked import worth
from scoring.tabletop import touches_system
from scoring.verdict import FULL, part_of
from sim.command_set import typed
from sim.journal.bodies import QueueChanged
from sim.scenario.check_words import in_words
from sim.scenario.durations import spoken

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scoring.case import ScoredCase
    from scoring.ground import Ground
    from scoring.model import Evidence, Obligation, StepResult
    from sim.scenario.check import Condition, Kind

_HALF = 0.5
_PARTS = ("downloads", "uploads")
_DISCUSSED = frozenset({"assess", "severity assessed"})
"""What a discussion can reach, too."""


@dataclass(frozen=True, slots=True)
class _Judged:
    """What became of a condition, in words that follow what it asks for."""

    became: str
    worth: float
    evidence: Evidence = ()


def _instants(ground: Ground) -> dict[str, tuple[int, Evidence]]:
    """Every instant and mark that was reached, by its name."""
    marks: dict[str, tuple[int, Evidence]] = {}
    for one in (*ground.milestones, *file_marks(ground)):
        marks.setdefault(one.name, (one.at, one.evidence))
    # Declaring before users feel anything is no progress, and early all the same.
    for fact in actions.did(ground.facts, "declares", since=ground.since)[:1]:
        marks["declared"] = (fact.at, (fact.seq,))
    listed = ground.instants.listed()
    return marks | {one.name: (one.at, one.evidence) for one in listed if one.at is not None}


def _deadline(ground: Ground, asked: Condition) -> int | None:
    """The moment that it was to come by; None when that never came."""
    if asked.by == "queue full":
        full = (fact.at for fact in ground.facts.of(QueueChanged) if fact.body.event == "full")
        return next((at for at in full if at >= ground.since), None)
    return next(one.at for one in ground.instants.listed() if one.name == asked.by)


def _timed(
    case: ScoredCase, asked: Condition, found: tuple[int, Evidence] | None
) -> _Judged | None:
    """Something that was to come by a time; None when its clock never started."""
    ground = case.ground
    late = ground.policy.points.late / FULL
    start = {one.name: one.at for one in ground.instants.listed()}.get(asked.after, 0)
    if start is None and asked.within is not None:
        return None
    if found is None:
        return _Judged("never", 0)
    at, evidence = found
    if asked.within is not None and start is not None:
        took = max(0, at - start)
        became = f"after {spoken(took)}" if at >= start else "yes, before it"
        return _Judged(became, 1 if took <= asked.within else late, evidence)
    if asked.by is not None:
        until = _deadline(ground, asked)
        in_time = until is None or at <= until
        return _Judged("yes" if in_time else "afterwards", 1 if in_time else late, evidence)
    return _Judged("yes", 1, evidence)


def _reached(case: ScoredCase, asked: Condition) -> _Judged | None:
    return _timed(case, asked, _instants(case.ground).get(asked.reached or ""))


def _looked(case: ScoredCase, asked: Condition) -> _Judged | None:
    since = 0 if case.ground.quiet else case.ground.since
    if asked.following:
        after = next(iter(actions.named(case.ground.facts, asked.following, since)), None)
        if after is None:
            return _Judged("never", 0)
        since = after.at
    seen = next(iter(actions.named(case.ground.facts, asked.looked, since)), None)
    found = None if seen is None else (seen.at, (seen.seq,))
    other = next(iter(actions.named(case.ground.facts, asked.before, since)), None)
    if seen is not None and other is not None and other.seq < seen.seq:
        became = f"only after {typed(other.body.command)}"
        return _Judged(became, _HALF, (other.seq, seen.seq))
    return _timed(case, asked, found)


def _told(case: ScoredCase, asked: Condition) -> _Judged | None:
    role = case.ground.policy.meant(asked.told or "")
    if role not in case.ground.policy.roles:
        return None
    first = min(told(case.ground, role, broadcasts=True), default=None)
    return _timed(case, asked, None if first is None else (first.at, (first.seq,)))


def _spelled_out(stated: frozenset[str]) -> set[str]:
    """What is said of the service as a whole is said of downloads and uploads."""
    general = {claim.removeprefix("service") for claim in stated if claim.startswith("service")}
    return {*stated, *(f"{subject}{rest}" for subject in _PARTS for rest in general)}


def _claimed(case: ScoredCase, asked: Condition) -> _Judged | None:
    ground, wanted = case.ground, set(asked.claimed)
    to = None if asked.to is None else ground.policy.meant(asked.to)
    if to is not None and to not in ground.policy.addressees:
        return None
    said: set[str] = set()
    for one in ground.said:
        if not one.counts or (to is not None and not reaches(ground, one.fact, to)):
            continue
        said |= _spelled_out(one.stated)
        if wanted <= said:
            return _timed(case, asked, (one.at, (one.fact.seq,)))
    return _timed(case, asked, None)


def _owed(case: ScoredCase, asked: Condition) -> tuple[Obligation, ...]:
    """The obligations that were settled, of the kind and to whom the condition says."""
    to = None if asked.to is None else case.ground.policy.meant(asked.to)

    def of_kind(one: Obligation) -> bool:
        if one.kind != "notice":
            return one.kind == asked.met
        if one.reason == PROMISE:
            return asked.met == "promise"
        return asked.met == ("update" if is_update(one.reason) else "notice")

    return tuple(one for one in case.ledger.listed if of_kind(one) and to in {None, one.to})


def _met(case: ScoredCase, asked: Condition) -> _Judged | None:
    owed, ground = _owed(case, asked), case.ground
    earned = credit(owed, ground.policy.points)
    if earned is None:
        promised = any(one.reading.next_update for one in ground.said if one.readable)
        if asked.met == "promise" and ground.clock is not None and not promised:
            return _Judged("none was promised", 0)
        return None
    met = sum(one.verdict == "met" for one in owed)
    evidence = tuple(sorted({seq for one in owed for seq in one.evidence}))
    return _Judged(f"{met} of {len(owed)}", earned / FULL, evidence)


def _severity(case: ScoredCase, asked: Condition) -> _Judged | None:
    ground = case.ground
    parts = [part for part in shares(ground) if asked.severity in {"right", part.truth}]
    if not parts:
        return None
    # Nobody need know it at once: silence counts from the level's response time on.
    start, _ = judged_span(ground)
    first = next((one.at for one in ground.statements if one.counts), ground.facts.ended_at)
    severity = ground.policy.severity(parts[0].truth)
    free = 0 if severity is None else min(first - start, severity.respond_within)
    silent = sum(part.ms for part in parts if part.statement is None)
    whole = sum(part.ms for part in parts) - min(silent, max(0, free))
    if not whole:
        return None
    right = sum(
        part.ms
        for part in parts
        if part.statement is not None and part.statement.level == part.truth
    )
    evidence = tuple(one.seq for one in ground.statements if one.counts)
    share = f"all {spoken(whole)}" if right == whole else part_of(right, whole)
    counted = "the first impact" if ground.instants.respond.at is None else "the first response"
    of_it = "" if asked.severity == "right" else f" in which the severity was {asked.severity}"
    allowed = min(silent, max(0, free))
    unsaid = f"the {spoken(silent)}" if allowed == silent else part_of(allowed, silent)
    less = f"; {unsaid} before any severity was stated left out" if allowed else ""
    return _Judged(f"for {share}{of_it} (counted from {counted}{less})", right / whole, evidence)


def _absent(case: ScoredCase, asked: Condition) -> _Judged:
    made = mistake(case.ground, asked.absent)
    if made is not None:
        return _Judged(made[0], 0, made[1])
    if not somebody_there(case.ground):
        return _Judged("not scored, nobody responded", 0)
    return _Judged("", 1)


_KINDS: dict[Kind, Callable[[ScoredCase, Condition], _Judged | None]] = {
    "reached": _reached,
    "looked": _looked,
    "told": _told,
    "claimed": _claimed,
    "met": _met,
    "severity": _severity,
    "absent": _absent,
}


def _step(case: ScoredCase, asked: Condition, steps: Sequence[StepResult]) -> _Judged | None:
    step = next((one for one in steps if one.name == asked.step), None)
    points = None if step is None else worth(step.outcome, case.ground.policy.points)
    if step is None or points is None:
        return None
    return _Judged(step.outcome, points / FULL, step.evidence)


def _discussable(asked: Condition) -> bool:
    """Whether a discussion, in which nobody touches the system, can show it."""
    if asked.reached is not None:
        return asked.reached in _DISCUSSED
    return asked.kind not in {"looked", "step"}


def judge_condition(
    case: ScoredCase, asked: Condition, steps: Sequence[StepResult]
) -> ConditionResult | None:
    """What became of a condition; None when it could not be judged.

    Args:
        case: the exercise.
        asked: the condition.
        steps: the procedure, step by step.
    """
    ground = case.ground
    if not touches_system(ground.facts.header.exercise_type) and not _discussable(asked):
        return None
    judged = _step(case, asked, steps) if asked.kind == "step" else _KINDS[asked.kind](case, asked)
    if judged is None:
        return None
    # What did not happen is said whole: "lost: yes" would read as the opposite.
    became = f": {judged.became}" if judged.became else ""
    text = f"{in_words(asked, ground.policy)}{became}."
    return ConditionResult(text=text, worth=judged.worth, evidence=judged.evidence)
