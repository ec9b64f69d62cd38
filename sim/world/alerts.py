"""Monitoring: rules over the worker's figures, and how alerts reach the on-call engineer.

`firing` is pure: figures in, rules that hold out. `Alerting` keeps what is firing, and delivers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from sim.journal.bodies import Alert, AlertRule, BreakerState, ServiceStatus
from sim.scenario.durations import HOUR
from sim.scenario.names import SERVICES, Service

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sim.scenario.names import Channel
    from sim.scenario.worker import AlertSettings
    from sim.world.kernel import Kernel, Life
    from sim.world.prevailing import Prevailing

Level = Literal["critical", "warning"]

_LEVELS: dict[ServiceStatus, Level] = {"OFFLINE": "critical", "DEGRADED": "warning"}


class Readings(NamedTuple):
    """What the rules look at, over the last window; made anew at every look, so a light value.

    Attributes:
        requests: users' operations in the window.
        error_percent: failed ones, in percent.
        slow: p95 of the response time is above the bound.
        queue: operations pending or processing.
        backup_trouble: why the newest backup is none, "" when it is one.
        backup_age_ms: how old the newest backup is, as far as anybody knows.
        damaged: files known to be damaged or gone that users still run into.
    """

    requests: int
    error_percent: float
    slow: bool
    queue: int
    breaker: BreakerState
    services: Mapping[Service, ServiceStatus]
    backup_trouble: str = ""
    backup_age_ms: int = 0
    damaged: int = 0


class FiredRule(NamedTuple):
    """A rule that holds; made anew at every look, so a light value."""

    rule: AlertRule
    level: Level
    text: str
    service: Service | None = None

    @property
    def key(self) -> tuple[AlertRule, Service | None]:
        """Two firings with the same key are the same alert."""
        return (self.rule, self.service)


_BREAKER = FiredRule("breaker_open", "critical", "circuit breaker opened", "R2_STORAGE")
_STATUS: dict[tuple[Service, ServiceStatus], FiredRule] = {
    (name, status): FiredRule("service_status", level, f"{name} is {status}", name)
    for name in SERVICES
    for status, level in _LEVELS.items()
}


def firing(readings: Readings, settings: AlertSettings) -> tuple[FiredRule, ...]:
    """The rules that hold now, worst first."""
    found: list[FiredRule] = []
    enough = readings.requests >= settings.min_requests
    if enough and readings.error_percent > settings.error_percent:
        share, limit = f"{readings.error_percent:.0f}%", f"{settings.error_percent}%"
        text = f"{share} of user operations are failing (threshold {limit})"
        found.append(FiredRule("error_rate", "critical", text))
    if readings.breaker != "CLOSED":
        found.append(_BREAKER)
    found += [_STATUS[entry] for entry in readings.services.items() if entry in _STATUS]
    if enough and readings.slow:
        text = f"p95 response time above {settings.response // 1000} s"
        found.append(FiredRule("response_time", "warning", text))
    if readings.queue > settings.queue:
        text = f"{readings.queue} operations queued (threshold {settings.queue})"
        found.append(FiredRule("queue_size", "warning", text))
    found += _about_data(readings, settings)
    return tuple(found)


def _about_data(readings: Readings, settings: AlertSettings) -> Iterator[FiredRule]:
    if readings.damaged:
        text = f"integrity: {readings.damaged} files damaged or gone"
        yield FiredRule("integrity", "critical", text, "R2_STORAGE")
    if readings.backup_trouble:
        yield FiredRule("backup_failed", "warning", readings.backup_trouble)
    if readings.backup_age_ms > settings.backup_age:
        hours = readings.backup_age_ms // HOUR
        yield FiredRule("backup_age", "warning", f"the newest backup is {hours} hours old")


@dataclass(slots=True)
class _Active:
    id: str
    firing: FiredRule
    held_at: int
    sent: bool = False


class Alerting:
    """Keeps alerts from firing to clearing; each is delivered once per channel."""

    def __init__(
        self,
        settings: AlertSettings,
        channels: tuple[Channel, ...],
        kernel: Kernel,
        prevailing: Prevailing,
        tell: Callable[[Alert], None],
    ) -> None:
        self.settings = settings
        self._channels = channels
        self._kernel = kernel
        self._prevailing = prevailing
        self._tell = tell
        self._active: dict[tuple[AlertRule, Service | None], _Active] = {}
        self._count = 0
        self.evaluated_at: int | None = None

    @property
    def active(self) -> tuple[tuple[str, FiredRule], ...]:
        """What is firing now: (alert id, firing)."""
        return tuple((entry.id, entry.firing) for entry in self._active.values())

    @property
    def on_their_way(self) -> tuple[str, ...]:
        """What is firing and has not come over any channel yet, by alert id."""
        return tuple(entry.id for entry in self._active.values() if not entry.sent)

    def evaluate(self, readings: Readings) -> None:
        """Fire what newly holds; clear what has not held for a while, so that it does not flap."""
        now = self._kernel.now
        self.evaluated_at = now
        holds = {entry.key: entry for entry in firing(readings, self.settings)}
        for key, active in list(self._active.items()):
            if key not in holds and now - active.held_at >= self.settings.clear_after:
                del self._active[key]
                self._tell(self._alert(active, "cleared", None))
        for key, entry in holds.items():
            before = self._active.get(key)
            if before is not None and before.firing.level == entry.level:
                before.held_at = now
                continue
            if before is not None:
                self._tell(self._alert(before, "cleared", None))
            self._fire(key, entry)

    def _fire(self, key: tuple[AlertRule, Service | None], entry: FiredRule) -> None:
        self._count += 1
        active = _Active(f"alert-{self._count:03d}", entry, self._kernel.now)
        self._active[key] = active
        self._tell(self._alert(active, "fired", None))
        for channel in self._channels:
            self._kernel.process(self._deliver(active, channel))

    def _deliver(self, active: _Active, channel: Channel) -> Life:
        """One alert over one channel; whether that is down counts when it would arrive."""
        delivery = self.settings.delivery
        assert isinstance(delivery, int)  # the world drew it
        yield self._kernel.timeout(delivery)
        active.sent = True
        state: Literal["undelivered", "delivered"] = (
            "undelivered" if channel in self._prevailing.conditions.channels_down else "delivered"
        )
        self._tell(self._alert(active, state, channel))

    @staticmethod
    def _alert(
        active: _Active,
        state: Literal["fired", "delivered", "undelivered", "cleared"],
        channel: Channel | None,
    ) -> Alert:
        return Alert(
            alert=active.id,
            rule=active.firing.rule,
            service=active.firing.service,
            level=active.firing.level,
            state=state,
            channel=channel,
            text=active.firing.text,
        )
