"""The table of what each feature needs, in README.md and docs/how-to/install.md.

`python -m sim.surfaces.needs_page` writes it from `sim.needs`; a test compares the pages with it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sim.needs import FEATURES, NEEDS, SYSTEMS, packages_for

if TYPE_CHECKING:
    from sim.needs import System

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "docs/how-to/install.md")
_HEAD = (
    f"| Feature | Commands | {' | '.join(SYSTEMS.values())} |\n|---|---|{'---|' * len(SYSTEMS)}\n"
)
_TABLE = re.compile(re.escape(_HEAD) + r"(?:\|.*\n)*")


def needs_table() -> str:
    """The table, a row for each feature; what is Linux's own has no packages elsewhere."""
    rows = []
    for one in FEATURES:
        cells = [
            "in the container" if one.linux and system == "macos" else _packages(one.needs, system)
            for system in SYSTEMS
        ]
        rows.append(f"| {one.title} | {one.commands} | {' | '.join(cells)} |\n")
    return _HEAD + "".join(rows)


def _packages(names: tuple[str, ...], system: System) -> str:
    always = tuple(name for name in names if not NEEDS[name].only)
    cell = " ".join(f"`{package}`" for package in packages_for(always, system))
    for name in names:
        found = packages_for((name,), system) if NEEDS[name].only else ()
        for package in found:
            cell += f"{', ' if cell else ''}on {NEEDS[name].only} also `{package}`"
    return cell or "nothing to install"


def renewed(text: str) -> str:
    """A page's text with the table as it is now."""
    return _TABLE.sub(lambda _: needs_table(), text)


if __name__ == "__main__":
    for name in PAGES:
        page = ROOT / name
        page.write_text(renewed(page.read_text(encoding="utf-8")), encoding="utf-8")
