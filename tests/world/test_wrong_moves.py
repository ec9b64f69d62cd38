"""What a responder does wrong costs what it costs in the real incident."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.journal.bodies import Durations
from sim.scenario.faults.r2_unavailable import R2Unavailable
from sim.world.faults import PlannedFault, plan_faults
from sim.world.lengths import Lengths
from sim.world.requests import ERROR
from sim.world.streams import Streams

if TYPE_CHECKING:
    from sim.scenario.faults import Fault
    from sim.scenario.model import Scenario
    from tests.conftest import MakeScenario, Player, StartExercise

RESET = "/health/circuit-breaker/reset"
RESTORE = "/health/services/R2_STORAGE/restore"
MINUTE = 60_000


@pytest.fixture
def outage(small: MakeScenario, bucket_gone: dict[str, object]) -> Scenario:
    """The bucket is gone from minute 2 to minute 7 of ten."""
    return small(faults=[bucket_gone])


def planned(faults: tuple[Fault, ...], seed: int) -> tuple[PlannedFault, ...]:
    """The faults with their instants under a seed."""
    streams = Streams(seed)
    return plan_faults(faults, streams, Lengths(streams, Durations()))


def errors(player: Player, start_ms: int, end_ms: int) -> int:
    """Users' calls that were tried and failed in [start, end)."""
    player.exercise.world.catch_up()
    log = player.exercise.world.log
    return int(np.count_nonzero(log.outcome[log.span(start_ms, end_ms)] == ERROR))


def test_a_premature_reset_hits_users_and_puts_off_the_next_trial(
    outage: Scenario, start: StartExercise
) -> None:
    """Five more users fail, the breaker opens again, and its next trial comes later."""
    left_alone, resetting = start(outage), start(outage)
    at = 4 * MINUTE + 5_000
    resetting.post(RESET, "", at)
    for player in (left_alone, resetting):
        player.exercise.advance(at + 10_000)
    threshold = outage.worker.breaker.failure_threshold
    assert errors(resetting, at, at + 10_000) >= errors(left_alone, at, at + 10_000) + threshold
    moves = [what for when, what in resetting.log("breaker") if when >= at]
    assert moves == ["OPEN -> CLOSED by operator", "CLOSED -> OPEN by traffic"]
    before = left_alone.exercise.world.breaker.next_attempt_at
    after = resetting.exercise.world.breaker.next_attempt_at
    assert before is not None
    assert after is not None
    assert after > before


def test_restoring_into_a_dead_bucket_fails_and_is_undone(
    outage: Scenario, start: StartExercise
) -> None:
    """Normal again, users fail again, and the automatic rule makes the worker read-only again."""
    player = start(outage)
    player.post(RESTORE, "", 4 * MINUTE + 1)
    player.exercise.advance(7 * MINUTE)
    log = player.log("mode")
    assert [(what, at // MINUTE) for at, what in log] == [
        ("R2_STORAGE degraded automatic", 2),
        ("R2_STORAGE normal operator", 4),
        ("R2_STORAGE degraded automatic", 4),
    ]
    assert player.exercise.world.modes["R2_STORAGE"] == "degraded"


def test_force_recovery_cleans_the_record_until_the_next_probe(
    outage: Scenario, start: StartExercise
) -> None:
    """Everything looks healthy at once; the next probe and the next users know better."""
    player = start(outage)
    at = 4 * MINUTE + 5_000
    player.post("/health/services/R2_STORAGE/force-recovery", "", at)
    player.exercise.advance(at + MINUTE)
    log = [
        (when - at, what) for when, what in player.log("breaker", "health", "mode") if when >= at
    ]
    assert log[:3] == [
        (0, "OPEN -> CLOSED by operator"),
        (0, "R2_STORAGE OFFLINE -> HEALTHY"),
        (0, "R2_STORAGE normal operator"),
    ]
    assert (25_000, "R2_STORAGE HEALTHY -> DEGRADED") in log[3:]
    first = next(what for _, what in log[3:] if "by traffic" in what)
    assert first == "CLOSED -> OPEN by traffic"


def test_forcing_the_queue_into_a_dead_bucket_loses_what_was_accepted(
    outage: Scenario, start: StartExercise
) -> None:
    """Ten forced operations are all lost seven seconds later; left alone, none is."""
    forcing, patient = start(outage), start(outage)
    at = 5 * MINUTE
    forcing.post("/health/queue/process", '{"batch_size": 10}', at)
    for player in (forcing, patient):
        player.exercise.advance(at + 7_001)
    lost = [when for when, what in forcing.log("queue") if what.startswith("lost")]
    assert lost == [at + 7_000] * 10
    for player in (forcing, patient):
        player.post("/health/circuit-breaker/reset", "", 8 * MINUTE)
        player.post(RESTORE)
        player.exercise.advance(10 * MINUTE)
    assert (forcing.exercise.world.queue.lost, patient.exercise.world.queue.lost) == (10, 0)
    assert forcing.exercise.world.queue.total == patient.exercise.world.queue.total == 0


def test_nothing_a_responder_does_moves_a_fault(outage: Scenario, start: StartExercise) -> None:
    """Reset, restore, force and test as often as you like: the vendor repairs at minute 7."""
    idle, busy = start(outage), start(outage)
    for second in range(100, 500, 20):
        for path in (RESET, RESTORE, "/health/r2/test", "/health/queue/process"):
            busy.post(path, "", second * 1000)
    for player in (idle, busy):
        player.exercise.advance(10 * MINUTE)
        assert player.log("fault") == [(2 * MINUTE, "gone began"), (7 * MINUTE, "gone ended")]


def test_a_fault_more_does_not_move_the_others() -> None:
    """Each fault's instants come from streams of its own name."""

    def fault(name: str) -> R2Unavailable:
        return R2Unavailable.model_validate(
            {
                "id": name,
                "effect": "r2_unavailable",
                "begins": "10m ± 5m",
                "ends": {"by": "vendor", "after": "20m ± 10m"},
            }
        )

    alone = planned((fault("a"),), 3)
    among = planned((fault("b"), fault("a"), fault("c")), 3)
    assert alone[0] == among[1]
    assert len({one.begins_at for one in among}) == 3
    assert planned((fault("a"),), 4) != alone
