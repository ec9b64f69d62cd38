"""What can be done on a board, as one table: the action, who may do it, and how it is done.

Every button and form of every board sends one of these; the table is asked before anything else
looks at what was sent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.command_set import COMMAND_SET
from sim.commands.console import request_of
from sim.errors import Unusable, plain
from sim.journal.conduct import InjectChanged, Remark
from sim.language.echo import NOTHING, UNDERSTOOD, said
from sim.language.placeholders import placeholder_in
from sim.language.read import read
from sim.language.stated import StatedError, claims_of, line, when
from sim.legible import clean
from sim.scenario.durations import parse_duration
from sim.surfaces.error_lines import lines_of
from sim.surfaces.web import talk_actions as talk
from sim.surfaces.web import wash_actions
from sim.surfaces.web.decision_form import STATES, stated_in
from sim.surfaces.web.in_words import InWordsError
from sim.world.timestamps import minute_of_day

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sim.surfaces.web.seats import Kind, Person
    from sim.surfaces.web.team import TeamSession

    Handler = Callable[[TeamSession, Person, Mapping[str, str]], str]

MOST_FIELD = 4_000
MOST_READ = 2_000
"""Characters that are read while somebody types: as many as a message can have."""

TOLD_TO_PEOPLE = frozenset(
    row.name
    for row in COMMAND_SET
    if row.nature == "tells" or {"declares", "resolves"} & set(row.deeds)
)
"""Commands whose words people read."""


class UnfilledError(Exception):
    """A message still has a blank of its template; carries it."""

    asks = "anyway"

    def __init__(self, blank: str) -> None:
        super().__init__(f"{blank} is not filled in. Fill it in, or press “Send anyway”.")


_ID = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class BoardAction:
    """One row.

    Attributes:
        name: as the page sends it.
        seats: who may.
        do: carries it out and says what came of it.
    """

    name: str
    seats: frozenset[Kind]
    do: Handler


def _say(session: TeamSession, person: Person, fields: Mapping[str, str]) -> str:
    """An incident command: `command` and its arguments as fields of the form."""
    name = fields.get("command", "")
    open_blank = placeholder_in(fields.get("text", ""))
    if open_blank and not fields.get("anyway") and name in TOLD_TO_PEOPLE:
        raise UnfilledError(open_blank)
    words = [name]
    for field, value in fields.items():
        if (
            field in {"command", "template", "anyway"}
            or field.startswith(STATES)
            or not value.strip()
        ):
            continue
        words.append(f"--{field}={value.strip()}")
    if stated := stated_in(fields):
        words.append(f"--says={stated}")
    response = session.play(person, request_of(words))
    if not response.body["success"]:
        raise Unusable(str(response.body["error"]))
    return _in_words(session, str(response.body.get("message", "done")))


def _in_words(session: TeamSession, text: str) -> str:
    """An answer with its roles and groups as people call them."""
    policy = session.exercise.policy
    names = "|".join(map(re.escape, (*policy.roles, *policy.groups)))
    return re.sub(rf"\b(?:{names})\b", lambda found: policy.called(found[0]), text)


PARTS = ("sender", "to", "channel", "text")
"""Of an inject: what a form can change."""


def _read(session: TeamSession, _: Person, fields: Mapping[str, str]) -> str:
    """What the form's message would be read as if it were sent now; nothing is said."""
    text = fields.get("text", "")[:MOST_READ]
    try:
        given = fields.get("next", "").strip()
        last = line(
            claims_of(stated) if (stated := stated_in(fields)) else (),
            next_update=when(given) if given else "",
        )
    except StatedError as error:
        return str(error)
    whole = "\n".join(filter(None, (text, last)))
    if not whole.strip():
        return ""
    scenario = session.exercise.scenario
    minute = minute_of_day(scenario.starts_at, session.now())
    assessed = session.exercise.world.incident.severity
    return f"{UNDERSTOOD}{said(read(whole), minute, assessed=assessed) or NOTHING}"


