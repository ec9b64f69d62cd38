"""Kaplan-Meier: how many are still waiting after so long, when some were never seen to end.

Estimates are made for many weightings of the same records at once, which is what the bootstrap
needs; the plain estimate is the one in which every record weighs 1. Nobody is dropped: a record
censored at EndEx counts as waiting up to there and says nothing about later. That is right as
long as EndEx does not depend on how the response was going.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from scoring.statistics.times import Observation

_HALF = 0.5 + 1e-9
"""Half, with room for rounding: of two records, one is half, whatever the product says."""


@dataclass(frozen=True, slots=True)
class Waits:
    """The times of several records, shortest first; at equal times those that ended come first.

    Attributes:
        ms: the times.
        ended: which of them ended; the others are censored there.
    """

    ms: NDArray[np.float64]
    ended: NDArray[np.bool_]


def waits(observations: Iterable[Observation]) -> Waits:
    """The times of these records, in order."""
    ordered = sorted((one.ms, one.censored) for one in observations)
    return Waits(
        ms=np.array([ms for ms, _ in ordered], dtype=np.float64),
        ended=np.array([not censored for _, censored in ordered], dtype=np.bool_),
    )


def waiting(times: Waits, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """The share still waiting after each time.

    Args:
        times: n records.
        weights: how often each counts, shape (replicates, n).

    Returns:
        Shares of 0 to 1, shape (replicates, n); among equal times the last one is right for all.
    """
    at_risk = weights[:, ::-1].cumsum(axis=1)[:, ::-1]
    # In place, step by step: with thousands of records the memory is what takes the time.
    left = weights * times.ended
    # A resample without the longest records has nobody at risk at their times: no step there, and
    # what would be divided is 0.
    np.divide(left, at_risk, out=left, where=at_risk > 0)
    np.subtract(1, left, out=left)
    return np.cumprod(left, axis=1, out=left)


def medians(times: Waits, shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """For each replicate the time by which half have ended, in ms; infinite when it never was."""
    reached = shares <= _HALF
    # argmax finds the first True; where there is none, its answer is not used.
    first = times.ms[reached.argmax(axis=1)]
    return np.where(reached.any(axis=1), first, np.inf)


def restricted_means(
    times: Waits, shares: NDArray[np.float64], horizon_ms: float
) -> NDArray[np.float64]:
    """For each replicate the mean of min(time, horizon): the area under the curve, in ms.

    An infinite horizon is for records that all ended: theirs is the plain mean.
    """
    end = horizon_ms if np.isfinite(horizon_ms) else times.ms[-1]
    edges = np.minimum(np.concatenate(([0.0], times.ms, [end])), end)
    before = np.ones((shares.shape[0], 1))
    return np.concatenate((before, shares), axis=1) @ np.diff(edges)
