"""Laws that hold for any records: order, scale, and what is not known stays unknown."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.statistics.compare import compare
from scoring.statistics.pairs import FLOOR_MS
from scoring.statistics.summary import summarise
from scoring.statistics.times import Observation

if TYPE_CHECKING:
    from random import Random

    from scoring.statistics.summary import Estimate

PLACES = st.lists(
    st.tuples(st.sampled_from("abcdefg"), st.integers(0, 4)), min_size=1, max_size=25, unique=True
)
TIMES = st.integers(FLOOR_MS, 240 * 60_000)


@st.composite
def sides(
    draw: st.DrawFn, *, censored: bool | None = None
) -> tuple[list[Observation], list[Observation]]:
    """Times before and after for the same exercises; None: some censored, others not."""
    ends = st.booleans() if censored is None else st.just(censored)
    places = draw(PLACES)
    before, after = (
        [Observation(name, seed, draw(TIMES), draw(ends)) for name, seed in places]
        for _ in range(2)
    )
    return before, after


@given(sides(), st.randoms(use_true_random=False))
def test_order_does_not_matter(
    both: tuple[list[Observation], list[Observation]], shuffler: Random
) -> None:
    """Records in another order give exactly the same summary and comparison."""
    before, after = both
    shuffled = [sorted(side, key=lambda _: shuffler.random()) for side in both]
    assert summarise(shuffled[0]) == summarise(before)
    assert compare(shuffled[0], shuffled[1]) == compare(before, after)


def _scaled(estimate: Estimate | None, by: int) -> list[float | None]:
    assert estimate is not None
    parts = (estimate.ms, estimate.low, estimate.high)
    return [None if part is None else part * by for part in parts]


@given(sides(), st.integers(2, 50))
def test_scale_is_carried_through(
    both: tuple[list[Observation], list[Observation]], by: int
) -> None:
    """Times that are so many times as long scale a summary by as much and leave ratios alone."""
    before, after = both
    longer, later = ([one._replace(ms=one.ms * by) for one in side] for side in both)
    plain, scaled = summarise(before), summarise(longer)
    for was, now in ((plain.median, scaled.median), (plain.mean, scaled.mean)):
        expected = [
            None if part is None else pytest.approx(part, rel=1e-9) for part in _scaled(was, by)
        ]
        assert _scaled(now, 1) == expected
    assert (scaled.ended, scaled.records) == (plain.ended, plain.records)
    same, again = compare(before, after), compare(longer, later)
    assert again.called == same.called
    assert again.ratio == pytest.approx(same.ratio)
    assert again.high == pytest.approx(same.high, rel=1e-6)


@given(sides(censored=True))
def test_what_never_ended_has_no_median(both: tuple[list[Observation], list[Observation]]) -> None:
    """With every record censored the median is beyond the horizon, and no change is called."""
    before, after = both
    summary = summarise(before)
    assert summary.ended == 0
    assert summary.median is not None
    assert summary.median.ms == math.inf
    assert summary.mean is not None
    assert summary.mean.ms <= summary.longest_ms
    found = compare(before, after)
    assert (found.neither, found.called) == (found.pairs, "no verdict")
    assert found.smallest == math.inf


@given(sides())
def test_swapping_sides_turns_the_verdict(
    both: tuple[list[Observation], list[Observation]],
) -> None:
    """Before and after exchanged: the ratio is inverted, faster becomes slower, nothing else."""
    there, back = compare(*both), compare(both[1], both[0])
    opposite = {"faster": "slower", "slower": "faster", "no verdict": "no verdict"}
    assert back.called == opposite[there.called]
    assert back.ratio == pytest.approx(1 / there.ratio)
    assert back.smallest == pytest.approx(there.smallest)


@given(sides(censored=False))
def test_the_interval_holds_what_it_is_about(
    both: tuple[list[Observation], list[Observation]],
) -> None:
    """Median and mean lie within their intervals, and those within the times seen."""
    summary = summarise(both[0])
    for estimate in (summary.median, summary.mean):
        assert estimate is not None
        if estimate.low is not None and estimate.high is not None:
            assert estimate.low <= estimate.ms * (1 + 1e-9)
            assert estimate.high >= estimate.ms * (1 - 1e-9)
