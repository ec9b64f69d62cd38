"""Part of the calls to the bucket hang until they time out."""

from typing import ClassVar, Literal

from pydantic import Field

from sim.scenario.durations import SECOND, Duration
from sim.scenario.faults.base import FaultBase
from sim.scenario.faults.conditions import R2_CALLS, Conditions
from sim.scenario.names import Service


class R2Timeouts(FaultBase):
    """A share of the calls to R2 hangs, then fails."""

    service: ClassVar[Service | None] = "R2_STORAGE"
    shows: ClassVar[bool] = True
    effect: Literal["r2_timeouts"] = Field(description="What breaks.")
    percent: float = Field(
        gt=0, le=100, description="Share of calls that hang, in percent.", examples=[30]
    )
    hangs_for: Duration = Field(
        default=10 * SECOND, gt=0, le=30 * SECOND, description="How long a call hangs."
    )

    def conditions(self) -> Conditions:
        """How calls behave while this lasts."""
        return Conditions(
            chances=tuple((call, round(self.percent * 10_000)) for call in R2_CALLS),
            r2_fail_ms=self.hangs_for,
            r2_error="timeout: no response from R2",
        )
