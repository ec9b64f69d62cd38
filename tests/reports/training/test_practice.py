"""Advice: the weakest spot of the newest quarter, with scenarios that train it, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.training.practice import Playable, TeamAdvice, advise
from reports.training.records import records_table

if TYPE_CHECKING:
    from tests.reports.training.conftest import MakeRecord

PLAYABLE = (
    Playable("flood", "Flood", ("communication",)),
    Playable("outage", "Outage", ("recovery",)),
    Playable("slow", "Slow", ("communication", "recovery")),
)
SHOWS = {"technical": ("recovery",), "communication": ("communication",)}


def test_the_weakest_spot_of_the_newest_quarter(record: MakeRecord) -> None:
    """Last year's weakness is over; this quarter communication is lowest, at (60 + 50) / 2.

    First the scenario in which it was weakest, then those that train it: the one never played.
    """
    several = [
        record("2025-04-01", skills=(("technical", 10.0), ("communication", 90.0))),
        record("2026-01-05"),
        record("2026-01-06", scenario="slow", skills=(("technical", 90), ("communication", 50))),
    ]
    assert advise(records_table(several), PLAYABLE, SHOWS) == (
        TeamAdvice(
            "Communication (skill area)",
            ("Slow", "Flood"),
            "Communication was the lowest in 2026 Q1: 55 of 100 in 2 records; the next lowest is "
            "technical with 90.",
        ),
        TeamAdvice(
            "Communication (criterion)",
            ("Outage", "Flood", "Slow"),
            "Communication was the lowest in 2026 Q1: 70 of 100 in 2 records; the next lowest is "
            "recovery with 90.",
        ),
        TeamAdvice(
            "Not played recently",
            ("Flood", "Outage", "Slow"),
            "1 scenario of 3 never played.",
        ),
    )


def test_two_that_are_as_low_are_both_named(record: MakeRecord) -> None:
    """The same figure once as the lowest and once as the next lowest would say nothing."""
    low = (("technical", 40.0), ("communication", 40.0))
    (first, *_) = advise(records_table([record("2026-01-05", skills=low)]), PLAYABLE, SHOWS)
    assert first.why == (
        "Communication was the lowest in 2026 Q1: 40 of 100 in 1 record, as low as technical."
    )


def test_when_everything_was_played_the_oldest_comes_first(record: MakeRecord) -> None:
    """Nothing is weak, so only the scenario played longest ago is left to advise."""
    perfect: tuple[tuple[str, float | None], ...] = (("technical", 100.0),)
    several = [
        record("2026-02-01", scenario="outage", skills=perfect, criteria=perfect),
        record("2025-03-01", scenario="slow", skills=perfect, criteria=perfect),
        record("2025-09-01", scenario="flood", skills=perfect, criteria=perfect),
    ]
    assert advise(records_table(several), PLAYABLE, SHOWS) == (
        TeamAdvice(
            "Not played recently",
            ("Slow", "Flood", "Outage"),
            "Last played on 2025-03-01, longer ago than any other.",
        ),
    )


def test_what_was_played_again_is_not_long_ago(record: MakeRecord) -> None:
    """Slow was the first ever played and is the newest as well: outage is longest ago."""
    perfect: tuple[tuple[str, float | None], ...] = (("technical", 100.0),)
    days = (
        ("2024-03-01", "slow"),
        ("2025-03-01", "outage"),
        ("2025-09-01", "flood"),
        ("2026-02-01", "slow"),
    )
    several = [record(day, scenario=name, skills=perfect, criteria=perfect) for day, name in days]
    assert advise(records_table(several), PLAYABLE, SHOWS) == (
        TeamAdvice(
            "Not played recently",
            ("Outage", "Flood", "Slow"),
            "Last played on 2025-03-01, longer ago than any other.",
        ),
    )
