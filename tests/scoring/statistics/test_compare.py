"""The spread of ratios and what is called on it, against figures worked out by hand.

Student's t of 0.95 is 12.706, 4.303, 2.776 and 2.093 for 1, 2, 4 and 19 degrees of freedom.
"""

from __future__ import annotations

import math

import pytest

from scoring.statistics.compare import (
    Comparison,
    Differences,
    compare,
    error_of,
    share_ended,
    spread,
)
from scoring.statistics.pairs import Pair
from scoring.statistics.student import detectable, quantile
from scoring.statistics.times import Observation

MINUTE = 60_000


def pairs(**ratios: tuple[float, ...]) -> list[Pair]:
    """Pairs by scenario, of these ratios."""
    return [
        Pair(name, seed, math.log(ratio), before_ended=True, after_ended=True)
        for name, group in ratios.items()
        for seed, ratio in enumerate(group)
    ]


@pytest.mark.parametrize(
    ("found", "units", "mean", "error"),
    [
        pytest.param(pairs(), 0, 0, math.inf, id="nothing"),
        pytest.param(pairs(a=(2,)), 1, math.log(2), math.inf, id="one-pair"),
        # Logarithms 0, 1, 2: deviation 1, over sqrt(3).
        pytest.param(pairs(a=(1, math.e, math.e**2)), 3, 1, 1 / math.sqrt(3), id="one-scenario"),
        # Means 0.5 and 2.5: deviation sqrt(2), over sqrt(2).
        pytest.param(pairs(a=(1, math.e), b=(math.e**2, math.e**3)), 2, 1.5, 1, id="two-scenarios"),
        pytest.param(
            pairs(a=(1, math.e, math.e**2), b=(math.e,)), 2, 1, 0, id="each-scenario-once"
        ),
        pytest.param(pairs(a=(0.3, 0.3, 0.3)), 3, math.log(0.3), 0, id="no-spread"),
    ],
)
def test_the_spread_of_ratios(found: list[Pair], units: int, mean: float, error: float) -> None:
    """Averaged within scenarios, then over them; the standard error is that of the averages."""
    got = spread(found)
    assert got.units == units
    assert got.mean == pytest.approx(mean)
    assert got.error == pytest.approx(error)
    assert got.confidence == 0.95
    assert spread(found, 0.99).confidence == 0.99


def test_reach_and_what_it_shows() -> None:
    """4.303 errors with three units; two have a reach and show nothing, one has neither."""
    three = Differences(3, 0.0, 0.1)
    assert three.reach == pytest.approx(0.4303, abs=1e-4)
    assert three.shows == pytest.approx(detectable(0.95, 0.8, 2) * 0.1)
    two = Differences(2, 0.0, 0.1)
    assert two.reach == pytest.approx(1.2706, abs=1e-4)
    assert two.shows == math.inf
    assert Differences(1, 0.0, 0.1).reach == math.inf


def of_ratios(*ratios: float, unfinished: tuple[int, int, int] = (0, 0, 0)) -> Comparison:
    """A comparison of one pair a scenario; some more that ended on one side only, or on neither."""
    before = [Observation(f"s{one}", 1, 100 * MINUTE) for one in range(len(ratios))]
    after = [
        Observation(f"s{one}", 1, round(100 * MINUTE * ratio)) for one, ratio in enumerate(ratios)
    ]
    kinds = ((False, True), (True, False), (True, True))
    for kind, many in zip(kinds, unfinished, strict=True):
        for one in range(many):
            name = f"u{kind}{one}"
            sides = (before, after)
            for side, censored in zip(sides, kind, strict=True):
                side.append(Observation(name, 1, 100 * MINUTE, censored))
    return compare(before, after)


@pytest.mark.parametrize(
    ("ratios", "unfinished", "called"),
    [
        pytest.param((0.5, 0.5, 0.5), (0, 0, 0), "faster", id="three-alike"),
        pytest.param((2, 2, 2), (0, 0, 0), "slower", id="three-alike-slower"),
        pytest.param((0.5, 0.5), (0, 0, 0), "no verdict", id="two-are-too-few"),
        pytest.param((1, 1, 1), (0, 0, 0), "no verdict", id="no-change"),
        pytest.param((0.5, 0.6, 0.7), (0, 0, 0), "faster", id="clear-of-the-spread"),
        pytest.param((0.5, 0.6, 1.7), (0, 0, 0), "no verdict", id="within-the-spread"),
        pytest.param((0.5,) * 9, (1, 1, 0), "faster", id="as-many-unfinished-on-both-sides"),
        pytest.param((0.5,) * 9, (1, 0, 0), "no verdict", id="more-unfinished-after"),
        pytest.param((0.5,) * 9, (0, 1, 0), "faster", id="more-unfinished-before"),
        pytest.param((2,) * 9, (1, 1, 0), "slower", id="slower-as-many-unfinished"),
        pytest.param((2,) * 9, (0, 1, 0), "no verdict", id="slower-but-more-finished"),
        pytest.param((2,) * 9, (1, 0, 0), "slower", id="slower-and-fewer-finished"),
    ],
)
def test_what_is_called(
    ratios: tuple[float, ...], unfinished: tuple[int, int, int], called: str
) -> None:
    """Three units or more, an interval without "no change", and unfinished pairs that agree."""
    assert of_ratios(*ratios, unfinished=unfinished).called == called


def test_a_comparison_by_hand() -> None:
    """Ratios e^-1, 1 and e: mean 0, error 1 / sqrt(3), so 4.303 / sqrt(3) = 2.4841 either way."""
    found = of_ratios(math.exp(-1), 1, math.e)
    assert found.ratio == pytest.approx(1, abs=1e-5)
    assert found.low == pytest.approx(math.exp(-2.4841), rel=1e-3)
    assert found.high == pytest.approx(math.exp(2.4841), rel=1e-3)
    shown = detectable(0.95, 0.8, 2) / math.sqrt(3)
    assert found.smallest == pytest.approx(math.exp(shown), rel=1e-4)
    assert (found.pairs, found.scenarios, found.confidence) == (3, 3, 0.95)


def test_unfinished_pairs_are_counted_by_kind_and_show_less() -> None:
    """One before, two after, three on neither side, of eight: a quarter can show a change."""
    found = of_ratios(0.5, 0.7, unfinished=(1, 2, 3))
    assert (found.only_before, found.only_after, found.neither) == (1, 2, 3)
    assert share_ended(found) == pytest.approx(2 / 8)
    error = (math.log(found.high) - math.log(found.ratio)) / quantile(0.95, 7)
    assert found.smallest == pytest.approx(math.exp(detectable(0.95, 0.8, 7) * error * 4))
    assert error_of(found) == pytest.approx(error)


def test_nothing_compared_shows_nothing() -> None:
    """Without pairs: ratio 1, from 0 to infinite, and no share."""
    found = compare([], [])
    assert (found.ratio, found.low, found.high) == (1, 0, math.inf)
    assert (found.smallest, share_ended(found)) == (math.inf, 0)
    assert of_ratios(unfinished=(0, 0, 3)).smallest == math.inf
