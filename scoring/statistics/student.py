"""Student's t distribution, central and not, without a statistics library.

T = (Z + shift) / S with Z standard normal and S² a chi-square over its degrees of freedom, so
P(T > limit) is the mean of Φ(shift - limit·S) over S: one smooth integral, here by Gauss-Legendre.
The tests hold it against SciPy.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

_FINE, _COARSE = 120, 40
"""Nodes: enough for 1e-11 of probability, and for a detectable shift of four digits."""
_REACH = 9.0
"""Standard deviations of S on either side of 1 beyond which its density does not count."""
_MOST_STEPS = 60
_CLOSE = 1e-12
"""Two steps as near to each other as this, of their size, end the search."""


@lru_cache
def _scales(degrees: int, nodes: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Values of S and the probability that belongs to each."""
    places, weights = np.polynomial.legendre.leggauss(nodes)
    width = _REACH / math.sqrt(2 * degrees)
    # S is never negative; with few degrees of freedom its reach below 1 is cut there.
    low, high = max(0.0, 1 - width), 1 + width
    at = (low + high) / 2 + (high - low) / 2 * places
    log_density = (
        math.log(2)
        + degrees / 2 * math.log(degrees / 2)
        - math.lgamma(degrees / 2)
        + (degrees - 1) * np.log(at)
        - degrees * at**2 / 2
    )
    return at, (high - low) / 2 * weights * np.exp(log_density)


def beyond(limit: float, degrees: int, shift: float = 0.0) -> float:
    """P(T > limit) for `degrees` (1 or more) degrees of freedom and noncentrality `shift`."""
    at, mass = _scales(degrees, _FINE)
    tails = [math.erfc((limit * scale - shift) / math.sqrt(2)) / 2 for scale in at.tolist()]
    return float(mass @ np.array(tails))


def _where(rises: Callable[[float], float], level: float) -> float:
    """The positive argument at which a rising function reaches a level.

    False position with the Illinois rule (Dowell and Jarratt, "A modified regula falsi method",
    BIT 11, 1971): an end that stays twice counts half. A dozen calls do what halving does in forty.
    """
    low, high = 0.0, 1.0
    under = rises(low) - level
    while (over := rises(high) - level) < 0:
        low, under, high = high, over, 2 * high
    found, stayed = high, ""
    for _ in range(_MOST_STEPS):
        last, found = found, (under * high - over * low) / (under - over)
        if abs(found - last) <= _CLOSE * found:
            break
        beside = rises(found) - level
        if beside < 0:
            low, under = found, beside
            over, stayed = (over / 2 if stayed == "high" else over), "high"
        else:
            high, over = found, beside
            under, stayed = (under / 2 if stayed == "low" else under), "low"
    return found


@lru_cache
def quantile(confidence: float, degrees: int) -> float:
    """The t that holds `confidence` between -t and t: 2.093 for 0.95 and 19 degrees."""
    return _where(lambda t: -beyond(t, degrees), (confidence - 1) / 2)


@lru_cache
@lru_cache(maxsize=4096)
def detectable(confidence: float, power: float, degrees: int) -> float:
    """The true shift, in *estimated* standard errors, that a two-sided t test finds.

    The standard error is itself an estimate, too small about as often as too large. The shift is
    the one that is found with chance `power` on average over estimates; with few degrees of
    freedom it is larger than the one for a known error.
    """
    limit = quantile(confidence, degrees)
    at, mass = _scales(degrees, _COARSE)

    def found(shift: float) -> float:
        known = [
            beyond(limit, degrees, shift * scale) + beyond(limit, degrees, -shift * scale)
            for scale in at.tolist()
        ]
        return float(mass @ np.array(known))

    return _where(found, power)
