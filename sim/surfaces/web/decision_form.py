"""A tabletop's decision as a board's form sends it, and what the board is told came of it.

Knows the form's fields and how a clock is read; whether it can be decided, the discussion says.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from sim.commands.spoken import READ_AS, whole
from sim.errors import Unusable
from sim.journal.conduct import Decision
from sim.journal.decided import deeds
from sim.language.echo import VOID, said
from sim.language.read import read
from sim.language.stated import StatedError, when
from sim.scenario.durations import HOUR, MINUTE, SECOND

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.surfaces.web.seats import Person
    from sim.surfaces.web.team import TeamSession

STATES = "says-"
"""What a field begins with that states something of a subject."""
TOLD = "told-"
"""What a field begins with that tells a role."""

_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")


def stated_in(fields: Mapping[str, str]) -> str:
    """What is chosen for each subject: `downloads=failing,uploads=delayed`."""
    return ",".join(
        f"{field.removeprefix(STATES)}={state.strip()}"
        for field, state in fields.items()
        if field.startswith(STATES) and state.strip()
    )


def decision_of(session: TeamSession, person: Person, fields: Mapping[str, str]) -> Decision:
    """The decision that a form was filled in with.

    Raises:
        Unusable: a field cannot be read; the message names it.
    """
    moves = session.seen.moves
    return Decision(
        by=person.name,
        role=person.role,
        text=fields.get("text", "").strip(),
        why=fields.get("why", "").strip(),
        move=moves[-1][1].move if moves else "",
        question=fields.get("question", ""),
        severity=_level(fields.get("severity", "").strip()),
        told=tuple(field.removeprefix(TOLD) for field in fields if field.startswith(TOLD)),
        audience=fields.get("audience", ""),
        says=_words(fields),
        done_at=_instant(session, fields.get("at", "").strip()),
    )


def told_of(session: TeamSession, body: Decision) -> str:
    """What the board is told: that it is written down, what it does, what its words say."""
    exercise = session.exercise
    done = deeds(body, exercise.policy.called, lambda at: _clock(session, at))
    answer = f"written down: {done}" if done else "written down"
    return f"{answer}{READ_AS}{said(read(body.says)) or VOID}" if body.says else answer


def _level(text: str) -> int | None:
    if not text:
        return None
    try:
        return int(text)
    except ValueError:
        raise Unusable(f"severity: {text!r} is not a whole number") from None


def _words(fields: Mapping[str, str]) -> str:
    try:
        coming = fields.get("next", "").strip()
        return whole(fields.get("says", "").strip(), stated_in(fields), coming and when(coming))
    except StatedError as error:
        raise Unusable(f"words: {error}") from None


def _clock(session: TeamSession, at: int) -> str:
    return f"{session.exercise.scenario.starts_at + timedelta(milliseconds=at):%H:%M}"


def _instant(session: TeamSession, text: str) -> int | None:
    """`14:22` by the scenario's clock, in ms since StartEx; None for now."""
    if not text:
        return None
    match = _CLOCK.fullmatch(text)
    if match is None:
        raise Unusable(f"at: '{text}' is not a time: write 14:22, or nothing for now")
    starts = session.exercise.scenario.starts_at
    # To the minute: an exercise that starts within one has its first minute from there on.
    began = starts.hour * HOUR + starts.minute * MINUTE
    at = (int(match[1]) * HOUR + int(match[2]) * MINUTE - began) % (24 * HOUR)
    at = max(0, at - starts.second * SECOND)
    horizon = session.exercise.horizon
    if at >= horizon:
        raise Unusable(
            f"at: {text} is not within the exercise, from {_clock(session, 0)} "
            f"to {_clock(session, horizon)}"
        )
    return at
