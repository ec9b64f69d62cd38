"""The training calendar as an iCalendar file (RFC 5545): an all-day event for each practice.

The same records and the same day give the same bytes: identifiers come from names, and the stamp
is the newest record's day.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from reports.training.calendar import MONTHS
from scoring.verdict import some

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from reports.training.calendar import Due

_LINE_OCTETS = 75
"""RFC 5545, 3.1: lines should not be longer, without the line break."""
_ALWAYS_THERE = 28
"""Every month has this day."""
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TEAM_CHARS = 200


def text(value: str) -> str:
    """A text value: backslash, comma, semicolon and line break are escaped (RFC 5545, 3.3.11)."""
    plain = _CONTROL.sub("", value).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    for sign in ("\\", ";", ","):
        plain = plain.replace(sign, f"\\{sign}")
    return plain.replace("\n", "\\n")


def folded(line: str) -> str:
    """The line in pieces of at most 75 octets, never cut inside a character (RFC 5545, 3.1)."""
    pieces, piece, octets = [], "", 0
    for sign in line:
        size = len(sign.encode())
        if octets + size > _LINE_OCTETS:
            pieces.append(piece)
            piece, octets = " ", 1
        piece += sign
        octets += size
    return "\r\n".join([*pieces, piece])


def repeats(start: date, months: int) -> str:
    """The rule of recurrence; a day that not every month has falls on that month's last."""
    rule = f"FREQ=MONTHLY;INTERVAL={months}"
    if start.day <= _ALWAYS_THERE:
        return rule
    days = ",".join(map(str, range(_ALWAYS_THERE, start.day + 1)))
    return f"{rule};BYMONTHDAY={days};BYSETPOS=-1"


def _uid(due: Due, owner: str) -> str:
    digest = hashlib.sha256(f"{owner}\n{due.practice.id}".encode()).hexdigest()[:16]
    return f"{due.practice.id}-{digest}@tabletop-trainer"


def _told(due: Due) -> str:
    scenarios = ", ".join(due.practice.scenarios) or "any scenario"
    lines = [
        f"A {due.practice.exercise}, {due.how_often}.",
        f"What counts: {scenarios}.",
        f"Last played: {due.last_words}.",
    ]
    if due.roles:
        lines.append(f"Who takes part: {', '.join(due.roles)}.")
    if due.late_days:
        lines.append(f"Was due on {due.on.isoformat()}: {some(due.late_days, 'day')} ago.")
    return "\n".join(lines)


def _event(due: Due, owner: str, team: str, stamp: date, today: date) -> Iterator[str]:
    # What is overdue is to be done now: an event in the past would be seen by nobody.
    start = max(due.on, today)
    name = f"{due.practice.title} ({team[:_TEAM_CHARS]})" if team else due.practice.title
    yield "BEGIN:VEVENT"
    yield f"UID:{_uid(due, owner)}"
    yield f"DTSTAMP:{stamp:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{start:%Y%m%d}"
    yield f"RRULE:{repeats(start, MONTHS[due.practice.every])}"
    yield f"SUMMARY:{text(name)}"
    yield f"DESCRIPTION:{text(_told(due))}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def render(
    calendar: Sequence[Due], *, policy: str, stamp: date, today: date, team: str = ""
) -> str:
    """The calendar file.

    Args:
        calendar: what is due.
        policy: the policy's name; with `team` it tells this calendar's events from another's.
        stamp: the day of the newest record.
        today: where events begin that are overdue.
        team: whose calendar it is; empty: everybody's.
    """
    owner = f"{policy}\n{team}"
    events: Iterable[str] = (
        line for due in calendar for line in _event(due, owner, team, stamp, today)
    )
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//tabletop trainer//training calendar//EN",
        "CALSCALE:GREGORIAN",
        *events,
        "END:VCALENDAR",
    ]
    return "".join(f"{folded(line)}\r\n" for line in lines)
