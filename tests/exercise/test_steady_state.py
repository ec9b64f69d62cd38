"""The steady state: whatever single thing is wrong keeps an exercise from ending early."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sim.exercise.steady_state import SteadyState
from sim.journal.bodies import KindCounts, Window
from sim.journal.encoding import Entry
from sim.scenario.faults import Conditions
from sim.scenario.names import SERVICES
from sim.world.queue import QueuedOperation

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.world.world import World
    from tests.conftest import MakeScenario, Player, StartExercise

MINUTE = 60_000
NOW = 90_000


@pytest.fixture
def player(small: MakeScenario, start: StartExercise) -> Player:
    """A calm worker, minute and a half."""
    player = start(small(horizon="2h"))
    player.exercise.advance(NOW)
    return player


def window(world: World, **fields: Any) -> Window:
    """A minute just as good as the objectives allow, but for these fields."""
    bounds = world.policy.objectives
    counts = {"requests": 100, "ok": 95, "queued": 0, "errors": 5, "fast_failed": 0, "rejected": 0}
    counts |= {name: fields.pop(name) for name in list(fields) if name in KindCounts.model_fields}
    good = {
        "start": 0,
        "end": MINUTE,
        "operations": (KindCounts(operation="download", **counts),),
        "p50_ms": 100,
        "p95_ms": bounds.p95,
        "p99_ms": 10 * bounds.p95,
        "users_touched": 50,
        "queue_pending": 0,
        "queue_completed": 7,
        "queue_lost": 7,
        "breaker": "CLOSED",
        "mode": "normal",
        "channels_down": ("email",),
        "files_damaged": 0,
        "files_missing": 0,
        "owners_at_risk": 0,
        "backup_age_ms": bounds.backup_age,
    }
    return Window.model_validate({**good, **fields})


def good_for(world: World, *windows: Window) -> int:
    """How long it has been good after these windows."""
    state = SteadyState(world)
    for number, body in enumerate(windows):
        state.see(Entry(number, body.end, body, ""))
    return state.for_ms()


def test_as_good_as_the_objectives_allow_is_good(player: Player) -> None:
    """On every bound, with past losses and a channel down: good, from the window's end on."""
    world = player.exercise.world
    assert good_for(world, window(world)) == NOW - MINUTE


@pytest.mark.parametrize(
    "wrong",
    [
        {"files_damaged": 1},
        {"files_missing": 1},
        {"corrupted": 1},
        {"backup_age_ms": 2 * 60 * MINUTE + 1},
        {"errors": 6},
        {"fast_failed": 1},
        {"rejected": 1},
        {"withheld": 1},
        {"unreadable": 1},
        {"p95_ms": 10_001},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_window_beyond_one_bound_is_not(player: Player, wrong: dict[str, int]) -> None:
    """One thing in the window is a little beyond what the objectives allow."""
    world = player.exercise.world
    assert good_for(world, window(world, **wrong)) == 0


def _queue(world: World) -> None:
    world.queue.accept(QueuedOperation("op", -1, "upload", 0, 0, world.now))


def _break(world: World) -> None:
    world.apply(Conditions(breaker_stuck=True))


@pytest.mark.parametrize(
    "wrong",
    [
        _break,
        _queue,
        *(
            lambda world, name=name: world.set_mode(name, "degraded", "operator", "…")
            for name in SERVICES
        ),
    ],
    ids=["breaker open", "queue not empty", *SERVICES],
)
def test_a_worker_that_is_not_itself_is_not(
    player: Player, wrong: Callable[[World], object]
) -> None:
    """The window is good and the worker is not: open, with work left, or read-only."""
    world = player.exercise.world
    wrong(world)
    assert good_for(world, window(world)) == 0


def test_nothing_is_good_while_something_is_broken(
    small: MakeScenario, start: StartExercise
) -> None:
    """A fault that nobody feels yet is a fault."""
    fault = {"id": "f", "effect": "backup_failing", "begins": "1m", "ends": {"by": "never"}}
    player = start(small(faults=[fault]))
    player.exercise.advance(NOW)
    assert good_for(player.exercise.world, window(player.exercise.world)) == 0


def test_it_counts_from_the_first_good_window_after_the_last_bad_one(player: Player) -> None:
    """Bad, good, bad, good, good: the fourth window's end counts."""
    world = player.exercise.world
    player.exercise.advance(10 * MINUTE)
    windows = [
        window(world, end=number * MINUTE, files_missing=missing)
        for number, missing in enumerate((1, 0, 1, 0, 0), start=1)
    ]
    assert good_for(world, *windows) == 6 * MINUTE
    assert good_for(world, *windows[:3]) == 0
