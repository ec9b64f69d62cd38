"""How often a difference is called, over thousands of simulated comparisons.

Lognormal times, the weather of a scenario and seed in common: what METRICS says incidents are
like. The figures that these tests hold are those of docs/design/statistics.md.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from scoring.statistics.compare import compare
from scoring.statistics.times import Observation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from scoring.statistics.compare import Comparison

MEDIAN_MS = 40 * 60_000


@dataclass(frozen=True, slots=True)
class Nights:
    """How nights are drawn; the same seed has the same weather before and after.

    Attributes:
        seeds: how many seeds each scenario is played under.
        effect: the ratio of times after the change to those before it.
        sigma: standard deviation of the logarithm of times; `rho`: the share of its variance
            that scenario and seed explain.
        differs: standard deviation of the logarithm of the effect over scenarios.
        end_ms: when the exercise ends.
    """

    seeds: Sequence[int]
    effect: float = 1.0
    sigma: float = 1.0
    rho: float = 0.9
    differs: float = 0.0
    end_ms: int | None = None

    def _side(self, logs: NDArray[np.float64]) -> list[Observation]:
        places = [(at, seed) for at, many in enumerate(self.seeds) for seed in range(many)]
        times = np.rint(MEDIAN_MS * np.exp(logs)).astype(int).tolist()
        until = math.inf if self.end_ms is None else self.end_ms
        return [
            Observation(f"s{at}", seed, int(min(ms, until)), ms > until)
            for (at, seed), ms in zip(places, times, strict=True)
        ]

    def play(self, rng: np.random.Generator) -> Comparison:
        """One night for each seed, before and after the change, compared."""
        many = sum(self.seeds)
        weather = self.sigma * math.sqrt(self.rho) * rng.standard_normal(many)
        chance = self.sigma * math.sqrt(1 - self.rho) * rng.standard_normal((2, many))
        change = math.log(self.effect) + self.differs * rng.standard_normal(len(self.seeds))
        before = self._side(weather + chance[0])
        return compare(before, self._side(weather + chance[1] + np.repeat(change, self.seeds)))

    def repeated(self, times: int, start: int) -> Iterator[Comparison]:
        """Independent repetitions, always the same ones for one start."""
        rng = np.random.default_rng(start)
        return (self.play(rng) for _ in range(times))


def called(found: Iterator[Comparison]) -> float:
    """The share of comparisons with a verdict."""
    return float(np.mean([one.called != "no verdict" for one in found]))


SHAPES = {
    "3 scenarios, 1 seed": Nights([1] * 3),
    "4 scenarios, 5 seeds, different effects": Nights([5] * 4, differs=0.3),
    "8 scenarios, 5 seeds": Nights([5] * 8),
    "8 scenarios, 5 seeds, different effects": Nights([5] * 8, differs=0.3),
    "8 scenarios, 1 to 8 seeds, different effects": Nights(range(1, 9), differs=0.3),
    "20 scenarios, 1 seed, few in common": Nights([1] * 20, rho=0.3, sigma=1.2),
    "1 scenario, 20 seeds": Nights([20]),
    "20 scenarios, half unfinished": Nights([1] * 20, end_ms=MEDIAN_MS),
    "8 scenarios, 3 seeds, a third unfinished": Nights([3] * 8, differs=0.2, end_ms=60 * 60_000),
}


def test_no_change_is_seldom_called() -> None:
    """With nothing changed, at most 6% of 2,000 comparisons of 6 pairs call a difference."""
    assert called(Nights([1] * 6, differs=0.2).repeated(2_000, start=1)) <= 0.06


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
def test_no_change_is_seldom_called_in_any_shape(shape: str) -> None:
    """Few or many scenarios and seeds, even or not, censored or not: at most 6% of 6,000."""
    assert called(SHAPES[shape].repeated(6_000, start=2)) <= 0.06


def test_a_cut_of_30_percent_is_found() -> None:
    """20 pairs with 90% of the variance in common show a cut of 30% in at least 70%."""
    found = list(Nights([1] * 20, effect=0.7).repeated(500, start=3))
    assert np.mean([one.called == "faster" for one in found]) >= 0.7
    assert not any(one.called == "slower" for one in found)


@pytest.mark.slow
@pytest.mark.parametrize("longer", [True, False])
@pytest.mark.parametrize(
    ("nights", "least", "most"),
    [
        (Nights([1] * 20), 0.77, 0.83),
        (Nights([4] * 5), 0.77, 0.83),
        (Nights([5] * 8, differs=0.2), 0.77, 0.83),
        (Nights([1] * 3), 0.75, 0.85),
        (Nights([1] * 20, end_ms=MEDIAN_MS), 0.72, 0.9),  # half unfinished
        (Nights([5] * 8, end_ms=60 * 60_000), 0.72, 0.9),  # a third unfinished
    ],
    ids=["20x1", "5x4", "8x5", "3x1", "20x1 censored", "8x5 censored"],
)
def test_the_smallest_detectable_difference_is_honest(
    nights: Nights, least: float, most: float, *, longer: bool
) -> None:
    """A true difference as small as one comparison names is found by others in about 80%."""
    named = [one.smallest for one in nights.repeated(3_000, start=4)]
    rng = np.random.default_rng(5)
    found = [
        replace(nights, effect=ratio if longer else 1 / ratio).play(rng).called
        for ratio in named
        if math.isfinite(ratio)
    ]
    assert least <= found.count("slower" if longer else "faster") / len(found) <= most
