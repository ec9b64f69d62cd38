"""Everybody signs in again at once: more than the session store can take."""

from typing import ClassVar, Literal

from pydantic import Field

from sim.scenario.faults.base import FaultBase
from sim.scenario.faults.conditions import Conditions
from sim.scenario.names import Service


class LoginHerd(FaultBase):
    """A share of users is not let in, although the session store responds and its probe passes."""

    service: ClassVar[Service | None] = "AUTH_KV"
    shows: ClassVar[bool] = True
    effect: Literal["login_herd"] = Field(description="What breaks.")
    percent: float = Field(
        default=25, gt=0, le=100, description="Share of users' operations not let in."
    )

    def conditions(self) -> Conditions:
        """How calls behave while this lasts."""
        return Conditions(chances=(("session", round(self.percent * 10_000)),))
