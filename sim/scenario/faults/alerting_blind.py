"""Monitoring sees nothing: no rule is evaluated, no alert is sent."""

from typing import Literal

from pydantic import Field

from sim.scenario.faults.base import FaultBase
from sim.scenario.faults.conditions import Conditions


class AlertingBlind(FaultBase):
    """No alert fires or clears; the worker's own rules go on."""

    effect: Literal["alerting_blind"] = Field(description="What breaks.")

    @property
    def service(self) -> None:
        """No worker service is ill."""
        return

    def conditions(self) -> Conditions:
        """How calls behave while this lasts."""
        return Conditions(alerts_blind=True)
