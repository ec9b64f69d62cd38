"""What is done on the boards of a tabletop: moves, its timer, decisions, ratings, polls, rooms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.errors import Unusable
from sim.journal.talk import (
    AnswerRated,
    DecisionMarked,
    PollAnswered,
    PollAsked,
    PollClosed,
    RoomTaken,
)
from sim.scenario.durations import parse_duration
from sim.surfaces.web.decision_form import decision_of, room_named, told_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.surfaces.web.seats import Person
    from sim.surfaces.web.team import TeamSession

    Fields = Mapping[str, str]

HANDS = ("Yes", "No", "Not sure")
"""What a poll asks for when nothing else is said."""


def decide(session: TeamSession, person: Person, fields: Fields) -> str:
    """Write a decision down, and mark it as the final one when the form says so."""
    body = decision_of(session, person, fields)
    if fields.get("final") and not body.question:
        raise Unusable("final: only a decision that answers a question can be the final one")
    session.enter(body)
    answer = told_of(session, body)
    if fields.get("final"):
        _mark(session, person, session.exercise.journal.last.seq)
        answer += "; it is final"
    return answer


def final(session: TeamSession, person: Person, fields: Fields) -> str:
    """Mark a decision as the final one on its question."""
    text = fields.get("decision", "")
    made = {str(one.seq): one for one in session.seen.talk.decisions}.get(text)
    if made is None:
        raise Unusable(f"decision: there is no decision {text!r}")
    room = session.seen.talk.room_of(person.name)
    if room and made.body.room not in {"", room}:
        raise Unusable("this decision is the other room's")
    _mark(session, person, made.seq)
    return "marked as final"


def _mark(session: TeamSession, person: Person, seq: int) -> None:
    session.enter(DecisionMarked(by=person.name, decision=seq))


def move(session: TeamSession, person: Person, fields: Fields) -> str:
    """Go to a move, on or back."""
    return f"move: {session.begin_move(person.name, fields.get('move', ''))}"


def timer(session: TeamSession, person: Person, fields: Fields) -> str:
    """Hold, resume or extend the present move's timer."""
    event, more = fields.get("event", ""), 0
    if event not in {"held", "resumed", "extended"}:
        raise Unusable("timer: hold, resume or extend it")
    if event == "extended":
        try:
            more = parse_duration(fields.get("by", "").strip())
        except ValueError as error:
            raise Unusable(f"by: {error}; like 5m") from None
    session.change_timer(person.name, event, extend_ms=more)
    return f"timer {event}"


def rate(session: TeamSession, person: Person, fields: Fields) -> str:
    """Rate how a question was answered."""
    if not fields.get("rating"):
        raise Unusable("rating: choose P, S, M or U")
    body = {
        "by": person.name,
        "move": fields.get("move", ""),
        "question": fields.get("question", ""),
        "rating": fields["rating"],
        "text": fields.get("text", "").strip(),
        "room": room_named(fields.get("room", "")),
    }
    session.enter(AnswerRated.model_validate(body))
    return f"rated {fields['rating']}"


def ask(session: TeamSession, person: Person, fields: Fields) -> str:
    """Ask for a show of hands."""
    given = (part.strip() for part in fields.get("choices", "").split(","))
    choices = tuple(dict.fromkeys(part for part in given if part)) or HANDS
    if len(choices) == 1:
        raise Unusable("choices: at least two, separated by commas")
    body = {"by": person.name, "text": fields.get("text", "").strip(), "choices": choices}
    session.enter(PollAsked.model_validate(body))
    return "asked"


def vote(session: TeamSession, person: Person, fields: Fields) -> str:
    """Raise a hand in the open poll; whoever does so again changes their answer."""
    text = fields.get("choice", "")
    if not text.isdecimal():
        raise Unusable("choice: say which")
    session.enter(PollAnswered(by=person.name, role=person.role, choice=int(text[:4])))
    return f"you: {session.seen.talk.polls[-1].body.choices[int(text)]}"


def close(session: TeamSession, person: Person, _: Fields) -> str:
    """Take no more answers."""
    session.enter(PollClosed(by=person.name))
    return "closed"


def room(session: TeamSession, person: Person, fields: Fields) -> str:
    """Send somebody to a room."""
    name, to = fields.get("name", ""), room_named(fields.get("room", ""))
    session.enter(RoomTaken(by=person.name, name=name, room=to))
    return f"{name}: {f'room {to}' if to else 'with everybody'}"


def together(session: TeamSession, person: Person, _: Fields) -> str:
    """Bring everybody back."""
    apart = [name for name, where in session.seen.talk.rooms.items() if where]
    if not apart:
        raise Unusable("everybody is already together")
    for name in apart:
        session.enter(RoomTaken(by=person.name, name=name, room=""))
    return "everybody is together"
