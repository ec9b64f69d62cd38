"""Which records pair up, and the ratio of each pair."""

from __future__ import annotations

import math

import pytest

from scoring.statistics.pairs import pair_up
from scoring.statistics.times import Observation
from sim.errors import Unusable

MINUTE = 60_000


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
