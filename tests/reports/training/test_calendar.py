"""The calendar: when each practice is due, in which order, and the rule by which it comes again."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from reports.training.calendar import after_months, calendar
from reports.training.ics import render
from reports.training.records import records_table
from sim.scenario.rules.training import Practice

if TYPE_CHECKING:
    from tests.reports.training.conftest import MakeRecord

TODAY = date(2026, 4, 20)
QUARTERLY = Practice(id="drill", title="Drill", every="quarter", scenarios=("outage",))
MONTHLY = Practice(id="any", title="Any drill", every="month")
YEARLY = Practice(id="company", title="Company", every="year", exercise="tabletop")
NOBODY = pd.DataFrame({"exercise_type": [], "scenario": [], "people": [], "automated": []}).astype(
    {"automated": "bool"}
)
TOLD = (
    r"DESCRIPTION:Due every quarter.\nWhat counts: drill: outage.\nLast played: 2026-01-10\, "
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
    found = calendar([YEARLY, MONTHLY, QUARTERLY], records_table(several), TODAY)
    assert [(one.practice.id, one.on.isoformat(), one.standing) for one in found] == [
        ("drill", "2026-04-10", "overdue by 10 days"),
        ("company", "2026-04-20", "not done yet: due now"),
        ("any", "2026-04-25", "on time"),
    ]
    assert found[0].last_words == "2026-01-10, Outage, Blue"


def test_on_the_day_itself_nothing_is_overdue(record: MakeRecord) -> None:
    """Due today is on time; a day later it is overdue by one."""
    several = [record("2026-01-20")]
    assert calendar([QUARTERLY], records_table(several), TODAY)[0].standing == "on time"
    assert (
        calendar([QUARTERLY], records_table(several), date(2026, 4, 21))[0].standing
        == "overdue by 1 day"
    )


@pytest.mark.parametrize(
    ("start", "rule"),
    [
        (date(2026, 4, 28), b"RRULE:FREQ=MONTHLY;INTERVAL=3"),
        (date(2026, 4, 30), b"RRULE:FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=28,29,30;BYSETPOS=-1"),
    ],
)
def test_a_day_that_some_months_lack_falls_on_their_last(start: date, rule: bytes) -> None:
    """RFC 5545 skips days that do not exist; the rule names those that may stand in."""
    due = calendar([QUARTERLY], NOBODY, start)
    assert rule in render(due, policy="ours", stamp=start, today=start).split(b"\r\n")


@pytest.mark.parametrize(
    ("team", "summary"),
    [
        ("a;b,c\\d\r\ne\rf\x00\x07", r"Drill (a\;b\,c\\d\ne\nf)"),
        ("Übung 🚒 " * 20, f"Drill ({'Übung 🚒 ' * 20})"),
    ],
    ids=["signs", "long"],
)
def test_a_name_changes_no_files_shape(team: str, summary: str) -> None:
    """Separators are escaped, control characters gone, and lines end between characters."""
    due = calendar([QUARTERLY], NOBODY, TODAY)
    made = render(due, policy="ours", stamp=TODAY, today=TODAY, team=team)
    lines = made.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode() for line in lines[:-1])
    assert f"SUMMARY:{summary}" in made.decode().replace("\r\n ", "").split("\r\n")


def test_an_overdue_practice_begins_today_and_says_since_when(record: MakeRecord) -> None:
    """The file in full, for one practice: the stamp is the newest record's, the start is today."""
    several = [record("2026-01-10")]
    found = calendar([QUARTERLY], records_table(several), TODAY)
    made = render(found, policy="ours", stamp=date(2026, 1, 10), today=TODAY, team="Blue; red")
    owner = b"ours\nBlue; red\ndrill"  # policy, team, practice: the same tomorrow
    assert made.decode().replace("\r\n ", "").split("\r\n") == [
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
