"""Messages on some channels arrive late."""

from typing import Literal

from pydantic import Field

from sim.scenario.durations import Spread
from sim.scenario.faults.base import FaultBase
from sim.scenario.faults.conditions import Conditions
from sim.scenario.names import Channel


class ChannelSlow(FaultBase):
    """What is sent over these channels is on its way for a while; the receipt says so."""

    effect: Literal["channel_slow"] = Field(description="What breaks.")
    channels: tuple[Channel, ...] = Field(
        min_length=1, description="The channels that are slow.", examples=[["email"]]
    )
    delay: Spread = Field(description="From sending to arrival.", examples=["6m ± 3m"])

    @property
    def service(self) -> None:
        """No worker service is ill."""
        return

    def conditions(self) -> Conditions:
        """How calls behave while this lasts."""
        return Conditions(channels_slow=tuple((name, self.delay) for name in self.channels))
