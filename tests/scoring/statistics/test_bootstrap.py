"""Resamples and the intervals from them, against figures worked out by hand.

Student's t of 0.95 is 12.706, 4.303, 2.776 and 2.093 for 1, 2, 4 and 19 degrees of freedom.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from scoring.statistics.bootstrap import _AT_ONCE, generator, interval, log_interval, resample


@pytest.mark.parametrize(
    ("records", "resamples"),
    [(1, 5_000), (200, 5_000), (250, 4_000), (1_000, 1_000), (3_000, 1_000)],
)
def test_how_many_resamples(records: int, resamples: int) -> None:
    """5,000, or a million draws in all, but 1,000 at least; in blocks of bounded size."""
    blocks = list(resample(np.arange(records), "count"))
    assert sum(len(block) for block in blocks) == resamples
    assert all(block.size <= _AT_ONCE for block in blocks)
    assert len(blocks) == math.ceil(resamples / max(1, _AT_ONCE // records))
    assert {int(total) for block in blocks for total in block.sum(axis=1)} == {records}


def test_records_of_one_scenario_are_drawn_together() -> None:
    """Three scenarios are drawn three times in all, each as often as any other in the long run."""
    units = np.array([0, 0, 1, 2])
    drawn = np.concatenate(list(resample(units, "together")))
    assert (drawn[:, 0] == drawn[:, 1]).all()
    assert set(drawn[:, 1:].sum(axis=1)) == {3.0}
    assert drawn.mean(axis=0) == pytest.approx([1, 1, 1, 1], abs=0.05)


def test_draws_belong_to_their_label() -> None:
    """The same label, the same draws, today and tomorrow; another label, others."""
    assert generator("a").integers(10**9) == generator("a").integers(10**9)
    assert generator("a").integers(10**9) != generator("b").integers(10**9)
    assert generator("summary").integers(1_000, size=5).tolist() == KEPT_DRAWS


KEPT_DRAWS = [906, 77, 652, 208, 851]
"""Of NumPy's PCG64, seeded with the label's BLAKE2b hash."""


@pytest.mark.parametrize(
    ("values", "units", "ends"),
    [
        # 2.093 * sqrt(20 / 19) = 2.1474 deviations leave 1.588 % outside: 15.9 of 1,001 places.
        pytest.param(1_000, 20, (14, 985), id="twenty-units"),
        # 2.776 * sqrt(5 / 4) = 3.104 deviations leave 0.0955 % outside: 0.96 places.
        pytest.param(1_000, 5, (0, 999), id="five-units"),
        # The same 0.0955 % of 5,001 places are 4.8.
        pytest.param(5_000, 5, (3, 4_996), id="five-units-finer"),
        # 12.706 * sqrt(2): beyond all resamples.
        pytest.param(5_000, 2, (0, 4_999), id="two-units"),
    ],
)
def test_expanded_percentiles(values: int, units: int, ends: tuple[int, int]) -> None:
    """The interval runs between the two resamples at the expanded percentiles, in any order."""
    shuffled = np.random.default_rng(1).permutation(np.arange(values, dtype=np.float64))
    assert interval(shuffled, units) == ends


def test_an_interval_on_logarithms() -> None:
    """Logarithms of ±1 spread by 1, times sqrt(20 / 19): the t interval reaches 2.1474 of them."""
    values = np.exp(np.array([1.0, -1.0] * 50))
    low, high = log_interval(10.0, values, 20)
    assert low == pytest.approx(10 * math.exp(-2.1474), rel=1e-3)
    assert high == pytest.approx(10 * math.exp(2.1474), rel=1e-3)


def test_no_logarithm_of_nothing() -> None:
    """With a resample of 0 the percentiles stand in; with small ones they do not."""
    values = np.arange(1_000, dtype=np.float64)
    assert log_interval(500.0, values, 20) == (14, 985)
    assert log_interval(500.0, values + 0.5, 20) != (14.5, 985.5)
