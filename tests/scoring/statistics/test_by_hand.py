"""The arithmetic of comparisons and intervals, against figures worked out by hand.

Student's t of 0.95 is 12.706, 4.303, 2.776 and 2.093 for 1, 2, 4 and 19 degrees of freedom.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from scoring.statistics.bootstrap import generator, interval, log_interval, resample
from scoring.statistics.compare import (
    Comparison,
    Differences,
    compare,
    error_of,
    share_ended,
    spread,
    units_for,
    units_needed,
)
from scoring.statistics.pairs import Pair, pair_up
from scoring.statistics.sentences import compared, sum_up, to_show
from scoring.statistics.student import detectable, quantile
from scoring.statistics.summary import Estimate, Summary, summarise
from scoring.statistics.survival import medians, restricted_means, waiting, waits
from scoring.statistics.times import Observation
from sim.errors import Unusable

MINUTE = 60_000


def minutes(*times: float, end: float = 240, scenarios: int = 0) -> list[Observation]:
    """One record a time, each of its own scenario, or dealt to so many; censored beyond the end."""
    return [
        Observation(
            f"s{place % (scenarios or len(times))}", place, round(min(one, end) * MINUTE), one > end
        )
        for place, one in enumerate(times)
    ]


# --- the bootstrap


@pytest.mark.parametrize(
    ("records", "resamples"),
    [(1, 5_000), (200, 5_000), (250, 4_000), (1_000, 1_000), (3_000, 1_000)],
)
def test_how_many_resamples(records: int, resamples: int) -> None:
    """5,000, or a million draws in all, but 1,000 at least; at most two million weights at once."""
    blocks = list(resample(np.arange(records), "count"))
    assert sum(len(block) for block in blocks) == resamples
    assert all(block.size <= 2_000_000 for block in blocks)
    assert len(blocks) == math.ceil(resamples / max(1, 2_000_000 // records))
    assert {int(total) for block in blocks for total in block.sum(axis=1)} == {records}


def test_records_of_one_scenario_are_drawn_together() -> None:
    """Three scenarios are drawn three times in all, each as often as any other in the long run."""
    units = np.array([0, 0, 1, 2])
    drawn = np.concatenate(list(resample(units, "together")))
    assert (drawn[:, 0] == drawn[:, 1]).all()
    assert set(drawn[:, 1:].sum(axis=1)) == {3.0}
    assert drawn.mean(axis=0) == pytest.approx([1, 1, 1, 1], abs=0.05)


def test_draws_belong_to_their_label() -> None:
    """The same label, the same draws, today and tomorrow; another label, others."""
    assert generator("a").integers(10**9) == generator("a").integers(10**9)
    assert generator("a").integers(10**9) != generator("b").integers(10**9)
    assert generator("summary").integers(1_000, size=5).tolist() == KEPT_DRAWS


KEPT_DRAWS = [906, 77, 652, 208, 851]
"""Of NumPy's PCG64, seeded with the label's BLAKE2b hash."""


@pytest.mark.parametrize(
    ("values", "units", "ends"),
    [
        # 2.093 * sqrt(20 / 19) = 2.1474 deviations leave 1.588 % outside: 15.9 of 1,001 places.
        pytest.param(1_000, 20, (14, 985), id="twenty-units"),
        # 2.776 * sqrt(5 / 4) = 3.104 deviations leave 0.0955 % outside: 0.96 places.
        pytest.param(1_000, 5, (0, 999), id="five-units"),
        # The same 0.0955 % of 5,001 places are 4.8.
        pytest.param(5_000, 5, (3, 4_996), id="five-units-finer"),
        # 12.706 * sqrt(2): beyond all resamples.
        pytest.param(5_000, 2, (0, 4_999), id="two-units"),
    ],
)
def test_expanded_percentiles(values: int, units: int, ends: tuple[int, int]) -> None:
    """The interval runs between the two resamples at the expanded percentiles, in any order."""
    shuffled = np.random.default_rng(1).permutation(np.arange(values, dtype=np.float64))
    assert interval(shuffled, units) == ends


def test_an_interval_on_logarithms() -> None:
    """Logarithms of ±1 spread by 1, times sqrt(20 / 19): the t interval reaches 2.1474 of them."""
    values = np.exp(np.array([1.0, -1.0] * 50))
    low, high = log_interval(10.0, values, 20)
    assert low == pytest.approx(10 * math.exp(-2.1474), rel=1e-3)
    assert high == pytest.approx(10 * math.exp(2.1474), rel=1e-3)


def test_no_logarithm_of_nothing() -> None:
    """With a resample of 0 the percentiles stand in; with small ones they do not."""
    values = np.arange(1_000, dtype=np.float64)
    assert log_interval(500.0, values, 20) == (14, 985)
    assert log_interval(500.0, values + 0.5, 20) != (14.5, 985.5)


# --- pairs


@pytest.mark.parametrize(
    ("before", "after", "ratio", "ended"),
    [
        pytest.param((20, False), (10, False), 1 / 2, (True, True), id="halved"),
        pytest.param((0.05, False), (10, False), 60, (True, True), id="ten-seconds-at-least"),
        pytest.param((10, False), (0, False), 1 / 60, (True, True), id="at-once"),
        pytest.param((30, False), (60, True), 2, (True, False), id="not-ended-after"),
        pytest.param((60, True), (30, False), 1 / 2, (False, True), id="not-ended-before"),
        pytest.param((90, False), (60, True), 1, (True, False), id="no-further-than-the-end"),
        pytest.param((60, True), (90, True), 1, (False, False), id="the-sooner-of-two-ends"),
    ],
)
def test_the_ratio_of_a_pair(
    before: tuple[float, bool], after: tuple[float, bool], ratio: float, ended: tuple[bool, bool]
) -> None:
    """After over before, up to the sooner end of the exercise, and never below ten seconds."""
    one, other = (
        Observation("s", 1, round(minute * MINUTE), censored)
        for minute, censored in (before, after)
    )
    (pair,) = pair_up([one], [other]).pairs
    assert math.exp(pair.log_ratio) == pytest.approx(ratio)
    assert (pair.scenario, pair.seed) == ("s", 1)
    assert (pair.before_ended, pair.after_ended) == ended


def test_pairs_come_in_order_and_what_has_none_is_counted() -> None:
    """Two pairs, one edited in between, and three of one side only."""

    def played(*keys: tuple[str, int, str]) -> list[Observation]:
        return [Observation(name, seed, MINUTE, scenario_digest=at) for name, seed, at in keys]

    before = played(("b", 1, "x"), ("a", 2, "x"), ("a", 1, "x"), ("c", 1, "x"), ("d", 1, "x"))
    after = played(("a", 1, "y"), ("a", 2, "x"), ("b", 1, "x"), ("e", 1, "x"))
    found = pair_up(before, after)
    assert [(pair.scenario, pair.seed) for pair in found.pairs] == [("a", 2), ("b", 1)]
    assert (found.alone, found.edited) == (3, 1)


def test_a_double_record_is_named() -> None:
    """Which scenario and seed, and what to do."""
    twice = [Observation("s", 7, MINUTE), Observation("s", 7, 2 * MINUTE)]
    with pytest.raises(Unusable) as refusal:
        pair_up(twice, [])
    assert str(refusal.value) == "s, seed 7: two records on one side; keep one"


# --- differences


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


# --- how many it would take


def plain(**changes: Any) -> Comparison:
    """Twenty pairs in five scenarios, 10 % less, not called."""
    fields: dict[str, Any] = {
        "pairs": 20, "scenarios": 5, "ratio": 0.9, "low": 0.75, "high": 1.08, "smallest": 1.3,
        "only_before": 0, "only_after": 0, "neither": 0, "alone": 0, "edited": 0,
        "called": "no verdict",
    }  # fmt: skip
    return Comparison(**(fields | changes))


def test_the_error_comes_from_the_interval() -> None:
    """Half the interval over Student's t of the scenarios, or of the pairs of a single one."""
    half = math.log(1.08) - math.log(0.9)
    assert error_of(plain()) == pytest.approx(half / 2.7764, rel=1e-4)
    assert error_of(plain(scenarios=1)) == pytest.approx(half / 2.0930, rel=1e-4)
    assert error_of(plain(scenarios=2)) == pytest.approx(half / 12.7062, rel=1e-4)
    for single in (plain(scenarios=1, pairs=1), plain(high=math.inf)):
        with pytest.raises(ValueError, match=r"^a single unit has no standard error$"):
            error_of(single)


