"""What every fault has, whatever it does: a name, a beginning and an end."""

from typing import Literal, Self

from pydantic import Field, model_validator

from sim.scenario.base import FileModel
from sim.scenario.durations import Spread
from sim.scenario.names import Identifier


class Ends(FileModel):
    """What clears a fault."""

    by: Literal["vendor", "never"] = Field(
        description="`vendor`: the supplier repairs it, whatever responders do. `never`: it stays."
    )
    after: Spread | None = Field(default=None, description="Time from the fault to its end.")

    @model_validator(mode="after")
    def _vendor_needs_a_time(self) -> Self:
        if self.by == "vendor" and self.after is None:
            raise ValueError("a vendor repair needs a time: add `after: 35m ± 10m`")
        if self.by == "never" and self.after is not None:
            raise ValueError(
                "a fault that never ends has no `after`: remove it or use `by: vendor`"
            )
        return self


class FaultBase(FileModel):
    """The fields every fault shares; each effect adds its own."""

    id: Identifier = Field(description="A name of its own.", examples=["bucket-unreachable"])
    begins: Spread = Field(description="Time from StartEx to the fault.", examples=["12m ± 4m"])
    ends: Ends = Field(
        description="What clears the fault.", examples=[{"by": "vendor", "after": "35m ± 10m"}]
    )
