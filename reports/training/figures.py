"""The figures of a group of records: medians of times, means of points, how many of how many.

A time that did not come to its end before EndEx is counted as longer than known, never dropped.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from statistics import fmean
from typing import TYPE_CHECKING

import numpy as np

from reports.training.records import observed
from scoring.statistics.bootstrap import CONFIDENCE
from scoring.statistics.compare import FEWEST
from scoring.statistics.sentences import in_minutes
from scoring.statistics.student import quantile
from scoring.statistics.summary import summarise
from scoring.statistics.survival import Waits, medians, restricted_means, waiting

if TYPE_CHECKING:
    import pandas as pd

    from scoring.statistics.summary import Summary
    from scoring.statistics.times import Observation

NONE = "—"
"""Where there is nothing to take a figure from."""
HIGHEST = 100.0


@dataclass(frozen=True, slots=True)
class Time:
    """A measure over a group.

    Attributes:
        records: how many it applied to; `ended` of them came to the end.
        median_ms: Kaplan and Meier's median; infinite when half or more did not end, None without
            records.
        longest_ms: the longest time known.
    """

    records: int
    ended: int
    median_ms: float | None
    longest_ms: int


@dataclass(frozen=True, slots=True)
class Mean:
    """Points or percent over a group, every scenario for one.

    Attributes:
        records: how many could be judged.
        value: the mean of the scenarios' means; None without records.
        low, high: its 95% interval; None with fewer than three scenarios (or, where there is one
            scenario, three records).
    """

    records: int
    value: float | None
    low: float | None = None
    high: float | None = None


def _waits(records: pd.DataFrame, measure: str) -> Waits:
    """The times of a measure, in order, as columns: groups are many, and each asks for all."""
    ms = records[f"{measure}_ms"].to_numpy(dtype="float64", na_value=np.nan)
    known = ~np.isnan(ms)
    ms = ms[known]
    censored = records[f"{measure}_censored"].to_numpy(dtype="bool", na_value=False)[known]
    order = np.lexsort((censored, ms))
    return Waits(ms=ms[order], ended=~censored[order])


def time_of(records: pd.DataFrame, measure: str) -> Time:
    """The median of a measure, quickly and without an interval."""
    times = _waits(records, measure)
    many = len(times.ms)
    if not many:
        return Time(0, 0, None, 0)
    median = float(medians(times, waiting(times, np.ones((1, many))))[0])
    return Time(many, int(times.ended.sum()), median, int(times.ms[-1]))


@lru_cache(maxsize=512)
def _summarised(found: tuple[Observation, ...]) -> Summary:
    return summarise(found)


def summary_of(records: pd.DataFrame, measure: str) -> Summary:
    """A measure with its interval from the bootstrap, which takes its time."""
    # Sorted, so that the same records in another order are found in the cache.
    return _summarised(tuple(sorted(observed(records, measure))))


def mean_of(
    values: pd.Series,
    scenarios: pd.Series,
    most: float = HIGHEST,
    confidence: float = CONFIDENCE,
) -> Mean:
    """The mean of points; what was not judged is left out.

    Args:
        values: the points.
        scenarios: where each was earned, in the same order.
        most: the interval reaches no further than this, nor below its negative or zero.
        confidence: of the interval.
    """
    # Hundreds of small groups ask for this: plain sums take a tenth of what pandas' grouping does.
    points = values.to_numpy(dtype="float64", na_value=math.nan).tolist()
    by_scenario: dict[str, list[float]] = {}
    for scenario, value in zip(scenarios, points, strict=True):
        if not math.isnan(value):
            by_scenario.setdefault(scenario, []).append(value)
    if not by_scenario:
        return Mean(0, None)
    judged = sum(map(len, by_scenario.values()))
    means = [fmean(mine) for mine in by_scenario.values()]
    if len(means) == 1:
        (means,) = by_scenario.values()  # one scenario: the interval is about its records
    mean = fmean(means)
    if len(means) < FEWEST:
        return Mean(judged, mean)
    error = float(np.std(means, ddof=1)) / math.sqrt(len(means))
    reach = quantile(confidence, len(means) - 1) * error
    least = 0.0 if min(means) >= 0 and most == HIGHEST else -most
    return Mean(judged, mean, max(least, mean - reach), min(most, mean + reach))


def mean_in(records: pd.DataFrame, column: str) -> Mean:
    """The mean of a column of points or percent, like `total` or `skill_technical`."""
    return mean_of(records[column], records["scenario"])


def mean_time(records: pd.DataFrame, measure: str) -> tuple[float, bool] | None:
    """The mean of a measure in ms, and whether times count only up to the longest one known.

    What did not end counts as longer than it was watched (Kaplan and Meier), so that it is never
    dropped; then the mean is that of times up to the longest known. None without records.
    """
    times = _waits(records, measure)
    if not len(times.ms):
        return None
    ended = bool(times.ended.all())
    horizon = math.inf if ended else float(times.ms[-1])
    mean = restricted_means(times, waiting(times, np.ones((1, len(times.ms)))), horizon)
    return float(mean[0]), not ended


def mean_time_words(records: pd.DataFrame, measure: str) -> str:
    """`41.2 min`; `> 41.2 min` where some never ended."""
    found = mean_time(records, measure)
    if found is None:
        return NONE
    return f"{'> ' if found[1] else ''}{in_minutes(round(found[0]))}"


def _known(ms: float, longest_ms: int) -> str:
    return in_minutes(round(ms)) if math.isfinite(ms) else f"> {in_minutes(longest_ms)}"


def median_words(time: Time) -> str:
    """`41.2 min`, `> 180.0 min` when half or more never ended."""
    return NONE if time.median_ms is None else _known(time.median_ms, time.longest_ms)


def summary_words(summary: Summary) -> str:
    """`41.2 min (30.1 to 60.2)`: the median with its 95% interval, where there is one."""
    found = summary.median
    if found is None:
        return NONE
    told = _known(found.ms, summary.longest_ms)
    if found.low is None or found.high is None:
        return told
    low, high = (_known(ms, summary.longest_ms) for ms in (found.low, found.high))
    return f"{told} ({low.removesuffix(' min')} to {high.removesuffix(' min')})"


def mean_words(mean: Mean) -> str:
    """`84 (71 to 97)`: the mean with its 95% interval, where there is one."""
    if mean.value is None:
        return NONE
    if mean.low is None or mean.high is None:
        return f"{mean.value:.0f}"
    return f"{mean.value:.0f} ({mean.low:.0f} to {mean.high:.0f})"


def of(some: int, all_of_them: int) -> str:
    """`9 of 12`."""
    return f"{some} of {all_of_them}" if all_of_them else NONE


def resolved_words(records: pd.DataFrame) -> str:
    """How many said that it was over when it was, of those in which there was something to end."""
    resolved = records.loc[records["TTR_ms"].notna(), "resolved"]
    return of(int(resolved.sum()), len(resolved))


def calls_words(records: pd.DataFrame) -> str:
    """Calls made in time, of those that fell due."""
    return of(int(records["calls_in_time"].sum()), int(records["calls_due"].sum()))