@pytest.mark.parametrize(("change", "ended"), [(0.5, 1.0), (0.2, 1.0), (0.2, 0.5), (0.07, 0.9)])
def test_as_many_as_needed_and_not_one_more(change: float, ended: float) -> None:
    """So many units show the change with a chance of 80 %, and one fewer would not."""
    error, units = 0.1, 5

    def shown(many: int) -> float:
        return detectable(0.95, 0.8, many - 1) * error * math.sqrt(units / many)

    needed = units_for(change, error, units, ended)
    assert needed is not None
    assert shown(needed) <= change * ended < shown(needed - 1)


@pytest.mark.parametrize(
    ("change", "needed"),
    [
        pytest.param(10.0, 3, id="never-fewer-than-three"),
        # (1.96 + 0.8416) * 0.1 * sqrt(5) = 0.6264; over its square root of 100,000 it is 0.001981.
        pytest.param(0.00199, 99_098, id="nearly-a-hundred-thousand"),
        pytest.param(0.00197, None, id="more-than-that"),
    ],
)
def test_the_bounds_of_how_many(change: float, needed: int | None) -> None:
    """Three at least; beyond a hundred thousand nobody plays on."""
    got = units_for(change, 0.1, 5)
    assert (
        got == needed if needed is None or needed == 3 else got == pytest.approx(needed, rel=1e-3)
    )


