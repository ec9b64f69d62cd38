"""Pages and calls, and which of them nobody needed."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from sim.journal.bodies import Answered
from tests.scoring.independent.escalation import debts
from tests.scoring.independent.notices import notices, promises, updates
from tests.scoring.independent.windows import true_severity

if TYPE_CHECKING:
    from tests.scoring.independent.record import Record


class Call(NamedTuple):
    """One role addressed by a page or call."""

    at: int
    seq: int
    role: str


@lru_cache(maxsize=2)
def calls(record: Record) -> list[Call]:
    """Every role addressed by a page or a call of the responders, in order."""
    found = []
    for word in record.words(("page", "call")):
        if word.sent:
            names = dict.fromkeys(map(record.policy.meant, word.message.recipients))
            found += [
                Call(word.at, word.seq, name)
                for name in names
                if name in record.policy.roles and name != record.player
            ]
    return found


def needless(record: Record) -> list[Call]:
    """Those that nobody needed."""
    return [call for call in calls(record) if _is_needless(record, call)]


def _is_needless(record: Record, call: Call) -> bool:
    if call.seq in _useful(record):
        return False
    return _unasked(record, call) or _again(record, call)


def _unasked(record: Record, call: Call) -> bool:
    policy = record.policy
    levels = [span.level for span in true_severity(record) if span.start <= call.at]
    level = policy.severity(min(levels))
    owed = {debt.to for debt in debts(record) if debt.due <= call.at}
    asked = {*policy.groups[policy.notify_team], *owed, *(level.matrix if level else ())}
    return call.role not in asked and not policy.roles[call.role].open_to_calls


def _again(record: Record, call: Call) -> bool:
    answered = any(
        isinstance(entry.body, Answered)
        and call.role in {entry.body.role, entry.body.instead_of}
        and entry.at < call.at
        for entry in record.entries
    )
    return answered and any(
        other.role == call.role
        and (other.at, other.seq) < (call.at, call.seq)
        and call.at - record.policy.calls_per <= other.at
        for other in calls(record)
    )


@lru_cache(maxsize=2)
def _useful(record: Record) -> set[int]:
    """The messages, by the entries that sent them, that met an obligation."""
    found: set[int] = set()
    words = record.words()
    for debt in (*debts(record), *notices(record), *updates(record), *promises(record)):
        if not debt.fits:
            continue
        if debt.by is not None:
            found.add(debt.by)
            continue
        role = record.policy.roles.get(debt.to)
        names = {debt.to, "" if role is None else role.deputy}
        met = [word.seq for word in words if word.at == min(debt.fits) and names & {*word.heard}]
        # A decided severity does the duty that a stated one does: the decision met it.
        decided = [
            seq
            for at, seq, decision in record.decisions
            if debt.kind == "duty" and decision.severity is not None and at == min(debt.fits)
        ]
        found |= {*(met or decided)[:1]}
    return found
