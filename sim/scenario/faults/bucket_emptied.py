"""Files are gone from the bucket."""

from typing import ClassVar, Literal

from pydantic import Field

from sim.scenario.faults.base import CONCERN_MEANS, Concern, FaultBase
from sim.scenario.faults.conditions import CALM, Conditions
from sim.scenario.faults.damage import Damage
from sim.scenario.names import Service


class BucketEmptied(FaultBase):
    """All files, or a share, vanish. R2 itself responds; the end brings none of them back."""

    service: ClassVar[Service | None] = "R2_STORAGE"
    shows: ClassVar[bool] = True
    effect: Literal["bucket_emptied"] = Field(description="What breaks.")
    percent: float = Field(default=100, gt=0, le=100, description="Share of the files that vanish.")
    concern: Concern = Field(default="data", description=CONCERN_MEANS)

    def conditions(self) -> Conditions:
        """Calls behave as ever: what is wrong is that the files are gone."""
        return CALM

    def damage(self) -> Damage:
        """What it does to what is stored."""
        return Damage(what="loss", share_ppm=round(self.percent * 10_000))
