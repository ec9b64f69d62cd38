"""Many records of one measure in a few figures: how many ended, median, mean, and how sure.

Counts what did not end and never drops it: the median is Kaplan and Meier's, the mean is taken up
to a horizon. Intervals come from the bootstrap over scenarios; with a single scenario records are
drawn, and the interval is about that scenario.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scoring.statistics.bootstrap import interval, log_interval, resample
from scoring.statistics.survival import medians, restricted_means, waiting, waits

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from scoring.statistics.survival import Waits
    from scoring.statistics.times import Observation

FEWEST = 5
"""Scenarios, or records of one scenario, below which there is no interval: a median of four
cannot lie between the extremes of their resamples in more than 87.5% of cases."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A time in ms with its 95% interval.

    Attributes:
        ms: the estimate; infinite when it lies beyond the longest time known.
        low, high: the interval, of which the upper end may be infinite; None when there are too
            few records to say.
    """

    ms: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """What many records say about one measure.

    Attributes:
        records: how many the measure applied to; `ended` of them saw the end.
        scenarios: how many different ones there are among them.
        longest_ms: the longest time known, ended or not; 0 without records.
        horizon_ms: the mean is that of min(time, horizon); None when every record ended and no
            horizon was asked for: then it is the plain mean.
        median, mean: None without records.
    """

    records: int
    ended: int
    scenarios: int
    longest_ms: int
    horizon_ms: int | None
    median: Estimate | None
    mean: Estimate | None


def _units(records: list[Observation]) -> NDArray[np.intp]:
    """For each record the number of its scenario; its own number when there is one scenario."""
    names = sorted({one.scenario for one in records})
    if len(names) == 1:
        return np.arange(len(records), dtype=np.intp)
    number = {name: place for place, name in enumerate(names)}
    return np.array([number[one.scenario] for one in records], dtype=np.intp)


def _estimates(
    times: Waits, units: NDArray[np.intp], horizon_ms: float
) -> tuple[Estimate, Estimate]:
    plain = waiting(times, np.ones((1, len(times.ms))))
    median = float(medians(times, plain)[0])
    mean = float(restricted_means(times, plain, horizon_ms)[0])
    many = int(units.max()) + 1
    if many < FEWEST:
        return Estimate(median), Estimate(mean)
    halves, means = [], []
    for weights in resample(units, "summary"):
        shares = waiting(times, weights)
        halves.append(medians(times, shares))
        means.append(restricted_means(times, shares, horizon_ms))
    low, high = interval(np.concatenate(halves), many)
    least, most = log_interval(mean, np.concatenate(means), many)
    # A mean of times up to the horizon cannot lie beyond it, whatever the t interval says.
    return Estimate(median, low, high), Estimate(mean, least, min(most, horizon_ms))


def summarise(observations: Iterable[Observation], horizon_ms: int | None = None) -> Summary:
    """Sum up one measure over many records, in whatever order they come.

    Args:
        observations: one per record that the measure applies to.
        horizon_ms: up to where times count in the mean. Without one it is the longest time known,
            and plain when every record ended. No further than records reach: where the longest
            is censored, nothing is known beyond it.
    """
    # Resamples are drawn by place, so the same records must always come in the same order.
    records = sorted(observations, key=lambda one: (one.ms, one.censored, one))
    if not records:
        return Summary(0, 0, 0, 0, horizon_ms, None, None)
    longest = records[-1]
    ended = sum(not one.censored for one in records)
    if ended < len(records):
        known = longest.ms if longest.censored or horizon_ms is None else horizon_ms
        horizon_ms = known if horizon_ms is None else min(horizon_ms, known)
    median, mean = _estimates(
        waits(records), _units(records), math.inf if horizon_ms is None else horizon_ms
    )
    return Summary(
        records=len(records),
        ended=ended,
        scenarios=len({one.scenario for one in records}),
        longest_ms=longest.ms,
        horizon_ms=horizon_ms,
        median=median,
        mean=mean,
    )
