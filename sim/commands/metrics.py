"""Figures over time: error rate, response time, requests by kind and outcome."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.commands.command import Answer, Example, Params, Reply, command
from sim.commands.health import OPERATIONS_OF
from sim.commands.tolerant import Clamped
from sim.journal.bodies import KindCounts  # noqa: TC001 - pydantic reads it at run time
from sim.scenario.durations import HOUR, MINUTE
from sim.scenario.names import Service  # noqa: TC001 - pydantic reads it at run time
from sim.world.world import World

Metric = Literal["error_rate", "response_time", "requests"]
MOST_HOURS = 24


class Point(Answer):
    """One minute."""

    timestamp: str
    value: float


class MetricsReport(Answer):
    """Figures over the span; rates in percent, times in ms."""

    start: str
    end: str
    metric: Metric
    service: Service | None
    requests: int
    failed: int
    error_rate: float
    avg_response_time: float
    p50: int
    p95: int
    p99: int
    by_operation: tuple[KindCounts, ...]
    series: tuple[Point, ...] = Field(description="The metric per minute, oldest first.")


class MetricsParams(Params):
    """Which span, which metric for the series, which service."""

    hours: Annotated[float, Clamped(0.01, MOST_HOURS)] | None = None
    minutes: Annotated[float, Clamped(0.01, MOST_HOURS * 60)] | None = None
    metric: Metric = "error_rate"
    service: Service | None = None


def _value(metric: Metric, requests: int, failed: int, total_ms: int) -> float:
    """A step's figure, as `Figures` would say it."""
    match metric:
        case "requests":
            return float(requests)
        case "error_rate":
            return round(100.0 * failed / requests, 2) if requests else 0.0
        case "response_time":
            return round(total_ms / requests, 1) if requests else 0.0


@command(
    "metrics", access="responder", example=Example(path="/health/metrics?hours=1&metric=error_rate")
)
def metrics(world: World, params: MetricsParams) -> Reply[MetricsReport]:
    """Error rate, response time and requests over a time range, with a per-minute series."""
    length = round((params.hours or 0) * HOUR + (params.minutes or 0) * MINUTE) or HOUR
    start = max(0, world.now - length)
    operations = None if params.service is None else OPERATIONS_OF[params.service]
    log = world.log
    total = log.figures(start, world.now, operations)
    series = []
    for index, row in enumerate(
        zip(*log.series(start, world.now, MINUTE, operations), strict=True)
    ):
        value = _value(params.metric, *row)
        series.append(Point(timestamp=world.timestamp(start + index * MINUTE), value=value))
    counts = log.counts(start, world.now)
    return Reply(
        MetricsReport(
            start=world.timestamp(start),
            end=world.timestamp(world.now),
            metric=params.metric,
            service=params.service,
            requests=total.requests,
            failed=total.failed,
            error_rate=total.error_percent,
            avg_response_time=total.mean_ms,
            p50=total.p50_ms,
            p95=total.p95_ms,
            p99=total.p99_ms,
            by_operation=tuple(
                count for count in counts if operations is None or count.operation in operations
            ),
            series=tuple(series),
        )
    )
