"""The circuit breaker is open although R2 answers, and lets no trial through."""

from typing import Literal

from pydantic import Field

from sim.scenario.faults.base import FaultBase
from sim.scenario.faults.conditions import Conditions
from sim.scenario.names import Service


class BreakerStuckOpen(FaultBase):
    """The breaker opens and stays open until this ends or somebody closes it."""

    effect: Literal["breaker_stuck_open"] = Field(description="What breaks.")

    @property
    def service(self) -> Service:
        """The service that is ill."""
        return "R2_STORAGE"

    def conditions(self) -> Conditions:
        """How calls behave while this lasts."""
        return Conditions(breaker_stuck=True)
