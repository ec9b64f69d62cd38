"""Everybody comes back at once: R2 buckles for a while after normal mode is restored."""

from typing import ClassVar, Literal

from pydantic import Field

from sim.scenario.durations import MINUTE, Duration
from sim.scenario.faults.base import FaultBase
from sim.scenario.faults.conditions import Conditions
from sim.scenario.names import Service


class RestoreHerd(FaultBase):
    """For a while after each return to normal mode, part of the calls to R2 fails."""

    service: ClassVar[Service | None] = "R2_STORAGE"
    shows: ClassVar[bool] = False
    effect: Literal["restore_herd"] = Field(description="What breaks.")
    percent: float = Field(default=40, gt=0, le=100, description="Share of calls that fail then.")
    lasts: Duration = Field(
        default=3 * MINUTE, gt=0, le=60 * MINUTE, description="How long after each restore."
    )

    def conditions(self) -> Conditions:
        """How calls behave while this lasts."""
        return Conditions(herd_ppm=round(self.percent * 10_000), herd_ms=self.lasts)
