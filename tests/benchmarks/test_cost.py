"""What an exercise costs: linear in its hours, less than linear in its traffic.

Nobody responds; each figure is the best of several runs, and the requests simulated are pinned.
"""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING

import pytest

from sim.exercise.exercise import Exercise
from sim.exercise.responders import nobody, play
from sim.scenario.durations import HOUR

if TYPE_CHECKING:
    from sim.scenario.model import Scenario
    from sim.scenario.policy import Policy
    from tests.benchmarks.conftest import BestOf, Show

pytestmark = pytest.mark.slow

SEED = 7


def run(scenario: Scenario, policy: Policy, hours: int, per_second: float) -> Exercise:
    """The exercise so long, with so much traffic."""
    users = scenario.users.model_copy(update={"requests_per_second": per_second})
    changed = scenario.model_copy(update={"horizon": hours * HOUR, "users": users})
    exercise = Exercise(changed, policy, SEED)
    play(exercise, nobody())
    return exercise


def test_hours(scenario: Scenario, policy: Policy, best_of: BestOf, show: Show) -> None:
    """The eighth hour costs what the second does."""
    per_hour = {
        hours: best_of(9, lambda h=hours: run(scenario, policy, h, 5.0)) / hours  # type: ignore[misc]
        for hours in (1, 2, 4, 8)
    }
    show(*(f"{hours} hours: {cost:5.1f} ms an hour" for hours, cost in per_hour.items()))
    assert per_hour[8] <= 1.5 * per_hour[2]


def test_requests_per_second(
    scenario: Scenario, policy: Policy, best_of: BestOf, show: Show
) -> None:
    """Each request costs less the more there are; seven million take seconds, not minutes."""
    costs, requests, table = [], [], []
    for rate, repetitions in ((1, 9), (5, 9), (50, 5), (500, 2)):
        taken = best_of(
            repetitions,
            lambda rate=rate: run(scenario, policy, 4, float(rate)),  # type: ignore[misc]
        )
        tracemalloc.start()
        count = len(run(scenario, policy, 4, float(rate)).world.log.workload)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        requests.append(count)
        costs.append(taken / count)
        table.append(
            f"{rate:4} requests/s: {count:9} requests {taken:8.1f} ms "
            f"{1000 * taken / count:7.3f} us a request, at most {peak / 1e6:6.1f} MB"
        )
    show(*table)
    assert requests == [14_385, 72_019, 718_480, 7_216_119]
    assert costs == sorted(costs, reverse=True)
    assert costs[-1] < costs[0] / 20
