"""The worker's constants. The defaults are List Cutter's own; a scenario may change any.

Source: the worker's contract (health monitor, failover and queue configuration).
"""

from pydantic import Field

from sim.scenario.base import FileModel
from sim.scenario.durations import HOUR, MINUTE, SECOND, Duration
from sim.scenario.published import AlertDelay


class HealthSettings(FileModel):
    """The health monitor: probes each service and keeps its status."""

    every: Duration = Field(
        default=30 * SECOND, gt=0, description="Time between probes of a service."
    )
    timeout: Duration = Field(
        default=5 * SECOND, gt=0, description="A probe slower than this failed."
    )
    slow_over: Duration = Field(
        default=2 * SECOND, gt=0, description="A slower probe means DEGRADED."
    )
    degraded_after: int = Field(
        default=1, ge=1, le=100, description="Failures in a row to DEGRADED."
    )
    offline_after: int = Field(default=3, ge=1, le=100, description="Failures in a row to OFFLINE.")


class BreakerSettings(FileModel):
    """The circuit breaker in front of R2."""

    failure_threshold: int = Field(
        default=5, ge=1, le=1000, description="Failures in a row that open it."
    )
    open_for: Duration = Field(
        default=60 * SECOND, gt=0, description="Time until a trial call is let through."
    )
    success_threshold: int = Field(
        default=2, ge=1, le=100, description="Trial successes that close it."
    )


class QueueSettings(FileModel):
    """The operation queue that keeps writes while the worker is read-only."""

    max_size: int = Field(default=1000, ge=1, le=100_000, description="Pending operations at most.")
    batch_size: int = Field(default=10, ge=1, le=1000, description="Operations per pass.")
    every: Duration = Field(default=5 * SECOND, gt=0, description="Time between passes.")
    max_retries: int = Field(
        default=3, ge=0, le=20, description="Retries before an operation is FAILED."
    )
    retry_base: Duration = Field(
        default=1 * SECOND, gt=0, description="Delay of the first retry; doubles."
    )
    waits_for_storage: bool = Field(
        default=True,
        description="Passes run only in normal mode while R2 is usable. With false they run "
        "during an outage as well and burn the operations' retries, as the real worker's do.",
    )


class AlertSettings(FileModel):
    """The monitoring rules and how long an alert is on its way."""

    every: Duration = Field(default=30 * SECOND, gt=0, description="Time between evaluations.")
    window: Duration = Field(
        default=MINUTE, gt=0, description="Span of users' operations looked at."
    )
    error_percent: int = Field(default=10, ge=1, le=100, description="Alert above this error rate.")
    response: Duration = Field(
        default=5 * SECOND, gt=0, description="Alert when p95 is above this."
    )
    queue: int = Field(default=100, ge=1, description="Alert above this many queued operations.")
    delivery: AlertDelay = Field(
        default=20 * SECOND,
        description="From firing to the pager; `like alert from 2m to 12m` draws it for the night.",
    )
    clear_after: Duration = Field(
        default=2 * MINUTE,
        ge=0,
        description="An alert clears when its rule has not held this long.",
    )
    degrade_percent: int = Field(
        default=10,
        ge=1,
        le=100,
        description="Above this error rate the worker switches to read-only automatically.",
    )
    min_requests: int = Field(
        default=20, ge=1, description="Fewer operations in the window prove nothing."
    )
    backup_age: Duration = Field(
        default=24 * HOUR, gt=0, description="Alert when the newest backup is older than this."
    )


class WorkerSettings(FileModel):
    """Everything about the worker that can be configured."""

    health: HealthSettings = HealthSettings()
    breaker: BreakerSettings = BreakerSettings()
    queue: QueueSettings = QueueSettings()
    alerts: AlertSettings = AlertSettings()
