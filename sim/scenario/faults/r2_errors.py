"""The bucket responds, but part of the calls fail."""

from typing import ClassVar, Literal

from pydantic import Field

from sim.scenario.durations import SECOND, Duration
from sim.scenario.faults.base import FaultBase
from sim.scenario.faults.conditions import Conditions
from sim.scenario.names import Service


class R2Errors(FaultBase):
    """A share of the calls to R2 fails, for all operations or for some."""

    service: ClassVar[Service | None] = "R2_STORAGE"
    shows: ClassVar[bool] = True
    effect: Literal["r2_errors"] = Field(description="What breaks.")
    percent: float = Field(
        gt=0, le=100, description="Share of calls that fail, in percent.", examples=[30]
    )
    operations: tuple[Literal["delete", "download", "probe", "upload"], ...] = Field(
        default=("delete", "download", "probe", "upload"),
        min_length=1,
        description="Which calls are touched; `probe` is the health monitor's.",
    )
    gives_up_after: Duration = Field(
        default=200, ge=0, le=30 * SECOND, description="How long a failing call takes."
    )
    error: str = Field(default="500 InternalError", description="What a failing call reports.")

    def conditions(self) -> Conditions:
        """How calls behave while this lasts."""
        return Conditions(
            chances=tuple((kind, round(self.percent * 10_000)) for kind in self.operations),
            r2_fail_ms=self.gives_up_after,
            r2_error=self.error,
        )
