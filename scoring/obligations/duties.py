"""What each level of escalation asks for, beside calling in its role.

A level is reached when the role of its column falls due, by time or by an alert that nobody takes.
Duties that no command or message can show make no debt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring import actions
from scoring.obligations.due import DueItem, Settlement, told, update_messages
from scoring.obligations.escalation import no_progress, unacknowledged
from scoring.obligations.notices import given_to
from scoring.statements import DECIDED
from sim.command_set import ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scoring.ground import Ground
    from sim.scenario.rules.levels import Duty, EscalationLevel


def _reached(ground: Ground) -> Iterator[tuple[EscalationLevel, DueItem]]:
    """Each level that was reached, with what made it: the earliest debt of its column."""
    lines = (no_progress(ground), unacknowledged(ground))
    for level in ground.policy.levels:
        # The lines leave out the matrix's first role:
        # their first debt is the one that makes level 1.
        column = level.level - 1
        found = [line[column] for line in lines if column < len(line)]
        if found:
            yield level, min(found, key=lambda due: due.due)


def _commanded(ground: Ground, duty: Duty) -> tuple[Settlement, ...]:
    since = ground.since
    words = tuple(word.casefold() for word in duty.mentions)
    given = tuple(
        Settlement(fact.at, fact.seq, fact.body.command)
        for fact in actions.named(ground.facts, duty.commands, since)
        if not words or any(word in actions.texts(fact.body).casefold() for word in words)
    )
    return given if words else (*given, *_assessed(ground, duty))


def _assessed(ground: Ground, duty: Duty) -> tuple[Settlement, ...]:
    """Decisions that state a severity, where stating one by command does the duty."""
    if not any("assesses" in ROWS[name].effect for name in duty.commands if name in ROWS):
        return ()
    return tuple(
        Settlement(one.at, one.seq, one.how) for one in ground.statements if one.how == DECIDED
    )


def _seen(ground: Ground, duty: Duty, level_at: int) -> tuple[Settlement, ...]:
    if duty.told is not None:
        return told(ground, duty.told)
    if duty.notice_to is not None:
        return given_to(ground, duty.notice_to)
    if duty.update_within is not None:
        # Unlike a role told or a command given, an update from before the level is no news of it.
        return tuple(one for one in update_messages(ground) if one.at > level_at)
    return _commanded(ground, duty)


def duty_reason(duty: Duty, level: EscalationLevel) -> str:
    """A duty as obligations name it."""
    return f"{duty.text} (level {level.level})"


def duties(ground: Ground) -> tuple[DueItem, ...]:
    """One debt for each duty of a level reached, where its role is not owed a call anyway."""
    dues = []
    for level, cause in _reached(ground):
        for duty in level.duties:
            if not duty.judged or duty.told == cause.to:
                continue
            dues.append(
                DueItem(
                    kind="duty",
                    to=duty.told or duty.notice_to or ground.facts.scenario.player,
                    reason=duty_reason(duty, level),
                    due=cause.due,
                    deadline=cause.due + (duty.update_within or level.within),
                    evidence=cause.evidence,
                    settled_by=_seen(ground, duty, cause.due),
                )
            )
    return tuple(dues)
