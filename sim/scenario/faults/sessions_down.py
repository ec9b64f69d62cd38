"""AUTH_KV does not respond: users cannot be recognised."""

from typing import ClassVar, Literal

from pydantic import Field

from sim.scenario.faults.base import FaultBase
from sim.scenario.faults.conditions import Call, Conditions
from sim.scenario.names import Service

CALLS: tuple[Call, ...] = ("session", "auth_probe")


class SessionsDown(FaultBase):
    """A share of all users' operations fails before it begins."""

    service: ClassVar[Service | None] = "AUTH_KV"
    shows: ClassVar[bool] = True
    effect: Literal["sessions_down"] = Field(description="What breaks.")
    percent: float = Field(default=100, gt=0, le=100, description="Share of lookups that fail.")

    def conditions(self) -> Conditions:
        """How calls behave while this lasts."""
        return Conditions(chances=tuple((call, round(self.percent * 10_000)) for call in CALLS))
