"""Tests of the test environment: load, the breaker's course, and reports on what was tried.

All figures come from that world's own model and journal. Test host and test token only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator

from sim.commands.command import Answer, Example, Params, Reply, command
from sim.commands.tolerant import Clamped, Label
from sim.journal.bodies import BreakerState, FaultEdge, HealthChanged, KindCounts
from sim.scenario.durations import MINUTE, SECOND
from sim.scenario.names import Operation, Service  # noqa: TC001 - pydantic reads it at run time
from sim.world.trials import TestKind  # noqa: TC001 - pydantic reads it at run time
from sim.world.worker_tests import Load, load_test, run_breaker_test, schedule
from sim.world.world import World

R2_OBJECTIVE_MS = 30 * MINUTE
"""Recovery time objective of R2: 30 min, as the worker's disaster recovery plan has it."""

MixedOperation = Literal["download", "metadata", "upload", "delete", "list"]
MOST_WEIGHT = 1_000_000
Weight = Annotated[float, Clamped(0, MOST_WEIGHT)]


KINDS: dict[str, TestKind] = {
    "load": "load",
    "circuit_breaker": "circuit_breaker",
    "health_check": "health_check",
}


class LoadParams(Params):
    """How many users do how much of what, for how long."""

    concurrent_users: Annotated[int, Clamped(1, 10_000)] = 10
    operations_per_minute: Annotated[int, Clamped(1, 6_000)] = 60
    test_duration: Annotated[int, Clamped(1, 3_600)] = Field(default=60, description="Seconds.")
    operation_mix: dict[MixedOperation, Weight] = Field(
        default={"download": 60, "metadata": 28, "upload": 10, "delete": 2},
        min_length=1,
        description="Relative weights; at least one above 0. `list` is a read of metadata.",
    )

    @field_validator("operation_mix")
    @classmethod
    def _something(cls, mix: dict[MixedOperation, float]) -> dict[MixedOperation, float]:
        if not sum(mix.values()) > 0:
            raise ValueError("at least one operation needs a weight above 0")
        return mix

    def mix(self) -> dict[Operation, float]:
        """The weights by what the workload knows."""
        found: dict[Operation, float] = {}
        for name, weight in self.operation_mix.items():
            known: Operation = "metadata" if name == "list" else name
            found[known] = found.get(known, 0) + weight
        # Two names of one operation add up, and only what they are beside the others matters.
        most = max(found.values())
        too_heavy = most > MOST_WEIGHT
        return {name: w * MOST_WEIGHT / most for name, w in found.items()} if too_heavy else found


class LoadReport(Answer):
    """What became of the load under the conditions of this instant."""

    requests: int
    failed: int
    error_rate: float = Field(description="Percent.")
    avg_response_time: float
    p50: int
    p95: int
    p99: int
    concurrent_users: int
    by_operation: tuple[KindCounts, ...]
    circuit_breaker_opened: int = Field(description="How often.")
    circuit_breaker_state: BreakerState = Field(description="At the end of the test.")


class StepReport(Answer):
    """One step of the breaker's course."""

    step: str
    expected: BreakerState
    found: BreakerState
    passed: bool


class BreakerTest(Answer):
    """The breaker's course with the settings of now."""

    success: bool
    steps: tuple[StepReport, ...]


class ScheduleParams(Params):
    """Which test, and when."""

    test_type: Annotated[
        str, StringConstraints(max_length=60), Label(("load", "circuit_breaker", "health_check"))
    ] = Field(default="circuit_breaker", description="Another word runs a health check.")
    delay: Annotated[int, Clamped(1, 86_400)] = Field(default=60, description="Seconds from now.")


class ScheduledTest(Answer):
    """A test that will run by itself."""

    id: str
    test_type: TestKind
    runs_at: str


class RunReport(Answer):
    """A test that was run."""

    test_type: TestKind
    timestamp: str
    passed: bool
    summary: str


class OutageReport(Answer):
    """A simulated outage of one service, from its beginning to the service's recovery."""

    service: Service
    began_at: str
    ended_at: str | None
    detected_after_seconds: float | None
    recovered_after_seconds: float | None = Field(description="From its beginning.")


class TestReport(Answer):
    """What was tested so far."""

    id: str
    generated_at: str
    tests: tuple[RunReport, ...]
    outages: tuple[OutageReport, ...]
    scheduled: tuple[ScheduledTest, ...]
    breaker_transitions: int


class Requirement(Answer):
    """An objective, and whether the tests have shown it."""

    requirement: str
    target_seconds: float
    measured_seconds: float | None = Field(description="The worst one; null: not tested.")
    met: bool | None


class Compliance(Answer):
    """Objectives against what was measured."""

    compliant: bool | None = Field(description="null: something was not tested.")
    requirements: tuple[Requirement, ...]


@dataclass(frozen=True, slots=True)
class _Outage:
    service: Service
    began: int
    ended: int | None
    detected: int | None
    recovered: int | None


