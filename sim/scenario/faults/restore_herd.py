"""Everybody comes back at once: R2 buckles for a while after normal mode is restored."""

from typing import ClassVar, Literal

from pydantic import Field

from sim.scenario.durations import MINUTE
from sim.scenario.faults.base import FaultBase
from sim.scenario.faults.conditions import Conditions
from sim.scenario.names import Service
from sim.scenario.published import Aftermath


class RestoreHerd(FaultBase):
    """For a while after each return to normal mode, part of the calls to R2 fails."""

    service: ClassVar[Service | None] = "R2_STORAGE"
    shows: ClassVar[bool] = False
    effect: Literal["restore_herd"] = Field(description="What breaks.")
    percent: float = Field(default=40, gt=0, le=100, description="Share of calls that fail then.")
    lasts: Aftermath = Field(default=10 * MINUTE, description="How long after each restore.")

    def conditions(self) -> Conditions:
        """How calls behave while this lasts."""
        # What is drawn the world fills in, before it asks.
        lasts = self.lasts if isinstance(self.lasts, int) else self.lasts.median_ms
        return Conditions(herd_ppm=round(self.percent * 10_000), herd_ms=lasts)
