"""Monitoring sees nothing: no rule is evaluated, no alert is sent."""

from typing import ClassVar, Literal

from pydantic import Field

from sim.scenario.faults.base import FaultBase
from sim.scenario.faults.conditions import Conditions
from sim.scenario.names import Service


class AlertingBlind(FaultBase):
    """No alert fires or clears; the worker's own rules still apply."""

    service: ClassVar[Service | None] = None
    shows: ClassVar[bool] = False
    effect: Literal["alerting_blind"] = Field(description="What breaks.")

    def conditions(self) -> Conditions:
        """How calls behave while this lasts."""
        return Conditions(alerts_blind=True)
