"""The tool that would repair it needs what is broken."""

from typing import ClassVar, Literal

from pydantic import Field

from sim.scenario.faults.base import DEPLOYING, ClearingCommand, FaultBase
from sim.scenario.faults.conditions import Conditions
from sim.scenario.names import Service


class RepairToolDown(FaultBase):
    """Commands that set things right return 503 while the service that they need is out."""

    service: ClassVar[Service | None] = None
    shows: ClassVar[bool] = False
    effect: Literal["repair_tool_down"] = Field(description="What breaks.")
    commands: tuple[ClearingCommand, ...] = Field(
        min_length=1, description="The commands that need it.", examples=[sorted(DEPLOYING)]
    )
    needs: Service = Field(default="R2_STORAGE", description="The service they depend on.")

    def conditions(self) -> Conditions:
        """How calls behave while this lasts."""
        return Conditions(tools_need=tuple((name, self.needs) for name in self.commands))
