"""Changing a service's mode: read-only, back to normal, recovered by force; testing R2."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from sim.command_set import COMMAND_SET
from sim.commands.command import Actor, Answer, Example, Params, Reply, command
from sim.commands.health import ServiceName, known_service, no_such_service
from sim.commands.tolerant import Clamped
from sim.journal.bodies import BreakerState, ServiceMode, ServiceStatus  # noqa: TC001 - pydantic reads it at run time
from sim.scenario.names import Service  # noqa: TC001 - pydantic reads it at run time
from sim.world.health import AUTH_PROBE_MS, D1_PROBE_MS
from sim.world.world import World

if TYPE_CHECKING:
    from sim.scenario.faults.conditions import Call

RESET = next(row for row in COMMAND_SET if row.deeds == ("resets",))
"""Closing the breaker by hand, which a restore does as well."""

TestOperation = Literal["upload", "download", "list", "delete"]
TEST_OPERATIONS: tuple[TestOperation, ...] = ("upload", "download", "list", "delete")


class ModeRecord(Answer):
    """A service's mode after the command."""

    service: Service
    mode: ServiceMode
    status: ServiceStatus
    read_only_mode: bool
    circuit_breaker_state: BreakerState


class OperationTest(Answer):
    """One test operation's result."""

    operation: str
    success: bool
    response_time_ms: int
    error: str | None


class R2Test(Answer):
    """Whether R2 answers one call."""

    success: bool
    tried: bool = Field(description="false: the breaker is OPEN and let no call through.")
    response_time_ms: int = Field(description="Of the list call.")
    circuit_breaker_state: BreakerState = Field(description="After the call.")
    error: str | None


class FileOperationsTest(Answer):
    """Whether users' operations work from end to end."""

    success: bool
    read_only_mode: bool
    operations: tuple[OperationTest, ...]


class DegradeParams(ServiceName):
    """Why, and how far."""

    reason: str = Field(default="", max_length=500)
    mode: Literal["read_only"] = "read_only"


class ServiceRestoreParams(ServiceName):
    """Why."""

    reason: str = Field(default="", max_length=500)


class FileTestParams(Params):
    """Which operations to try, and for how long the worker may take."""

    operations: tuple[TestOperation, ...] = Field(
        default=TEST_OPERATIONS, min_length=1, max_length=4
    )
    test_duration: Annotated[int, Clamped(1, 3600)] = Field(default=60, description="Seconds.")


def _mode(world: World, service: Service) -> ModeRecord:
    return ModeRecord(
        service=service,
        mode=world.modes[service],
        status=world.status_of(service),
        read_only_mode=world.modes["R2_STORAGE"] == "degraded",
        circuit_breaker_state=world.breaker.state,
    )


@command(
    "degrade",
    access="responder",
    example=Example(
        path="/health/services/R2_STORAGE/degrade", body={"reason": "bucket unreachable"}
    ),
    extra_statuses={404: "No such service."},
)
def degrade(world: World, params: DegradeParams, actor: Actor) -> Reply[ModeRecord]:
    """Make a service read-only: writes are queued. Notifies nobody."""
    service = known_service(params.name)
    if service is None:
        return no_such_service(params.name)
    reason = params.reason or f"degraded by {actor.name}"
    changed = world.set_mode(service, "degraded", "operator", reason)
    message = "degraded mode on" if changed else "degraded mode was already on"
    return Reply(_mode(world, service), message=message)


@command(
    "restore",
    access="responder",
    example=Example(path="/health/services/R2_STORAGE/restore", body={"reason": "R2 test passed"}),
    extra_statuses={404: "No such service."},
)
def restore(world: World, params: ServiceRestoreParams, actor: Actor) -> Reply[ModeRecord]:
    """Return to normal mode and close the breaker if it is open; the queue starts draining."""
    service = known_service(params.name)
    if service is None:
        return no_such_service(params.name)
    reason = params.reason or f"restored by {actor.name}"
    if service == "R2_STORAGE" and world.breaker.state != "CLOSED":
        world.breaker.reset(world.now, f"restore: {reason}")
        # What a reset mends, such as a jammed breaker, this mends as well.
        world.faults.command_given(RESET.name)
    changed = world.set_mode(service, "normal", "operator", reason)
    message = (
        "normal mode; the queue drains as far as storage allows"
        if changed
        else "the mode was already normal"
    )
    return Reply(_mode(world, service), message=message)


