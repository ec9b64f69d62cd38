"""The table of faults in scenarios/README.md, generated from their classes.

`python -m sim.scenario.schema` writes it. A row is a fault's docstring and its own fields.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, get_args

from sim.scenario.faults import FAULTS, FaultBase

if TYPE_CHECKING:
    from pathlib import Path

_HEAD = "| effect | what happens | required fields | fields with defaults |\n|---|---|---|---|\n"
_TABLE = re.compile(re.escape(_HEAD) + r"(?:\|.*\n)*")


def effect_of(fault: type[FaultBase]) -> str:
    """What a scenario file calls it: `r2_slow`."""
    (effect,) = get_args(fault.model_fields["effect"].annotation)
    return str(effect)


def fault_table() -> str:
    """The table, a row for each fault."""
    return _HEAD + "".join(map(_row, FAULTS))


def _row(fault: type[FaultBase]) -> str:
    own = {
        name: field
        for name, field in fault.model_fields.items()
        if name not in FaultBase.model_fields and name != "effect"
    }
    required = ", ".join(f"`{name}`" for name, field in own.items() if field.is_required())
    others = ", ".join(f"`{name}`" for name, field in own.items() if not field.is_required())
    happens = " ".join((fault.__doc__ or "").split())
    return f"| `{effect_of(fault)}` | {happens} | {required} | {others} |\n"


def write_fault_table(readme: Path) -> None:
    """Put the table in the place of the one that is there."""
    text = readme.read_text(encoding="utf-8")
    readme.write_text(_TABLE.sub(lambda _: fault_table(), text), encoding="utf-8")
