"""Did a change make it faster? Two sides on the same exercises, and a verdict or none.

The pairs of one scenario are averaged first, and the averages are compared with Student's t: the
verdict is about scenarios like these, so scenarios are what there are many or few of. With one
scenario the pairs themselves are compared, and the verdict is about that scenario alone. See
docs/design/statistics.md for what was tried and measured.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from scoring.statistics.bootstrap import CONFIDENCE
from scoring.statistics.pairs import pair_up
from scoring.statistics.student import detectable, quantile

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scoring.statistics.pairs import Pair
    from scoring.statistics.times import Observation

Called = Literal["faster", "slower", "no verdict"]

POWER = 0.8
"""The chance with which the smallest detectable difference would have been found."""
OF_NIGHTS = 0.99
"""How sure a verdict on simulated exercises is: more cost seconds, a false alarm a search."""
FEWEST = 3
"""Scenarios, or pairs of one scenario, below which nothing is called: two have no spread."""
_NO_SPREAD = 1e-12


@dataclass(frozen=True, slots=True)
class Differences:
    """The mean logarithm of the ratios and how far it can be trusted.

    Attributes:
        units: scenarios, or pairs where there is one scenario.
        error: the standard error of the mean; infinite for a single unit.
        confidence: that its interval is to have.
    """

    units: int
    mean: float
    error: float
    confidence: float = CONFIDENCE

    @property
    def reach(self) -> float:
        """Half the width of the interval."""
        if self.units <= 1:
            return math.inf
        return quantile(self.confidence, self.units - 1) * self.error

    @property
    def shows(self) -> float:
        """The true mean that would have been found with a chance of 80%."""
        if self.units < FEWEST:
            return math.inf
        return detectable(self.confidence, POWER, self.units - 1) * self.error


@dataclass(frozen=True, slots=True)
class Comparison:
    """Times after a change over times before it.

    Attributes:
        pairs: exercises played on both sides; `scenarios`: how many different ones among them.
        ratio: the geometric mean of after over before, every scenario for one; 0.7 is 30% less.
        low, high: its interval; 0 to infinite when there is nothing to take it from.
        smallest: the smallest ratio above 1 that so many pairs would have shown with a chance of
            80%; its inverse for a cut. Infinite when they could show nothing.
        only_before, only_after, neither: pairs that ended only before the change, only after it,
            or on neither side. Both sides count up to EndEx there.
        alone, edited: exercises left out, with only one side or in two editions.
        called: the verdict.
        confidence: of the interval, and with that of the verdict: a change that is none is called
            at most so rarely.
    """

    pairs: int
    scenarios: int
    ratio: float
    low: float
    high: float
    smallest: float
    only_before: int
    only_after: int
    neither: int
    alone: int
    edited: int
    called: Called
    confidence: float = CONFIDENCE

    @property
    def unfinished(self) -> int:
        """Pairs that did not end on both sides: where all are such, no change was seen."""
        return self.only_before + self.only_after + self.neither


def spread(pairs: Sequence[Pair], confidence: float = CONFIDENCE) -> Differences:
    """Average within scenarios, then over them; one scenario is taken pair by pair."""
    groups: dict[str, list[float]] = {}
    for pair in pairs:
        groups.setdefault(pair.scenario, []).append(pair.log_ratio)
    means = (
        # fsum rounds once, so the order in which records were found cannot move a figure.
        [math.fsum(group) / len(group) for group in groups.values()]
        if len(groups) > 1
        else [pair.log_ratio for pair in pairs]
    )
    if not means:
        return Differences(0, 0.0, math.inf, confidence)
    if len(means) == 1:
        return Differences(1, means[0], math.inf, confidence)
    deviation = float(np.std(means, ddof=1))
    # Ratios that are equal but for rounding have no spread.
    error = 0.0 if deviation < _NO_SPREAD else deviation / math.sqrt(len(means))
    return Differences(len(means), math.fsum(means) / len(means), error, confidence)


def _call(found: Differences, *, only_before: int, only_after: int) -> Called:
    """Faster or slower when the interval excludes "no change" and the unfinished agree."""
    # Without any spread the interval is a point: a mean that is rounding only must not be called.
    if found.units < FEWEST or abs(found.mean) <= max(found.reach, _NO_SPREAD):
        return "no verdict"
    if found.mean < 0:
        return "no verdict" if only_before > only_after else "faster"
    return "no verdict" if only_after > only_before else "slower"


def _smallest(found: Differences, ended: float) -> float:
    """The ratio that could be shown.

    Pairs that did not end on both sides cannot show a change in full. Their share makes what is
    seen of a change smaller, so the change has to be larger by as much.
    """
    shown = found.shows / ended if ended else math.inf
    # exp overflows from 710 on.
    return math.exp(min(shown, 700.0)) if math.isfinite(shown) else math.inf


def compare(
    before: Iterable[Observation], after: Iterable[Observation], confidence: float = CONFIDENCE
) -> Comparison:
    """Compare two sides on the exercises that both played.

    Args:
        before: what one side took, once for a scenario and seed.
        after: the same of the other.
        confidence: of the interval that a verdict rests on.

    Raises:
        Unusable: a side has two records of one scenario and seed.
    """
    paired = pair_up(before, after)
    pairs = paired.pairs
    only_before = sum(pair.before_ended and not pair.after_ended for pair in pairs)
    only_after = sum(pair.after_ended and not pair.before_ended for pair in pairs)
    neither = sum(not (pair.before_ended or pair.after_ended) for pair in pairs)
    found = spread(pairs, confidence)
    ended = len(pairs) - only_before - only_after - neither
    return Comparison(
        pairs=len(pairs),
        scenarios=len({pair.scenario for pair in pairs}),
        ratio=math.exp(found.mean),
        low=math.exp(found.mean - found.reach),
        high=math.exp(found.mean + found.reach),
        smallest=_smallest(found, ended / len(pairs) if pairs else 0.0),
        only_before=only_before,
        only_after=only_after,
        neither=neither,
        alone=paired.alone,
        edited=paired.edited,
        called=_call(found, only_before=only_before, only_after=only_after),
        confidence=confidence,
    )


MOST_UNITS = 100_000
"""Beyond so many pairs or scenarios nobody plays on."""


def units_for(
    change: float, error: float, units: int, ended: float = 1.0, confidence: float = CONFIDENCE
) -> int | None:
    """How many units would show a change with a chance of 80%, if they spread as these do.

    Args:
        change: in the unit of the error; for ratios both are logarithms.
        error: the standard error of the mean of so many units.
        units: how many there are, at least two.
        ended: the share of pairs that can show a change in full.
        confidence: of the interval that is to leave no change out.

    Returns:
        `FEWEST` or more; None when more than `MOST_UNITS` would be needed.
    """
    deviation = error * math.sqrt(units)

    def shows(many: int) -> bool:
        return (
            detectable(confidence, POWER, many - 1) * deviation / math.sqrt(many) <= change * ended
        )

    # Doubled until it would show: what many units show takes long to work out.
    few, many = FEWEST - 1, FEWEST
    while not shows(many):
        if many >= MOST_UNITS:
            return None
        few, many = many, min(2 * many, MOST_UNITS)
    while many - few > 1:
        middle = (few + many) // 2
        few, many = (few, middle) if shows(middle) else (middle, many)
    return many


def error_of(found: Comparison) -> float:
    """The standard error of the mean logarithm of a comparison's ratios, from its interval.

    Raises:
        ValueError: a single unit has none.
    """
    units = found.scenarios if found.scenarios > 1 else found.pairs
    if units <= 1 or not math.isfinite(found.high):
        raise ValueError("a single unit has no standard error")
    return (math.log(found.high) - math.log(found.ratio)) / quantile(found.confidence, units - 1)


def share_ended(found: Comparison) -> float:
    """The share of pairs that ended on both sides."""
    unfinished = found.only_before + found.only_after + found.neither
    return (found.pairs - unfinished) / found.pairs if found.pairs else 0.0


def units_needed(found: Comparison) -> int | None:
    """How many scenarios (or pairs, where there is one scenario) would show what was seen.

    With a chance of 80%, if the true change is as large as the one seen and spreads as much. None
    when nothing was seen, when its spread is not known yet, or when more than `MOST_UNITS` would
    be needed.
    """
    units = found.scenarios if found.scenarios > 1 else found.pairs
    seen = abs(math.log(found.ratio))
    ended = share_ended(found)
    if units < FEWEST or seen <= _NO_SPREAD or not math.isfinite(found.high) or not ended:
        return None
    return units_for(seen, error_of(found), units, ended, found.confidence)
