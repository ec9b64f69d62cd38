"""The bootstrap over scenarios: what else might have come out, had other scenarios been played.

Records of one scenario stand and fall together, so whole scenarios are drawn, never single seeds.
The draws come from a generator with a label of its own: the same records, the same figures.
"""

from __future__ import annotations

import hashlib
import math
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from scoring.statistics.student import quantile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

CONFIDENCE = 0.95
RESAMPLES = 5_000
FEWEST_RESAMPLES = 1_000
MOST_DRAWN = 1_000_000
"""Draws of all resamples together: from 200 records on there are fewer resamples, down to
`FEWEST_RESAMPLES`, because so many records move an interval less than what is spared of them."""
_AT_ONCE = 100_000
"""Weights held in memory at a time: 800 kB, which a processor keeps near by. The draws are the same
however they are cut into blocks."""


def generator(label: str) -> np.random.Generator:
    """A generator that belongs to this label, always from its beginning."""
    seed = hashlib.blake2b(f"statistics|{label}".encode(), digest_size=16).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(seed, "big")))


def resample(units: NDArray[np.intp], label: str) -> Iterator[NDArray[np.float64]]:
    """How often each record counts in each resample, in blocks of shape (replicates, records).

    Args:
        units: for each record the number, 0 and up, of the unit that it is drawn with.
        label: names the draws.
    """
    rng = generator(label)
    many = int(units.max()) + 1
    even = np.full(many, 1 / many)
    size = max(1, _AT_ONCE // len(units))
    resamples = min(RESAMPLES, max(FEWEST_RESAMPLES, MOST_DRAWN // len(units)))
    for start in range(0, resamples, size):
        drawn = rng.multinomial(many, even, size=min(size, resamples - start))
        # Few units become many records: as floats before, not after, moves half as much memory.
        yield drawn.astype(np.float64)[:, units]


def interval(values: NDArray[np.float64], units: int) -> tuple[float, float]:
    """The 95% interval from resampled figures, of which some may be infinite.

    Percentiles of the resamples alone are too narrow when units are few. They are taken further
    out, so that a mean of normal figures gets its t interval (T. Hesterberg, "What Teachers
    Should Know About the Bootstrap", The American Statistician 69, 2015: expanded percentiles).
    """
    reach = quantile(CONFIDENCE, units - 1) * math.sqrt(units / (units - 1))
    outside = NormalDist().cdf(-reach)
    ordered = np.sort(values)
    low = math.floor(outside * (len(values) + 1)) - 1
    # With few units the expanded percentile lies beyond
    # all resamples; their extremes stand for it.
    return float(ordered[max(0, low)]), float(ordered[len(values) - 1 - max(0, low)])


def log_interval(centre: float, values: NDArray[np.float64], units: int) -> tuple[float, float]:
    """The 95% interval of a positive mean: Student's t on logarithms, spread from the resamples.

    Times are skewed; on their logarithms the interval reaches further up than down, as it must.
    Where a resample is zero there is no logarithm, and the percentiles of `interval` are taken.
    """
    if values.min() <= 0:
        return interval(values, units)
    # Resamples spread too little by this factor: they take the units' own mean for the true one.
    spread = float(np.std(np.log(values))) * math.sqrt(units / (units - 1))
    reach = quantile(CONFIDENCE, units - 1) * spread
    return centre * math.exp(-reach), centre * math.exp(reach)
