"""The bucket cannot be reached at all."""

from typing import ClassVar, Literal

from pydantic import Field

from sim.scenario.durations import SECOND, Duration
from sim.scenario.faults.base import FaultBase
from sim.scenario.faults.conditions import PPM, R2_CALLS, Conditions
from sim.scenario.names import Service


class R2Unavailable(FaultBase):
    """Every call to R2 fails, the health probe's too."""

    service: ClassVar[Service | None] = "R2_STORAGE"
    shows: ClassVar[bool] = True
    effect: Literal["r2_unavailable"] = Field(description="What breaks.")
    gives_up_after: Duration = Field(
        default=3 * SECOND,
        ge=0,
        le=30 * SECOND,
        description="How long a call hangs before it fails, at most 30s.",
    )
    error: str = Field(default="503 ServiceUnavailable", description="What a failing call reports.")

    def conditions(self) -> Conditions:
        """How calls behave while this lasts."""
        return Conditions(
            chances=tuple((kind, PPM) for kind in R2_CALLS),
            r2_fail_ms=self.gives_up_after,
            r2_error=self.error,
        )
