"""The releases of the worker and its settings: what went where, and when.

Before StartEx there is the scenario's history; what responders deploy is added. A deployment says
what went where and not whether it helped: that shows, or does not, in the service.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.scenario.releases import Environment, Release

if TYPE_CHECKING:
    from sim.scenario.model import Scenario

STABLE = Release.model_validate(
    {"id": "worker-stable", "before": "144h", "what": "The worker's release of last week"}
)
"""What every worker runs; deploying it again changes nothing. Our choice."""


@dataclass(frozen=True, slots=True)
class Deployment:
    """A release as it went out.

    Attributes:
        at: ms since StartEx; below 0 before it.
    """

    release: str
    what: str
    by: str
    environment: Environment
    at: int


class Releases:
    """All deployments, oldest first."""

    def __init__(self, scenario: Scenario) -> None:
        known = (STABLE, *scenario.releases)
        self._known = {release.id: release for release in known}
        self.history = [
            Deployment(one.id, one.what, one.by, one.environment, -one.before)
            for one in sorted(known, key=lambda one: -one.before)
        ]

    @property
    def names(self) -> tuple[str, ...]:
        """What can be deployed."""
        return tuple(self._known)

    def deploy(self, release: str, environment: Environment, by: str, now: int) -> Deployment:
        """Let a known release go out, again or to another place."""
        known = self._known[release]
        done = Deployment(known.id, known.what, by, environment, now)
        self.history.append(done)
        return done
