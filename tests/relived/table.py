"""The page of re-enacted incidents: every published figure beside the same one measured here.

python -m tests.relived.table            # prints the tables
python -m tests.relived.table --write    # writes them into the documentation
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sim.scenario.library import find_scenario
from sim.scenario.load import load_scenario
from tests.relived.rows import ROWS

if TYPE_CHECKING:
    from sim.scenario.model import Scenario
    from sim.scenario.relived import PublishedFact, Relived
    from tests.relived.rows import Row

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "re-enacted-incidents.md"
BEGIN, END = "<!-- relived:begin -->", "<!-- relived:end -->"
NUMBER = re.compile(r"^(?:below )?([0-9.]+) ?(min|h|%)$")
POINTS, PERCENT = 5.0, 25.0
"""How far a share (in points) and a time (in percent) may be off."""


@dataclass(frozen=True, slots=True)
class Line:
    """A fact, what was measured of it, and whether that agrees.

    Attributes:
        fact: None for a row of ours.
        here: what was measured, in the fact's unit; None when nothing can be.
        off: how far off it is, in points or percent; None when there is nothing to compare.
    """

    row: Row
    fact: PublishedFact | None
    unit: str
    here: float | None
    off: float | None

    @property
    def agrees(self) -> bool:
        """Within five points, or a quarter; what cannot be measured has to say why."""
        if self.off is None:
            return bool(self.row.note)
        return abs(self.off) <= (POINTS if self.unit == "%" else PERCENT)


@cache
def relived_of(name: str) -> tuple[Scenario, Relived]:
    """A scenario and what it re-enacts."""
    scenario = load_scenario(find_scenario(name))
    assert scenario.relived is not None
    return scenario, scenario.relived


def lines(name: str, seed: int = 1) -> tuple[Line, ...]:
    """Every row of an incident, measured under a seed."""
    facts = {fact.id: fact for fact in relived_of(name)[1].facts}
    return tuple(_line(row, None if row.ours else facts[row.fact], seed) for row in ROWS[name])


def _line(row: Row, fact: PublishedFact | None, seed: int) -> Line:
    here = None if row.found is None else row.found(seed)
    if fact is None:
        return Line(row, None, "%", here, None)
    number = NUMBER.match(fact.value)
    if number is None or here is None:
        return Line(row, fact, "", here, None)
    then, unit = float(number[1]), number[2]
    if row.below:
        return Line(row, fact, unit, here, max(0.0, here - then))
    off = here - then if unit == "%" else 100 * (here - then) / then
    return Line(row, fact, unit, here, off)


def _cells(line: Line) -> tuple[str, str, str, str, str]:
    here, off = "", ""
    if line.here is not None:
        digits = 2 if 0 < line.here < 1 else 1
        here = f"{line.here:.{digits}f}".removesuffix(".0")
        here += line.unit if line.unit == "%" else f" {line.unit}" if line.unit else ""
    if line.off is not None:
        number = f"{line.off:+.1f}"
        off = f"{number} points" if line.unit == "%" else f"{number}%"
        off = "0" if float(number) == 0 else off
    if line.fact is None:
        return line.row.fact, "not published", here, off, line.row.note
    return line.fact.what, line.fact.value, here, off, line.row.note


def table(name: str) -> str:
    """One incident: what it was, what was translated and cut, and its rows."""
    scenario, relived = relived_of(name)
    pages = ", ".join(f"[{what}]({page})" for what, page in relived.sources.items())
    cut = f"\nLeft out or ours: {' '.join(relived.cut.split())}\n" if relived.cut else ""
    command = f"`tabletop run {scenario.name} --responder what-they-did`"
    head = f"## {relived.incident}\n\n{command} · {pages}\n"
    told = f"\nTranslated: {' '.join(relived.translated.split())}\n{cut}\n"
    rows = ["| | original | here | off by | |", "|---|---:|---:|---:|---|"]
    rows += ["| " + " | ".join(_cells(line)) + " |" for line in lines(name)]
    return head + told + "\n".join(rows) + "\n"


def whole() -> str:
    """All incidents."""
    return "\n".join(table(name) for name in ROWS)


def written(text: str) -> str:
    """The page with the tables in their place."""
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{whole()}\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    if "--write" in sys.argv[1:]:
        PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        sys.stdout.write(whole())
