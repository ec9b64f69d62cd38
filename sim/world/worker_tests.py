"""Tests a worker can be put to without touching it: load, and the breaker's course.

Each runs the world's own model on a twin: the users of `users`, the breaker of `breaker`, under
the conditions and settings of the instant. What was tested is kept in the world, for the reports.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.scenario.durations import MINUTE
from sim.scenario.model import Users as UserSettings
from sim.world.breaker import Breaker
from sim.world.prevailing import Prevailing
from sim.world.requests import RequestLog
from sim.world.streams import Streams
from sim.world.trials import PlannedTest, TestRun
from sim.world.users import BlockUsers
from sim.world.workload import draw_workload

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sim.journal.bodies import BreakerMoved, BreakerState, KindCounts
    from sim.scenario.names import Operation
    from sim.scenario.worker import BreakerSettings
    from sim.world.kernel import Life
    from sim.world.requests import Figures
    from sim.world.trials import TestKind
    from sim.world.world import World


@dataclass(frozen=True, slots=True)
class Load:
    """What to try: how many users, how much, how long in ms, and what of."""

    users: int
    per_minute: int
    length: int
    mix: dict[Operation, float]


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What would become of such a load now; `breaker` is the state it ends in."""

    figures: Figures
    counts: tuple[KindCounts, ...]
    breaker_opened: int
    breaker: BreakerState


@dataclass(frozen=True, slots=True)
class BreakerStep:
    """One thing the breaker has to do, and whether it did."""

    step: str
    expected: BreakerState
    found: BreakerState

    @property
    def passed(self) -> bool:
        """Whether it did as it should."""
        return self.expected == self.found


class _Room:
    """A queue with so much room; what it takes is gone."""

    def __init__(self, room: int) -> None:
        self._room = room

    def offer(self, requests: NDArray[np.int64]) -> int:
        """Take what there is room for."""
        taken = min(self._room, len(requests))
        self._room -= taken
        return taken


def _twin(world: World, moves: list[BreakerMoved]) -> Breaker:
    """The breaker as it stands, its clock set to 0."""
    real = world.breaker
    twin = Breaker(real.settings, lambda _, move: moves.append(move))
    twin.state, twin.failures, twin.successes = real.state, real.failures, real.successes
    if real.next_attempt_at is not None:
        twin.next_attempt_at = max(0, real.next_attempt_at - world.now)
    return twin


def load_test(world: World, load: Load) -> LoadResult:
    """Let such users loose on a twin of the worker under the conditions of this instant."""
    settings = UserSettings(
        requests_per_second=load.per_minute * 1000 / MINUTE,
        mix=load.mix,
        people=load.users,
        background_error_ppm=world.scenario.users.background_error_ppm,
    )
    streams = Streams(world.streams.derive(f"load-test|{world.now}"))
    workload = draw_workload(settings, load.length, streams)
    moves: list[BreakerMoved] = []
    breaker = _twin(world, moves)
    room = max(0, world.queue.settings.max_size - world.queue.total)
    log = RequestLog(workload)
    prevailing = Prevailing(world.conditions)
    users = BlockUsers(log, settings.background_error_ppm, breaker, _Room(room), prevailing)
    users.read_only = world.modes["R2_STORAGE"] == "degraded"
    users.deferring = world.users.deferring
    users.catch_up(load.length)
    figures = users.log.figures(0, load.length)
    opened = sum(move.new == "OPEN" for move in moves)
    summary = f"{figures.requests} operations, {figures.error_percent}% failed"
    passed = figures.error_percent <= world.worker.alerts.error_percent
    world.worker_tests.runs.append(TestRun("load", world.now, passed, summary))
    return LoadResult(figures, users.log.counts(0, load.length), opened, breaker.state)


def breaker_test(settings: BreakerSettings) -> tuple[BreakerStep, ...]:
    """Take a new breaker with these settings through its whole course."""
    breaker = Breaker(settings, lambda _, __: None)
    steps: list[BreakerStep] = []

    def found(step: str, expected: BreakerState) -> None:
        steps.append(BreakerStep(step, expected, breaker.state))

    for _ in range(settings.failure_threshold - 1):
        breaker.fail(0)
    found("one failure short of the threshold", "CLOSED")
    breaker.fail(0)
    found("failures reach the threshold", "OPEN")
    if breaker.admits(settings.open_for - 1):
        breaker.begin(settings.open_for - 1)
    found("calls within the waiting time are turned away", "OPEN")
    if breaker.admits(settings.open_for):
        breaker.begin(settings.open_for)
    found("the first call after it is a trial", "HALF_OPEN")
    breaker.fail(settings.open_for)
    found("a failed trial opens it again", "OPEN")
    breaker.begin(2 * settings.open_for)
    for _ in range(settings.success_threshold):
        breaker.succeed(2 * settings.open_for)
    found("trials that succeed close it", "CLOSED")
    return tuple(steps)


def run_breaker_test(world: World) -> tuple[BreakerStep, ...]:
    """The same with the worker's settings, kept for the report."""
    steps = breaker_test(world.worker.breaker)
    passed = sum(step.passed for step in steps)
    summary = f"{passed} of {len(steps)} steps as they should be"
    world.worker_tests.runs.append(
        TestRun("circuit_breaker", world.now, passed == len(steps), summary)
    )
    return steps


def run_health_check(world: World) -> None:
    """Probe every service; passes when all are well."""
    found = world.health.check_all(world.now, label="check")
    ill = [name for name, record in found.items() if record.status != "HEALTHY"]
    summary = f"not healthy: {', '.join(ill)}" if ill else "all services healthy"
    world.worker_tests.runs.append(TestRun("health_check", world.now, not ill, summary))


USUAL_LOAD = Load(10, 60, MINUTE, {"download": 60, "metadata": 28, "upload": 10, "delete": 2})
"""What a scheduled load test tries."""


def schedule(world: World, kind: TestKind, delay: int) -> PlannedTest:
    """Run a test by itself, `delay` ms from now."""
    scheduled = world.worker_tests.scheduled
    entry = PlannedTest(f"test-{len(scheduled) + 1:03d}", kind, world.now + delay)
    scheduled.append(entry)
    world.kernel.process(_run_later(world, kind, delay))
    return entry


def _run_later(world: World, kind: TestKind, delay: int) -> Life:
    """One scheduled test, from being asked for to its result."""
    yield world.kernel.timeout(delay)
    world.catch_up()
    match kind:
        case "load":
            load_test(world, USUAL_LOAD)
        case "circuit_breaker":
            run_breaker_test(world)
        case "health_check":
            run_health_check(world)
