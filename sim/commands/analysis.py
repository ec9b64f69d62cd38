"""Looking at the monitoring itself, and back at the incident: documents made of other answers."""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar

from pydantic import Field

from sim.commands.breaker import BreakerRecord, TransitionRecord, breaker, breaker_history
from sim.commands.command import Answer, Example, Params, Reply, command
from sim.commands.events import Event, EventParams, events
from sim.commands.metrics import MOST_HOURS, MetricsParams, MetricsReport, metrics
from sim.commands.queue import QueueStatus, queue_status
from sim.commands.tolerant import Clamped
from sim.scenario.names import Channel, Service  # noqa: TC001 - pydantic reads it at run time
from sim.world.world import World

AnswerT = TypeVar("AnswerT", bound=Answer | tuple[Answer, ...])

MOST_EVENTS = 1_000


class ActiveAlert(Answer):
    """An alert that is firing."""

    id: str
    rule: str
    level: Literal["critical", "warning"]
    service: Service | None
    text: str


class MonitoringStatus(Answer):
    """What monitoring is doing: when it last looked, at what, and what it found."""

    last_evaluation: str | None = Field(
        description="Much older than `evaluation_interval_seconds`: monitoring is blind."
    )
    evaluation_interval_seconds: float
    last_health_check: str | None
    health_check_interval_seconds: float
    alert_channels: tuple[Channel, ...]
    active_alerts: tuple[ActiveAlert, ...]


class ExportParams(Params):
    """How far back."""

    hours: Annotated[float, Clamped(0.01, MOST_HOURS)] = 1


class AnalysisExport(Answer):
    """Everything the worker shows about the span, in one document."""

    generated_at: str
    metrics: MetricsReport
    events: tuple[Event, ...]
    circuit_breaker: BreakerRecord
    circuit_breaker_history: tuple[TransitionRecord, ...]
    queue: QueueStatus


class Period(Answer):
    """Users' operations over one period; rates in percent, times in ms."""

    start: str
    end: str
    requests: int
    failed: int
    error_rate: float
    avg_response_time: float
    p95: int


class PostIncident(Answer):
    """The time before, during and after the incident, as declared and resolved by responders."""

    incident: str
    declared_at: str | None
    resolved_at: str | None
    before: Period | None
    during: Period | None
    after: Period | None
    recovered: bool | None = Field(
        description="Whether the error rate after is no higher than before; null: not resolved."
    )
    circuit_breaker_opened: int = Field(description="How often since StartEx.")
    operations_lost: int


@command("monitoring-status", access="responder")
def monitoring_status(world: World) -> Reply[MonitoringStatus]:
    """What monitoring is doing: when it last looked, and what is firing."""
    checks = [
        record.last_check_at
        for record in world.health.services.values()
        if record.last_check_at is not None
    ]
    looked = world.watch.alerting.evaluated_at
    return Reply(
        MonitoringStatus(
            last_evaluation=world.when(looked),
            evaluation_interval_seconds=world.worker.alerts.every / 1000,
            last_health_check=world.timestamp(max(checks)) if checks else None,
            health_check_interval_seconds=world.worker.health.every / 1000,
            alert_channels=world.policy.alert_channels,
            active_alerts=tuple(
                ActiveAlert(
                    id=name,
                    rule=firing.rule,
                    level=firing.level,
                    service=firing.service,
                    text=firing.text,
                )
                for name, firing in world.watch.alerting.active
            ),
        )
    )


def _whole(reply: Reply[AnswerT]) -> AnswerT:
    """The data of a read that refuses nothing."""
    if reply.data is None:
        raise ValueError(reply.error)
    return reply.data


@command(
    "analysis-export", access="responder", example=Example(path="/health/analysis/export?hours=2")
)
def analysis_export(world: World, params: ExportParams) -> Reply[AnalysisExport]:
    """Events, metrics, breaker history and queue in one document."""
    since = world.timestamp(max(0, world.now - round(params.hours * 3_600_000)))
    figures = metrics(world, MetricsParams(hours=params.hours))
    log = events(world, EventParams(limit=MOST_EVENTS, since=since))
    return Reply(
        AnalysisExport(
            generated_at=world.timestamp(world.now),
            metrics=_whole(figures),
            events=_whole(log),
            circuit_breaker=_whole(breaker(world)),
            circuit_breaker_history=_whole(breaker_history(world)),
            queue=_whole(queue_status(world)),
        )
    )


def _period(world: World, start: int, end: int) -> Period | None:
    if end <= start:
        return None
    figures = world.log.figures(start, end)
    return Period(
        start=world.timestamp(start),
        end=world.timestamp(end),
        requests=figures.requests,
        failed=figures.failed,
        error_rate=figures.error_percent,
        avg_response_time=figures.mean_ms,
        p95=figures.p95_ms,
    )


@command("post-incident-trends", access="responder")
def post_incident(world: World) -> Reply[PostIncident]:
    """Users' operations before the declaration, from then until the resolution, and since."""
    incident, now = world.incident, world.now
    declared, resolved = incident.declared_at, incident.resolved_at
    begins = now if declared is None else declared
    ends = now if resolved is None else max(resolved, begins)
    before, after = _period(world, 0, begins), _period(world, ends, now)
    recovered = None
    if before is not None and after is not None:
        recovered = after.error_rate <= before.error_rate
    return Reply(
        PostIncident(
            incident=incident.id,
            declared_at=world.when(declared),
            resolved_at=world.when(resolved),
            before=before,
            during=_period(world, begins, ends),
            after=after,
            recovered=recovered,
            circuit_breaker_opened=sum(
                transition.move.new == "OPEN" for transition in world.breaker.history
            ),
            operations_lost=world.queue.lost,
        )
    )
