"""Timeline rows about a tabletop's discussion: timer, final decisions, ratings, polls, rooms."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from reports.phrases import RATINGS
from reports.row import LogRow, Quote
from sim.journal.talk import (
    AnswerRated,
    DecisionMarked,
    PollAnswered,
    PollAsked,
    PollClosed,
    RoomTaken,
    TimerChanged,
)
from sim.scenario.durations import MINUTE, spoken

if TYPE_CHECKING:
    from sim.journal.encoding import Entry
    from sim.journal.talk import Talk


def talk_row(entry: Entry, body: Talk) -> LogRow:
    """What happened in the discussion."""
    quotes: tuple[Quote, ...] = ()
    match body:
        case TimerChanged():
            what = _timer(body)
        case DecisionMarked():
            what = f"marks a decision as final (entry {body.decision})"
        case AnswerRated():
            where = f", room {body.room}" if body.room else ""
            what = f"rates the answer to {body.question}{where}: {RATINGS[body.rating]}"
            quotes = (Quote(body.text),) if body.text else ()
        case PollAsked():
            what = "asks for a show of hands"
            quotes = (Quote(body.text, " / ".join(body.choices)),)
        case PollAnswered():
            what = f"raises a hand for choice {body.choice + 1}"
        case PollClosed():
            what = "closes the poll"
        case RoomTaken():
            where = f"to room {body.room}" if body.room else "back to everybody"
            what = f"sends {body.name} {where}"
        case _:
            assert_never(body)
    return LogRow((entry.seq,), entry.at, body.by, what, "frame", quotes=quotes)


def _timer(body: TimerChanged) -> str:
    if body.event == "extended":
        return f"extends the move's time by {spoken(body.extended_ms)}"
    verb = {"held": "holds", "resumed": "resumes"}[body.event]
    left = body.left_ms // MINUTE
    return f"{verb} the move's timer, {left} min left" if left >= 0 else f"{verb} the move's timer"