def _outages(world: World) -> tuple[_Outage, ...]:
    """The simulated outages, read from this world's own journal."""
    entries = world.journal.entries
    ends: dict[str, int] = {}
    changes: list[tuple[int, HealthChanged]] = []
    for entry in entries:
        if isinstance(entry.body, FaultEdge) and entry.body.edge == "ended":
            ends[entry.body.fault] = entry.at
        elif isinstance(entry.body, HealthChanged):
            changes.append((entry.at, entry.body))

    def first(service: Service, since: int, *, ill: bool) -> int | None:
        return next(
            (
                at
                for at, change in changes
                if at >= since and change.service == service and (change.new != "HEALTHY") is ill
            ),
            None,
        )

    found = []
    for entry in entries:
        edge = entry.body
        if isinstance(edge, FaultEdge) and edge.edge == "began" and edge.service is not None:
            ended = ends.get(edge.fault)
            recovered = None if ended is None else first(edge.service, ended, ill=False)
            detected = first(edge.service, entry.at, ill=True)
            found.append(_Outage(edge.service, entry.at, ended, detected, recovered))
    return tuple(found)


def _seconds(start: int, end: int | None) -> float | None:
    return None if end is None else (end - start) / SECOND


@command(
    "load-test",
    access="test",
    example=Example(
        body={
            "concurrent_users": 50,
            "operations_per_minute": 600,
            "test_duration": 300,
            "operation_mix": {"download": 70, "upload": 30},
        }
    ),
)
def load(world: World, params: LoadParams) -> Reply[LoadReport]:
    """Run a load test against the worker in its current state."""
    length = params.test_duration * SECOND
    wanted = Load(params.concurrent_users, params.operations_per_minute, length, params.mix())
    result = load_test(world, wanted)
    figures = result.figures
    return Reply(
        LoadReport(
            requests=figures.requests,
            failed=figures.failed,
            error_rate=figures.error_percent,
            avg_response_time=figures.mean_ms,
            p50=figures.p50_ms,
            p95=figures.p95_ms,
            p99=figures.p99_ms,
            concurrent_users=params.concurrent_users,
            by_operation=result.counts,
            circuit_breaker_opened=result.breaker_opened,
            circuit_breaker_state=result.breaker,
        ),
        message=f"{figures.requests} operations, {figures.error_percent}% failed",
    )


@command("automated-circuit-breaker-test", access="test")
def breaker_course(world: World) -> Reply[BreakerTest]:
    """Run a copy of the breaker through its full cycle."""
    steps = run_breaker_test(world)
    return Reply(
        BreakerTest(
            success=all(step.passed for step in steps),
            steps=tuple(
                StepReport(
                    step=step.step, expected=step.expected, found=step.found, passed=step.passed
                )
                for step in steps
            ),
        )
    )


@command(
    "schedule-automated-test",
    access="test",
    example=Example(body={"test_type": "circuit_breaker", "delay": 120}),
)
def schedule_test(world: World, params: ScheduleParams) -> Reply[ScheduledTest]:
    """Schedule a test; generate-report has its result."""
    entry = schedule(world, KINDS.get(params.test_type, "health_check"), params.delay * SECOND)
    return Reply(
        ScheduledTest(id=entry.id, test_type=entry.kind, runs_at=world.timestamp(entry.at)),
        message=f"{entry.id} is scheduled",
    )


@command("generate-report", access="test")
def report(world: World) -> Reply[TestReport]:
    """Everything tested in the test environment so far."""
    tests = world.worker_tests
    tests.reports += 1
    return Reply(
        TestReport(
            id=f"report-{tests.reports:03d}",
            generated_at=world.timestamp(world.now),
            tests=tuple(
                RunReport(
                    test_type=run.kind,
                    timestamp=world.timestamp(run.at),
                    passed=run.passed,
                    summary=run.summary,
                )
                for run in tests.runs
            ),
            outages=tuple(
                OutageReport(
                    service=outage.service,
                    began_at=world.timestamp(outage.began),
                    ended_at=world.when(outage.ended),
                    detected_after_seconds=_seconds(outage.began, outage.detected),
                    recovered_after_seconds=_seconds(outage.began, outage.recovered),
                )
                for outage in _outages(world)
            ),
            scheduled=tuple(
                ScheduledTest(id=entry.id, test_type=entry.kind, runs_at=world.timestamp(entry.at))
                for entry in tests.scheduled
                if entry.at >= world.now
            ),
            breaker_transitions=len(world.breaker.history),
        )
    )


def _requirement(text: str, target_ms: int, measured: list[float | None]) -> Requirement:
    known = [value for value in measured if value is not None]
    worst = max(known, default=None)
    target = target_ms / SECOND
    return Requirement(
        requirement=text,
        target_seconds=target,
        measured_seconds=worst,
        met=None if worst is None else worst <= target,
    )


@command("compliance-report", access="test")
def compliance(world: World) -> Reply[Compliance]:
    """Objectives against what the tests have measured."""
    outages = _outages(world)
    rows = (
        _requirement(
            "an outage is detected within one health check",
            world.worker.health.every,
            [_seconds(outage.began, outage.detected) for outage in outages],
        ),
        _requirement(
            "R2 is back within its recovery time objective",
            R2_OBJECTIVE_MS,
            [
                _seconds(outage.began, outage.recovered)
                for outage in outages
                if outage.service == "R2_STORAGE"
            ],
        ),
    )
    met = [row.met for row in rows]
    return Reply(Compliance(compliant=None if None in met else all(met), requirements=rows))
