"""No backup can be written."""

from typing import Literal

from pydantic import Field

from sim.scenario.faults.base import FaultBase
from sim.scenario.faults.conditions import Conditions


class BackupFailing(FaultBase):
    """Every backup job fails, the schedule's and the responders'; older backups are untouched."""

    effect: Literal["backup_failing"] = Field(description="What breaks.")

    @property
    def service(self) -> None:
        """No service of the health monitor is ill: it does not look at backups."""
        return

    def conditions(self) -> Conditions:
        """How the backup system behaves while this lasts."""
        return Conditions(backups_fail=True)
