"""The figures of a group of records: medians of times, means of points, how many of how many.

A time that did not come to its end before EndEx is counted as longer than known, never dropped.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from reports.training.played import observed
from scoring.statistics.bootstrap import CONFIDENCE
from scoring.statistics.compare import FEWEST
from scoring.statistics.student import quantile
from scoring.statistics.summary import summarise
from scoring.statistics.survival import medians, waiting, waits
from scoring.verdict import minutes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reports.training.played import Played
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
        low, high: its 95 % interval; None with fewer than three scenarios (or, where there is one
            scenario, three records).
    """

    records: int
    value: float | None
    low: float | None = None
    high: float | None = None


def time_of(records: Iterable[Played], measure: str) -> Time:
    """The median of a measure, quickly and without an interval."""
    found = observed(records, measure)
    if not found:
        return Time(0, 0, None, 0)
    times = waits(found)
    median = float(medians(times, waiting(times, np.ones((1, len(found)))))[0])
    ended = sum(not one.censored for one in found)
    return Time(len(found), ended, median, max(one.ms for one in found))


@lru_cache(maxsize=512)
def _summarised(found: tuple[Observation, ...]) -> Summary:
    return summarise(found)


def summary_of(records: Iterable[Played], measure: str) -> Summary:
    """A measure with its interval from the bootstrap, which takes its time."""
    return _summarised(tuple(sorted(observed(records, measure))))


def mean_of(values: Iterable[tuple[str, float | None]], most: float = HIGHEST) -> Mean:
    """The mean of points, given with their scenario; what was not judged is left out.

    Args:
        values: scenario and points.
        most: the interval reaches no further than this, nor below its negative or zero.
    """
    groups: dict[str, list[float]] = {}
    for scenario, value in values:
        if value is not None:
            groups.setdefault(scenario, []).append(value)
    records = sum(map(len, groups.values()))
    if not records:
        return Mean(0, None)
    means = (
        sorted(math.fsum(sorted(group)) / len(group) for group in groups.values())
        if len(groups) > 1
        else sorted(next(iter(groups.values())))
    )
    value = math.fsum(means) / len(means)
    if len(means) < FEWEST:
        return Mean(records, value)
    spread = float(np.std(means, ddof=1)) / math.sqrt(len(means))
    reach = quantile(CONFIDENCE, len(means) - 1) * spread
    least = 0.0 if min(means) >= 0 and most == HIGHEST else -most
    return Mean(records, value, max(least, value - reach), min(most, value + reach))


def total_of(records: Iterable[Played]) -> Mean:
    """The mean total."""
    return mean_of((one.scenario, one.total) for one in records)


def adherence_of(records: Iterable[Played]) -> Mean:
    """The mean adherence in percent."""
    return mean_of((one.scenario, one.adherence) for one in records)


def skill_of(records: Iterable[Played], skill: str) -> Mean:
    """The mean of a skill area."""
    return mean_of(
        (one.scenario, judged.score)
        for one in records
        for judged in one.skills
        if judged.id == skill
    )


def _known(ms: float, longest_ms: int) -> str:
    return minutes(round(ms)) if math.isfinite(ms) else f"> {minutes(longest_ms)}"


def median_words(time: Time) -> str:
    """`41.2 min`, `> 180.0 min` when half or more never ended."""
    return NONE if time.median_ms is None else _known(time.median_ms, time.longest_ms)


def summary_words(summary: Summary) -> str:
    """`41.2 min (30.1 to 60.2)`: the median with its 95 % interval, where there is one."""
    found = summary.median
    if found is None:
        return NONE
    told = _known(found.ms, summary.longest_ms)
    if found.low is None or found.high is None:
        return told
    low, high = (_known(ms, summary.longest_ms) for ms in (found.low, found.high))
    return f"{told} ({low.removesuffix(' min')} to {high.removesuffix(' min')})"


def mean_words(mean: Mean) -> str:
    """`84 (71 to 97)`: the mean with its 95 % interval, where there is one."""
    if mean.value is None:
        return NONE
    if mean.low is None or mean.high is None:
        return f"{mean.value:.0f}"
    return f"{mean.value:.0f} ({mean.low:.0f} to {mean.high:.0f})"


def of(some: int, all_of_them: int) -> str:
    """`9 of 12`."""
    return f"{some} of {all_of_them}" if all_of_them else NONE


def resolved_words(records: Iterable[Played]) -> str:
    """How many said that it was over when it was, of those in which there was something to end."""
    felt = [one for one in records if "TTR" in one.times]
    return of(sum(one.resolved for one in felt), len(felt))


def calls_words(records: Iterable[Played]) -> str:
    """Calls made in time, of those that fell due."""
    records = tuple(records)
    return of(sum(one.met for one in records), sum(one.owed for one in records))
