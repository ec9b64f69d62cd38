"""Calls that nobody needed: to roles that nothing called for, and again to who has answered.

A call is a role addressed by a page or a phone call. Knows what was owed and who answered; what a
needless call costs, the criterion says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring import messages
from scoring.model import ScoreFinding
from sim.journal.bodies import Answered
from sim.scenario.durations import spoken

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scoring.ground import Ground
    from scoring.obligations.due import DueItem

CALLS = frozenset({"page", "call"})


@dataclass(frozen=True, slots=True)
class _Call:
    """One role addressed at `at` (ms since StartEx) by the journal's entry `seq`."""

    seq: int
    at: int
    role: str


def _calls(ground: Ground) -> Iterator[_Call]:
    policy = ground.policy
    player = policy.meant(ground.facts.scenario.player)
    for fact in messages.by_responders(ground.facts):
        if fact.body.purpose not in CALLS:
            continue
        for role in dict.fromkeys(map(policy.meant, fact.body.recipients)):
            if role in policy.roles and role != player:
                yield _Call(fact.seq, fact.at, role)


def _uncalled_for(ground: Ground, call: _Call, dues: Sequence[DueItem]) -> bool:
    """Whether neither the severity, nor the team, nor a duty that was open asks for the role."""
    policy = ground.policy
    if call.role in policy.groups[policy.notify_team] or policy.roles[call.role].open_to_calls:
        return False
    severity = ground.severity_at(call.at)
    if severity is not None and call.role in severity.matrix:
        return False
    return not any(
        due.kind != "notice" and due.to == call.role and due.due <= call.at for due in dues
    )


def _again(ground: Ground, call: _Call, earlier: Sequence[_Call]) -> _Call | None:
    """The call before this one, where the role has answered and that was not long ago."""
    answered = [
        fact.at
        for fact in ground.facts.of(Answered)
        if call.role
        in {ground.policy.meant(fact.body.role), ground.policy.meant(fact.body.instead_of)}
        and fact.at <= call.at
    ]
    before = [one for one in earlier if one.role == call.role]
    if not answered or not before or call.at - before[-1].at > ground.policy.calls_per:
        return None
    return before[-1]


def needless_calls(ground: Ground, dues: Sequence[DueItem]) -> tuple[int, tuple[ScoreFinding, ...]]:
    """How many calls there were, and one finding for each that was needless.

    Args:
        ground: the incident.
        dues: everything that fell due, settled or not: a call for what EndEx left undecided was
            called for.
    """
    settling = {min(due.settled_by).seq for due in dues if due.settled_by}
    found, calls = [], tuple(_calls(ground))
    for index, call in enumerate(calls):
        if call.seq in settling:
            continue
        name = ground.policy.called(call.role)
        before = _again(ground, call, calls[:index])
        if before is not None:
            text = (
                f"{name} had answered and was called again {spoken(call.at - before.at)} after "
                "the last call."
            )
            evidence: tuple[int, ...] = (before.seq, call.seq)
        elif _uncalled_for(ground, call, dues):
            text = f"{name} was called in; neither the severity nor a duty required it."
            evidence = (call.seq,)
        else:
            continue
        found.append(ScoreFinding(level="note", text=text, at=call.at, evidence=evidence))
    return len(calls), tuple(found)
