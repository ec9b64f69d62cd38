"""How figures look: times, shares, counts, and what did not happen."""

from __future__ import annotations

import pytest

from reports.format import (
    clock,
    count,
    decimal,
    measured,
    percent,
    points,
    spoken,
    start_time,
    wall_clock,
)
from scoring.model import Measure
from scoring.verdict import some


@pytest.mark.parametrize(
    ("ms", "shown"),
    [
        pytest.param(0, "0:00", id="StartEx"),
        pytest.param(935_400, "15:35", id="milliseconds are cut"),
        pytest.param(59_999, "0:59", id="never rounded up to what was not reached"),
        pytest.param(14_400_000, "240:00", id="hours stay minutes"),
    ],
)
def test_an_instant_is_minutes_and_seconds(ms: int, shown: str) -> None:
    """Instants count in minutes since StartEx, however long the exercise is."""
    assert clock(ms) == shown


@pytest.mark.parametrize(
    ("ms", "shown"),
    [
        pytest.param(0, "0 s", id="nothing"),
        pytest.param(45_000, "45 s", id="seconds"),
        pytest.param(120_000, "2 min", id="whole minutes"),
        pytest.param(145_000, "2.4 min", id="a decimal"),
        pytest.param(683_464, "11.4 min", id="long ones as well"),
        pytest.param(14_400_000, "4 h", id="whole hours"),
        pytest.param(59_600, "59 s", id="not rounded up to a minute"),
    ],
)
def test_a_duration_in_a_sentence_has_one_notation(ms: int, shown: str) -> None:
    """Seconds below a minute, then minutes with a decimal where there is one."""
    assert spoken(ms) == shown


@pytest.mark.parametrize(
    ("ms", "censored", "shown"),
    [
        pytest.param(2_143_000, False, "35.7 min", id="happened"),
        pytest.param(14_400_000, True, "> 240 min", id="censored"),
        pytest.param(13_559_999, True, "> 225 min", id="a lower bound is never rounded up"),
        pytest.param(None, False, "does not apply", id="no impact"),
    ],
)
def test_a_measure_says_whether_it_happened(ms: int | None, censored: bool, shown: str) -> None:  # noqa: FBT001 - a table's column
    """A censored time is marked as a lower bound, and a missing one is no number."""
    assert measured(Measure(name="TTR", title="", ms=ms, censored=censored)) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        pytest.param(90, "90%", id="whole"),
        pytest.param(97.34, "97.3%", id="one decimal"),
        pytest.param(100, "100%", id="all"),
        pytest.param(99.99, "> 99.9%", id="nearly all is not all"),
        pytest.param(0, "0%", id="none"),
        pytest.param(0.01, "< 0.1%", id="hardly any is not none"),
    ],
)
def test_a_share_is_never_rounded_to_all_or_nothing(value: float, shown: str) -> None:
    """99.99% available is not 100%."""
    assert percent(value) == shown


def test_counts_nouns_and_scores_are_spelt_one_way() -> None:
    """Thousands are separated, nouns agree, an unjudged score is no number."""
    assert [count(16432), decimal(35.55), decimal(36.0)] == ["16,432", "35.5", "36"]
    assert [some(1, "operation"), some(2, "operation")] == ["1 operation", "2 operations"]
    assert [points(82.4), points(None)] == ["82", "not scored"]


def test_wall_clock_follows_the_scenario() -> None:
    """Wall times come from the scenario's start, past midnight too."""
    assert wall_clock("2026-03-03T14:00:00Z", 935_400) == "14:15:35"
    assert wall_clock("2026-03-03T23:50:00Z", 900_000) == "00:05:00"
    assert start_time("2026-03-03T14:00:00Z") == "3 March 2026, 14:00 UTC"
