"""What people read of a summary and of a comparison."""

from __future__ import annotations

import re

import pytest

from scoring.statistics.compare import Comparison, compare
from scoring.statistics.sentences import compared, sum_up
from scoring.statistics.summary import Estimate, Summary, summarise
from scoring.statistics.times import Observation
from sim.errors import Unusable

MINUTE = 60_000


def records(*minutes: float, scenarios: int = 1, end: float = 240) -> list[Observation]:
    """Times in minutes, dealt to scenarios in turn; those beyond the end are censored there."""
    return [
        Observation(f"s{place % scenarios}", place, round(min(minute, end) * MINUTE), minute > end)
        for place, minute in enumerate(minutes)
    ]


def test_a_summary_in_words() -> None:
    """How many recovered comes first, then median and mean with intervals, then the records."""
    summary = Summary(
        records=12,
        ended=9,
        scenarios=6,
        longest_ms=240 * MINUTE,
        horizon_ms=240 * MINUTE,
        median=Estimate(2_472_000, 1_806_000, float("inf")),
        mean=Estimate(4_818_000, 2_406_000, 9_000_000),
    )
    assert sum_up(summary, "TTR") == (
        "9 of 12 recovered; median 41.2 min (95% interval 30.1 to > 240.0 min), "
        "mean 80.3 min (95% interval 40.1 to 150.0 min), with times capped at 240.0 min; "
        "12 records in 6 scenarios"
    )


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (records(), "does not apply to any record"),
        (
            records(10, 20, 60),
            (
                "3 of 3 detected; median 20.0 min, mean 30.0 min; 3 records of one scenario, "
                "valid for it only; too few for an interval (5 records needed)"
            ),
        ),
        (
            records(10, 300, 300, 300, scenarios=2),
            (
                "1 of 4 detected; median > 240.0 min, mean 182.5 min, with times capped at "
                "240.0 min; 4 records in 2 scenarios; too few for an interval "
                "(5 scenarios needed)"
            ),
        ),
    ],
    ids=["none", "few of one", "mostly censored"],
)
def test_small_summaries(found: list[Observation], words: str) -> None:
    """Few records are told without an interval; an unreached median as beyond the end."""
    assert sum_up(summarise(found), "TTD") == words


def test_an_interval_comes_from_the_records() -> None:
    """Twelve scenarios: the interval holds the median and is the same every time."""
    found = records(12, 15, 19, 22, 26, 31, 37, 45, 52, 64, 80, 110, scenarios=12)
    told = sum_up(summarise(found), "TTM")
    assert told == sum_up(summarise(found[::-1]), "TTM")
    reach = r"95% interval (\d+\.\d) to (\d+\.\d) min"
    assert re.fullmatch(
        rf"12 of 12 mitigated; median 31\.0 min \({reach}\), mean 42\.8 min \({reach}\); "
        r"12 records in 12 scenarios",
        told,
    )


def _found(**changes: float | str) -> Comparison:
    plain: dict[str, float | str] = {
        "pairs": 20,
        "scenarios": 5,
        "ratio": 0.95,
        "low": 0.86,
        "high": 1.05,
        "smallest": 1.18,
        "only_before": 0,
        "only_after": 0,
        "neither": 0,
        "alone": 0,
        "edited": 0,
        "called": "no verdict",
    }
    return Comparison(**{**plain, **changes})  # type: ignore[arg-type] # a table of fields


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (
            _found(),
            (
                "no verdict: 20 pairs could only have shown a change of 18% or more "
                "(seen: 5.0% less, 95% interval 14% less to 5.0% more, in 5 scenarios)"
            ),
        ),
        (
            _found(ratio=0.71, low=0.6, high=0.84, called="faster"),
            "faster: times are 29% shorter (95% interval 16% to 40%); 20 pairs in 5 scenarios",
        ),
        (
            _found(ratio=1.35, low=1.1, high=1.66, called="slower", scenarios=1, neither=2),
            (
                "slower: times are 35% longer (95% interval 10% to 66%); 20 pairs of one "
                "scenario, valid for it only. Not reached by the end of the exercise: on both "
                "sides in 2 pairs; these count up to its end"
            ),
        ),
        (
            _found(ratio=0.71, low=0.6, high=0.84, called="faster", only_before=1, only_after=5),
            (
                "faster: times are 29% shorter (95% interval 16% to 40%); 20 pairs in 5 "
                "scenarios. Not reached by the end of the exercise: before in 5 pairs, after in "
                "1 pair; these count up to its end"
            ),
        ),
        (
            _found(ratio=2.5, low=1.6, high=3.9, called="slower"),
            (
                "slower: times are 2.5 times as long (95% interval 1.6 to 3.9); "
                "20 pairs in 5 scenarios"
            ),
        ),
        (
            _found(smallest=4.0, alone=3, edited=1),
            (
                "no verdict: 20 pairs could only have shown a change by a factor of 4.0 or more "
                "(seen: 5.0% less, 95% interval 14% less to 5.0% more, in 5 scenarios). "
                "Left out: 3 played on one side only, 1 whose scenario was edited in between"
            ),
        ),
    ],
    ids=["no verdict", "faster", "slower", "unfinished", "much slower", "coarse"],
)
def test_verdicts_in_words(found: Comparison, words: str) -> None:
    """The verdict stands first; what could have been shown stands where nothing was."""
    assert compared(found) == words


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (records(), records(10), "no scenario and seed was played on both sides. Left out: 1 "),
        (records(10, 20), records(9, 18), "2 pairs of one scenario are too few to compare; 3 "),
        (
            records(10, 20, 30, 40, scenarios=2),
            records(9, 18, 27, 37, scenarios=2),
            "4 pairs in 2 scenarios are too few to compare; 3 scenarios or more",
        ),
        (
            records(10, 20, 30, scenarios=3),
            records(10, 20, 30, scenarios=3),
            "3 pairs in 3 scenarios took exactly the same time on both sides",
        ),
        (
            records(300, 300, 300),
            records(300, 300, 300),
            "3 pairs cannot be compared: none ended on both sides",
        ),
        (
            records(*([200] * 12), scenarios=12),
            records(*([20] * 11), 300, scenarios=12),
            "12 pairs differ, but not all ended, and the unfinished ones contradict it (seen",
        ),
    ],
    ids=["no pair", "two pairs", "two scenarios", "equal", "none ended", "against"],
)
def test_nothing_is_called_without_grounds(
    before: list[Observation], after: list[Observation], words: str
) -> None:
    """Too few, all equal, none ended, or faster but left unfinished: no verdict, and why."""
    assert compared(compare(before, after)).startswith(f"no verdict: {words}")


def test_pairs_are_of_one_edition() -> None:
    """A scenario that was edited in between pairs with nothing; a double record is refused."""
    before = [Observation("s", seed, 10 * MINUTE, scenario_digest="old") for seed in range(4)]
    after = [Observation("s", seed, 10 * MINUTE, scenario_digest="new") for seed in range(4)]
    found = compare(before, [*before[:1], *after[1:]])
    assert (found.pairs, found.edited, found.alone) == (1, 3, 0)
    with pytest.raises(Unusable, match="s, seed 0: two records on one side"):
        compare([*before, before[0]], after)
