"""What the trends say in words: when a change is named, and what it would take where it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reports.training.changes import by_team_and_seed, changes, time_change, value_change
from reports.training.records import records_table

if TYPE_CHECKING:
    from tests.reports.training.conftest import MakeRecord, Row


def _twice(record: MakeRecord, times: dict[str, tuple[float, float]]) -> list[Row]:
    """Each scenario played in January and again in April, with these minutes to recover."""
    return [
        record(day, minutes, scenario=name)
        for name, both in times.items()
        for day, minutes in zip(("2026-01-10", "2026-04-10"), both, strict=True)
    ]


def test_a_clear_change_is_named_with_what_it_rests_on(record: MakeRecord) -> None:
    """Three scenarios, each in half the time: nobody needs the figures to see it."""
    rows = _twice(record, {"fire": (40, 20), "flood": (60, 30), "storm": (30, 15)})
    change = time_change(records_table(rows), "Time to recover", "TTR")
    assert change.direction == "better"
    assert change.told == "50% shorter than at first (3 exercises played twice, in 3 scenarios)."


def test_too_few_exercises_say_how_many_more_would_do(record: MakeRecord) -> None:
    """Uneven times of three scenarios cannot show a third; the sentence names a number."""
    rows = _twice(record, {"fire": (40, 30), "flood": (60, 66), "storm": (30, 24)})
    told = time_change(records_table(rows), "Time to recover", "TTR").told
    assert told.startswith("Not enough exercises to tell: 3 more scenarios played twice would ")
    assert told.endswith("show a change of a third.")


def test_one_exercise_played_twice_asks_for_two_more(record: MakeRecord) -> None:
    """A single pair has no spread: three are the least that can be compared."""
    told = time_change(records_table(_twice(record, {"fire": (40, 20)})), "Recover", "TTR").told
    assert told == (
        "Not enough exercises to tell: a comparison is possible once 2 more exercises have been "
        "played twice."
    )


def test_what_nobody_played_twice_cannot_be_compared(record: MakeRecord) -> None:
    """Two teams that play the same exercise once each are no trend of either."""
    rows = [record("2026-01-10", 40, team="Blue"), record("2026-04-10", 20, team="Red")]
    told = time_change(records_table(rows), "Recover", "TTR").told
    assert told.startswith("Not enough exercises to tell: no team can be compared with itself yet.")
    assert by_team_and_seed(records_table(rows))["seed"].nunique() == 2


@pytest.mark.parametrize(("after", "direction"), [(90, "better"), (40, "worse")])
def test_points_go_up_or_down(record: MakeRecord, after: float, direction: str) -> None:
    """Timeliness of every scenario moves by nearly the same: the direction is named."""
    rows = [
        record(day, 30, scenario=name, timeliness=points)
        for place, name in enumerate(("fire", "flood", "storm"))
        for day, points in (("2026-01-10", 70 + place), ("2026-04-10", after))
    ]
    change = value_change(records_table(rows), "Timeliness", "timeliness", "points")
    assert change.direction == direction
    assert "points" in change.told


def test_what_is_true_of_every_figure_is_said_once(record: MakeRecord) -> None:
    """After a first exercise nobody has to read seven times that it is too early."""
    (only,) = changes(records_table([record("2026-01-10")]))
    assert only.what == "All figures"
