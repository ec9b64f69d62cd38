"""The bucket responds late."""

from typing import ClassVar, Literal

from pydantic import Field

from sim.scenario.faults.base import FaultBase
from sim.scenario.faults.conditions import Conditions
from sim.scenario.names import Service


class R2Slow(FaultBase):
    """Calls to R2 succeed, several times slower than normal."""

    service: ClassVar[Service | None] = "R2_STORAGE"
    shows: ClassVar[bool] = True
    effect: Literal["r2_slow"] = Field(description="What breaks.")
    times: int = Field(
        gt=1, le=1_000, description="How many times slower than normal.", examples=[20]
    )

    def conditions(self) -> Conditions:
        """How calls behave while this lasts."""
        return Conditions(r2_slow_percent=self.times * 100)
