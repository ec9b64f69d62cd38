"""Messages on some channels arrive late."""

from typing import ClassVar, Literal

from pydantic import Field

from sim.scenario.durations import Spread
from sim.scenario.faults.base import FaultBase
from sim.scenario.faults.conditions import Conditions
from sim.scenario.names import Channel, Service


class ChannelSlow(FaultBase):
    """What is sent over these channels is on its way for a while; the receipt says so."""

    service: ClassVar[Service | None] = None
    shows: ClassVar[bool] = False
    effect: Literal["channel_slow"] = Field(description="What breaks.")
    channels: tuple[Channel, ...] = Field(
        min_length=1, description="The channels that are slow.", examples=[["email"]]
    )
    delay: Spread = Field(description="From sending to arrival.", examples=["6m ± 3m"])

    def conditions(self) -> Conditions:
        """How calls behave while this lasts."""
        return Conditions(channels_slow=tuple((name, self.delay) for name in self.channels))
