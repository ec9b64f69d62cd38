"""D1 does not respond: metadata cannot be read."""

from typing import ClassVar, Literal

from pydantic import Field

from sim.scenario.faults.base import FaultBase
from sim.scenario.faults.conditions import Call, Conditions
from sim.scenario.names import Service

CALLS: tuple[Call, ...] = ("metadata", "d1_probe")


class DatabaseDown(FaultBase):
    """A share of the calls to D1 fails, the health probe's too."""

    service: ClassVar[Service | None] = "D1_DATABASE"
    shows: ClassVar[bool] = True
    effect: Literal["database_down"] = Field(description="What breaks.")
    percent: float = Field(default=100, gt=0, le=100, description="Share of calls that fail.")

    def conditions(self) -> Conditions:
        """How calls behave while this lasts."""
        return Conditions(chances=tuple((call, round(self.percent * 10_000)) for call in CALLS))
