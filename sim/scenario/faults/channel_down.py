"""Messages on some channels do not arrive."""

from typing import ClassVar, Literal

from pydantic import Field

from sim.scenario.faults.base import FaultBase
from sim.scenario.faults.conditions import Conditions
from sim.scenario.names import Channel, Service


class ChannelDown(FaultBase):
    """Nothing sent over these channels is delivered; the sender sees it in the receipt."""

    service: ClassVar[Service | None] = None
    shows: ClassVar[bool] = False
    effect: Literal["channel_down"] = Field(description="What breaks.")
    channels: tuple[Channel, ...] = Field(
        min_length=1, description="The channels that are dead.", examples=[["slack"]]
    )
    broadcast_service: bool = Field(
        default=False, description="Also the worker's notification service: broadcasts return 503."
    )

    def conditions(self) -> Conditions:
        """How calls behave while this lasts."""
        return Conditions(
            channels_down=frozenset(self.channels), broadcast_down=self.broadcast_service
        )
