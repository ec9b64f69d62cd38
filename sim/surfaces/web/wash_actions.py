"""What can be done on a board after EndEx: write down, rate, give feedback, rebuild the report.

Handlers of `board_actions`' table; each line is on disk before it is acknowledged.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from reports.review.hot_wash import (
    QUESTIONS,
    AgreedAction,
    Feedback,
    NotedThen,
    RatedThen,
    TakenBack,
    ToImprove,
    WashLine,
    WentWell,
)
from sim.errors import NotFound, Unusable
from sim.surfaces.web.gate import person_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.surfaces.web.seats import Person
    from sim.surfaces.web.team import TeamSession

_MOST_DIGITS = 5
MOST_YEARS = 10
"""An action that is due further away than this has a mistyped year."""
NOT_YET = "the hot wash opens with EndEx"


def _write(session: TeamSession, line: WashLine) -> str:
    if not session.exercise.ended:
        raise Unusable(NOT_YET)
    session.write_down(line)
    return "written down"


def _text(fields: Mapping[str, str]) -> str:
    text = fields.get("text", "").strip()
    if not text:
        raise Unusable("text: write a sentence")
    return text


def went_well(session: TeamSession, person: Person, fields: Mapping[str, str]) -> str:
    """Something went well."""
    return _write(session, WentWell(by=person.name, role=person.role, text=_text(fields)))


def to_improve(session: TeamSession, person: Person, fields: Mapping[str, str]) -> str:
    """Something should be improved."""
    return _write(session, ToImprove(by=person.name, role=person.role, text=_text(fields)))


def agree(session: TeamSession, person: Person, fields: Mapping[str, str]) -> str:
    """An action, its owner and when it is due."""
    owner = fields.get("owner", "").strip()
    if not owner:
        raise Unusable("owner: say who will do it")
    try:
        due = date.fromisoformat(fields.get("due", "").strip())
    except ValueError:
        raise Unusable("due: a day, like 2026-03-31") from None
    if abs(due.year - datetime.now(UTC).year) > MOST_YEARS:
        raise Unusable(f"due: {due} is more than {MOST_YEARS} years away; check the year")
    line = AgreedAction(by=person.name, role=person.role, text=_text(fields), owner=owner, due=due)
    return _write(session, line)


def rate_or_note(session: TeamSession, person: Person, fields: Mapping[str, str]) -> str:
    """After EndEx: a rating of an objective with its reason, or a note."""
    objective, text = fields.get("objective", ""), fields.get("text", "").strip()
    known = tuple(one.id for one in session.exercise.scenario.objectives)
    if objective and objective not in known:
        raise NotFound("objective", objective, known)
    by, role = person.name, person.role
    if not fields.get("rating"):
        if not text:
            raise Unusable("text: write a note, or rate an objective")
        return _write(session, NotedThen(by=by, role=role, objective=objective, text=text))
    if not objective:
        raise Unusable("objective: say which one is rated")
    line = RatedThen.model_validate(
        {
            "by": by,
            "role": role,
            "objective": objective,
            "rating": fields["rating"],
            "text": text,
        }
    )
    return _write(session, line)


def give_feedback(session: TeamSession, person: Person, fields: Mapping[str, str]) -> str:
    """The five questions; sent again, it replaces what this person sent before."""
    answers: dict[str, int] = {}
    for name in QUESTIONS:
        given = fields.get(name, "")
        if given not in {"1", "2", "3", "4", "5"}:
            raise Unusable("answer all five questions, each from 1 to 5")
        answers[name] = int(given)
    line = Feedback(
        person=person_id(person.token), answers=answers, text=fields.get("text", "").strip()
    )
    _write(session, line)
    return "thank you; send it again to change it"


def take_back(session: TeamSession, person: Person, fields: Mapping[str, str]) -> str:
    """A line is taken back by whoever wrote it, or by the facilitator."""
    given = fields.get("line", "")
    number = int(given) if given.isascii() and given.isdigit() and len(given) <= _MOST_DIGITS else 0
    line = None if session.wash is None else session.wash.line(number)
    if line is None or isinstance(line, Feedback | TakenBack):
        raise Unusable("line: there is no such line")
    if person.kind != "facilitator" and (line.by, line.role) != (person.name, person.role):
        raise Unusable("only its writer or the facilitator can remove it")
    _write(session, TakenBack(by=person.name, role=person.role, line=number))
    return "removed"


def rebuild(session: TeamSession, _: Person, __: Mapping[str, str]) -> str:
    """The report is made anew with what the hot wash says by now."""
    if not session.exercise.ended:
        raise Unusable(NOT_YET)
    session.report_wanted = True
    return "the report is being rebuilt"


def close(session: TeamSession, _: Person, __: Mapping[str, str]) -> str:
    """The hot wash is over: the report is made a last time, and the session ends for everybody."""
    if not session.exercise.ended:
        raise Unusable(NOT_YET)
    session.closed = True
    return "the session is closed"
