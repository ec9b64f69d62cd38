"""Steps that are done by commands: one of those the policy names, in time, and before others.

A command counts from the beginning of the incident on, and only when it took effect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring import said
from scoring.procedure.steps import Seen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scoring.case import Case
    from scoring.facts import Fact
    from sim.journal.bodies import Action
    from sim.scenario.rules.procedure import Step


def first_of(case: Case, names: Iterable[str]) -> Fact[Action] | None:
    """The first command of one of these names since the incident began."""
    since = case.facts.since(case.instants.impact.at)
    return next(iter(said.effective(case.facts, names, since)), None)


def deadline(case: Case, step: Step) -> int | None:
    """The last instant at which the step is in time, ms since StartEx; None for no limit."""
    if step.within is None or case.clock is None:
        return None
    if isinstance(step.within, int):
        return case.clock + step.within
    severity = case.severity_at(case.clock)
    if severity is None:
        return None
    if step.within == "respond":
        return case.clock + severity.respond_within
    progress = severity.no_progress
    return None if progress is None else case.clock + max(progress, severity.respond_within)


def commanded(case: Case, step: Step) -> Seen:
    """What became of a step that commands show."""
    sets = (step.commands, step.with_commands) if step.with_commands else (step.commands,)
    found = [first_of(case, names) for names in sets]
    done = [fact for fact in found if fact is not None]
    if len(done) < len(found):
        return Seen("missed")
    at, seqs = max(fact.at for fact in done), tuple(sorted(fact.seq for fact in done))
    other = first_of(case, step.before)
    if other is not None and other.seq < seqs[-1]:
        return Seen("out of order", f"{other.body.command} came first", at, (other.seq, *seqs))
    limit = deadline(case, step)
    return Seen("late" if limit is not None and at > limit else "done", at=at, evidence=seqs)
