"""How several faults add up obeys laws that hold for any faults."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from sim.scenario.faults import CALM, Conditions, Fault, combine
from sim.scenario.faults.conditions import PPM
from sim.scenario.names import CHANNELS

KINDS = ("delete", "download", "probe", "upload")

conditions = st.builds(
    Conditions,
    r2_fail_ppm=st.dictionaries(st.sampled_from(KINDS), st.integers(0, PPM)).map(
        lambda chances: tuple(chances.items())
    ),
    r2_fail_ms=st.integers(0, 30_000),
    r2_slow_percent=st.integers(1, 1_000).map(lambda times: times * 100),
    r2_error=st.sampled_from(["", "500 InternalError", "503 ServiceUnavailable"]),
    channels_down=st.frozensets(st.sampled_from(CHANNELS)),
    broadcast_down=st.booleans(),
)
several = st.lists(conditions, min_size=1, max_size=5).map(tuple)


def chances(of: Conditions) -> tuple[int, ...]:
    return tuple(of.fail_ppm(kind) for kind in KINDS)


def test_no_fault_is_calm() -> None:
    assert combine(()) == CALM
    assert chances(CALM) == (0, 0, 0, 0)


@given(parts=several, data=st.data())
def test_the_order_changes_nothing_but_the_error_text(
    parts: tuple[Conditions, ...], data: st.DataObject
) -> None:
    there, back = combine(parts), combine(tuple(data.draw(st.permutations(parts))))
    assert chances(there) == chances(back)
    assert there.r2_fail_ms == back.r2_fail_ms
    assert there.r2_slow_percent == back.r2_slow_percent
    assert there.channels_down == back.channels_down
    assert there.broadcast_down == back.broadcast_down


@given(parts=several)
def test_calm_adds_nothing(parts: tuple[Conditions, ...]) -> None:
    assert combine((CALM, *parts)) == combine((*parts, CALM)) == combine(parts)


@given(part=conditions)
def test_one_fault_keeps_its_chances(part: Conditions) -> None:
    assert chances(combine((part,))) == chances(part)


@given(parts=several)
def test_together_is_at_least_as_bad_as_the_worst_and_at_most_certain(
    parts: tuple[Conditions, ...],
) -> None:
    for kind in KINDS:
        worst = max(part.fail_ppm(kind) for part in parts)
        total = sum(part.fail_ppm(kind) for part in parts)
        assert worst <= combine(parts).fail_ppm(kind) <= min(PPM, total + 1)


@given(parts=several)
def test_channels_add_up(parts: tuple[Conditions, ...]) -> None:
    assert combine(parts).channels_down == {
        channel for part in parts for channel in part.channels_down
    }


def test_two_halves_leave_a_quarter() -> None:
    half = Conditions(r2_fail_ppm=(("upload", PPM // 2),), r2_slow_percent=300)
    both = combine((half, half))
    assert (both.fail_ppm("upload"), both.r2_slow_percent) == (750_000, 900)


def test_a_fault_that_fails_no_call_does_not_delay_failures() -> None:
    """A dead channel beside failing calls leaves their time alone."""
    quick = Conditions(r2_fail_ppm=(("upload", PPM),), r2_fail_ms=50)
    assert combine((quick, Conditions(channels_down=frozenset({"pager"})))).r2_fail_ms == 50


EFFECTS: dict[str, tuple[dict[str, object], Conditions]] = {
    "r2_unavailable": (
        {},
        Conditions(
            r2_fail_ppm=tuple((kind, PPM) for kind in KINDS),
            r2_fail_ms=3_000,
            r2_error="503 ServiceUnavailable",
        ),
    ),
    "r2_errors": (
        {"percent": 12.5, "operations": ["upload"]},
        Conditions(r2_fail_ppm=(("upload", 125_000),), r2_error="500 InternalError"),
    ),
    "r2_slow": ({"times": 20}, Conditions(r2_slow_percent=2_000)),
    "channel_down": (
        {"channels": ["pager"], "broadcast_service": True},
        Conditions(channels_down=frozenset({"pager"}), broadcast_down=True),
    ),
}


@pytest.mark.parametrize(("effect", "case"), EFFECTS.items(), ids=EFFECTS)
def test_conditions(effect: str, case: tuple[dict[str, object], Conditions]) -> None:
    """Each effect does to the worker what its fields say."""
    fields, expected = case
    written = {"id": "x", "effect": effect, "begins": "1m", "ends": {"by": "never"}, **fields}
    fault: Fault = TypeAdapter[Fault](Fault).validate_python(written)
    assert fault.conditions() == expected
    assert fault.service == (None if effect == "channel_down" else "R2_STORAGE")