@command(
    "force-recovery",
    access="responder",
    example=Example(path="/health/services/R2_STORAGE/force-recovery"),
    extra_statuses={404: "No such service."},
)
def force_recovery(world: World, params: ServiceRestoreParams, actor: Actor) -> Reply[ModeRecord]:
    """Normal mode, breaker closed, health record clean, whatever the real state."""
    service = known_service(params.name)
    if service is None:
        return no_such_service(params.name)
    reason = params.reason or f"forced by {actor.name}"
    if service == "R2_STORAGE":
        world.breaker.reset(world.now, f"force-recovery: {reason}")
    world.health.recover(service, world.now, "force-recovery")
    world.set_mode(service, "normal", "operator", f"force-recovery: {reason}")
    return Reply(_mode(world, service), message="service forced to recover")


def _try(
    world: World, operations: tuple[TestOperation, ...], label: str
) -> tuple[OperationTest, ...]:
    results = []
    for operation in operations:
        luck = world.streams.ppm(label, operation, world.now)
        result = world.bucket.guarded(operation, luck, world.now)
        results.append(
            OperationTest(
                operation=operation,
                success=result.ok,
                response_time_ms=result.ms,
                error=result.error or None,
            )
        )
    return tuple(results)


@command("r2-test", access="responder")
def r2_test(world: World) -> Reply[R2Test]:
    """List the bucket once, through the breaker. Counts as the trial call if one is due."""
    tried = world.bucket.admits(world.now)
    luck = world.streams.ppm("r2-test", "list", world.now)
    result = world.bucket.guarded("list", luck, world.now)
    said = "R2 is responding" if result.ok else "R2 is not responding"
    return Reply(
        R2Test(
            success=result.ok,
            tried=tried,
            response_time_ms=result.ms,
            circuit_breaker_state=world.breaker.state,
            error=result.error or None,
        ),
        message=said if tried else "not tried: the circuit breaker is OPEN",
    )


@command("test-user-operations", access="responder")
def user_test(world: World) -> Reply[FileOperationsTest]:
    """Do what one user would do: sign in, list, upload, download, delete."""
    conditions, now = world.conditions, world.now

    def other(step: str, call: Call, answer_ms: int) -> OperationTest:
        fails = world.streams.ppm("user-test", step, now) < conditions.fail_ppm(call)
        return OperationTest(
            operation=step,
            success=not fails,
            response_time_ms=world.worker.health.timeout if fails else answer_ms,
            error=f"{step} failed" if fails else None,
        )

    steps = (
        other("sign_in", "session", AUTH_PROBE_MS),
        other("list_files", "metadata", D1_PROBE_MS),
        *_try(world, ("upload", "download", "delete"), "user-test"),
    )
    success = all(step.success for step in steps)
    return Reply(
        FileOperationsTest(
            success=success,
            read_only_mode=world.modes["R2_STORAGE"] == "degraded",
            operations=steps,
        ),
        message="user operations succeeded" if success else "user operations failed",
    )


@command(
    "test-operations",
    access="responder",
    example=Example(body={"operations": ["upload", "download"]}),
)
def file_test(world: World, params: FileTestParams) -> Reply[FileOperationsTest]:
    """Test user operations end to end."""
    # Writes only work when the worker takes them: read-only, they are not tried.
    results = _try(world, params.operations, "file-test")
    return Reply(
        FileOperationsTest(
            success=all(result.success for result in results),
            read_only_mode=world.modes["R2_STORAGE"] == "degraded",
            operations=results,
        )
    )
