"""Carrying four hours of users in blocks is at least ten times as fast as one process per request.

Each figure is the best of several runs, and what was simulated is pinned beside it: a faster wrong
answer fails. The numbers are explained in docs/design/block-workload.md.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.exercise.exercise import Exercise
from sim.exercise.responders import nobody, play
from sim.exercise.script import Scripted
from sim.journal.journal import Journal
from sim.scenario.durations import HOUR, MINUTE, SECOND
from sim.scenario.faults import CALM
from sim.scenario.faults.r2_unavailable import R2Unavailable
from sim.scenario.model import Users
from sim.scenario.worker import BreakerSettings, QueueSettings
from sim.world.breaker import Breaker
from sim.world.bucket import Bucket
from sim.world.contents import Contents
from sim.world.files import Files
from sim.world.kernel import Kernel
from sim.world.prevailing import Prevailing
from sim.world.queue import OperationQueue
from sim.world.recorder import Recorder
from sim.world.requests import ERROR, FAST_FAILED, OK, QUEUED, REJECTED, RequestLog
from sim.world.streams import Streams
from sim.world.workload import draw_workload
from sim.world.world import block_users

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.journal.bodies import Body
    from sim.scenario.model import Scenario
    from sim.scenario.policy import Policy
    from sim.scenario.responder import ResponderScript
    from sim.world.world import UsersFactory
    from tests.benchmarks.conftest import BestOf, InTurn, Show

pytestmark = pytest.mark.slow

SEED = 7
FOUR_HOURS = 4 * HOUR
REQUESTS = 72_019
"""Requests of four hours at five a second under this seed."""


class Unheard(Recorder):
    """There is no journal: only the users are measured."""

    def caused(self, at: int, request: int | None, body: Body) -> None:
        """Drop it."""


def carry(factory: UsersFactory, moved: list[int]) -> dict[int, int]:
    """Four hours of users alone: an outage from minute 12 to 47, read-only in the middle of it.

    Returns how many requests had which outcome; the breaker's moves go to `moved`.
    """
    kernel, streams = Kernel(), Streams(SEED)
    workload = draw_workload(Users(), FOUR_HOURS, streams)
    breaker = Breaker(BreakerSettings(), lambda at, _move: moved.append(at))
    prevailing = Prevailing()
    queue = OperationQueue(
        QueueSettings(),
        workload,
        kernel,
        Bucket(breaker, prevailing),
        streams,
        Unheard(Journal(), kernel),
        lambda: True,
        lambda: False,
        lambda _: None,
    )
    log = RequestLog(workload)
    contents = Contents(Files(Users(), log, streams, prevailing), lambda *_: None)
    users = factory(log, 1_000, breaker, queue, kernel, contents, prevailing)
    gone = R2Unavailable.model_validate(
        {"id": "gone", "effect": "r2_unavailable", "begins": "12m", "ends": {"by": "never"}}
    )

    def change(at: int, do: Callable[[], None]) -> None:
        def edge() -> None:
            users.catch_up(kernel.now)
            do()

        kernel.at(at, edge)

    change(12 * MINUTE, lambda: setattr(prevailing, "conditions", gone.conditions()))
    change(13 * MINUTE, lambda: setattr(users, "read_only", True))
    change(47 * MINUTE, lambda: setattr(prevailing, "conditions", CALM))
    change(60 * MINUTE, lambda: setattr(users, "read_only", False))
    kernel.every(lambda: 15 * SECOND, lambda: users.catch_up(kernel.now), first=15 * SECOND)
    kernel.run_before(FOUR_HOURS)
    users.catch_up(FOUR_HOURS)
    codes, counts = np.unique(users.log.outcome, return_counts=True)
    return dict(zip(codes.tolist(), counts.tolist(), strict=True))


def test_users_alone(stepped_users: UsersFactory, best_of: BestOf, show: Show) -> None:
    """The users by themselves, drawing included: the claim of the block workload."""
    results, times = [], []
    for factory, repetitions in ((block_users, 7), (stepped_users, 3)):
        moved: list[int] = []
        results.append((carry(factory, moved), moved))
        times.append(best_of(repetitions, lambda f=factory: carry(f, [])))  # type: ignore[misc]
    blocks, steps = times
    show(
        f"users alone, {REQUESTS} requests: blocks {blocks:.1f} ms, "
        f"one by one {steps:.0f} ms, ratio {steps / blocks:.1f}"
    )
    assert results[0] == results[1]
    outcomes, moved = results[0]
    assert sum(outcomes.values()) == REQUESTS
    assert outcomes == {OK: 63_907, QUEUED: 1_000, ERROR: 104, FAST_FAILED: 6_358, REJECTED: 650}
    assert len(moved) == 71
    assert steps / blocks >= 10


@pytest.mark.parametrize(
    ("responder", "least"),
    [("none", 9.0), ("reference", 7.5)],
    ids=["none", "reference"],
)
def test_whole_exercise(  # noqa: PLR0917 - pytest passes them by name
    responder: str,
    least: float,
    scenario: Scenario,
    policy: Policy,
    reference: ResponderScript,
    stepped_users: UsersFactory,
    in_turn: InTurn,
    show: Show,
) -> None:
    """All of a four-hour exercise, journal and monitoring included, which both ways share."""
    # A monitoring period as long as the exercise keeps the reference from ending it early.
    endless = policy.model_copy(update={"monitoring_period": FOUR_HOURS})
    played: deque[Exercise] = deque(maxlen=1)
    digests: set[str] = set()

    def run(users: UsersFactory) -> None:
        exercise = Exercise(scenario, endless, SEED, users=users)
        play(exercise, nobody() if responder == "none" else Scripted(reference))
        played.append(exercise)
        digests.add(exercise.journal.digest)

    blocks, steps = in_turn(lambda: run(block_users), lambda: run(stepped_users), least)
    show(
        f"whole exercise ({responder}): blocks {blocks:.1f} ms, one by one {steps:.0f} ms, "
        f"ratio {steps / blocks:.1f}, {1000 / blocks:.0f} exercises/s"
    )
    assert digests == {played[0].journal.digest}
    assert len(played[0].world.log.workload) == REQUESTS
    assert played[0].now == FOUR_HOURS
    # How many entries tell it is the texts' affair; both ways wrote the same ones, and users met
    # the outage.
    assert 0 < played[0].world.log.failed(0, FOUR_HOURS) < REQUESTS
    assert steps / blocks >= least


def test_busy_exercise(
    scenario: Scenario,
    policy: Policy,
    stepped_users: UsersFactory,
    best_of: BestOf,
    show: Show,
) -> None:
    """Ten times the traffic costs blocks little more, and one by one ten times as much."""
    users = scenario.users.model_copy(update={"requests_per_second": 50.0})
    busy = scenario.model_copy(update={"users": users})
    played: list[Exercise] = []

    def run(users: UsersFactory) -> None:
        exercise = Exercise(busy, policy, SEED, users=users)
        play(exercise, nobody())
        played.append(exercise)

    blocks = best_of(3, lambda: run(block_users))
    steps = best_of(1, lambda: run(stepped_users))
    show(
        f"50 requests/s: blocks {blocks:.0f} ms, one by one {steps:.0f} ms, "
        f"ratio {steps / blocks:.1f}"
    )
    assert {exercise.journal.digest for exercise in played} == {played[0].journal.digest}
    assert len(played[0].world.log.workload) == 718_480
    assert steps / blocks >= 10