def test_a_stricter_verdict_needs_more() -> None:
    """At a confidence of 0.99 more units are needed than at 0.95, which is the usual one."""
    usual, strict = units_for(0.2, 0.1, 5), units_for(0.2, 0.1, 5, confidence=0.99)
    assert usual == units_for(0.2, 0.1, 5, 1.0, 0.95)
    assert usual is not None
    assert strict is not None
    assert strict > usual


@pytest.mark.parametrize(
    ("changes", "known"),
    [
        pytest.param({}, True, id="plain"),
        pytest.param({"scenarios": 3, "pairs": 3}, True, id="three-scenarios"),
        pytest.param({"scenarios": 2}, False, id="two-scenarios"),
        pytest.param({"scenarios": 1, "pairs": 3}, True, id="three-pairs"),
        pytest.param({"scenarios": 1, "pairs": 2}, False, id="two-pairs"),
        pytest.param({"ratio": 1.0}, False, id="nothing-seen"),
        pytest.param({"high": math.inf}, False, id="no-spread-known"),
        pytest.param({"neither": 20}, False, id="none-ended"),
        pytest.param({"neither": 19}, True, id="one-ended"),
    ],
)
def test_when_it_is_known_how_many(changes: dict[str, Any], *, known: bool) -> None:
    """There are three or more, something was seen, and some of it ended."""
    assert (units_needed(plain(**changes)) is not None) == known


def test_how_many_for_what_was_seen() -> None:
    """As `units_for` has it: the change seen, its error, the share that ended, the confidence."""
    found = plain(neither=5, confidence=0.99)
    expected = units_for(-math.log(0.9), error_of(found), 5, 15 / 20, 0.99)
    assert units_needed(found) == expected
    assert units_needed(plain(ratio=1 / 0.9, low=0.9, high=1.5)) is not None


