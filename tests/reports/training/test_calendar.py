"""The calendar: when each practice is due, in which order, and the rule by which it comes again."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING

import pytest

from reports.training.calendar import after_months, calendar
from reports.training.ics import folded, render, repeats, text
from sim.scenario.rules.training import Practice

if TYPE_CHECKING:
    from tests.reports.training.conftest import MakeRecord

TODAY = date(2026, 4, 20)
QUARTERLY = Practice(id="drill", title="Drill", every="quarter", scenarios=("outage",))
MONTHLY = Practice(id="any", title="Any drill", every="month")
YEARLY = Practice(id="company", title="Company", every="year", exercise="tabletop")
TOLD = (
    r"DESCRIPTION:A drill\, every quarter.\nWhat counts: outage.\nLast played: 2026-01-10\, "
    r"Outage\, Blue.\nWas due on 2026-04-10: 10 days ago."
)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 15), 1, date(2026, 2, 15)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2025, 12, 1), 12, date(2026, 12, 1)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
    ],
)
def test_months_are_calendar_months(day: date, months: int, expected: date) -> None:
    """The same day of a later month, its last day when it has no such day."""
    assert after_months(day, months) == expected


def test_the_most_urgent_comes_first(record: MakeRecord) -> None:
    """Overdue, then never played, then what comes up; only matching records count.

    The quarterly drill was last on 10 January, so it was due on 10 April, ten days ago; the flood
    of March is a drill, but not one of its scenarios.
    """
    several = [
        record("2026-01-10", name="b"),
        record("2025-06-01", name="a"),
        record("2026-03-25", scenario="flood", name="c"),
        record("2026-04-01", exercise="regression", name="d"),
    ]
    found = calendar([YEARLY, MONTHLY, QUARTERLY], several, TODAY)
    assert [(one.practice.id, one.on.isoformat(), one.standing) for one in found] == [
        ("drill", "2026-04-10", "overdue by 10 days"),
        ("company", "2026-04-20", "never played: due now"),
        ("any", "2026-04-25", "on time"),
    ]
    assert found[0].last_words == "2026-01-10, Outage, Blue"


def test_on_the_day_itself_nothing_is_overdue(record: MakeRecord) -> None:
    """Due today is on time; a day later it is overdue by one."""
    several = [record("2026-01-20")]
    assert calendar([QUARTERLY], several, TODAY)[0].standing == "on time"
    assert calendar([QUARTERLY], several, date(2026, 4, 21))[0].standing == "overdue by 1 day"


@pytest.mark.parametrize(
    ("start", "rule"),
    [
        (date(2026, 4, 28), "FREQ=MONTHLY;INTERVAL=3"),
        (date(2026, 4, 30), "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=28,29,30;BYSETPOS=-1"),
    ],
)
def test_a_day_that_some_months_lack_falls_on_their_last(start: date, rule: str) -> None:
    """RFC 5545 skips days that do not exist; the rule names those that may stand in."""
    assert repeats(start, 3) == rule


def test_text_is_escaped() -> None:
    r"""Backslash, semicolon, comma and line breaks are escaped; control characters are gone."""
    assert text("a;b,c\\d\r\ne\rf\x00\x07") == r"a\;b\,c\\d\ne\nf"


def test_lines_are_folded_between_characters() -> None:
    """No piece is over 75 octets or begins inside a character; together they are the line."""
    line = "SUMMARY:" + "Übung 🚒 " * 40
    pieces = folded(line).split("\r\n")
    assert max(len(piece.encode()) for piece in pieces) == 75
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line
    assert all(piece.startswith(" ") for piece in pieces[1:])


def test_an_overdue_practice_begins_today_and_says_since_when(record: MakeRecord) -> None:
    """The file in full, for one practice: the stamp is the newest record's, the start is today."""
    several = [record("2026-01-10")]
    found = calendar([QUARTERLY], several, TODAY)
    made = render(found, policy="ours", stamp=several[0].day, today=TODAY, team="Blue; red")
    owner = b"ours\nBlue; red\ndrill"  # policy, team, practice: the same tomorrow
    assert made.replace("\r\n ", "").split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//tabletop trainer//training calendar//EN",
        "CALSCALE:GREGORIAN",
        "BEGIN:VEVENT",
        f"UID:drill-{hashlib.sha256(owner).hexdigest()[:16]}@tabletop-trainer",
        "DTSTAMP:20260110T000000Z",
        "DTSTART;VALUE=DATE:20260420",
        "RRULE:FREQ=MONTHLY;INTERVAL=3",
        r"SUMMARY:Drill (Blue\; red)",
        TOLD,
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
