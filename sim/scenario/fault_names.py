"""What faults of a scenario say about one another, and about releases: are those there?

Pure; the scenario's model asks, because only it sees all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.faults.ineffective_fix import IneffectiveFix
from sim.scenario.faults.latent_change import LatentChange
from sim.scenario.spelling import unknown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from sim.scenario.faults import Fault


def check_fault_names(faults: Sequence[Fault], releases: Collection[str]) -> None:
    """See that what faults name is there, and that none waits for itself.

    Raises:
        ValueError: something is not; says which fault's which field.
    """
    for index, fault in enumerate(faults):
        for field, kind, name, known in _named(fault, faults, releases):
            if name not in known:
                raise ValueError(f"faults[{index}].{field}: {unknown(kind, name, known)}")
    for index, fault in enumerate(faults):
        if _waits_for_itself(fault, faults):
            raise ValueError(f"faults[{index}].follows: waits in a circle, so it never begins")


def _named(
    fault: Fault, faults: Sequence[Fault], releases: Collection[str]
) -> Iterator[tuple[str, str, str, Collection[str]]]:
    """(field, kind, name, known names) of whatever the fault names."""
    if fault.follows is not None:
        yield "follows", "fault", fault.follows, [one.id for one in faults]
    if fault.ends.release is not None:
        yield "ends.release", "release", fault.ends.release, releases
    if isinstance(fault, LatentChange):
        yield "release", "release", fault.release, releases
    if isinstance(fault, IneffectiveFix):
        by_command = [one.id for one in faults if one.ends.by == "command"]
        yield "fault", "fault that ends by a command", fault.fault, by_command


def _waits_for_itself(fault: Fault, faults: Sequence[Fault]) -> bool:
    before = {one.id: one.follows for one in faults}
    name = fault.follows
    for _ in faults:
        if name is None or name == fault.id:
            break
        name = before[name]
    return name == fault.id
