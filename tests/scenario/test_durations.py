"""Durations read as people write them, and the schema's patterns accept exactly the same."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.durations import (
    DURATION_PATTERN,
    SPREAD_PATTERN,
    Spread,
    format_duration,
    parse_duration,
)

WEEK_MS = 7 * 24 * 3_600_000

READ = {
    "0s": 0,
    "1ms": 1,
    "500ms": 500,
    "90s": 90_000,
    "35m": 2_100_000,
    "1h30m": 5_400_000,
    "1h 30m": 5_400_000,
    "1.5h": 5_400_000,
    "0.25s": 250,
    "1h2m3s4ms": 3_723_004,
    "168h": WEEK_MS,
}


@pytest.mark.parametrize(("text", "ms"), READ.items(), ids=READ)
def test_read(text: str, ms: int) -> None:
    assert parse_duration(text) == ms


REFUSED = [
    "",
    " ",
    "5",
    "m",
    "-5m",
    "5 m",
    "5min",
    "1h  2m",
    "5m ",
    "1.h",
    ".5h",
    "\uff11h",
    "5m\n",
]


@pytest.mark.parametrize("text", REFUSED, ids=repr)
def test_refused(text: str) -> None:
    says = r"^not a duration: " if text else r"^missing duration; use e.g. "
    with pytest.raises(ValueError, match=says):
        parse_duration(text)


@pytest.mark.parametrize("text", ["168h1ms", "9999999h", "9" * 400 + "h"], ids=["1ms", "h", "inf"])
def test_more_than_a_week_is_a_slip(text: str) -> None:
    with pytest.raises(ValueError, match=r"^longer than seven days: "):
        parse_duration(text)


WRITTEN = {
    0: "0s",
    1: "1ms",
    1_000: "1s",
    90_000: "1m30s",
    5_400_000: "1h30m",
    3_723_004: "1h2m3s4ms",
}


@pytest.mark.parametrize(("ms", "text"), WRITTEN.items(), ids=WRITTEN.values())
def test_written(ms: int, text: str) -> None:
    assert format_duration(ms) == text


MILLISECONDS = st.integers(0, WEEK_MS)


@given(ms=MILLISECONDS)
def test_what_is_written_reads_back(ms: int) -> None:
    assert parse_duration(format_duration(ms)) == ms


@given(centre=MILLISECONDS, share=st.floats(0, 1))
def test_a_written_spread_reads_back(centre: int, share: float) -> None:
    spread = Spread(centre, int(centre * share))
    assert Spread.parse(str(spread)) == spread


@given(uniform=st.floats(0, 1, exclude_max=True), centre=MILLISECONDS)
def test_a_draw_stays_inside_its_spread(uniform: float, centre: int) -> None:
    spread = Spread(centre, centre // 2)
    assert spread.earliest_ms <= spread.at(uniform) <= spread.latest_ms


SPREADS = {
    "35m ± 10m": (2_100_000, 600_000),
    "35m±10m": (2_100_000, 600_000),
    "35m +/- 10m": (2_100_000, 600_000),
    "1h 5m ± 1m 30s": (3_900_000, 90_000),
    "2m": (120_000, 0),
    "2m ± 2m": (120_000, 120_000),
}


@pytest.mark.parametrize(("text", "parts"), SPREADS.items(), ids=SPREADS)
def test_read_spread(text: str, parts: tuple[int, int]) -> None:
    assert Spread.parse(text) == Spread(*parts)


WRONG_SPREADS = {
    "1m ± 2m": "the spread is larger than the duration in '1m ± 2m': it could be negative",
    "3m ± 1m ± 1m": "more than one ± in '3m ± 1m ± 1m'",
    "3m ±": "missing duration; use e.g. 90s, 35m or 1h30m",
    "± 3m": "missing duration; use e.g. 90s, 35m or 1h30m",
    "3m  ±  1m": "not a duration: '3m '; write it like 90s, 35m or 1h30m",
}


@pytest.mark.parametrize(("text", "problem"), WRONG_SPREADS.items(), ids=WRONG_SPREADS)
def test_wrong_spread(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(problem)}$"):
        Spread.parse(text)


LIKE_DURATIONS = st.text(alphabet="0159.hms ±+/-", max_size=12)


@given(text=LIKE_DURATIONS | st.from_regex(DURATION_PATTERN[:-1] + r"\Z"))
def test_the_duration_pattern_accepts_what_the_parser_accepts(text: str) -> None:
    assert (re.search(DURATION_PATTERN, text) is not None) == _is_read(parse_duration, text)


@given(text=LIKE_DURATIONS | st.from_regex(SPREAD_PATTERN[:-1] + r"\Z"))
def test_the_spread_pattern_accepts_what_the_parser_accepts(text: str) -> None:
    assert (re.search(SPREAD_PATTERN, text) is not None) == _is_read(Spread.parse, text)


def _is_read(parse: object, text: str) -> bool:
    """Whether the text has the right shape; how long it may be no pattern can say."""
    assert callable(parse)
    try:
        parse(text)
    except ValueError as error:
        return str(error).startswith(("longer than", "the spread is larger"))
    return True
