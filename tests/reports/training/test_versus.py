"""Comparisons: equal scenario, edition and seed only, and which record stands for a side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reports.training.lines import recoveries
from reports.training.records import by_edition, records_table
from reports.training.versus import between, first_and_latest, gained, in_quarter, over_time

if TYPE_CHECKING:
    from tests.reports.training.conftest import MakeRecord


def test_the_first_time_is_held_against_the_latest(record: MakeRecord) -> None:
    """40, 30 and 20 minutes: the latest takes half as long as the first; the middle one is passed.

    What was played once says nothing about a change.
    """
    several = [
        record("2025-04-01", 40),
        record("2025-07-01", 30),
        record("2025-10-01", 20),
        record("2025-10-02", 5, scenario="once"),
    ]
    found = over_time(records_table(several), "TTR")
    assert (found.pairs, found.alone) == (1, 0)
    assert found.ratio == pytest.approx(0.5)
    assert found.called == "no verdict"


def test_editions_are_never_compared(record: MakeRecord) -> None:
    """After an edit the old times stand for nothing: the comparison says so and has no pair."""
    several = [record("2025-04-01", 40, digest="old"), record("2025-07-01", 20, digest="new")]
    found = over_time(records_table(several), "TTR")
    assert (found.pairs, found.edited) == (0, 1)
    assert in_quarter(records_table(several), "2025 Q3", "TTR").pairs == 0
    mine, theirs = [several[1]], [record("2025-07-02", 10, team="Red", digest="old")]
    assert between(records_table(mine), records_table(theirs), "TTR").pairs == 0
    assert [panel.title for panel in recoveries(records_table(several))] == [
        "Outage (edition new)",
        "Outage (edition old)",
    ]
    assert all(len(records) == 1 for _, records in by_edition(records_table(several)))


def test_after_an_edit_the_new_edition_compares_with_itself(record: MakeRecord) -> None:
    """The first record of the newest edition is the one before."""
    several = [
        record("2025-04-01", 90, digest="old"),
        record("2025-07-01", 40, digest="new"),
        record("2025-10-01", 20, digest="new"),
    ]
    first, latest = first_and_latest(records_table(several))
    assert [day.isoformat() for day in first["day"]] == ["2025-07-01"]
    assert [day.isoformat() for day in latest["day"]] == ["2025-10-01"]


def test_seeds_are_different_exercises(record: MakeRecord) -> None:
    """Other weather is another exercise: nothing pairs."""
    several = [record("2025-04-01", 40, seed=1), record("2025-07-01", 20, seed=2)]
    assert over_time(records_table(several), "TTR").pairs == 0


def test_points_compare_under_the_same_policy_only(record: MakeRecord) -> None:
    """A total judged by other rules is no gain."""
    before, after = record("2025-04-01", total=60), record("2025-07-01", total=75)
    other = record("2025-07-01", total=75, policy="p2")
    assert gained(records_table([before, after]), "total").value == 15
    assert gained(records_table([before, other]), "total").value is None


def test_teams_compare_in_the_latest_quarter_both_played(record: MakeRecord) -> None:
    """Blue's newest is from a quarter Red did not play in; the quarter before counts for both."""
    blue = [record("2025-04-01", 40), record("2025-07-01", 10)]
    red = [record("2025-05-01", 20, team="Red")]
    assert between(records_table(blue), records_table(red), "TTR").ratio == pytest.approx(0.5)


def test_a_side_that_never_ended_is_counted(record: MakeRecord) -> None:
    """First never over in 60 minutes, then over in 30: known to be half at most, and told."""
    found = over_time(records_table([record("2025-04-01", -60), record("2025-07-01", 30)]), "TTR")
    assert (found.pairs, found.only_after) == (1, 1)
    assert found.ratio == pytest.approx(0.5)


def test_of_several_in_a_quarter_the_latest_counts(record: MakeRecord) -> None:
    """Blue played the exercise twice in a quarter: its second, 20 minutes, meets Red's 10."""
    blue = [record("2025-04-01", 40), record("2025-05-01", 20)]
    red = [record("2025-04-10", 30, team="Red"), record("2025-06-01", 10, team="Red")]
    found = between(records_table(blue), records_table(red), "TTR")
    assert found.ratio == pytest.approx(0.5)


def test_the_newest_quarters_are_drawn(record: MakeRecord) -> None:
    """Of fourteen quarters the last twelve have a place: the first two are left out."""
    years = [f"{2022 + place // 4}-{1 + place % 4 * 3:02}-05" for place in range(14)]
    (panel,) = recoveries(records_table(record(day) for day in years))
    assert (panel.quarters[0], panel.quarters[-1]) == ("2022 Q3", "2025 Q2")
    assert len(panel.lines[0].points) == len(panel.quarters) == 12
