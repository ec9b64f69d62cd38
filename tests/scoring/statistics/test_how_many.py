"""How many pairs or scenarios a verdict would take, and each turn of its sentence."""

from __future__ import annotations

import math
from typing import Any

import pytest

from scoring.statistics.compare import (
    Comparison,
    error_of,
    units_for,
    units_needed,
)
from scoring.statistics.sentences import compared, to_show
from scoring.statistics.student import detectable


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
        ({"scenarios": 1, "pairs": 1}, "1 pair of one scenario is too few to compare; 3 pairs or"),
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
