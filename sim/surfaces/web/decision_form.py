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
from sim.journal.talk import ROOMS
from sim.language.echo import VOID, said
from sim.language.read import read
from sim.language.stated import StatedError, when
from sim.scenario.durations import HOUR, MINUTE, SECOND
from sim.surfaces.web.in_words import COUNTS, asked_about, in_words, taken_over
from sim.surfaces.web.views.discussion import question_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.journal.talk import Room
    from sim.surfaces.web.seats import Person
    from sim.surfaces.web.team import TeamSession

STATES = "says-"
"""What a field begins with that states something of a subject."""
TOLD = "told-"
"""What a field begins with that tells a role."""

IN_WORDS_ONLY = "; the severity is in its words only: the incident stays at {}"
"""Told when a question about the severity was answered and no severity was chosen."""

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

    A scribe names the role that decided. What the discussion goes back to decide would have been
    done when the move began for the first time, unless the form says otherwise.

    Raises:
        Unusable: a field cannot be read; the message names it.
        InWordsError: its words say a severity or a page that no field does; nothing has counted.
    """
    policy = session.exercise.policy
    if fields.get(COUNTS) != "no" and (
        found := in_words(fields, policy, TOLD, _role(person, fields))
    ):
        if fields.get(COUNTS) != "yes" or not found.countable:
            raise asked_about(found, policy)
        fields = taken_over(found, fields, TOLD)
    by, role, scribe = _decider(session, person, fields)
    body = Decision(
        by=by,
        role=role,
        text=fields.get("text", "").strip(),
        why=fields.get("why", "").strip(),
        move=session.seen.talk.present,
        question=fields.get("question", ""),
        severity=_level(fields.get("severity", "").strip()),
        told=tuple(field.removeprefix(TOLD) for field in fields if field.startswith(TOLD)),
        audience=fields.get("audience", ""),
        says=_words(fields),
        done_at=_instant(session, fields.get("at", "").strip()),
        options=fields.get("options", "").strip(),
        dissent=fields.get("dissent", "").strip(),
        scribe=scribe,
        room=_room(session, person, fields),
    )
    does = body.told or body.severity or body.says
    back = session.seen.talk.gone_back_to()
    return body.model_copy(update={"done_at": back}) if does and body.done_at is None else body


def _role(person: Person, fields: Mapping[str, str]) -> str:
    return person.role if person.kind == "player" else fields.get("role", "")


def _decider(
    session: TeamSession, person: Person, fields: Mapping[str, str]
) -> tuple[str, str, str]:
    """Who decided, as which role, and who writes it down for them."""
    if person.kind == "player":
        return person.name, person.role, ""
    policy, role = session.exercise.policy, fields.get("role", "")
    if role not in policy.roles:
        raise Unusable("role: say who decided")
    seated = [name for name, seat in session.seen.seats.items() if seat == role]
    return seated[0] if len(seated) == 1 else policy.called(role), role, person.name


def _room(session: TeamSession, person: Person, fields: Mapping[str, str]) -> Room:
    """The room that decided: a player's own; a scribe says which, while there are two."""
    talk = session.seen.talk
    if person.kind == "player":
        return talk.room_of(person.name)
    return room_named(fields.get("room", "")) if talk.split else ""


def room_named(name: str) -> Room:
    """A room by its name; "" for everybody's.

    Raises:
        Unusable: there is no such room.
    """
    if not name:
        return ""
    found = next((room for room in ROOMS if room == name), None)
    if found is None:
        raise Unusable(f"room: there is no room {name!r}; there are {' and '.join(ROOMS)}")
    return found


def told_of(session: TeamSession, body: Decision) -> str:
    """What the board is told: that it is written down, what it does, what its words say."""
    exercise = session.exercise
    done = deeds(body, exercise.policy.called, lambda at: _clock(session, at))
    answer = f"written down: {done}" if done else "written down"
    if body.severity is None and _about_severity(session, body):
        level = session.seen.card.severity
        answer += IN_WORDS_ONLY.format("“not assessed”" if level is None else f"severity {level}")
    return f"{answer}{READ_AS}{said(read(body.says)) or VOID}" if body.says else answer


def _about_severity(session: TeamSession, body: Decision) -> bool:
    asked = question_of(session.exercise.moves, body.move, body.question)
    return asked is not None and asked.about_severity


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
