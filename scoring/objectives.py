"""Objectives, each tested by its own sentence: its conditions held against the incident.

Which conditions an objective has, the scenario says; what each is worth stands here, one function a
kind. A rating is proposed, never decided: evaluators have the last word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring import actions
from scoring.assessment import shares
from scoring.instants import sayings
from scoring.model import ConditionResult, ObjectiveRating
from scoring.obligations.due import reaches, told
from scoring.obligations.ledger import credit
from scoring.obligations.progress import milestones
from scoring.obligations.updates import PROMISE, UPDATE
from scoring.procedure.harm import harms, needless_acts
from scoring.procedure.worked import worth
from scoring.quiet import answers, looks
from scoring.said import false_at
from scoring.verdict import FULL, minutes
from sim.journal.bodies import QueueChanged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from scoring.case import ScoredCase
    from scoring.ground import Ground
    from scoring.model import CriterionResult, Evidence, Obligation, Rating, StepResult
    from sim.scenario.check import Absent, Condition
    from sim.scenario.model import Objective
    from sim.scenario.policy import Policy

_HALF = 0.5


def _start(ground: Ground, condition: Condition) -> int | None:
    if condition.after == "startex":
        return 0
    return next(one.at for one in ground.instants.listed() if one.name == condition.after)


def _timed(
    case: ScoredCase, condition: Condition, what: str, found: tuple[int, Evidence] | None
) -> ConditionResult | None:
    """Something that was to come by a time; None when its clock never started."""
    ground = case.ground
    start = _start(ground, condition)
    if start is None and condition.within is not None:
        return None
    if found is None:
        return ConditionResult(text=f"{what}: never.", worth=0)
    at, evidence = found
    if condition.within is None or start is None:
        return ConditionResult(text=f"{what}: done.", worth=1, evidence=evidence)
    took, allowed = max(0, at - start), condition.within
    words = f"{what}: {minutes(took)} after {condition.after}, {minutes(allowed)} allowed."
    late = ground.policy.points.late / FULL
    return ConditionResult(text=words, worth=1 if took <= allowed else late, evidence=evidence)


def _reached(case: ScoredCase, condition: Condition) -> ConditionResult | None:
    name = condition.reached or ""
    listed = {one.name: (one.at, one.evidence) for one in case.ground.instants.listed()}
    marks = {one.name: (one.at, one.evidence) for one in milestones(case.ground)}
    at, evidence = listed.get(name) or marks.get(name) or (None, ())
    return _timed(case, condition, name.capitalize(), None if at is None else (at, evidence))


def _looked(case: ScoredCase, condition: Condition) -> ConditionResult | None:
    since = 0 if case.ground.quiet else case.ground.since
    what = f"Looked by {', '.join(condition.looked)}"
    seen = next(iter(actions.named(case.ground.facts, condition.looked, since)), None)
    if seen is None:
        return ConditionResult(text=f"{what}: never.", worth=0)
    other = next(iter(actions.named(case.ground.facts, condition.before, since)), None)
    if other is not None and other.seq < seen.seq:
        return ConditionResult(
            text=f"{what}: only after {other.body.command}.",
            worth=_HALF,
            evidence=(other.seq, seen.seq),
        )
    return ConditionResult(text=f"{what}: done.", worth=1, evidence=(seen.seq,))


def _told(case: ScoredCase, condition: Condition) -> ConditionResult | None:
    role = case.ground.policy.meant(condition.told or "")
    if role not in case.ground.policy.roles:
        return None
    first = min(told(case.ground, role, broadcasts=True), default=None)
    found = None if first is None else (first.at, (first.seq,))
    return _timed(case, condition, f"{case.ground.policy.called(role)} told", found)


def _known(policy: Policy, name: str) -> bool:
    return name in {"status_page", "public", *policy.groups, *policy.audiences}


def _claimed(case: ScoredCase, condition: Condition) -> ConditionResult | None:
    ground, wanted = case.ground, set(condition.claimed)
    to = None if condition.to is None else ground.policy.meant(condition.to)
    if to is not None and not _known(ground.policy, to):
        return None
    said: set[str] = set()
    found: tuple[int, Evidence] | None = None
    for one in ground.said:
        if not one.counts or (to is not None and not reaches(ground, one.fact, to)):
            continue
        said |= one.stated
        if wanted <= said:
            found = (one.at, (one.fact.seq,))
            break
    whom = "" if to is None else f" to {ground.policy.called(to)}"
    claims = ", ".join(claim.replace("=", " ").replace("_", " ") for claim in condition.claimed)
    return _timed(case, condition, f"Said{whom}, truly: {claims}", found)


def _owed(case: ScoredCase, condition: Condition) -> tuple[Obligation, ...]:
    rhythm = {UPDATE, PROMISE}
    to = None if condition.to is None else case.ground.policy.meant(condition.to)
    kind = "notice" if condition.met == "update" else condition.met
    return tuple(
        one
        for one in case.ledger.listed
        if one.kind == kind
        and (kind != "notice" or (one.reason in rhythm) == (condition.met == "update"))
        and (to is None or one.to == to)
    )


def _met(case: ScoredCase, condition: Condition) -> ConditionResult | None:
    owed = _owed(case, condition)
    earned = credit(owed, case.ground.policy.points)
    if earned is None:
        return None
    met = sum(one.verdict == "met" for one in owed)
    evidence = tuple(sorted({seq for one in owed for seq in one.evidence}))
    what = {"escalation": "calls", "duty": "duties", "notice": "notices", "update": "updates"}
    text = f"{met} of {len(owed)} {what[condition.met or 'duty']} in time."
    return ConditionResult(text=text, worth=earned / FULL, evidence=evidence)


def _severity(case: ScoredCase, _condition: Condition) -> ConditionResult | None:
    parts = shares(case.ground)
    whole = sum(part.ms for part in parts)
    if not whole:
        return None
    right = sum(
        part.ms
        for part in parts
        if part.statement is not None and part.statement.level == part.truth
    )
    evidence = tuple(one.seq for one in case.ground.statements if one.counts)
    text = f"The severity was right for {minutes(right)} of {minutes(whole)}."
    return ConditionResult(text=text, worth=right / whole, evidence=evidence)


def _step(
    case: ScoredCase, condition: Condition, steps: Sequence[StepResult]
) -> ConditionResult | None:
    step = next((one for one in steps if one.name == condition.step), None)
    points = None if step is None else worth(step.outcome, case.ground.policy.points)
    if step is None or points is None:
        return None
    text = f"{step.name.capitalize()}: {step.outcome}."
    return ConditionResult(text=text, worth=points / FULL, evidence=step.evidence)


def _lost(ground: Ground) -> Evidence:
    return tuple(fact.seq for fact in ground.facts.of(QueueChanged) if fact.body.event == "lost")


def _untruths(ground: Ground) -> Evidence:
    return tuple(one.fact.seq for one in ground.said if one.untruths)


def _false_resolves(ground: Ground) -> Evidence:
    return tuple(
        seq
        for at, seq in sayings(ground.facts, ground.policy)
        if false_at(ground.blocked, at, ground.policy)
    )


def _harm(ground: Ground) -> Evidence:
    return tuple(seq for harm in harms(ground) for seq in harm.evidence)


def _needless(ground: Ground) -> Evidence:
    if not ground.quiet:
        return ()
    return tuple(seq for act in needless_acts(ground) for seq in act.evidence)


_FOUND: dict[Absent, tuple[str, Callable[[Ground], Evidence]]] = {
    "false_resolve": ("said to be over too soon", _false_resolves),
    "untruth": ("something untrue said", _untruths),
    "harm": ("harm done", _harm),
    "lost": ("accepted operations lost", _lost),
    "needless_act": ("a well service changed", _needless),
}


def _absent(case: ScoredCase, condition: Condition) -> ConditionResult:
    ground = case.ground
    there = (
        bool(looks(ground) or answers(ground))
        if ground.quiet
        else (ground.instants.detect.at is not None)
    )
    names = ", ".join(_FOUND[one][0] for one in condition.absent)
    if not there:
        return ConditionResult(text=f"Not {names}: nobody was there to do it.", worth=0)
    for one in condition.absent:
        words, find = _FOUND[one]
        evidence = find(ground)
        if evidence:
            text = f"{words.capitalize()}."
            return ConditionResult(text=text, worth=0, evidence=tuple(sorted(set(evidence))))
    return ConditionResult(text=f"Not {names}.", worth=1)


_KINDS: dict[str, Callable[[ScoredCase, Condition], ConditionResult | None]] = {
    "reached": _reached,
    "looked": _looked,
    "told": _told,
    "claimed": _claimed,
    "met": _met,
    "severity": _severity,
    "absent": _absent,
}


def _result(
    case: ScoredCase, condition: Condition, steps: Sequence[StepResult]
) -> ConditionResult | None:
    if condition.step is not None:
        return _step(case, condition, steps)
    kind = next(name for name in _KINDS if getattr(condition, name))
    return _KINDS[kind](case, condition)


def rate(score: float, policy: Policy) -> Rating:
    """The exercise evaluation rating that a score, 0 to 100, proposes."""
    marks: tuple[Rating, ...] = ("P", "S", "M")
    for mark in marks:
        if mark != "U" and mark in policy.ratings and score >= policy.ratings[mark]:
            return mark
    return "U"


def _rating(judged: Sequence[tuple[ConditionResult, bool]], policy: Policy) -> Rating | None:
    """The rating of the conditions that could be judged, each with whether it asks for absence."""
    worths = [result.worth or 0.0 for result, _ in judged]
    if not worths:
        return None
    if all(worth >= 1 for worth in worths):
        return "P"
    positive = [result.worth or 0.0 for result, absence in judged if not absence]
    if positive and not any(positive):
        return "U"
    mark = rate(FULL * sum(worths) / len(worths), policy)
    # Performed without challenges is what leaves nothing to be desired.
    return "S" if mark == "P" else mark


def _checked(
    case: ScoredCase, objective: Objective, steps: Sequence[StepResult]
) -> ObjectiveRating:
    found = [(_result(case, one, steps), bool(one.absent)) for one in objective.check]
    judged = [(result, absence) for result, absence in found if result is not None]
    return ObjectiveRating(
        id=objective.id,
        text=objective.text,
        criterion=objective.criterion,
        rating=_rating(judged, case.ground.policy),
        conditions=tuple(result for result, _ in judged),
    )


def rated_objectives(
    case: ScoredCase, criteria: Iterable[CriterionResult], steps: Sequence[StepResult]
) -> tuple[ObjectiveRating, ...]:
    """Every objective of the scenario with the rating that its check proposes.

    Args:
        case: the exercise.
        criteria: the verdicts; an objective without a check goes by its criterion's.
        steps: the procedure, step by step.
    """
    scores = {entry.id: entry.score for entry in criteria}
    rated = []
    for objective in case.ground.facts.scenario.objectives:
        if objective.check:
            rated.append(_checked(case, objective, steps))
            continue
        score = scores.get(objective.criterion)
        rated.append(
            ObjectiveRating(
                id=objective.id,
                text=objective.text,
                criterion=objective.criterion,
                rating=None if score is None else rate(score, case.ground.policy),
            )
        )
    return tuple(rated)
