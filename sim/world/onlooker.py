"""What a simulated colleague sees at one instant: facts and figures, read off the world's parts.

Only what a board shows, what the person did, or, of the vendor and whoever repairs a fault, what
is theirs to know. Where the monitor and the truth differ, nobody claims to know.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sim.scenario.durations import HOUR, MINUTE
from sim.scenario.faults.conditions import PPM, R2_CALLS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sim.journal.bodies import ServiceMode
    from sim.scenario.faults import Fault
    from sim.scenario.faults.conditions import Conditions
    from sim.scenario.names import Operation, Service
    from sim.scenario.policy import Policy
    from sim.world.backups import Backups
    from sim.world.breaker import Breaker
    from sim.world.health import HealthMonitor, ServiceHealth
    from sim.world.incident import Incident
    from sim.world.kernel import Kernel
    from sim.world.lines import Fact, Utterance
    from sim.world.prevailing import Prevailing
    from sim.world.queue import OperationQueue
    from sim.world.releases import Releases
    from sim.world.requests import RequestLog

LAST_MINUTE = MINUTE
"""Over this span colleagues read the error rate off their boards, ms."""

A_DAY = 24 * HOUR

MILD_PPM = PPM // 50
"""Below one call in fifty nobody calls a part failing, and nobody calls it well."""

VENDOR = "vendor_support"
Contact = Literal["not called", "called", "joined"]
"""How far somebody has been reached."""

_REFUSED = ("401", "403")


@dataclass(frozen=True, slots=True)
class Outlook:
    """What can be said truly at one instant.

    Attributes:
        facts: what holds.
        figures: what fills the blanks of lines.
    """

    facts: frozenset[Fact]
    figures: Mapping[str, str]

    def fits(self, line: Utterance) -> bool:
        """Whether all that the line needs holds."""
        return line.when <= self.facts

    def first(self, lines: tuple[Utterance, ...]) -> str | None:
        """The first line that fits, its blanks filled; None when none does."""
        found = next((line for line in lines if self.fits(line)), None)
        return None if found is None else found.text.format_map(self.figures)


class Onlooker:
    """Looks at the world's parts on behalf of colleagues; changes nothing.

    Args:
        faults: those that are on, of which the vendor and security know their own.
        log: what became of users' requests, up to now.
    """

    def __init__(  # noqa: PLR0917 - the parts of the world it looks at
        self,
        policy: Policy,
        kernel: Kernel,
        prevailing: Prevailing,
        health: HealthMonitor,
        breaker: Breaker,
        queue: OperationQueue,
        modes: Mapping[Service, ServiceMode],
        incident: Incident,
        releases: Releases,
        backups: Backups,
        log: RequestLog,
        faults: Callable[[], tuple[Fault, ...]],
    ) -> None:
        self._policy = policy
        self._kernel = kernel
        self._prevailing = prevailing
        self._health = health
        self._breaker = breaker
        self._queue = queue
        self._modes = modes
        self._incident = incident
        self._releases = releases
        self._backups = backups
        self._log = log
        self._faults = faults

    def look(self, contacted: Callable[[str], Contact], joined: tuple[str, ...]) -> Outlook:
        """Facts and figures of this instant; users must have been decided up to now.

        Args:
            contacted: how far a role has been reached.
            joined: the names of those who have joined.
        """
        facts = self._parts() | self._users() | self._people()
        vendor = contacted(VENDOR)
        if vendor != "not called":
            facts.add("vendor joined" if vendor == "joined" else "vendor called")
        return Outlook(frozenset(facts), {**self._figures(), "joined": ", ".join(joined)})

    def _parts(self) -> set[Fact]:
        conditions = self._prevailing.conditions
        database = _state(self._health.services["D1_DATABASE"], conditions.fail_ppm("metadata"))
        sign_in = _state(self._health.services["AUTH_KV"], conditions.fail_ppm("session"))
        facts: set[Fact] = {
            self._r2(conditions),
            _DATABASE[database],
            _SIGN_IN[sign_in],
        }
        if facts == {"r2 well", "database well", "sign-in well"}:
            facts.add("all parts well")
        if self._breaker.state != "CLOSED":
            facts.add("breaker open")
        if self._modes["R2_STORAGE"] == "degraded":
            facts.add("read-only")
        if self._queue.total:
            facts.add("queue holds")
        return facts

    def _r2(self, conditions: Conditions) -> Fact:
        health = self._health.services["R2_STORAGE"]
        shown = health.status != "HEALTHY"
        if not conditions.hurts_r2:
            return "r2 unclear" if shown else "r2 well"
        worst = max(map(conditions.fail_ppm, R2_CALLS))
        if shown and health.last_error and (worst > MILD_PPM or conditions.r2_dead_prefixes):
            refused = conditions.r2_error.startswith(_REFUSED) and worst == PPM
            return "r2 refuses the key" if refused else "r2 fails"
        slow = shown and not worst and not conditions.r2_dead_prefixes
        return "r2 slow" if slow and not health.last_error else "r2 unclear"

    def _users(self) -> set[Fact]:
        now, objectives = self._kernel.now, self._policy.objectives
        asked, failing, slow = self._log.glance(now - LAST_MINUTE, now, objectives.p95)
        facts: set[Fact] = set()
        if asked and failing >= objectives.error_percent:
            facts.add("users fail")
        elif asked and slow:
            facts.add("users slow")
        else:
            facts.add("users well")
        if self._failing("download") >= objectives.error_percent:
            facts.add("downloads fail")
        if self._failing("upload") >= objectives.error_percent:
            facts.add("uploads fail")
        return facts

    def _failing(self, operation: Operation) -> float:
        now = self._kernel.now
        return self._log.error_percent(now - LAST_MINUTE, now, (operation,))

    def _people(self) -> set[Fact]:
        facts: set[Fact] = set()
        hurts = self._prevailing.conditions.hurts_r2
        for fault in self._faults():
            own = fault.ends.by == "vendor" or fault.ends.role == VENDOR
            if own and hurts and fault.ill() == "R2_STORAGE" and fault.conditions().hurts_r2:
                facts.add("vendor has a fault")
            if fault.ends.role == "security_team" and fault.effect == "credentials_rejected":
                facts.add("security has the key")
        if self._incident.severity is not None:
            facts.add("severity stated")
        if self._incident.status_page:
            facts.add("status page set")
        if self._releases.history[-1].at >= self._kernel.now - A_DAY:
            facts.add("released today")
        return facts

    def _figures(self) -> Mapping[str, str]:
        now, services = self._kernel.now, self._health.services
        r2, newest, last = services["R2_STORAGE"], self._backups.newest, self._releases.history[-1]
        since = now - LAST_MINUTE
        return {
            "r2_error": r2.last_error or self._prevailing.conditions.r2_error,
            "r2_ms": str(r2.response_ms),
            "r2_status": r2.status,
            "d1_status": services["D1_DATABASE"].status,
            "auth_status": services["AUTH_KV"].status,
            "failing": f"{self._log.error_percent(since, now):.0f}",
            "failing_downloads": f"{self._failing('download'):.0f}",
            "failing_uploads": f"{self._failing('upload'):.0f}",
            "touched": str(self._log.users_touched()),
            "p95": f"{self._log.percentiles(since, now)[1] / 1000:.0f}",
            "queued": str(self._queue.total),
            "backup": "none" if newest is None else newest.id,
            "release": f'{last.release} ("{last.what}")',
            "release_age": _ago(now - last.at),
            "severity": str(self._incident.severity),
            "status_page": f'"{self._incident.status_page}"',
        }


_DATABASE: Mapping[str, Fact] = {
    "fails": "database fails",
    "well": "database well",
    "unclear": "database unclear",
}
_SIGN_IN: Mapping[str, Fact] = {
    "fails": "sign-in fails",
    "well": "sign-in well",
    "unclear": "sign-in unclear",
}


def _state(health: ServiceHealth, fails_ppm: int) -> str:
    shown = health.status != "HEALTHY"
    if shown and fails_ppm > MILD_PPM:
        return "fails"
    return "unclear" if shown or fails_ppm else "well"


def _ago(ms: int) -> str:
    minutes = ms // MINUTE
    return f"{minutes} minutes ago" if minutes < 2 * 60 else f"{minutes // 60} hours ago"