# --- in words


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"called": "faster"}, "", id="called"),
        pytest.param({"pairs": 0, "scenarios": 0}, "", id="no-pairs"),
        pytest.param({"ratio": 1}, "", id="no-change"),
        pytest.param({"scenarios": 2}, "", id="too-few"),
        pytest.param(
            {},
            "If the true change is the one seen (10% less), about {} scenarios like these would "
            "show it with a chance of 80%: {} more, or {} runs a side with as many seeds each.",
            id="scenarios",
        ),
        pytest.param(
            {"scenarios": 1},
            "If the true change is the one seen (10% less), about {} pairs would show it with a "
            "chance of 80%: {} more.",
            id="pairs",
        ),
        pytest.param(
            {"ratio": 1.0001},
            "If 0.0% more is all there is, more than 100,000 scenarios would not show it.",
            id="hopeless",
        ),
        pytest.param(
            {"ratio": 1.0001, "scenarios": 1},
            "If 0.0% more is all there is, more than 100,000 pairs would not show it.",
            id="hopeless-pairs",
        ),
        pytest.param({"ratio": 3.0, "high": 3.1}, "", id="enough-already"),
    ],
)
def test_what_it_would_take(changes: dict[str, Any], words: str) -> None:
    """How many more, in scenarios or pairs, and in runs; nothing where nothing is to be said."""
    found = plain(**changes)
    needed = units_needed(found) or 0
    more = needed - (found.scenarios if found.scenarios > 1 else found.pairs)
    # Four pairs a scenario.
    assert to_show(found) == words.format(needed, more, f"{more * 4:,}")


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"ratio": 0.9, "low": 0.5, "high": 1.5}, "10% less, 95% interval 50% less to 50% more"),
        ({"ratio": 1.0, "low": 0.5, "high": 2.0}, "0.0% more, 95% interval 50% less to 2.0 times"),
        ({"ratio": 1.999, "high": 2.5}, "100% more, 95% interval 25% less to 2.5 times as much"),
        ({"high": math.inf}, "25% less to any number of times as much, in 5 scenarios"),
        ({"ratio": 0.901, "confidence": 0.99}, "9.9% less, 99% interval 25% less to 8.0% more"),
        ({"ratio": 0.9004}, "10% less, 95% interval"),
        ({"smallest": 1.999}, "could only have shown a change of 100% or more"),
        ({"smallest": 2.0}, "could only have shown a change by a factor of 2.0 or more"),
        ({"scenarios": 1}, "8.0% more, of one scenario)"),
        ({"only_before": 1}, "Not reached by the end of the exercise: after in 1 pair; these"),
        ({"alone": 1}, "Left out: 1 played on one side only"),
        ({"edited": 2}, ". Left out: 2 whose scenario was edited in between"),
        ({"ratio": 1.0, "low": 1.0, "high": 1.0}, "20 pairs in 5 scenarios took exactly the same"),
        (
            {"ratio": 0.9, "low": 0.8, "high": 0.99},
            "no verdict: 20 pairs differ, but not all ended",
        ),
        (
            {"ratio": 1.2, "low": 1.01, "high": 1.3},
            "no verdict: 20 pairs differ, but not all ended",
        ),
        ({"low": 0.8, "high": 1.0}, "no verdict: 20 pairs could only have shown"),
        ({"ratio": 1.2, "low": 1.0, "high": 1.3}, "no verdict: 20 pairs could only have shown"),
        (
            {"smallest": math.inf},
            "no verdict: 20 pairs cannot be compared: none ended on both sides",
        ),
        (
            {"scenarios": 2},
            "20 pairs in 2 scenarios are too few to compare; 3 scenarios or more are",
        ),
        ({"scenarios": 1, "pairs": 1}, "1 pair of one scenario are too few to compare; 3 pairs or"),
        (
            {"called": "slower", "ratio": 2.0, "high": 3.0},
            "slower: times are 2.0 times as long (95%",
        ),
        (
            {"called": "slower", "ratio": 1.99, "low": 1.05, "high": 3.0, "confidence": 0.99},
            "slower: times are 99% longer (99% interval 5.0% to 200%); 20 pairs in 5 scenarios",
        ),
        (
            {"called": "faster", "ratio": 0.5, "low": 0.4, "high": 0.95},
            "faster: times are 50% shorter (95% interval 5.0% to 60%); 20 pairs in 5 scenarios",
        ),
    ],
)
def test_parts_of_a_verdict(changes: dict[str, Any], part: str) -> None:
    """Each turn of a verdict's sentence, at the figures from which on it is another."""
    assert part in compared(plain(**changes))


def test_a_summary_names_its_units_and_its_horizon() -> None:
    """Without a horizon nothing is capped; one record is one; an endless one lies beyond."""
    endless = Estimate(math.inf)
    one = Summary(1, 0, 1, 30 * MINUTE, 30 * MINUTE, endless, Estimate(30 * MINUTE))
    assert sum_up(one, "TTA") == (
        "0 of 1 acknowledged; median > 30.0 min, mean 30.0 min, with times capped at 30.0 min; "
        "1 record of one scenario, valid for it only; too few for an interval (5 records needed)"
    )
    half_known = Summary(
        5, 5, 5, MINUTE, None, Estimate(MINUTE, 1.0, None), Estimate(MINUTE, 1.0, 2.0)
    )
    assert sum_up(half_known, "TTD") == (
        "5 of 5 detected; median 1.0 min, mean 1.0 min (95% interval 0.0 to 0.0 min); "
        "5 records in 5 scenarios"
    )
    assert sum_up(Summary(1, 1, 1, 1, None, endless, None), "TTD") == sum_up(summarise([]), "TTD")
    assert sum_up(Summary(1, 1, 1, 1, None, None, endless), "TTD") == sum_up(summarise([]), "TTD")


# --- summaries


