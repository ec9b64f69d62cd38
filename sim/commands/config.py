"""The worker's settings: monitoring thresholds, breaker, health monitor and queue.

Plain JSON numbers, times in seconds. A change holds from now on; what is scheduled already, such
as the next probe, still happens as it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AliasChoices, Field

from sim.commands.command import Answer, Example, Params, Reply, command
from sim.commands.tolerant import Clamped
from sim.scenario.worker import QueueSettings, WorkerSettings
from sim.world.world import SECTIONS, World

if TYPE_CHECKING:
    from sim.scenario.base import FileModel
    from sim.world.world import Section

_SECONDS = Field(description="Seconds.")

Rhythm = Annotated[float, Clamped(1, 3600), _SECONDS]
Seconds = Annotated[float, Clamped(0.001, 86_400), _SECONDS]
Wait = Annotated[float, Clamped(0, 86_400), _SECONDS]
Age = Annotated[float, Clamped(1, 604_800), _SECONDS]
Percent = Annotated[int, Clamped(1, 100), Field(description="Percent.")]
Older = Annotated[int, Clamped(1, 3_600_000)]
"""A time in milliseconds, as older runbooks write it."""

TIMES = frozenset(
    {
        "every",
        "timeout",
        "slow_over",
        "open_for",
        "retry_base",
        "window",
        "response",
        "delivery",
        "clear_after",
        "backup_age",
    }
)
"""The settings that are times: seconds here, milliseconds inside."""


class QueueParams(Params):
    """What to change of the queue; what is left out, or null, stays."""

    batch_size: Annotated[int, Clamped(1, 1000)] | None = Field(
        default=None, description="Operations in a pass."
    )
    max_retries: Annotated[int, Clamped(0, 20)] | None = Field(
        default=None, description="Retries before an operation is FAILED."
    )
    max_size: Annotated[int, Clamped(1, 100_000)] | None = Field(
        default=None,
        validation_alias=AliasChoices("max_size", "max_queue_size"),
        description="Pending operations at most; `max_queue_size` is the same.",
    )
    every: Rhythm | None = Field(default=None, description="Seconds between passes.")
    retry_base: Seconds | None = Field(
        default=None, description="Seconds before the first retry; doubles."
    )
    reject_threshold: Annotated[int, Clamped(1, 100_000)] | None = Field(
        default=None, description="Turn writes away from this size on."
    )
    priority_mode: bool | None = Field(
        default=None, description="Accepted: the queue always goes by priority."
    )
    priority_threshold: Annotated[int, Clamped(1, 10)] | None = Field(
        default=None, description="Accepted, as `priority_mode` is."
    )
    high_priority_threshold: Annotated[int, Clamped(1, 10)] | None = Field(
        default=None, description="Accepted, as `priority_mode` is."
    )

    def given(self) -> dict[str, int]:
        """What was said that changes something, times in ms."""
        said = {
            name: value
            for name, value in _given(self).items()
            if name in QueueSettings.model_fields
        }
        if self.reject_threshold is not None:
            said["max_size"] = min(self.reject_threshold, said.get("max_size", 100_000))
        return said


class AlertParams(Params):
    """Thresholds of the alerts. Raising them hides what they are there to show."""

    every: Rhythm | None = Field(default=None, description="Seconds between evaluations.")
    window: Rhythm | None = Field(default=None, description="Seconds of operations looked at.")
    error_percent: Percent | None = Field(default=None, description="Alert above this error rate.")
    response: Seconds | None = Field(default=None, description="Alert when p95 is above, seconds.")
    queue: Annotated[int, Clamped(1, 100_000)] | None = Field(
        default=None, description="Alert above this size."
    )
    delivery: Wait | None = Field(default=None, description="Seconds from firing to the pager.")
    clear_after: Wait | None = Field(
        default=None, description="Seconds a rule must not have held for its alert to clear."
    )
    degrade_percent: Percent | None = Field(
        default=None,
        description=("Above this error rate the worker switches to read-only automatically."),
    )
    min_requests: Annotated[int, Clamped(1, 1_000_000)] | None = Field(
        default=None, description="Fewer operations prove nothing."
    )
    backup_age: Age | None = Field(
        default=None, description="Alert when the newest backup is older, seconds."
    )


class BreakerParams(Params):
    """The circuit breaker."""

    failure_threshold: Annotated[int, Clamped(1, 1000)] | None = Field(
        default=None, description="Failures in a row that open it."
    )
    open_for: Seconds | None = Field(default=None, description="Seconds until a trial call.")
    success_threshold: Annotated[int, Clamped(1, 100)] | None = Field(
        default=None, description="Trial successes that close it."
    )


class HealthParams(Params):
    """The health monitor."""

    every: Rhythm | None = Field(default=None, description="Seconds between probes.")
    timeout: Seconds | None = Field(default=None, description="A slower probe failed, seconds.")
    slow_over: Seconds | None = Field(
        default=None, description="A slower probe means DEGRADED, seconds."
    )
    degraded_after: Annotated[int, Clamped(1, 100)] | None = Field(
        default=None, description="Failures in a row to DEGRADED."
    )
    offline_after: Annotated[int, Clamped(1, 100)] | None = Field(
        default=None, description="Failures in a row to OFFLINE."
    )


class ConfigParams(Params):
    """Sections of the settings."""

    alerts: AlertParams = AlertParams()
    breaker: BreakerParams = BreakerParams()
    health: HealthParams = HealthParams()
    queue: QueueParams = QueueParams()
    check_interval_ms: Annotated[int, Clamped(1_000, 3_600_000)] | None = Field(
        default=None,
        validation_alias="checkInterval",
        description="The older form of `health.every`, in milliseconds.",
    )
    timeout_ms: Older | None = Field(
        default=None,
        validation_alias="timeout",
        description="The older form of `health.timeout`, in milliseconds.",
    )
    slow_over_ms: Older | None = Field(
        default=None,
        validation_alias="slowResponseThreshold",
        description="The older form of `health.slow_over`, in milliseconds.",
    )

    def given(self, section: Section) -> dict[str, int]:
        """What was said of a section, times in ms; the newer form wins."""
        if section == "queue":
            return self.queue.given()
        said = _given(getattr(self, section))
        if section == "health":
            older = {
                "every": self.check_interval_ms,
                "timeout": self.timeout_ms,
                "slow_over": self.slow_over_ms,
            }
            said = {name: value for name, value in older.items() if value is not None} | said
        return said


class QueueConfig(Answer):
    """The queue's settings; times in seconds."""

    batch_size: int
    max_retries: int
    max_size: int
    every: float
    retry_base: float
    waits_for_storage: bool = Field(description="How the worker is built; it cannot be changed.")


