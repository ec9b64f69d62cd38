"""Medians, means and their horizons, against figures worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from scoring.statistics.sentences import sum_up
from scoring.statistics.summary import Estimate, Summary, summarise
from scoring.statistics.survival import medians, restricted_means, waiting, waits
from scoring.statistics.times import Observation

MINUTE = 60_000


def minutes(*times: float, end: float = 240, scenarios: int = 0) -> list[Observation]:
    """One record a time, each of its own scenario, or dealt to so many; censored beyond the end."""
    return [
        Observation(
            f"s{place % (scenarios or len(times))}", place, round(min(one, end) * MINUTE), one > end
        )
        for place, one in enumerate(times)
    ]


@pytest.mark.parametrize(
    ("found", "horizon", "mean", "kept"),
    [
        pytest.param(minutes(10, 20, 60), None, 30, None, id="all-ended"),
        pytest.param(minutes(10, 20, 60), 30, 20, 30, id="capped"),
        pytest.param(minutes(10, 20, 60), 90, 30, 90, id="capped-beyond-the-longest"),
        pytest.param(minutes(10, 20, 300), None, 90, 240, id="one-censored"),
        pytest.param(minutes(10, 20, 300), 300, 90, 240, id="nothing-known-beyond"),
        pytest.param(minutes(10, 20, 300), 60, 30, 60, id="censored-and-capped"),
    ],
)
def test_up_to_where_the_mean_counts(
    found: list[Observation], horizon: int | None, mean: float, kept: int | None
) -> None:
    """The horizon asked for, no further than records reach; plain where every record ended."""
    summary = summarise(found, None if horizon is None else horizon * MINUTE)
    assert summary.mean is not None
    assert summary.mean.ms == pytest.approx(mean * MINUTE)
    assert summary.horizon_ms == (None if kept is None else kept * MINUTE)


def test_a_censored_record_that_is_not_the_longest() -> None:
    """Censored at 30, ended at 20 and 60: the mean counts to 60, or to the horizon asked for."""
    found = [
        Observation("a", 1, 20 * MINUTE),
        Observation("b", 1, 30 * MINUTE, censored=True),
        Observation("c", 1, 60 * MINUTE),
    ]
    # Two thirds wait from 20 to 60.
    assert summarise(found).horizon_ms == 60 * MINUTE
    mean = summarise(found).mean
    assert mean is not None
    assert mean.ms == pytest.approx((20 + 40 * 2 / 3) * MINUTE)
    assert summarise(found, 50 * MINUTE).horizon_ms == 50 * MINUTE
    assert summarise(found, 90 * MINUTE).horizon_ms == 90 * MINUTE


@pytest.mark.parametrize(
    ("many", "scenarios", "known"),
    [(4, 4, False), (5, 5, True), (8, 4, False), (4, 1, False), (5, 1, True)],
)
def test_five_scenarios_or_five_records_of_one_have_an_interval(
    many: int, scenarios: int, *, known: bool
) -> None:
    """Fewer have an estimate and no more."""
    summary = summarise(minutes(*range(10, 10 + many), scenarios=scenarios))
    assert (summary.records, summary.scenarios, summary.ended) == (many, scenarios, many)
    for estimate in (summary.median, summary.mean):
        assert estimate is not None
        assert (estimate.low is not None, estimate.high is not None) == (known, known)


def test_a_mean_up_to_a_horizon_never_lies_beyond_it() -> None:
    """Times near the horizon: the interval's upper end is cut there."""
    summary = summarise(minutes(1, 50, 58, 59, 60), 60 * MINUTE)
    assert summary.mean is not None
    assert summary.mean.high == 60 * MINUTE


def test_nothing_in_a_summary_of_nothing() -> None:
    """Zeros, the horizon asked for, and no estimate."""
    assert summarise([], 5) == Summary(0, 0, 0, 0, 5, None, None)


def test_medians_and_means_of_several_weightings() -> None:
    """10, 20 and an unseen end at 30: by hand; never half is an infinite median."""
    times = waits(
        [Observation("s", 1, 10), Observation("s", 2, 30, censored=True), Observation("s", 3, 20)]
    )
    assert times.ms.tolist() == [10, 20, 30]
    assert times.ended.tolist() == [True, True, False]
    shares = waiting(times, np.array([[1.0, 1, 1], [2, 1, 0], [0, 0, 3], [2, 0, 2]]))
    third = 1 / 3
    assert shares.ravel() == pytest.approx(
        [2 * third, third, third, third, 0, 0, 1, 1, 1, 0.5, 0.5, 0.5]
    )
    assert medians(times, shares).tolist() == [20, 10, math.inf, 10]
    assert restricted_means(times, shares, 30).tolist() == pytest.approx([20, 40 * third, 30, 20])
    assert restricted_means(times, shares, 15).tolist() == pytest.approx(
        [10 + 10 * third, 10 + 5 * third, 15, 12.5]
    )
    assert restricted_means(times, shares, 40).tolist() == pytest.approx(
        [20 + 10 * third, 40 * third, 40, 25]
    )
    assert restricted_means(times, shares, math.inf).tolist() == pytest.approx(
        [20, 40 * third, 30, 20]
    )


def test_a_summary_names_its_units_and_its_horizon() -> None:
    """Without a horizon nothing is capped; one record is one; an endless one lies beyond."""
    endless = Estimate(math.inf)
    one = Summary(1, 0, 1, 30 * MINUTE, 30 * MINUTE, endless, Estimate(30 * MINUTE))
    assert sum_up(one, "TTA") == (
        "0 of 1 acknowledged; median > 30.0 min, mean 30.0 min, with times capped at 30.0 min; "
        "1 record of one scenario, valid for it only; too few for an interval (5 records needed)"
    )
    half_known = Summary(
        5, 5, 5, MINUTE, None, Estimate(MINUTE, 1.0, None), Estimate(MINUTE, 1.0, 2.0)
    )
    assert sum_up(half_known, "TTD") == (
        "5 of 5 detected; median 1.0 min, mean 1.0 min (95% interval 0.0 to 0.0 min); "
        "5 records in 5 scenarios"
    )
    assert sum_up(Summary(1, 1, 1, 1, None, endless, None), "TTD") == sum_up(summarise([]), "TTD")
    assert sum_up(Summary(1, 1, 1, 1, None, None, endless), "TTD") == sum_up(summarise([]), "TTD")
