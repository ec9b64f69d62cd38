"""Breaking the test environment on purpose, and mending it: test host and test token only.

Production does not take these. Whatever is broken this way, a health check follows at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field, StringConstraints

from sim.commands.command import Answer, Example, Params, Reply, command
from sim.commands.tolerant import Clamped
from sim.journal.bodies import BreakerState, ServiceStatus  # noqa: TC001 - pydantic reads it at run time
from sim.scenario.faults.database_down import DatabaseDown
from sim.scenario.faults.r2_unavailable import R2Unavailable
from sim.scenario.faults.sessions_down import SessionsDown
from sim.scenario.names import SERVICES, Service
from sim.world.world import World

if TYPE_CHECKING:
    from sim.scenario.faults import Fault

ErrorType = Annotated[str, StringConstraints(min_length=1, max_length=60)]
OutageType = Annotated[str, StringConstraints(min_length=1, max_length=60)]
COMPLETE = ("complete", "total", "full", "all", "region")
"""Words for an outage of everything."""
MEANT: tuple[tuple[Service, tuple[str, ...]], ...] = (
    ("R2_STORAGE", ("r2", "storage", "bucket", "object")),
    ("D1_DATABASE", ("d1", "database", "db", "sql")),
    ("AUTH_KV", ("auth", "kv", "session", "login")),
)
"""Parts of words that mean a service."""
CONFLICT = {409: "A simulated outage is already running; restore first."}


class FailureParams(Params):
    """Which service fails, and with what."""

    service: Service = "R2_STORAGE"
    error_type: ErrorType = Field(default="SIMULATED_FAILURE", description="What is reported.")


class SuccessParams(Params):
    """Which service answers."""

    service: Service = "R2_STORAGE"


class OutageParams(Params):
    """What is gone, and for how long."""

    outage_type: OutageType = Field(
        default="complete",
        description="complete, or a service; the answer says what another word was taken for.",
    )
    duration: Annotated[int, Clamped(1, 86_400)] | None = Field(
        default=None, description="Seconds; without it until it is restored."
    )


class CallOutcome(Answer):
    """What a simulated call did."""

    service: Service
    counted: bool = Field(description="Whether the breaker let the call through and counted it.")
    status: ServiceStatus
    consecutive_failures: int
    circuit_breaker_state: BreakerState
    failure_count: int = Field(description="Failures in a row the breaker has counted.")


class OutageState(Answer):
    """What is simulated, and what the health check found."""

    services: tuple[Service, ...] = Field(description="What was broken, or mended.")
    ends_at: str | None
    statuses: dict[Service, ServiceStatus]
    circuit_breaker_state: BreakerState


def _simulated_call(world: World, service: Service, error: str) -> Reply[CallOutcome]:
    """One call with a given result; it counts as the service's health check of this instant."""
    now, breaker = world.now, world.breaker
    counted = service == "R2_STORAGE" and breaker.admits(now)
    if counted:
        breaker.begin(now)
        (breaker.fail if error else breaker.succeed)(now)
    record = world.health.report(service, now, error)
    return Reply(
        CallOutcome(
            service=service,
            counted=counted,
            status=record.status,
            consecutive_failures=record.consecutive_failures,
            circuit_breaker_state=breaker.state,
            failure_count=breaker.failures,
        ),
        message=f"{service}: one call {'failed' if error else 'succeeded'}",
    )


@command(
    "simulate-failure",
    access="test",
    example=Example(body={"service": "R2_STORAGE", "error_type": "timeout"}),
)
def simulate_failure(world: World, params: FailureParams) -> Reply[CallOutcome]:
    """One failed call: the breaker counts it, the health monitor sees it."""
    return _simulated_call(world, params.service, params.error_type)


@command("simulate-success", access="test", example=Example(body={"service": "R2_STORAGE"}))
def simulate_success(world: World, params: SuccessParams) -> Reply[CallOutcome]:
    """One successful call: the breaker counts it, the health monitor sees it."""
    return _simulated_call(world, params.service, "")


