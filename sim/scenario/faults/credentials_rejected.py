"""The bucket responds, but does not accept our key any more."""

from typing import ClassVar, Literal

from pydantic import Field

from sim.scenario.faults.base import FaultBase
from sim.scenario.faults.conditions import PPM, R2_CALLS, Conditions
from sim.scenario.names import Service

REFUSED_MS = 60
"""A refusal comes as fast as a response. Our choice."""


class CredentialsRejected(FaultBase):
    """Every call to R2 is refused at once, the health probe's too."""

    service: ClassVar[Service | None] = "R2_STORAGE"
    shows: ClassVar[bool] = True
    effect: Literal["credentials_rejected"] = Field(description="What breaks.")
    error: str = Field(default="403 InvalidAccessKeyId", description="What a refused call reports.")

    def conditions(self) -> Conditions:
        """How calls behave while this lasts."""
        return Conditions(
            chances=tuple((call, PPM) for call in R2_CALLS),
            r2_fail_ms=REFUSED_MS,
            r2_error=self.error,
        )
