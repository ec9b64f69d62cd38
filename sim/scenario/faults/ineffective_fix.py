"""The first fix does not work: it is carried out, and nothing gets better."""

from typing import ClassVar, Literal

from pydantic import Field

from sim.scenario.faults.base import FaultBase
from sim.scenario.faults.conditions import Conditions
from sim.scenario.names import Identifier, Service


class IneffectiveFix(FaultBase):
    """The first commands that would clear another fault are accepted and clear nothing."""

    service: ClassVar[Service | None] = None
    shows: ClassVar[bool] = False
    effect: Literal["ineffective_fix"] = Field(description="What breaks.")
    fault: Identifier = Field(
        description="The fault that is not cleared, one that ends by a command."
    )
    times: int = Field(default=1, ge=1, le=10, description="How many tries are in vain.")

    def conditions(self) -> Conditions:
        """How calls behave while this lasts."""
        return Conditions(in_vain=((self.fault, self.times),))
