"""Backups that cannot be read back, and nobody knows."""

from typing import ClassVar, Literal

from pydantic import Field

from sim.scenario.faults.base import FaultBase
from sim.scenario.faults.conditions import Conditions
from sim.scenario.faults.damage import Damage
from sim.scenario.names import Service


class BackupCorrupt(FaultBase):
    """Backups say `completed` and are damaged: those made while it lasts, and the newest before.

    Only verifying a backup shows it. An incremental backup needs the full one it builds on.
    """

    service: ClassVar[Service | None] = None  # the health monitor does not look at backups
    shows: ClassVar[bool] = False
    effect: Literal["backup_corrupt"] = Field(description="What breaks.")
    percent: float = Field(
        default=40, gt=0, le=100, description="Share of a backup's files that are damaged."
    )
    newest: int = Field(
        default=1, ge=0, le=200, description="How many of the newest backups are already damaged."
    )

    def conditions(self) -> Conditions:
        """How the backup system behaves while this lasts."""
        return Conditions(backups_spoil_ppm=round(self.percent * 10_000))

    def damage(self) -> Damage:
        """What it does to what is stored."""
        return Damage(what="backups", share_ppm=round(self.percent * 10_000), newest=self.newest)