class AlertConfig(Answer):
    """The alerts' settings; times in seconds."""

    every: float
    window: float
    error_percent: int
    response: float
    queue: int
    delivery: float
    clear_after: float
    degrade_percent: int
    min_requests: int
    backup_age: float


class BreakerSeconds(Answer):
    """The breaker's settings; times in seconds."""

    failure_threshold: int
    open_for: float
    success_threshold: int


class HealthConfig(Answer):
    """The health monitor's settings; times in seconds."""

    every: float
    timeout: float
    slow_over: float
    degraded_after: int
    offline_after: int


class Config(Answer):
    """The worker's settings as they are now."""

    alerts: AlertConfig
    breaker: BreakerSeconds
    health: HealthConfig
    queue: QueueConfig


def _plain(section: FileModel) -> dict[str, Any]:
    """A section's values, times in seconds."""
    return {
        name: getattr(section, name) / 1000 if name in TIMES else getattr(section, name)
        for name in type(section).model_fields
    }


def _given(params: Params) -> dict[str, int]:
    """What was said, times in ms."""
    return {
        name: round(value * 1000) if name in TIMES else value
        for name, value in params
        if value is not None
    }


def _merged(base: WorkerSettings, params: ConfigParams) -> WorkerSettings:
    return base.model_copy(
        update={
            name: getattr(base, name).model_copy(update=params.given(name)) for name in SECTIONS
        }
    )


def _shown(world: World) -> Config:
    now = world.worker
    return Config(
        alerts=AlertConfig(**_plain(now.alerts)),
        breaker=BreakerSeconds(**_plain(now.breaker)),
        health=HealthConfig(**_plain(now.health)),
        queue=QueueConfig(**_plain(now.queue)),
    )


def _take(world: World, worker: WorkerSettings) -> str:
    """Put settings into force and say what became of them."""
    changed = worker != world.worker
    world.configure(worker)
    return (
        "settings changed, from now on" if changed else "no change: these are already the settings"
    )


@command("config", access="responder")
def config(world: World) -> Reply[Config]:
    """The worker's settings: alerts, breaker, health monitor, queue."""
    return Reply(_shown(world))


@command(
    "config-update",
    access="responder",
    example=Example(body={"alerts": {"error_percent": 5}, "breaker": {"open_for": 30}}),
)
def config_update(world: World, params: ConfigParams) -> Reply[Config]:
    """Change only the settings you give. Raised alert thresholds hide alerts."""
    message = _take(world, _merged(world.worker, params))
    return Reply(_shown(world), message=message)


@command("config-replace", access="responder", example=Example(body={"health": {"every": 15}}))
def config_replace(world: World, params: ConfigParams) -> Reply[Config]:
    """Replace all settings; those you leave out go back to the worker's defaults."""
    built = QueueSettings(waits_for_storage=world.worker.queue.waits_for_storage)
    message = _take(world, _merged(WorkerSettings(queue=built), params))
    return Reply(_shown(world), message=message)


@command("queue-config", access="responder", example=Example(body={"batch_size": 25, "every": 2}))
def queue_config(world: World, params: QueueParams) -> Reply[QueueConfig]:
    """Change only the queue settings you give."""
    message = _take(world, _merged(world.worker, ConfigParams(queue=params)))
    return Reply(_shown(world).queue, message=message)
