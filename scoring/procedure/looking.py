"""The steps of looking: first looks, evidence kept, metrics, breaker history, failed operations.

A look has to come from the impact on, and in time: the scope within the response time, the rest
of the first looks within the time that progress may take.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring import said
from scoring.procedure.steps import Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scoring.case import Case
    from scoring.facts import Fact
    from sim.journal.bodies import Action

_FIRST_LOOKS = (
    ("R2 looked at", said.R2_LOOKS),
    ("events looked at", frozenset({"events"})),
    ("queue looked at", said.QUEUE_LOOKS),
)
_LATER_LOOKS = (
    ("metrics looked at", frozenset({"metrics"})),
    ("breaker history looked at", frozenset({"breaker-history"})),
)


def looked(case: Case, names: Iterable[str]) -> Fact[Action] | None:
    """The first look of one of these kinds since the incident began."""
    since = case.facts.since(case.instants.impact.at)
    return next(iter(said.effective(case.facts, names, since)), None)


def look(case: Case, name: str, commands: Iterable[str], deadline: int | None) -> Step:
    """A step of looking: done by the first look, late after its deadline."""
    seen = looked(case, commands)
    if seen is None:
        return Step(name, "missed")
    late = deadline is not None and seen.at > deadline
    return Step(name, "late" if late else "done", at=seen.at, evidence=(seen.seq,))


def _deadlines(case: Case) -> tuple[int | None, int | None]:
    """For the scope and for the other first looks."""
    severity = None if case.clock is None else case.severity_at(case.clock)
    if case.clock is None or severity is None:
        return None, None
    progress = severity.no_progress
    return (
        case.clock + severity.respond_within,
        None if progress is None else case.clock + max(progress, severity.respond_within),
    )


def _record_kept(case: Case) -> Step:
    name = "state and events captured before any repair"
    state, events = looked(case, said.RECORD), looked(case, ("events",))
    repair = looked(case, said.REPAIRS)
    if state is None or events is None:
        return Step(name, "missed")
    at, seqs = max(state.at, events.at), tuple(sorted((state.seq, events.seq)))
    if repair is not None and repair.seq < seqs[-1]:
        why = f"{repair.body.command} came first"
        return Step(name, "out of order", why, at, (repair.seq, *seqs))
    return Step(name, "done", at=at, evidence=seqs)


def _failed_operations(case: Case) -> Step:
    name = "failed operations looked at"
    if not case.facts.queue:
        return Step(name, "not applicable", "nothing was queued")
    return look(case, name, ("queue-operations",), None)


def looking(case: Case) -> Iterator[Step]:
    """The steps of looking, in the procedure's order."""
    scope, rest = _deadlines(case)
    yield look(case, "scope verified", said.SCOPE, scope)
    for name, commands in _FIRST_LOOKS:
        yield look(case, name, commands, rest)
    yield _record_kept(case)
    for name, commands in _LATER_LOOKS:
        yield look(case, name, commands, None)
    yield _failed_operations(case)
