"""Steps that are done by commands: one of those the policy names, in time, and before others.

A command counts from the beginning of the incident on, and only when it took effect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring import actions
from scoring.procedure.steps import StepOutcome
from sim.command_set import typed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scoring.facts import Fact
    from scoring.ground import Ground
    from sim.journal.bodies import Action
    from sim.scenario.rules.procedure import Step


def first_of(ground: Ground, names: Iterable[str]) -> Fact[Action] | None:
    """The first command of one of these names since the incident began."""
    since = ground.since
    return next(iter(actions.named(ground.facts, names, since)), None)


def deadline(ground: Ground, step: Step) -> int | None:
    """The last instant at which the step is in time, ms since StartEx; None for no limit."""
    if step.within is None or ground.clock is None:
        return None
    if isinstance(step.within, int):
        return ground.clock + step.within
    severity = ground.severity_at(ground.clock)
    if severity is None:
        return None
    if step.within == "respond":
        return ground.clock + severity.respond_within
    progress = severity.no_progress
    return None if progress is None else ground.clock + max(progress, severity.respond_within)


def _listed(names: Sequence[str]) -> str:
    """Any of these commands will do, as people give them: `GET /health/events or note`."""
    *others, last = map(typed, names)
    return f"{', '.join(others)} or {last}" if others else last


def commanded(ground: Ground, step: Step) -> StepOutcome:
    """What became of a step that commands show."""
    sets = (step.commands, step.with_commands) if step.with_commands else (step.commands,)
    found = [first_of(ground, names) for names in sets]
    done = [fact for fact in found if fact is not None]
    if len(done) < len(found):
        lacking = [names for names, fact in zip(sets, found, strict=True) if fact is None]
        counted = ", and ".join(_listed(names) for names in lacking)
        return StepOutcome("missed", f"expected: {counted}")
    at, seqs = max(fact.at for fact in done), tuple(sorted(fact.seq for fact in done))
    other = first_of(ground, step.before)
    # Against the last of them: only with it the step is done.
    if other is not None and other.seq < seqs[-1]:
        return StepOutcome(
            "out of order", f"{typed(other.body.command)} came first", at, (other.seq, *seqs)
        )
    limit = deadline(ground, step)
    return StepOutcome("late" if limit is not None and at > limit else "done", at=at, evidence=seqs)
