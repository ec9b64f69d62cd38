"""What looks at the worker on a rhythm: monitoring, and the journal's metric windows.

Monitoring evaluates the alert rules and puts R2 into degraded mode by itself; windows are ground
truth, a minute each (METRICS: objectives are judged over one minute).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.journal.bodies import Window
from sim.world.alerts import Alerting, Readings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sim.journal.bodies import ServiceMode
    from sim.scenario.names import Channel, Service
    from sim.scenario.worker import AlertSettings
    from sim.world.breaker import Breaker
    from sim.world.health import HealthMonitor
    from sim.world.kernel import Kernel
    from sim.world.prevailing import Prevailing
    from sim.world.queue import OperationQueue
    from sim.world.recorder import Recorder
    from sim.world.requests import RequestLog
    from sim.world.storage import Storage

WINDOW_MS = 60_000
"""Length of a metric window."""


class Watch:
    """Monitoring and the windows of one worker.

    Args:
        settings: what monitoring looks for, and how often.
        channels: where alerts go.
        kernel: time.
        prevailing: which channels are down, and whether monitoring is blind.
        recorder: takes journal entries.
        log: what became of the users' requests.
        too_slow: response time from which on a request counts as harmed, ms.
        breaker: in front of R2; `queue`, `health`, `storage`, `modes`: the worker's other parts.
        degrade: puts R2 into degraded mode, for a reason.
    """

    def __init__(  # noqa: PLR0917 - the parts of the world it looks at
        self,
        settings: AlertSettings,
        channels: tuple[Channel, ...],
        kernel: Kernel,
        prevailing: Prevailing,
        recorder: Recorder,
        log: RequestLog,
        too_slow: int,
        breaker: Breaker,
        queue: OperationQueue,
        health: HealthMonitor,
        storage: Storage,
        modes: Mapping[Service, ServiceMode],
        degrade: Callable[[str], object],
    ) -> None:
        self._kernel = kernel
        self._prevailing = prevailing
        self._recorder = recorder
        self._log = log
        self._too_slow = too_slow
        self._breaker = breaker
        self._queue = queue
        self._health = health
        self._storage = storage
        self._modes = modes
        self._degrade = degrade
        self._normal_since = 0
        self._window_start = 0
        self.alerting = Alerting(settings, channels, kernel, prevailing, recorder.emit)

    @property
    def settings(self) -> AlertSettings:
        """What monitoring looks for."""
        return self.alerting.settings

    def schedule(self) -> None:
        """Look from now on."""
        self._kernel.every(
            lambda: self.settings.every, self._monitor, first=self.settings.every, last=True
        )
        self._kernel.every(lambda: WINDOW_MS, self._close_window, first=WINDOW_MS)

    def back_to_normal(self) -> None:
        """R2 was restored: only what comes from now on counts. The outage before proves nothing."""
        self._normal_since = self._kernel.now

    def finish(self) -> None:
        """Close the running window early, at EndEx."""
        if self._kernel.now > self._window_start:
            self._close_window()

    def _monitor(self) -> None:
        self._recorder.catch_up()
        settings, now = self.settings, self._kernel.now
        readings = self._readings(now - settings.window, now)
        if not self._prevailing.conditions.alerts_blind:
            self.alerting.evaluate(readings)
        if self._normal_since > now - settings.window:
            readings = self._readings(self._normal_since, now)
        rate = readings.error_percent
        # The worker degrades by itself also while nobody's alerts get through: it has its own eyes.
        if (
            rate > settings.degrade_percent
            and readings.requests >= settings.min_requests
            and self._modes["R2_STORAGE"] == "normal"
        ):
            self._degrade(f"error rate {rate:.0f}%")

    def _readings(self, since: int, now: int) -> Readings:
        backups = self._storage.backups
        requests, error_percent, slow = self._log.glance(since, now, self.settings.response)
        return Readings(
            requests=requests,
            error_percent=error_percent,
            slow=slow,
            queue=self._queue.total,
            breaker=self._breaker.state,
            services={name: record.status for name, record in self._health.services.items()},
            backup_trouble=backups.trouble(),
            backup_age_ms=backups.known_age_ms(),
            damaged=self._storage.files.alarming(),
        )

    def _close_window(self) -> None:
        self._recorder.catch_up()
        log, queue, now = self._log, self._queue, self._kernel.now
        start, self._window_start = self._window_start, now
        p50_ms, p95_ms, p99_ms = log.percentiles(start, now)
        bucket = self._storage.files.state()
        self._recorder.emit(
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
                breaker=self._breaker.state,
                mode=self._modes["R2_STORAGE"],
                # Sorted, because a frozenset's order differs from process to process.
                channels_down=tuple(sorted(self._prevailing.conditions.channels_down)),
                files_damaged=bucket.damaged,
                files_missing=bucket.missing,
                owners_at_risk=bucket.owners,
                backup_age_ms=self._storage.backups.age_ms(),
                first_harmed_at=log.first_harmed(start, now, self._too_slow),
            )
        )
