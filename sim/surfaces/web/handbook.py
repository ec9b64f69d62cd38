"""What lies beside a player's console: the shipped runbooks' commands and the command list.

All runbooks are offered, whatever the scenario: which one fits is for the players to find out.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from sim.commands.console import usage
from sim.commands.dispatch import ADMIN_TOKEN
from sim.commands.table import COMMANDS
from sim.runbook.document import parse
from sim.scenario.library import shipped_folder
from sim.scenario.names import PRODUCTION_HOST

if TYPE_CHECKING:
    from sim.commands.command import Command


@dataclass(frozen=True, slots=True)
class PasteLine:
    """A command of the list.

    Attributes:
        form: how it is written.
        acts: it changes the worker.
        text: what pasting it puts into the console.
    """

    form: str
    summary: str
    acts: bool
    text: str


@dataclass(frozen=True, slots=True)
class Guide:
    """A runbook: its title, and its blocks under their headings."""

    title: str
    blocks: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Handbook:
    """Everything that can be pasted; `people` are typed as words, `worker` goes through curl."""

    people: tuple[PasteLine, ...]
    worker: tuple[PasteLine, ...]
    guides: tuple[Guide, ...]


@cache
def handbook() -> Handbook:
    """The same for every player and every session."""
    # The coach is asked by a button, where there is one.
    offered = [one for one in COMMANDS if one.host == PRODUCTION_HOST and one.row.nature != "asks"]
    return Handbook(
        people=tuple(_line(one) for one in offered if one.console is not None),
        worker=tuple(_line(one) for one in offered if one.console is None),
        guides=tuple(
            _guide(path.read_text(encoding="utf-8"))
            for path in sorted((shipped_folder() / "runbooks").glob("*.md"))
        ),
    )


def _guide(text: str) -> Guide:
    document = parse(text)
    title = next(section.title for section in document.sections if section.level == 1)
    return Guide(title, tuple((block.section, block.text) for block in document.blocks))


def _line(command: Command) -> PasteLine:
    acts = command.row.nature == "changes"
    if command.console is not None:
        return PasteLine(
            usage(command), command.summary, acts, command.example.console or command.name
        )
    return PasteLine(f"{command.method} {command.path}", command.summary, acts, _curl(command))


def _curl(command: Command) -> str:
    words = ["curl -s"]
    if command.method not in {"GET", "POST"}:
        words.append(f"-X {command.method}")
    elif command.method == "POST" and command.example.body is None:
        words.append("-X POST")
    if command.access != "open":
        words.append(f"-H 'Authorization: Bearer {ADMIN_TOKEN}'")
    if command.form:
        words.append("-F file=@FILE")
    elif command.method != "GET" and command.example.body is not None:
        body = json.dumps(dict(command.example.body)).replace("'", "'\\''")
        words.append(f"-H 'Content-Type: application/json' -d '{body}'")
    address = f"https://{PRODUCTION_HOST}{command.sample_path}"
    words.append(f"'{address}'" if "?" in address or "&" in address else address)
    return " ".join(words)
