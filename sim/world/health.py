"""The health monitor: probes each service on its rhythm and keeps a status.

One failed probe makes a service DEGRADED, several in a row OFFLINE, one good probe HEALTHY.
Probes go past the breaker.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.journal.bodies import HealthChanged, ServiceStatus
from sim.scenario.names import SERVICES, Service
from sim.world.bucket import CallResult
from sim.world.streams import PPM

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.scenario.faults.conditions import Call, Conditions
    from sim.scenario.worker import HealthSettings
    from sim.world.bucket import Bucket
    from sim.world.prevailing import Prevailing
    from sim.world.streams import Streams

D1_PROBE_MS = 15
AUTH_PROBE_MS = 8
"""Response times of the database's and the sessions store's probe. Our choice."""

_PROBES: dict[Service, Call] = {
    "R2_STORAGE": "probe",
    "D1_DATABASE": "d1_probe",
    "AUTH_KV": "auth_probe",
}
_ANSWER_MS: dict[Service, int] = {"D1_DATABASE": D1_PROBE_MS, "AUTH_KV": AUTH_PROBE_MS}
"""Services beside R2 answer in the same time whatever befalls them, or not at all."""


class ServiceHealth(NamedTuple):
    """What the monitor knows about one service; made anew at every probe, so a light value.

    Attributes:
        last_check_at: ms since StartEx, None before the first probe.
    """

    service: Service
    status: ServiceStatus = "HEALTHY"
    consecutive_failures: int = 0
    last_check_at: int | None = None
    response_ms: int = 0
    last_error: str = ""


class HealthMonitor:
    """The statuses of all services; tells `changed` about every change of one."""

    def __init__(
        self,
        settings: HealthSettings,
        bucket: Bucket,
        prevailing: Prevailing,
        streams: Streams,
        changed: Callable[[HealthChanged], None],
    ) -> None:
        self.settings = settings
        self.services: dict[Service, ServiceHealth] = {
            name: ServiceHealth(name) for name in SERVICES
        }
        self._certain: dict[Service, CallResult] = {}
        self._certain_under: Conditions | None = None
        self._bucket = bucket
        self._prevailing = prevailing
        self._streams = streams
        self._changed = changed

    def check_all(self, now: int, *, label: str = "probe") -> dict[Service, ServiceHealth]:
        """Probe every service at this instant and return what is known now."""
        conditions = self._prevailing.conditions
        # Identity will do: conditions are replaced as a whole. Most probes then need no draw at
        # all.
        if conditions is not self._certain_under:
            self._certain_under, self._certain = conditions, self._foresee(conditions)
        certain = self._certain
        for name in SERVICES:
            self._account(name, now, certain.get(name) or self._probe(name, now, label))
        return dict(self.services)

    def recover(self, name: Service, now: int, by: str) -> None:
        """Call a service healthy by hand, whatever the truth is; `by` is the reason given."""
        record = self.services[name]._replace(consecutive_failures=0)
        self._set(record, "HEALTHY", by)
        self.services[name] = self.services[name]._replace(last_check_at=now, last_error="")

    def report(self, name: Service, now: int, error: str) -> ServiceHealth:
        """Count a check whose result is given: failed with this error, good when "" is."""
        timeout = self.settings.timeout
        result = CallResult(ok=not error, ms=timeout if error else 0, error=error)
        self._account(name, now, result)
        return self.services[name]

    def _foresee(self, conditions: Conditions) -> dict[Service, CallResult]:
        """What probes say whatever they draw: the same every time."""
        chance = conditions.fail_ppm("probe")
        certain: dict[Service, CallResult] = {
            name: CallResult(ok=True, ms=ms)
            for name, ms in _ANSWER_MS.items()
            if not conditions.fail_ppm(_PROBES[name])
        }
        if chance in {0, PPM}:
            # A draw on the certain side: PPM is never below a chance of 0, and 0 always below one
            # of PPM.
            certain["R2_STORAGE"] = self._bucket.call("probe", PPM - chance)
        return certain

    def _probe(self, name: Service, now: int, label: str) -> CallResult:
        """A probe that may fail; its draw is the instant's own."""
        if name == "R2_STORAGE":
            return self._bucket.call("probe", self._streams.ppm(label, now))
        chance = self._prevailing.conditions.fail_ppm(_PROBES[name])
        if self._streams.ppm(f"{label}.{name}", now) < chance:
            return CallResult(ok=False, ms=self.settings.timeout, error=f"{name} is not responding")
        return CallResult(ok=True, ms=_ANSWER_MS[name])

    def _account(self, name: Service, now: int, result: CallResult) -> None:
        before = self.services[name]
        settings = self.settings
        if result.ok and result.ms <= settings.timeout:
            slow = result.ms > settings.slow_over
            after = ServiceHealth(name, before.status, 0, now, result.ms, "")
            if not slow and before.status == "HEALTHY":
                self.services[name] = after
                return
            reason = f"probe slow: {result.ms} ms" if slow else f"probe responded in {result.ms} ms"
            self._set(after, "DEGRADED" if slow else "HEALTHY", reason)
            return
        error = result.error or f"timeout after {settings.timeout} ms"
        failures = before.consecutive_failures + 1
        # The monitor hangs up at its timeout, so it never sees how much longer the call took.
        after = ServiceHealth(
            name, before.status, failures, now, min(result.ms, settings.timeout), error
        )
        if failures >= settings.offline_after:
            self._set(after, "OFFLINE", f"{failures} probes failed in a row: {error}")
        elif failures >= settings.degraded_after:
            self._set(after, "DEGRADED", f"probe failed: {error}")
        else:
            self.services[name] = after

    def _set(self, record: ServiceHealth, status: ServiceStatus, reason: str) -> None:
        old = self.services[record.service].status
        if record.status != status:
            record = record._replace(status=status)
        self.services[record.service] = record
        if old != status:
            self._changed(HealthChanged(service=record.service, old=old, new=status, reason=reason))
