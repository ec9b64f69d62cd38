"""Headless exercises per second: what a campaign over many seeds can count on, per core."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from sim.exercise.exercise import Exercise
from sim.exercise.responders import play
from sim.exercise.script import Scripted
from sim.journal.bodies import Ended

if TYPE_CHECKING:
    from sim.scenario.model import Scenario
    from sim.scenario.policy import Policy
    from sim.scenario.responder import ResponderScript

pytestmark = pytest.mark.slow

EXERCISES = 40


def test_reference_exercises_per_second(
    scenario: Scenario,
    policy: Policy,
    reference: ResponderScript,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Forty seeds of the shipped exercise under the reference responder, and how many a second.

    The figure is shown; what a night may cost is held as a ratio in `test_scored_night`. Nearly all
    of the nights settle: in the longest outages the horizon comes before the last message.
    """
    began = time.perf_counter()
    reasons, requests = [], 0
    for seed in range(EXERCISES):
        exercise = Exercise(scenario, policy, seed)
        play(exercise, Scripted(reference))
        last = exercise.journal.last.body
        assert isinstance(last, Ended)
        reasons.append(last.reason)
        requests += exercise.world.log.done
    rate = EXERCISES / (time.perf_counter() - began)
    with capsys.disabled():
        print(f"\nreference: {rate:.0f} exercises/s, {requests} requests")  # noqa: T201 - the figure
    assert set(reasons) <= {"settled", "horizon"}
    assert reasons.count("settled") >= EXERCISES - 3
    assert requests > EXERCISES * 10_000
