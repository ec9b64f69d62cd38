"""What looks at the worker on a rhythm: monitoring, and the journal's metric windows.

Monitoring evaluates the alert rules and puts R2 into degraded mode by itself; windows are ground
truth, a minute each (METRICS: objectives are judged over one minute).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.journal.bodies import Window
from sim.world.alerts import Alerting, Readings

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.world.world import World

WINDOW_MS = 60_000
"""Length of a metric window."""


class Watch:
    """The looks at one world.

    Args:
        world: what is looked at; its parts must be there already.

    Attributes:
        after_monitoring: what else is done after each look.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._normal_since = 0
        self._window_start = 0
        self.after_monitoring: list[Callable[[], None]] = []
        self.alerting = Alerting(
            world.worker.alerts,
            world.policy.alert_channels,
            world.kernel,
            lambda channel: channel in world.bucket.conditions.channels_down,
            world.emit,
        )

    def schedule(self) -> None:
        """Look from now on."""
        worker, kernel = self._world.worker, self._world.kernel
        kernel.every(
            lambda: self._world.worker.alerts.every,
            self._monitor,
            first=worker.alerts.every,
            last=True,
        )
        kernel.every(lambda: WINDOW_MS, self._close_window, first=WINDOW_MS)

    def back_to_normal(self) -> None:
        """R2 was restored: only what comes from now on counts. The outage before proves nothing."""
        self._normal_since = self._world.now

    def finish(self) -> None:
        """Close the running window early, at EndEx."""
        if self._world.now > self._window_start:
            self._close_window()

    def _monitor(self) -> None:
        world = self._world
        world.catch_up()
        settings, now = world.worker.alerts, world.now
        readings = self._readings(now - settings.window, now)
        if not world.bucket.conditions.alerts_blind:
            self.alerting.evaluate(readings)
        if self._normal_since > now - settings.window:
            readings = self._readings(self._normal_since, now)
        rate = readings.error_percent
        if (
            rate > settings.degrade_percent
            and readings.requests >= settings.min_requests
            and world.modes["R2_STORAGE"] == "normal"
        ):
            world.set_mode("R2_STORAGE", "degraded", "automatic", f"error rate {rate:.0f} %")
        for hook in self.after_monitoring:
            hook()

    def _readings(self, since: int, now: int) -> Readings:
        world = self._world
        backups = world.storage.backups
        requests, error_percent, slow = world.log.glance(since, now, world.worker.alerts.response)
        return Readings(
            requests=requests,
            error_percent=error_percent,
            slow=slow,
            queue=world.queue.total,
            breaker=world.breaker.state,
            services={name: record.status for name, record in world.health.services.items()},
            backup_trouble=backups.trouble(),
            backup_age_ms=backups.known_age_ms(),
            damaged=world.storage.files.alarming(),
        )

    def _close_window(self) -> None:
        world = self._world
        world.catch_up()
        log, queue, now = world.log, world.queue, world.now
        start, self._window_start = self._window_start, now
        p50_ms, p95_ms, p99_ms = log.percentiles(start, now)
        bucket = world.storage.files.state()
        world.journal.append(
            now,
            Window(
                start=start,
                end=now,
                operations=log.counts(start, now),
                p50_ms=p50_ms,
                p95_ms=p95_ms,
                p99_ms=p99_ms,
                users_touched=log.users_touched(),
                queue_pending=queue.total,
                queue_completed=queue.completed,
                queue_lost=queue.lost,
                breaker=world.breaker.state,
                mode=world.modes["R2_STORAGE"],
                channels_down=tuple(sorted(world.bucket.conditions.channels_down)),
                files_damaged=bucket.damaged,
                files_missing=bucket.missing,
                owners_at_risk=bucket.owners,
                backup_age_ms=world.storage.backups.age_ms(),
            ),
        )
