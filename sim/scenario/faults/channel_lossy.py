"""Part of the messages on some channels do not arrive."""

from typing import ClassVar, Literal

from pydantic import Field

from sim.scenario.faults.base import FaultBase
from sim.scenario.faults.conditions import PPM, Conditions
from sim.scenario.names import Channel, Service


class ChannelLossy(FaultBase):
    """Each recipient of a message over these channels may be missed; the receipt says who was."""

    service: ClassVar[Service | None] = None
    shows: ClassVar[bool] = False
    effect: Literal["channel_lossy"] = Field(description="What breaks.")
    channels: tuple[Channel, ...] = Field(
        min_length=1, description="The channels that lose messages.", examples=[["in_app"]]
    )
    percent: float = Field(
        gt=0, le=100, description="Share of the messages that is lost.", examples=[40]
    )

    def conditions(self) -> Conditions:
        """How calls behave while this lasts."""
        lost = round(self.percent * PPM / 100)
        return Conditions(channels_lossy=tuple((name, lost) for name in self.channels))
