"""The queue does not run its passes."""

from typing import ClassVar, Literal

from pydantic import Field

from sim.scenario.faults.base import FaultBase
from sim.scenario.faults.conditions import Conditions
from sim.scenario.names import Service


class QueueStalled(FaultBase):
    """Queued operations wait; a pass that is forced still works."""

    service: ClassVar[Service | None] = "R2_STORAGE"
    shows: ClassVar[bool] = False
    effect: Literal["queue_stalled"] = Field(description="What breaks.")

    def conditions(self) -> Conditions:
        """How calls behave while this lasts."""
        return Conditions(queue_stalled=True)
