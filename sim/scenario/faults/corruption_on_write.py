"""Uploads are stored damaged while it lasts."""

from typing import ClassVar, Literal

from pydantic import Field

from sim.scenario.faults.base import CONCERN_MEANS, Concern, FaultBase
from sim.scenario.faults.conditions import Conditions
from sim.scenario.names import Service


class CorruptionOnWrite(FaultBase):
    """A share of the uploads is stored damaged; the uploader sees a success."""

    service: ClassVar[Service | None] = "R2_STORAGE"
    shows: ClassVar[bool] = False
    effect: Literal["corruption_on_write"] = Field(description="What breaks.")
    percent: float = Field(
        gt=0, le=100, description="Share of uploads that are damaged.", examples=[20]
    )
    silent: bool = Field(
        default=True,
        description="Nobody notices when such a file is read; only an integrity scan does.",
    )
    concern: Concern = Field(default="data", description=CONCERN_MEANS)

    def conditions(self) -> Conditions:
        """How calls behave while this lasts."""
        return Conditions(rot_ppm=round(self.percent * 10_000), rot_shows=not self.silent)