def _seat(*, outside: bool) -> Handler:
    def change(session: TeamSession, _: Person, fields: Mapping[str, str]) -> str:
        role = fields.get("role", "")
        session.wait_outside(role, outside=outside)
        called = session.exercise.policy.called(role)
        return f"{called} {'waits until called' if outside else 'is let in'}"

    return change


def _fire(session: TeamSession, person: Person, fields: Mapping[str, str]) -> str:
    inject = fields.get("inject", "")
    known = next((line for line in session.truth.msel() if line.inject == inject), None)
    changed = {
        name: fields[name]
        for name in PARTS
        if known is not None and fields.get(name, "") not in {"", getattr(known, name)}
    }
    if changed:  # what is sent is what the form shows
        body = {"by": person.name, "event": "edited", "inject": inject, **changed}
        session.enter(InjectChanged.model_validate(body))
    session.fire(inject)
    return f"{inject} sent"


def _change(event: str, words: str) -> Handler:
    def change(session: TeamSession, person: Person, fields: Mapping[str, str]) -> str:
        inject = fields.get("inject", "")
        given = {name: fields[name] for name in PARTS if fields.get(name)}
        if event == "added":
            inject = _new_id(session, fields.get("sender", ""))
        body = {"by": person.name, "event": event, "inject": inject, **given}
        session.enter(InjectChanged.model_validate(body))
        if event == "added" and fields.get("now"):
            session.fire(inject)
            return f"{inject} sent"
        return f"{inject} {words}"

    return change


def _new_id(session: TeamSession, sender: str) -> str:
    base = _ID.sub("-", sender.lower()).strip("-")[:40] or "inject"
    base = base if base[0].isalpha() else f"inject-{base}"
    known = {line.inject for line in session.truth.msel()}
    number = 1
    while f"{base}-{number}" in known:
        number += 1
    return f"{base}-{number}"


def _clock(event: str, words: str) -> Handler:
    def change(session: TeamSession, person: Person, fields: Mapping[str, str]) -> str:
        pace, skip = 0.0, 0
        if event == "paced":
            try:
                pace = float(fields.get("pace", ""))
            except ValueError:
                raise Unusable("pace: a number, like 10") from None
        if event == "skipped":
            try:
                skip = parse_duration(fields.get("for", ""))
            except ValueError as error:
                raise Unusable(f"skip: {error}; like 10m") from None
        session.set_clock(person.name, event, pace=pace, skip_ms=skip)
        return words

    return change


def _end(session: TeamSession, _: Person, __: Mapping[str, str]) -> str:
    if session.exercise.ended:
        raise Unusable("the exercise is already over")
    session.finish()
    return "EndEx: the hot wash is open"


def _remark(session: TeamSession, person: Person, fields: Mapping[str, str]) -> str:
    if session.exercise.ended:
        return wash_actions.rate_or_note(session, person, fields)
    rating = fields.get("rating") or None
    objective, text = fields.get("objective", ""), fields.get("text", "").strip()
    if rating is not None and not objective:
        raise Unusable("objective: say which one is rated")
    if not text and rating is None:
        raise Unusable("text: write a note, or rate an objective")
    session.enter(
        Remark.model_validate(
            {
                "by": person.name,
                "role": person.role,
                "text": text,
                "objective": objective,
                "rating": rating,
            }
        )
    )
    return "noted"


_PLAYERS: frozenset[Kind] = frozenset({"player"})
_FACILITATOR: frozenset[Kind] = frozenset({"facilitator"})
_WRITERS: frozenset[Kind] = frozenset({"facilitator", "evaluator"})
_SEATED: frozenset[Kind] = _PLAYERS | _WRITERS

