"""The queue does not run its passes."""

from typing import Literal

from pydantic import Field

from sim.scenario.faults.base import FaultBase
from sim.scenario.faults.conditions import Conditions
from sim.scenario.names import Service


class QueueStalled(FaultBase):
    """Queued operations wait; a pass that is forced still works."""

    effect: Literal["queue_stalled"] = Field(description="What breaks.")

    @property
    def service(self) -> Service:
        """The service that is ill."""
        return "R2_STORAGE"

    def conditions(self) -> Conditions:
        """How calls behave while this lasts."""
        return Conditions(queue_stalled=True)
