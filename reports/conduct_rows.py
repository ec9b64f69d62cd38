"""Timeline rows about how the exercise was run: seats, clock, MSEL, remarks, moves, decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.phrases import RATINGS, deeds_of, seat_of, titled
from reports.row import LogRow, Quote
from sim.scenario.durations import spoken

if TYPE_CHECKING:
    from sim.journal.conduct import (
        ClockChanged,
        Decision,
        InjectChanged,
        Joined,
        MoveBegan,
        Remark,
    )
    from sim.journal.encoding import Entry
    from sim.scenario.policy import Policy

_MSEL = {
    "held": "held back",
    "released": "released",
    "dropped": "dropped",
    "edited": "edited",
    "added": "added",
}


def joined_row(entry: Entry, body: Joined, policy: Policy) -> LogRow:
    """Somebody sat down."""
    seat = seat_of(body.role, policy)
    return LogRow((entry.seq,), entry.at, body.name, f"takes the seat: {seat}", "frame")


def clock_row(entry: Entry, body: ClockChanged) -> LogRow:
    """The facilitator set the time."""
    pace = f"{body.pace_permille / 1000:g} times real time"
    what = {
        "started": f"StartEx, {pace}",
        "paused": "The exercise is paused",
        "resumed": f"The exercise continues, {pace}",
        "paced": f"Time runs at {pace}",
        "skipped": f"Time is moved on by {spoken(body.skipped_ms)}",
    }[body.event]
    return LogRow((entry.seq,), entry.at, body.by, what, "frame", flag="clock")


def msel_row(entry: Entry, body: InjectChanged) -> LogRow:
    """The facilitator changed the MSEL."""
    what = f"{titled(body.inject)} {_MSEL[body.event]}"
    quotes = (Quote(body.text, f"from {body.sender}"),) if body.text else ()
    return LogRow((entry.seq,), entry.at, body.by, what, "inject", flag="MSEL", quotes=quotes)


def remark_row(entry: Entry, body: Remark) -> LogRow:
    """A remark, and what it rates."""
    rated = f"{titled(body.objective)}: {RATINGS[body.rating]}" if body.rating else ""
    what = rated or (f"notes on {titled(body.objective)}" if body.objective else "notes")
    quotes = (Quote(body.text),) if body.text else ()
    return LogRow((entry.seq,), entry.at, body.by, what, "frame", flag=body.role, quotes=quotes)


def move_row(entry: Entry, body: MoveBegan) -> LogRow:
    """The discussion went on."""
    box = f"{spoken(body.time_box)} for it" if body.time_box else ""
    return LogRow((entry.seq,), entry.at, body.by, f"Move: {body.title}", "frame", detail=box)


def decision_row(entry: Entry, body: Decision, policy: Policy) -> LogRow:
    """The players decided."""
    who = f"{body.by}, {policy.called(body.role)}" if body.role in policy.roles else body.by
    if body.scribe:
        who += f" (written down by {body.scribe})"
    quotes = [Quote(body.text, f"because {body.why}" if body.why else "")]
    quotes += [Quote(body.options, "options considered")] if body.options else []
    quotes += [Quote(body.dissent, "dissent")] if body.dissent else []
    if body.says:
        quotes.append(Quote(body.says, f"to {policy.called(body.audience)}"))
    room = f"room {body.room}" if body.room else ""
    detail = " · ".join(filter(None, (body.question, room, deeds_of(body, policy))))
    return LogRow(
        (entry.seq,), entry.at, who, "decides", "message", detail=detail, quotes=tuple(quotes)
    )
