"""The training calendar as an iCalendar file (RFC 5545): an all-day event for each practice.

The same records and the same day give the same bytes: identifiers come from names, and the stamp
is the newest record's day.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from icalendar import Calendar, Event

from reports.training.calendar import MONTHS, counted_words
from scoring.verdict import some

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from reports.training.calendar import DuePractice

_ALWAYS_THERE = 28
"""Every month has this day."""
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TEAM_CHARS = 200


def text(value: str) -> str:
    """The text without control characters, which RFC 5545 forbids and icalendar lets through."""
    return _CONTROL.sub("", value)


def repeats(start: date, months: int) -> dict[str, object]:
    """The rule of recurrence; a day that not every month has falls on that month's last."""
    rule: dict[str, object] = {"freq": "monthly", "interval": months}
    if start.day > _ALWAYS_THERE:
        rule |= {"bymonthday": list(range(_ALWAYS_THERE, start.day + 1)), "bysetpos": -1}
    return rule


def _uid(due: DuePractice, owner: str) -> str:
    digest = hashlib.sha256(f"{owner}\n{due.practice.id}".encode()).hexdigest()[:16]
    return f"{due.practice.id}-{digest}@tabletop-trainer"


def _told(due: DuePractice) -> str:
    lines = [
        f"Due {due.how_often}.",
        f"What counts: {counted_words(due.practice)}.",
        f"Last played: {due.last_words}.",
    ]
    if due.roles:
        lines.append(f"Participants: {', '.join(due.roles)}.")
    if due.late_days:
        lines.append(f"Was due on {due.on.isoformat()}: {some(due.late_days, 'day')} ago.")
    return "\n".join(lines)


def _event(due: DuePractice, owner: str, team: str, stamp: date, today: date) -> Event:
    # What is overdue is to be done now: an event in the past would be seen by nobody.
    start = max(due.on, today)
    name = f"{due.practice.title} ({team[:_TEAM_CHARS]})" if team else due.practice.title
    event = Event()
    event.add("uid", _uid(due, owner))
    event.add("dtstamp", datetime.combine(stamp, time(), UTC))
    event.add("dtstart", start)
    event.add("rrule", repeats(start, MONTHS[due.practice.every]))
    event.add("summary", text(name))
    event.add("description", text(_told(due)))
    # It is due on that day: nobody is to be shown as busy for all of it.
    event.add("transp", "TRANSPARENT")
    return event


def render(
    calendar: Sequence[DuePractice], *, policy: str, stamp: date, today: date, team: str = ""
) -> bytes:
    """The calendar file.

    Args:
        calendar: what is due.
        policy: the policy's name; with `team` it tells this calendar's events from another's.
        stamp: the day of the newest record.
        today: where events begin that are overdue.
        team: whose calendar it is; empty: everybody's.
    """
    made = Calendar()
    made.add("version", "2.0")
    made.add("prodid", "-//tabletop trainer//training calendar//EN")
    made.add("calscale", "GREGORIAN")
    for due in calendar:
        made.add_component(_event(due, f"{policy}\n{team}", team, stamp, today))
    return bytes(made.to_ical(sorted=False))
