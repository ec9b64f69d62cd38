"""The page of attacks: what was tried against records, sandbox and web, from the registries.

    python -m tests.attacks.table            # prints it
    python -m tests.attacks.table --write    # writes docs/explanation/attacks.md anew

A room is a folder here with a `registry.py` that holds `ATTACKS`: a tuple of `Attack`, of what has
one as its attribute `attack`, or of rows with `name`, `kind` and `what`. Each room's tests carry
out every row, so a row that is on the page was tried and held.
"""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.attacks.attack import Attack

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "explanation" / "attacks.md"
ROOMS = {
    "records": "a record's directory, read by score, report, replay, trends, resume and repair",
    "sandbox": "a runbook's blocks, in the sandbox that runs them",
    "web": "the team session and the drill, over HTTP and WebSocket",
}
"""A folder of attacks, and what is attacked there."""
HEAD = """\
# Attacks

What `tests/attacks` tries against the trainer, and what happens instead. Every row is a test
that fails when anything else happens; all of them pass. Written by
`python -m tests.attacks.table --write`.
"""


def attacks_of(room: str) -> tuple[Attack, ...]:
    """The attacks of a room; none when it has no registry.

    Raises:
        ValueError: two of them have the same name.
    """
    if not (HERE / room / "registry.py").is_file():
        return ()
    rows = import_module(f"tests.attacks.{room}.registry").ATTACKS
    found = tuple(_as_attack(row) for row in rows)
    if len({one.name for one in found}) < len(found):
        raise ValueError(f"{room}: two attacks have the same name")
    return found


def _as_attack(row: Any) -> Attack:
    """A room's row as a row of the page."""
    if isinstance(row, Attack):
        return row
    if hasattr(row, "attack"):
        return _as_attack(row.attack)
    # The sandbox's rows are programs: their kind says what they go for.
    return Attack(row.name, row.kind, row.what.rstrip("."))


def page() -> str:
    """The whole page."""
    rooms = {room: attacks_of(room) for room in ROOMS}
    lines = [HEAD, "| what is attacked | attacks |", "|---|---:|"]
    lines += [f"| {what} | {len(rooms[room])} |" for room, what in ROOMS.items()]
    for room, attacks in rooms.items():
        if attacks:
            lines += [
                "",
                f"## {room.capitalize()}",
                "",
                "| name | attack | what happens instead |",
                "|---|---|---|",
            ]
            lines += [
                f"| {one.name} | {_cell(one.tries)} | {_cell(one.holds)} |" for one in attacks
            ]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main(words: Sequence[str]) -> int:
    """Print the page, or write it."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.attacks.table",
        description="Print the page of attacks, made from the registries in tests/attacks.",
    )
    parser.add_argument(
        "--write", action="store_true", help=f"write docs/explanation/{PAGE.name} instead"
    )
    if parser.parse_args(words).write:
        PAGE.write_text(page(), encoding="utf-8")
    else:
        sys.stdout.write(page())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
