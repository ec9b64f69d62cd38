"""What can break: one file per fault, all of one shape.

A fault is a frozen model (its fields are the YAML fields) with one pure method, `conditions()`,
that says how calls behave while it lasts. When it begins and ends is drawn by the world, and so
is how several faults add up at one instant.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.scenario.faults.base import Ends, FaultBase
from sim.scenario.faults.channel_down import ChannelDown
from sim.scenario.faults.conditions import CALM, Conditions, combine
from sim.scenario.faults.r2_errors import R2Errors
from sim.scenario.faults.r2_slow import R2Slow
from sim.scenario.faults.r2_unavailable import R2Unavailable

Fault = Annotated[
    R2Unavailable | R2Errors | R2Slow | ChannelDown,
    Field(discriminator="effect"),
]
"""Any fault; a new kind is a file beside these and a name in this union."""

__all__ = [
    "CALM",
    "ChannelDown",
    "Conditions",
    "Ends",
    "Fault",
    "FaultBase",
    "R2Errors",
    "R2Slow",
    "R2Unavailable",
    "combine",
]
