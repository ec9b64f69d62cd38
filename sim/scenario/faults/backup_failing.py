"""No backup can be written."""

from typing import ClassVar, Literal

from pydantic import Field

from sim.scenario.faults.base import FaultBase
from sim.scenario.faults.conditions import Conditions
from sim.scenario.names import Service


class BackupFailing(FaultBase):
    """Every backup job fails, the schedule's and the responders'; older backups are untouched."""

    service: ClassVar[Service | None] = None  # the health monitor does not look at backups
    shows: ClassVar[bool] = False
    effect: Literal["backup_failing"] = Field(description="What breaks.")

    def conditions(self) -> Conditions:
        """How the backup system behaves while this lasts."""
        return Conditions(backups_fail=True)
