"""A draw belongs to its seed, label and key, and to nothing that was drawn before it."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.model import Users
from sim.world.streams import EVEN_SEEDS, PPM, Streams
from sim.world.workload import draw_workload, workload_of


@given(
    seed=st.integers(0, 2**40),
    keys=st.lists(st.integers(0, 10_000), unique=True, min_size=1, max_size=20),
)
def test_keyed_draws_do_not_depend_on_order(seed: int, keys: list[int]) -> None:
    """Asked forwards, backwards or twice, every key has its one value, within bounds."""
    streams = Streams(seed)
    forwards = {key: streams.uniform("answer", key) for key in keys}
    backwards = {key: streams.uniform("answer", key) for key in reversed(keys)}
    assert forwards == backwards
    assert all(0.0 <= value < 1.0 for value in forwards.values())
    assert all(0 <= streams.ppm("probe", key) < PPM for key in keys)


def test_labels_keys_and_seeds_are_apart() -> None:
    """Different labels, keys or seeds give different draws, also where their texts run together."""
    draws = {
        Streams(1).uniform("a", "b", "c"),
        Streams(1).uniform("a", "b"),
        Streams(1).uniform("a"),
        Streams(1).uniform("b"),
        Streams(2).uniform("a"),
        Streams(11).uniform("a"),
        Streams(1).uniform("a", 1, 11),
        Streams(1).uniform("a", 11, 1),
    }
    assert len(draws) == 8


def test_a_block_begins_at_its_beginning() -> None:
    """Drawing from one block twice, with others in between, gives the same array."""
    streams = Streams(5)
    first = streams.block("arrivals").random(100)
    streams.block("sizes").random(7)
    assert np.array_equal(first, streams.block("arrivals").random(100))
    assert not np.array_equal(first, streams.block("sizes").random(100))


def test_the_draws_are_even() -> None:
    """Ten thousand keyed draws fill ten bins evenly: five standard deviations at most."""
    streams = Streams(3)
    bins = np.bincount([int(streams.uniform("x", key) * 10) for key in range(10_000)], minlength=10)
    assert abs(bins - 1_000).max() < 5 * 30


def test_a_longer_day_begins_the_same() -> None:
    """The horizon cuts the arrivals off; it does not change those before it."""
    short_day = draw_workload(Users(), 600_000, Streams(9))
    again = draw_workload(Users(), 600_000, Streams(9))
    long_day = draw_workload(Users(), 1_200_000, Streams(9))
    assert np.array_equal(short_day.at, again.at)
    assert np.array_equal(short_day.at, long_day.at[: len(short_day)])
    assert np.array_equal(short_day.luck, long_day.luck[: len(short_day)])


def test_a_shared_day_is_the_day_that_would_be_drawn_and_nobody_can_change_it() -> None:
    """Exercises of one seed share their users' day; other settings, horizons or seeds do not."""
    shared = workload_of(Users(), 600_000, Streams(9))
    drawn = draw_workload(Users(), 600_000, Streams(9))
    assert workload_of(Users(), 600_000, Streams(9)) is shared
    for one in fields(drawn):
        assert np.array_equal(getattr(shared, one.name), getattr(drawn, one.name))
        assert not getattr(shared, one.name).flags.writeable
    others = (
        workload_of(Users(), 600_001, Streams(9)),
        workload_of(Users(), 600_000, Streams(10)),
        workload_of(Users(people=399), 600_000, Streams(9)),
    )
    assert not any(other is shared for other in others)
    assert not np.array_equal(others[2].user, shared.user)


def test_the_workload_is_what_the_settings_say() -> None:
    """Rate and mix come out within five standard deviations; arrivals rise within the horizon."""
    settings = Users(requests_per_second=20.0, mix={"download": 3, "upload": 1})
    day = draw_workload(settings, 3_600_000, Streams(4))
    expected = 72_000
    assert abs(len(day) - expected) < 5 * expected**0.5
    share = np.bincount(day.kind, minlength=4) / len(day)
    assert abs(share - (0.75, 0, 0.25, 0)).max() < 5 * (0.1875 / len(day)) ** 0.5
    assert (np.diff(day.at) >= 0).all()
    assert day.at[-1] < 3_600_000


@given(block=st.integers(0, 2**30), label=st.text(max_size=8))
def test_even_draws_take_every_part_of_the_range_once_a_block(block: int, label: str) -> None:
    """Each of the equal parts gets one of a block's seeds, and no draw is 1."""
    seeds = range(block * EVEN_SEEDS, (block + 1) * EVEN_SEEDS)
    draws = [Streams(seed).even(label) for seed in seeds]
    assert sorted(int(draw * EVEN_SEEDS) for draw in draws) == list(range(EVEN_SEEDS))
    assert max(draws) < 1.0


@given(block=st.integers(0, 2**30), label=st.text(max_size=8))
def test_even_draws_keep_the_order_of_the_independent_ones(block: int, label: str) -> None:
    """Within a block: a seed's night stays near the one that it would have by itself."""
    seeds = range(block * EVEN_SEEDS, (block + 1) * EVEN_SEEDS)
    by_rank = sorted(seeds, key=lambda seed: Streams(seed).uniform(label))
    assert by_rank == sorted(seeds, key=lambda seed: Streams(seed).even(label))


def test_even_draws_of_two_labels_are_independent() -> None:
    """Over 9,600 seeds: no correlation, and none of the pairs of halves is preferred."""
    seeds = range(150 * EVEN_SEEDS)
    first = np.array([Streams(seed).even("repair", "bucket") for seed in seeds])
    second = np.array([Streams(seed).even("alert.delivery") for seed in seeds])
    assert abs(np.corrcoef(first, second)[0, 1]) < 5 / np.sqrt(len(seeds))
    both = np.histogram2d(first, second, bins=4, range=((0, 1), (0, 1)))[0]
    assert abs(both / len(seeds) - 1 / 16).max() < 5 * np.sqrt(1 / 16 / len(seeds))
