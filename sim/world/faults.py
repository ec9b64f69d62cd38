"""What is broken at time t, and what clears it.

Draws every fault's beginning and end from its own streams before StartEx; adds up the faults of
the moment. Whatever responders do, these instants stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.scenario.faults import Conditions, combine

if TYPE_CHECKING:
    from sim.scenario.faults import Fault
    from sim.world.streams import Streams


@dataclass(frozen=True, slots=True)
class PlannedFault:
    """A fault with its instants; `ends_at` None when nothing ends it."""

    fault: Fault
    begins_at: int
    ends_at: int | None


def plan_faults(faults: tuple[Fault, ...], streams: Streams) -> tuple[PlannedFault, ...]:
    """Draw when each fault begins and ends."""
    planned = []
    for fault in faults:
        begins_at = fault.begins.at(streams.uniform("fault.begins", fault.id))
        after = fault.ends.after
        ends_at = (
            None if after is None else begins_at + after.at(streams.uniform("repair", fault.id))
        )
        planned.append(PlannedFault(fault, begins_at, ends_at))
    return tuple(planned)


def conditions_of(active: tuple[PlannedFault, ...]) -> Conditions:
    """How calls behave while these faults are on."""
    return combine(tuple(planned.fault.conditions() for planned in active))
