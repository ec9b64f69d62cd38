"""The status page cannot be updated: what it says stays, however wrong."""

from typing import ClassVar, Literal

from pydantic import Field

from sim.scenario.faults.base import FaultBase
from sim.scenario.faults.conditions import Conditions
from sim.scenario.names import Service


class StatusPageFrozen(FaultBase):
    """The status page keeps its last text; every update fails, and its receipt says why."""

    service: ClassVar[Service | None] = None
    shows: ClassVar[bool] = False
    effect: Literal["status_page_frozen"] = Field(description="What breaks.")
    because: str = Field(
        default="its console keeps its own files in the storage that is down",
        min_length=1,
        max_length=200,
        description="Why, as the failed update tells it.",
    )

    def conditions(self) -> Conditions:
        """How calls behave while this lasts."""
        return Conditions(channels_down=frozenset({"status_page"}), status_page_frozen=self.because)
