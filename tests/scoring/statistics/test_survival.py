"""Kaplan-Meier against lifelines, and the cases one can work out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from scoring.statistics.summary import summarise
from scoring.statistics.survival import waiting, waits
from scoring.statistics.times import Observation

MINUTE = 60_000


def _random_set(number: int) -> list[Observation]:
    """Between 2 and 60 times, rounded so that ties are common, about a third of them censored."""
    rng = np.random.default_rng(number)
    times = np.ceil(rng.lognormal(3.5, 1, int(rng.integers(2, 61))) / 5) * 5 * MINUTE
    return [
        Observation(f"s{place}", number, int(ms), bool(rng.random() < 1 / 3))
        for place, ms in enumerate(times)
    ]


def _curve(records: list[Observation]) -> dict[float, float]:
    """The share still waiting after each time at which one or more of them ended."""
    times = waits(records)
    shares = waiting(times, np.ones((1, len(times.ms))))[0]
    # Among equal times the last share is right for all, and the later key wins.
    curve = dict(zip(times.ms, shares, strict=True))
    return {float(ms): float(curve[ms]) for ms in sorted(set(times.ms[times.ended]))}


@pytest.mark.slow
@pytest.mark.parametrize("number", range(50))
def test_as_lifelines_has_it(number: int) -> None:
    """Curve, median and restricted mean are those of lifelines on random censored sets."""
    from lifelines import KaplanMeierFitter
    from lifelines.utils import restricted_mean_survival_time

    records = _random_set(number)
    theirs = KaplanMeierFitter().fit(
        [one.ms for one in records], [not one.censored for one in records]
    )
    curve = _curve(records)
    shares = theirs.survival_function_at_times(list(curve))
    assert list(curve.values()) == pytest.approx(list(shares))

    longest = max(one.ms for one in records)
    for horizon in (longest, 40 * MINUTE):
        summary = summarise(records, horizon)
        assert summary.median is not None
        assert summary.mean is not None
        assert summary.median.ms == theirs.median_survival_time_
        up_to = min(longest, horizon) if summary.ended < summary.records else horizon
        mean = restricted_mean_survival_time(theirs, t=up_to)
        assert summary.mean.ms == pytest.approx(mean, rel=1e-9)


def test_a_curve_by_hand() -> None:
    """Of five, one ends at 10, one leaves unseen at 10, two end at 20, one is never seen to."""
    times = [(10, False), (10, True), (20, False), (20, False), (30, True)]
    curve = _curve(
        [Observation("s", seed, ms, censored) for seed, (ms, censored) in enumerate(times)]
    )
    assert curve == {10: pytest.approx(0.8), 20: pytest.approx(0.8 / 3)}