BOARD_ACTIONS: dict[str, BoardAction] = {
    action.name: action
    for action in (
        BoardAction("say", _PLAYERS, _say),
        BoardAction("read", _PLAYERS, _read),
        BoardAction("decide", _SEATED, talk.decide),
        BoardAction("final", _SEATED, talk.final),
        BoardAction("vote", _PLAYERS, talk.vote),
        BoardAction("start", _FACILITATOR, _clock("started", "the exercise has begun")),
        BoardAction("pause", _FACILITATOR, _clock("paused", "paused")),
        BoardAction("resume", _FACILITATOR, _clock("resumed", "running")),
        BoardAction("pace", _FACILITATOR, _clock("paced", "pace set")),
        BoardAction("skip", _FACILITATOR, _clock("skipped", "skipped ahead")),
        BoardAction("end", _FACILITATOR, _end),
        BoardAction("fire", _FACILITATOR, _fire),
        BoardAction("hold", _FACILITATOR, _change("held", "held")),
        BoardAction("release", _FACILITATOR, _change("released", "released")),
        BoardAction("drop", _FACILITATOR, _change("dropped", "left out")),
        BoardAction("edit", _FACILITATOR, _change("edited", "edited")),
        BoardAction("add", _FACILITATOR, _change("added", "added")),
        BoardAction("outside", _FACILITATOR, _seat(outside=True)),
        BoardAction("inside", _FACILITATOR, _seat(outside=False)),
        BoardAction("move", _FACILITATOR, talk.move),
        BoardAction("timer", _FACILITATOR, talk.timer),
        BoardAction("poll", _FACILITATOR, talk.ask),
        BoardAction("close-poll", _FACILITATOR, talk.close),
        BoardAction("room", _FACILITATOR, talk.room),
        BoardAction("together", _FACILITATOR, talk.together),
        BoardAction("rate", _WRITERS, talk.rate),
        BoardAction("remark", _WRITERS, _remark),
        BoardAction("well", _SEATED, wash_actions.went_well),
        BoardAction("improve", _SEATED, wash_actions.to_improve),
        BoardAction("action", _SEATED, wash_actions.agree),
        BoardAction("feedback", _SEATED, wash_actions.give_feedback),
        BoardAction("take-back", _SEATED, wash_actions.take_back),
        BoardAction("rebuild", _FACILITATOR, wash_actions.rebuild),
        BoardAction("close", _FACILITATOR, wash_actions.close),
    )
}
CONSOLE_ACTIONS: frozenset[str] = frozenset({"run", "interrupt"})
"""What is done on the console, which takes time; players only, carried out by `open_boards`."""


@dataclass(frozen=True, slots=True)
class BoardAnswer:
    """What came of an action, for the form that sent it.

    Attributes:
        asks: the field that, sent along, does it all the same; "" when nothing is asked.
    """

    ok: bool
    text: str
    asks: str = ""


def not_yours() -> BoardAnswer:
    """The answer to a seat that may not."""
    return BoardAnswer(ok=False, text="this seat cannot do that")


def carry_out(
    session: TeamSession, person: Person, name: str, fields: Mapping[str, str]
) -> BoardAnswer:
    """Do what a board asks for, if the person may."""
    from pydantic import ValidationError

    from sim.errors import TabletopError

    # A board's door: what a form holds is cleaned before anything looks at it.
    fields = {clean(field): clean(value) for field, value in fields.items()}
    action = BOARD_ACTIONS.get(name)
    if action is None or person.kind not in action.seats:
        return not_yours()
    long = next((field for field, value in fields.items() if len(value) > MOST_FIELD), None)
    if long is not None:
        return BoardAnswer(ok=False, text=f"{long}: at most {MOST_FIELD} characters")
    try:
        return BoardAnswer(ok=True, text=action.do(session, person, fields))
    except (UnfilledError, InWordsError) as error:
        return BoardAnswer(ok=False, text=str(error), asks=error.asks)
    except TabletopError as error:
        return BoardAnswer(ok=False, text=lines_of(error)[0])
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "form"
        return BoardAnswer(ok=False, text=f"{where}: {plain(first['msg'])}")
