"""What can break: one file per fault, all of one shape.

A fault is a frozen model: its fields are the YAML fields, its docstring says what happens, and
`conditions()` says how calls behave while it lasts; `damage()` is for the few that leave something
damaged behind. When it begins and ends is drawn by the world, and so is how several faults add up
at one instant.
"""

from __future__ import annotations

from typing import Annotated, get_args

from pydantic import Field

from sim.scenario.faults.alerting_blind import AlertingBlind
from sim.scenario.faults.backup_corrupt import BackupCorrupt
from sim.scenario.faults.backup_failing import BackupFailing
from sim.scenario.faults.base import Ends, FaultBase, Flicker
from sim.scenario.faults.breaker_stuck_open import BreakerStuckOpen
from sim.scenario.faults.bucket_emptied import BucketEmptied
from sim.scenario.faults.channel_down import ChannelDown
from sim.scenario.faults.channel_lossy import ChannelLossy
from sim.scenario.faults.channel_slow import ChannelSlow
from sim.scenario.faults.conditions import CALM, Conditions, combine
from sim.scenario.faults.corruption_at_rest import CorruptionAtRest
from sim.scenario.faults.corruption_on_write import CorruptionOnWrite
from sim.scenario.faults.credentials_rejected import CredentialsRejected
from sim.scenario.faults.damage import Damage
from sim.scenario.faults.database_down import DatabaseDown
from sim.scenario.faults.ineffective_fix import IneffectiveFix
from sim.scenario.faults.latent_change import LatentChange
from sim.scenario.faults.login_herd import LoginHerd
from sim.scenario.faults.queue_stalled import QueueStalled
from sim.scenario.faults.r2_errors import R2Errors
from sim.scenario.faults.r2_partial import R2Partial
from sim.scenario.faults.r2_slow import R2Slow
from sim.scenario.faults.r2_timeouts import R2Timeouts
from sim.scenario.faults.r2_unavailable import R2Unavailable
from sim.scenario.faults.repair_tool_down import RepairToolDown
from sim.scenario.faults.restore_herd import RestoreHerd
from sim.scenario.faults.sessions_down import SessionsDown
from sim.scenario.faults.status_page_frozen import StatusPageFrozen

Fault = Annotated[
    AlertingBlind
    | BackupCorrupt
    | BackupFailing
    | BreakerStuckOpen
    | BucketEmptied
    | ChannelDown
    | ChannelLossy
    | ChannelSlow
    | CorruptionAtRest
    | CorruptionOnWrite
    | CredentialsRejected
    | DatabaseDown
    | IneffectiveFix
    | LatentChange
    | LoginHerd
    | QueueStalled
    | R2Errors
    | R2Partial
    | R2Slow
    | R2Timeouts
    | R2Unavailable
    | RepairToolDown
    | RestoreHerd
    | SessionsDown
    | StatusPageFrozen,
    Field(discriminator="effect"),
]
"""Any fault; a new kind is a file beside these and a name, imported, in this union."""

FAULTS: tuple[type[FaultBase], ...] = get_args(get_args(Fault)[0])
"""Every kind of fault."""

__all__ = [
    "CALM",
    "FAULTS",
    "Conditions",
    "Damage",
    "Ends",
    "Fault",
    "FaultBase",
    "Flicker",
    "combine",
]
