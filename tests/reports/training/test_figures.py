"""Figures of a group, worked out by hand: what never ended is counted, scenarios weigh the same."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from reports.training.figures import (
    calls_words,
    mean_in,
    mean_of,
    mean_words,
    median_words,
    resolved_words,
    summary_of,
    summary_words,
    time_of,
)
from reports.training.records import records_table

if TYPE_CHECKING:
    from tests.reports.training.conftest import MakeRecord


def test_what_never_ended_counts_as_longer_than_known(record: MakeRecord) -> None:
    """Of 10, 20 and two that never ended in 90 minutes, two ended; dropping them would say 15."""
    several = [record("2026-01-05", minutes) for minutes in (10, 20, -90, -90)]
    time = time_of(records_table(several), "TTR")
    assert (time.records, time.ended, time.median_ms) == (4, 2, 20 * 60_000)
    assert median_words(time) == "20.0 min"
    most = time_of(records_table([*several, record("2026-01-05", -90)]), "TTR")
    assert most.median_ms == math.inf
    assert median_words(most) == "> 90.0 min"


def test_the_quick_median_is_that_of_the_summary(record: MakeRecord) -> None:
    """The median without an interval is the same figure as the one with it."""
    several = records_table(
        record("2026-01-05", minutes) for minutes in (12, -70, 31, 25, 44, -50, 18)
    )
    found = summary_of(several, "TTR").median
    assert found is not None
    assert found.ms == time_of(several, "TTR").median_ms
    assert summary_words(summary_of(several, "TTR")).startswith("31.0 min (")


def test_a_group_to_which_a_measure_does_not_apply_has_no_time(record: MakeRecord) -> None:
    """Without an impact there is nothing to recover from, and nothing to resolve."""
    quiet = records_table([record("2026-01-05", None)])
    assert median_words(time_of(quiet, "TTR")) == "—"
    assert summary_words(summary_of(quiet, "TTR")) == "—"
    assert resolved_words(quiet) == "—"


def test_resolved_is_of_those_in_which_there_was_something_to_end(record: MakeRecord) -> None:
    """Two of three resolved; the record without an impact is not among them."""
    several = [record("2026-01-05", minutes) for minutes in (10, 20, -90, None)]
    assert resolved_words(records_table(several)) == "2 of 3"


def test_points_weigh_every_scenario_the_same(record: MakeRecord) -> None:
    """Three records of one scenario at 90 and one of another at 50 have the mean 70, not 80."""
    several = [record("2026-01-05", total=90, seed=seed) for seed in (1, 2, 3)]
    several.append(record("2026-01-05", total=50, scenario="slow"))
    several.append(record("2026-01-05", total=None, scenario="unjudged"))
    found = mean_in(records_table(several), "total")
    assert (found.records, found.value, found.low, found.high) == (4, 70, None, None)


def test_the_interval_of_points_is_students() -> None:
    """70, 80, 90 have mean 80, standard error 5.774 and t(2) = 4.303: 55.2 to 100, as 104.8."""
    found = mean_of(pd.Series([70.0, 80.0, 90.0]), pd.Series(["a", "b", "c"]))
    assert found.value == 80
    assert found.low == pytest.approx(80 - 4.3027 * 10 / math.sqrt(3), abs=1e-3)
    assert found.high == 100
    assert mean_words(found) == "80 (55 to 100)"


def test_adherence_and_calls(record: MakeRecord) -> None:
    """3 of 4 and 2 of 2 are 5 of 6 calls; the mean of records is 87.5%; none owed counts not."""
    several = [
        record("2026-01-05", calls=(3, 4)),
        record("2026-01-06", calls=(2, 2), scenario="slow"),
        record("2026-01-07", calls=(0, 0), scenario="quiet"),
    ]
    assert calls_words(records_table(several)) == "5 of 6"
    assert mean_in(records_table(several), "adherence").value == 87.5


def test_a_skill_area_without_a_score_is_not_zero(record: MakeRecord) -> None:
    """What could not be judged is left out of the mean."""
    several = [
        record("2026-01-05", skills=(("technical", 40.0),)),
        record("2026-01-05", skills=(("technical", None),), scenario="slow"),
    ]
    assert mean_in(records_table(several), "skill_technical").value == 40
    assert mean_in(records_table(several), "skill_documentation").value is None
