"""How several faults add up obeys laws that hold for any faults."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from sim.scenario.durations import Spread
from sim.scenario.fault_table import effect_of
from sim.scenario.faults import CALM, FAULTS, Conditions, Fault, FaultBase, combine
from sim.scenario.faults.conditions import PPM, R2_CALLS, Call
from sim.scenario.names import CHANNELS, SERVICES

KINDS: tuple[Call, ...] = ("delete", "download", "metadata", "probe", "session", "upload")

conditions = st.builds(
    Conditions,
    chances=st.dictionaries(st.sampled_from(KINDS), st.integers(0, PPM)).map(
        lambda chances: tuple(chances.items())
    ),
    r2_fail_ms=st.integers(0, 30_000),
    r2_slow_percent=st.integers(1, 1_000).map(lambda times: times * 100),
    r2_error=st.sampled_from(["", "500 InternalError", "503 ServiceUnavailable"]),
    r2_dead_prefixes=st.frozensets(st.integers(0, 15)),
    channels_down=st.frozensets(st.sampled_from(CHANNELS)),
    breaker_stuck=st.booleans(),
    queue_stalled=st.booleans(),
    alerts_blind=st.booleans(),
    herd_ppm=st.integers(0, PPM),
    herd_ms=st.integers(0, 600_000),
    broadcast_down=st.booleans(),
)
several = st.lists(conditions, min_size=1, max_size=5).map(tuple)


def chances(of: Conditions) -> tuple[int, ...]:
    return tuple(of.fail_ppm(kind) for kind in KINDS)


def test_no_fault_is_calm() -> None:
    assert combine(()) == CALM
    assert chances(CALM) == (0,) * len(KINDS)


@given(parts=several, data=st.data())
def test_the_order_changes_nothing_but_the_error_text(
    parts: tuple[Conditions, ...], data: st.DataObject
) -> None:
    there, back = combine(parts), combine(tuple(data.draw(st.permutations(parts))))
    assert chances(there) == chances(back)
    assert there.r2_fail_ms == back.r2_fail_ms
    assert there.r2_slow_percent == back.r2_slow_percent
    assert there.channels_down == back.channels_down
    assert replace(there, r2_error="") == replace(back, r2_error="")


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
    half = Conditions(chances=(("upload", PPM // 2),), r2_slow_percent=300)
    both = combine((half, half))
    assert (both.fail_ppm("upload"), both.r2_slow_percent) == (750_000, 900)


def test_a_fault_that_fails_no_call_does_not_delay_failures() -> None:
    """A dead channel beside failing calls leaves their time alone."""
    quick = Conditions(chances=(("upload", PPM),), r2_fail_ms=50)
    assert combine((quick, Conditions(channels_down=frozenset({"pager"})))).r2_fail_ms == 50


EFFECTS: dict[str, tuple[dict[str, object], Conditions]] = {
    "r2_unavailable": (
        {},
        Conditions(
            chances=tuple((call, PPM) for call in R2_CALLS),
            r2_fail_ms=3_000,
            r2_error="503 ServiceUnavailable",
        ),
    ),
    "r2_errors": (
        {"percent": 12.5, "operations": ["upload"]},
        Conditions(chances=(("upload", 125_000),), r2_error="500 InternalError"),
    ),
    "r2_slow": ({"times": 20}, Conditions(r2_slow_percent=2_000)),
    "channel_down": (
        {"channels": ["pager"], "broadcast_service": True},
        Conditions(channels_down=frozenset({"pager"}), broadcast_down=True),
    ),
    "channel_slow": (
        {"channels": ["email"], "delay": "6m ± 3m"},
        Conditions(channels_slow=(("email", Spread(360_000, 180_000)),)),
    ),
    "channel_lossy": (
        {"channels": ["email", "in_app"], "percent": 12.5},
        Conditions(channels_lossy=(("email", 125_000), ("in_app", 125_000))),
    ),
    "r2_timeouts": (
        {"percent": 25, "hangs_for": "12s"},
        Conditions(
            chances=tuple((call, 250_000) for call in R2_CALLS),
            r2_fail_ms=12_000,
            r2_error="timeout: no response from R2",
        ),
    ),
    "r2_partial": (
        {"prefixes": ["0", "a"]},
        Conditions(r2_dead_prefixes=frozenset({0, 10}), r2_fail_ms=1_000, r2_error="503 SlowDown"),
    ),
    "credentials_rejected": (
        {},
        Conditions(
            chances=tuple((call, PPM) for call in R2_CALLS),
            r2_fail_ms=60,
            r2_error="403 InvalidAccessKeyId",
        ),
    ),
    "database_down": (
        {"percent": 50},
        Conditions(chances=(("metadata", PPM // 2), ("d1_probe", PPM // 2))),
    ),
    "sessions_down": ({}, Conditions(chances=(("session", PPM), ("auth_probe", PPM)))),
    "breaker_stuck_open": ({}, Conditions(breaker_stuck=True)),
    "queue_stalled": ({}, Conditions(queue_stalled=True)),
    "restore_herd": (
        {"percent": 30, "lasts": "2m"},
        Conditions(herd_ppm=300_000, herd_ms=120_000),
    ),
    "alerting_blind": ({}, Conditions(alerts_blind=True)),
}
ILL = {
    "channel_down": None,
    "channel_slow": None,
    "channel_lossy": None,
    "alerting_blind": None,
    "database_down": "D1_DATABASE",
    "sessions_down": "AUTH_KV",
}
"""The ill service, where it is not R2."""


@pytest.mark.parametrize(("effect", "case"), EFFECTS.items(), ids=EFFECTS)
def test_conditions(effect: str, case: tuple[dict[str, object], Conditions]) -> None:
    """Each effect does to the worker what its fields say."""
    fields, expected = case
    written = {"id": "x", "effect": effect, "begins": "1m", "ends": {"by": "never"}, **fields}
    fault: Fault = TypeAdapter[Fault](Fault).validate_python(written)
    assert fault.conditions() == expected
    assert fault.service == ILL.get(effect, "R2_STORAGE")


@given(part=conditions, percent=st.integers(0, 100))
def test_less_strength_is_never_worse(part: Conditions, percent: int) -> None:
    weaker = part.scaled(percent)
    assert all(weaker.fail_ppm(kind) <= part.fail_ppm(kind) for kind in KINDS)
    assert weaker.r2_slow_percent <= part.r2_slow_percent
    assert part.scaled(100) == part
    assert part.scaled(0) == CALM


@pytest.mark.parametrize("kind", FAULTS, ids=effect_of)
def test_every_fault_says_what_others_must_know_of_it(kind: type[FaultBase]) -> None:
    """Its service and whether it shows stand in its own file, and so does what happens."""
    assert {"service", "shows", "conditions", "__doc__"} <= vars(kind).keys()
    assert kind.service in (None, *SERVICES)
    assert kind.__doc__
