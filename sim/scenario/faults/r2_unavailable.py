"""The bucket cannot be reached at all."""

from typing import Literal

from pydantic import Field

from sim.scenario.durations import SECOND, Duration
from sim.scenario.faults.base import FaultBase
from sim.scenario.faults.conditions import PPM, R2_CALLS, Conditions
from sim.scenario.names import Service


class R2Unavailable(FaultBase):
    """Every call to R2 fails, the health probe's too."""

    effect: Literal["r2_unavailable"] = Field(description="What breaks.")
    gives_up_after: Duration = Field(
        default=3 * SECOND,
        ge=0,
        le=30 * SECOND,
        description="How long a call hangs before it fails, at most 30s.",
    )
    error: str = Field(default="503 ServiceUnavailable", description="What a failing call reports.")

    @property
    def service(self) -> Service:
        """The service that is ill."""
        return "R2_STORAGE"

    def conditions(self) -> Conditions:
        """How calls behave while this lasts."""
        return Conditions(
            chances=tuple((kind, PPM) for kind in R2_CALLS),
            r2_fail_ms=self.gives_up_after,
            r2_error=self.error,
        )