def _fault(service: Service, number: int) -> Fault:
    name = f"simulated-{number:03d}-{service.partition('_')[0].lower()}"
    common = {"id": name, "begins": "0s", "ends": {"by": "never"}}
    match service:
        case "R2_STORAGE":
            return R2Unavailable.model_validate({**common, "effect": "r2_unavailable"})
        case "D1_DATABASE":
            return DatabaseDown.model_validate({**common, "effect": "database_down"})
        case "AUTH_KV":
            return SessionsDown.model_validate({**common, "effect": "sessions_down"})


def _checked(world: World, services: tuple[Service, ...], ends_at: int | None) -> OutageState:
    records = world.health.check_all(world.now, label="check")
    return OutageState(
        services=services,
        ends_at=world.when(ends_at),
        statuses={name: record.status for name, record in records.items()},
        circuit_breaker_state=world.breaker.state,
    )


def _meant(word: str, usual: tuple[Service, ...]) -> tuple[tuple[Service, ...], tuple[str, ...]]:
    """The services that an outage of this type takes away, and a warning unless it says so itself.

    Args:
        word: the type as it was given.
        usual: what is meant by a word that names no service.
    """
    if word in SERVICES:
        return (word,), () if usual in ((word,), SERVICES) else (_taken(word, usual),)
    if word.casefold() == "complete":
        return usual, ()
    low = word.casefold()
    found = tuple(name for name, parts in MEANT if any(part in low for part in parts))
    meant = usual if not found or any(part in low for part in COMPLETE) else found
    # One of R2 alone stays one: a word cannot take away more than the call is for.
    meant = meant if usual == SERVICES else usual
    return meant, (_taken(word, meant),)


def _taken(word: str, services: tuple[Service, ...]) -> str:
    return f"outage_type: {word!r} is taken for {', '.join(services)} not responding"


def _break(
    world: World,
    services: tuple[Service, ...],
    seconds: int | None,
    warnings: tuple[str, ...],
) -> Reply[OutageState]:
    if world.any_fault():
        return Reply(
            status=409, error="a simulated outage is already running; restore-r2-service ends it"
        )
    world.worker_tests.outages += 1
    lasts = None if seconds is None else seconds * 1000
    for service in services:
        world.faults.begin_now(_fault(service, world.worker_tests.outages), lasts)
    ends_at = None if lasts is None else world.now + lasts
    message = f"{', '.join(services)} gone"
    return Reply(_checked(world, services, ends_at), message=message, warnings=warnings)


@command(
    "simulate-r2-outage",
    access="test",
    example=Example(body={"duration": 300}),
    extra_statuses=CONFLICT,
)
def r2_outage(world: World, params: OutageParams) -> Reply[OutageState]:
    """R2 stops responding, for a while or until it is restored."""
    _, understood = _meant(params.outage_type, ("R2_STORAGE",))
    return _break(world, ("R2_STORAGE",), params.duration, understood)


@command(
    "simulate-complete-outage",
    access="test",
    example=Example(body={"outage_type": "complete", "duration": 300}),
    extra_statuses=CONFLICT,
)
def complete_outage(world: World, params: OutageParams) -> Reply[OutageState]:
    """A service, or all of them, stop responding, for a while or until they are restored."""
    services, understood = _meant(params.outage_type, SERVICES)
    return _break(world, services, params.duration, understood)


@command("restore-r2-service", access="test")
def restore_r2(world: World) -> Reply[OutageState]:
    """End whatever outage is simulated."""
    ended = world.faults.end_now()
    words = {"r2": SERVICES[0], "d1": SERVICES[1], "auth": SERVICES[2]}
    services = tuple(words[name.rpartition("-")[2]] for name in ended)
    message = f"{', '.join(services)} back" if services else "no outage was simulated"
    return Reply(_checked(world, services, None), message=message)
