"""The responder's hands: pauses from a stream of their own."""

from __future__ import annotations

from itertools import pairwise
from statistics import median

import pytest

from sim.errors import NotFound
from sim.runbook.operator_pace import PROFILES, OperatorPace, find_profile
from sim.world.streams import Streams


def _all(hands: OperatorPace) -> tuple[int, ...]:
    return (hands.react(), hands.begin(4, 30), hands.type(5), hands.read(5))


def test_automation_takes_no_time() -> None:
    """A runner in CI neither thinks nor types."""
    assert _all(OperatorPace(find_profile("automation"), Streams(1))) == (0, 0, 0, 0)


def test_the_same_seed_takes_the_same_time() -> None:
    """Pauses belong to (seed, line), whatever was done before."""
    first, second = (OperatorPace(find_profile("novice"), Streams(7)) for _ in range(2))
    second.type(99)
    assert _all(first) == _all(second)
    assert _all(first) != _all(OperatorPace(find_profile("novice"), Streams(8)))


@pytest.mark.parametrize("name", ["expert", "on-call", "novice"])
def test_medians_are_the_profiles(name: str) -> None:
    """Half of all draws lie below the median that the profile declares."""
    profile = find_profile(name)
    drawn = median(OperatorPace(profile, Streams(seed)).type(1) for seed in range(2_000))
    assert abs(drawn / profile.type_line - 1) < 0.06


def test_profiles_are_ordered() -> None:
    """Each is slower than the one before it, in everything."""
    ordered = list(PROFILES.values())
    for quick, slow in pairwise(ordered):
        assert quick.react < slow.react
        assert quick.think < slow.think
        assert quick.type_line < slow.type_line


def test_an_unknown_profile_is_an_error() -> None:
    """It names those that exist."""
    with pytest.raises(NotFound) as caught:
        find_profile("robot")
    assert caught.value.known == tuple(PROFILES)