@pytest.mark.parametrize(
    ("found", "horizon", "mean", "kept"),
    [
        pytest.param(minutes(10, 20, 60), None, 30, None, id="all-ended"),
        pytest.param(minutes(10, 20, 60), 30, 20, 30, id="capped"),
        pytest.param(minutes(10, 20, 60), 90, 30, 90, id="capped-beyond-the-longest"),
        pytest.param(minutes(10, 20, 300), None, 90, 240, id="one-censored"),
        pytest.param(minutes(10, 20, 300), 300, 90, 240, id="nothing-known-beyond"),
        pytest.param(minutes(10, 20, 300), 60, 30, 60, id="censored-and-capped"),
    ],
)
def test_up_to_where_the_mean_counts(
    found: list[Observation], horizon: int | None, mean: float, kept: int | None
) -> None:
    """The horizon asked for, no further than records reach; plain where every record ended."""
    summary = summarise(found, None if horizon is None else horizon * MINUTE)
    assert summary.mean is not None
    assert summary.mean.ms == pytest.approx(mean * MINUTE)
    assert summary.horizon_ms == (None if kept is None else kept * MINUTE)


def test_a_censored_record_that_is_not_the_longest() -> None:
    """Censored at 30, ended at 20 and 60: the mean counts to 60, or to the horizon asked for."""
    found = [
        Observation("a", 1, 20 * MINUTE),
        Observation("b", 1, 30 * MINUTE, censored=True),
        Observation("c", 1, 60 * MINUTE),
    ]
    # Two thirds wait from 20 to 60.
    assert summarise(found).horizon_ms == 60 * MINUTE
    mean = summarise(found).mean
    assert mean is not None
    assert mean.ms == pytest.approx((20 + 40 * 2 / 3) * MINUTE)
    assert summarise(found, 50 * MINUTE).horizon_ms == 50 * MINUTE
    assert summarise(found, 90 * MINUTE).horizon_ms == 90 * MINUTE


@pytest.mark.parametrize(
    ("many", "scenarios", "known"),
    [(4, 4, False), (5, 5, True), (8, 4, False), (4, 1, False), (5, 1, True)],
)
def test_five_scenarios_or_five_records_of_one_have_an_interval(
    many: int, scenarios: int, *, known: bool
) -> None:
    """Fewer have an estimate and no more."""
    summary = summarise(minutes(*range(10, 10 + many), scenarios=scenarios))
    assert (summary.records, summary.scenarios, summary.ended) == (many, scenarios, many)
    for estimate in (summary.median, summary.mean):
        assert estimate is not None
        assert (estimate.low is not None, estimate.high is not None) == (known, known)


def test_a_mean_up_to_a_horizon_never_lies_beyond_it() -> None:
    """Times near the horizon: the interval's upper end is cut there."""
    summary = summarise(minutes(1, 50, 58, 59, 60), 60 * MINUTE)
    assert summary.mean is not None
    assert summary.mean.high == 60 * MINUTE


def test_nothing_in_a_summary_of_nothing() -> None:
    """Zeros, the horizon asked for, and no estimate."""
    assert summarise([], 5) == Summary(0, 0, 0, 0, 5, None, None)


def test_medians_and_means_of_several_weightings() -> None:
    """10, 20 and an unseen end at 30: by hand; never half is an infinite median."""
    times = waits(
        [Observation("s", 1, 10), Observation("s", 2, 30, censored=True), Observation("s", 3, 20)]
    )
    assert times.ms.tolist() == [10, 20, 30]
    assert times.ended.tolist() == [True, True, False]
    shares = waiting(times, np.array([[1.0, 1, 1], [2, 1, 0], [0, 0, 3], [2, 0, 2]]))
    third = 1 / 3
    assert shares.ravel() == pytest.approx(
        [2 * third, third, third, third, 0, 0, 1, 1, 1, 0.5, 0.5, 0.5]
    )
    assert medians(times, shares).tolist() == [20, 10, math.inf, 10]
    assert restricted_means(times, shares, 30).tolist() == pytest.approx([20, 40 * third, 30, 20])
    assert restricted_means(times, shares, 15).tolist() == pytest.approx(
        [10 + 10 * third, 10 + 5 * third, 15, 12.5]
    )
    assert restricted_means(times, shares, 40).tolist() == pytest.approx(
        [20 + 10 * third, 40 * third, 40, 25]
    )
    assert restricted_means(times, shares, math.inf).tolist() == pytest.approx(
        [20, 40 * third, 30, 20]
    )
