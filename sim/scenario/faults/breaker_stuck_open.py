"""The circuit breaker is open although R2 responds, and lets no trial through."""

from typing import ClassVar, Literal

from pydantic import Field

from sim.scenario.faults.base import FaultBase
from sim.scenario.faults.conditions import Conditions
from sim.scenario.names import Service


class BreakerStuckOpen(FaultBase):
    """The breaker opens and stays open until this ends or somebody closes it."""

    service: ClassVar[Service | None] = "R2_STORAGE"
    shows: ClassVar[bool] = False
    effect: Literal["breaker_stuck_open"] = Field(description="What breaks.")

    def conditions(self) -> Conditions:
        """How calls behave while this lasts."""
        return Conditions(breaker_stuck=True)
