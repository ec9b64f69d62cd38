"""Health of the worker and its services: what responders look at first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from sim.commands.command import Answer, Example, Params, Refusal, Reply, command
from sim.journal.bodies import BreakerState, ServiceMode, ServiceStatus  # noqa: TC001 - pydantic reads it at run time
from sim.scenario.durations import MINUTE
from sim.scenario.names import SERVICES, Operation, Service
from sim.world.world import World

if TYPE_CHECKING:
    from sim.world.health import ServiceHealth

STATUSES: tuple[ServiceStatus, ...] = ("HEALTHY", "DEGRADED", "OFFLINE")

RECENT_MS = 5 * MINUTE
"""Span of the error rates shown with a service."""

OPERATIONS_OF: dict[Service, tuple[Operation, ...]] = {
    "R2_STORAGE": ("download", "upload", "delete"),
    "D1_DATABASE": ("metadata",),
    "AUTH_KV": (),
}
"""Which users' operations a service answers."""


class ServiceSummary(Answer):
    """A service in the overview."""

    status: ServiceStatus
    circuit_breaker_state: BreakerState
    error_rate: float = Field(description="Failed users' operations of the last 5 min, percent.")
    consecutive_failures: int
    last_health_check: str | None


class StatusCounts(Answer):
    """How many services are in which state."""

    HEALTHY: int
    DEGRADED: int
    OFFLINE: int


class Overview(Answer):
    """All services at a glance."""

    overall_status: ServiceStatus
    counts: StatusCounts
    total_services: int
    last_check: str | None
    services: dict[Service, ServiceSummary]


class HealthMetrics(Answer):
    """What the monitor measured of R2."""

    response_time_ms: int
    error_rate: float
    success_rate: float
    consecutive_failures: int
    last_error: str | None
    last_health_check: str | None


class R2Status(Answer):
    """R2 in detail."""

    service_status: ServiceStatus
    circuit_breaker_state: BreakerState
    read_only_mode: bool
    degradation_reason: str | None = Field(description="Why it is in degraded mode.")
    health_metrics: HealthMetrics


class ServiceRecord(Answer):
    """Everything known about a service."""

    name: Service
    status: ServiceStatus
    mode: ServiceMode
    read_only_mode: bool = Field(description="It is in degraded mode: writes are queued.")
    degradation_reason: str | None = Field(description="Why it is in degraded mode.")
    circuit_breaker_state: BreakerState
    metrics: HealthMetrics


class CheckResult(Answer):
    """One service's result of a check."""

    service: Service
    status: ServiceStatus
    healthy: bool
    response_time_ms: int
    error: str | None


class CheckResults(Answer):
    """The results of a check of all services."""

    overall_status: ServiceStatus
    checked_at: str
    results: tuple[CheckResult, ...]


class ServiceName(Params):
    """Names one service."""

    name: str = Field(description="R2_STORAGE, D1_DATABASE or AUTH_KV.")


def _breaker_of(world: World, service: Service) -> BreakerState:
    """Only R2 has a breaker; the others' calls always go through."""
    return world.breaker.state if service == "R2_STORAGE" else "CLOSED"


def _error_rate(world: World, service: Service) -> float:
    operations = OPERATIONS_OF[service]
    return world.log.error_percent(world.now - RECENT_MS, world.now, operations)


def _metrics(world: World, record: ServiceHealth) -> HealthMetrics:
    error_rate = _error_rate(world, record.service)
    return HealthMetrics(
        response_time_ms=record.response_ms,
        error_rate=error_rate,
        success_rate=round(100 - error_rate, 2),
        consecutive_failures=record.consecutive_failures,
        last_error=record.last_error or None,
        last_health_check=world.when(record.last_check_at),
    )


def _record(world: World, service: Service) -> ServiceRecord:
    record = world.health.services[service]
    return ServiceRecord(
        name=service,
        status=world.status_of(service),
        mode=world.modes[service],
        read_only_mode=world.modes[service] == "degraded",
        degradation_reason=world.degraded_for(service),
        circuit_breaker_state=_breaker_of(world, service),
        metrics=_metrics(world, record),
    )


@command("health-status", access="open")
def health_status(world: World) -> Reply[Overview]:
    """All services at a glance."""
    records = world.health.services
    statuses = [world.status_of(name) for name in records]
    checks = [
        record.last_check_at for record in records.values() if record.last_check_at is not None
    ]
    return Reply(
        Overview(
            overall_status=world.overall_status(),
            counts=StatusCounts(
                HEALTHY=statuses.count("HEALTHY"),
                DEGRADED=statuses.count("DEGRADED"),
                OFFLINE=statuses.count("OFFLINE"),
            ),
            total_services=len(records),
            last_check=world.when(max(checks, default=None)),
            services={
                name: ServiceSummary(
                    status=world.status_of(name),
                    circuit_breaker_state=_breaker_of(world, name),
                    error_rate=_error_rate(world, name),
                    consecutive_failures=record.consecutive_failures,
                    last_health_check=world.when(record.last_check_at),
                )
                for name, record in records.items()
            },
        )
    )


@command("r2-status", access="responder")
def r2_status(world: World) -> Reply[R2Status]:
    """R2 in detail: status, breaker, read-only mode, what the probe measured."""
    record = world.health.services["R2_STORAGE"]
    return Reply(
        R2Status(
            service_status=world.status_of("R2_STORAGE"),
            circuit_breaker_state=world.breaker.state,
            read_only_mode=world.modes["R2_STORAGE"] == "degraded",
            degradation_reason=world.degraded_for("R2_STORAGE"),
            health_metrics=_metrics(world, record),
        )
    )


@command("services", access="open")
def services(world: World) -> Reply[tuple[ServiceRecord, ...]]:
    """Full records of all services; `data` is the array."""
    records = tuple(_record(world, name) for name in SERVICES)
    statuses = [record.status for record in records]
    counts = {str(status): statuses.count(status) for status in STATUSES}
    return Reply(records, total=len(records), counts=counts)


def no_such_service(name: str) -> Refusal:
    """The answer for a service that does not exist."""
    return Reply(status=404, error=f"unknown service {name!r}; services are {', '.join(SERVICES)}")


def known_service(name: str) -> Service | None:
    """The service of this name, in any case, if there is one."""
    return next((service for service in SERVICES if service == name.upper()), None)


@command(
    "service",
    access="open",
    example=Example(path="/health/services/R2_STORAGE"),
    extra_statuses={404: "No such service."},
)
def service(world: World, params: ServiceName) -> Reply[ServiceRecord]:
    """One service's full record."""
    name = known_service(params.name)
    return no_such_service(params.name) if name is None else Reply(_record(world, name))


@command("health-check", access="responder")
def health_check(world: World) -> Reply[CheckResults]:
    """Probe all services now."""
    # The draw is the instant's own, so looking consumes none of the world's.
    results = world.health.check_all(world.now, label="check")
    return Reply(
        CheckResults(
            overall_status=world.overall_status(),
            checked_at=world.timestamp(world.now),
            results=tuple(
                CheckResult(
                    service=name,
                    status=world.status_of(name),
                    healthy=record.status == "HEALTHY",
                    response_time_ms=record.response_ms,
                    error=record.last_error or None,
                )
                for name, record in results.items()
            ),
        ),
        message="all services checked",
    )
