"""Did it really run? The one verdict on how much of a runbook an exercise has tried; pure.

The linter foresees it from the text, a run measures it, and both are judged here, so that they
agree. A runbook of which nothing was seen, or whose calls nothing answered, has proved nothing,
whatever the scorecard says of the quiet world around it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.runbook.programs import is_there, lacking
from sim.runbook.shell.prefixes import program
from sim.runbook.shell.reader import read_script
from sim.runbook.shell.script import everything

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sim.runbook.document import Document
    from sim.runbook.fences import Unseen
    from sim.runbook.shell.script import Script, Simple
    from sim.runbook.transcript import Transcript

REFUSALS = frozenset({400, 401, 403, 404, 405, 421})
"""Statuses that speak of the call (its token, its path, a field) and not of the worker's state."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.+-]*")
_LOOKS_FOR = ("-v", "-V")


@dataclass(frozen=True, slots=True)
class Lacking:
    """A program that the sandbox lacks, at its first place.

    Attributes:
        lines: every line that calls it.
    """

    name: str
    line: int
    lines: tuple[int, ...]

    @property
    def text(self) -> str:
        """One sentence, with what to use instead."""
        times = len(self.lines)
        return lacking(self.name) + (f" ({times} lines call it)" if times > 1 else "")


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a runbook was tried.

    Attributes:
        blocks: blocks that are seen.
        unseen: pieces of code that hold commands and are not run.
        run: blocks that were begun; `failed`: of these, those that did not end with 0.
        lacking: programs that the sandbox lacks.
        calls: commands for the simulation; `answered`: of these, those that it answered;
            `refused`: of these, those that it would not carry out (a token, a path, a field).
        opened: the runbook was begun at all.
    """

    blocks: int
    unseen: tuple[Unseen, ...]
    run: int
    failed: int
    lacking: tuple[Lacking, ...]
    calls: int
    answered: int
    opened: bool = True
    refused: int = 0

    @property
    def problem(self) -> str:
        """Why the runbook proves nothing; "" when it does prove something."""
        if not self.blocks:
            return f"nothing in it is run{self._because()}; label its commands ```bash"
        if not self.opened:
            return "it was never opened: nothing was detected that would make somebody open it"
        if not self.run:
            return "none of its blocks was run"
        if not self.answered:
            names = ", ".join(one.name for one in self.lacking)
            lack = f"; the sandbox lacks {names}" if names else ""
            return f"it never reached the simulation: {self._calls()}{lack}"
        if self.refused == self.answered:
            every = "its one call" if self.answered == 1 else f"each of its {self.answered} calls"
            return f"nothing was carried out: {every} was refused"
        return ""

    def _because(self) -> str:
        if not self.unseen:
            return ": it contains no shell commands"
        places = ", ".join(f"line {one.line}: {one.why}" for one in self.unseen[:3])
        more = f" and {len(self.unseen) - 3} more" if len(self.unseen) > 3 else ""  # noqa: PLR2004
        return f" ({places}{more})"

    def _calls(self) -> str:
        return f"none of its {self.calls} calls was answered" if self.calls else "it makes no call"


def coverage_of(run: Transcript, document: Document, lacks: tuple[Lacking, ...]) -> Coverage:
    """What a run has tried."""
    calls = run.calls
    return Coverage(
        blocks=len(run.blocks) + len(run.not_run),
        unseen=tuple(one for one in document.unseen if one.commands),
        run=len(run.blocks),
        failed=sum(block.code != 0 for block in run.blocks),
        lacking=lacks,
        calls=len(calls),
        answered=sum(call.status != 0 for call in calls),
        opened=run.alert_at is not None or not (run.blocks or run.not_run),
        refused=sum(call.status in REFUSALS for call in calls),
    )


def lacking_in(scripts: Iterable[Script], made: Iterable[str] = ()) -> tuple[Lacking, ...]:
    """The programs that scripts call and the sandbox lacks, in their order.

    Args:
        scripts: the blocks of a runbook.
        made: names of files that the runbook makes itself.
    """
    scripts = list(scripts)
    own = {*made, *(name for script in scripts for name in functions_in(script))}
    places: dict[str, list[int]] = {}
    for script in scripts:
        for command in everything(script):
            name = _program(command)
            if name and name not in own and not is_there(name):
                places.setdefault(name, []).append(command.line)
    return tuple(
        Lacking(name, min(lines), tuple(sorted(set(lines)))) for name, lines in places.items()
    )


def lacking_of(document: Document) -> tuple[Lacking, ...]:
    """The programs that a document calls and the sandbox lacks."""
    return lacking_in(read_script(block.text, block.line) for block in document.blocks)


def functions_in(script: Script) -> Iterator[str]:
    """The functions that a script defines, those in its substitutions too."""
    yield from script.functions
    for command in everything(script):
        for word in command.all_words():
            for part in word.parts:
                if part.script is not None:
                    yield from part.script.functions


def _program(command: Simple) -> str:
    """The program that a command starts, as far as its text says; "" when it does not."""
    if command.kind != "simple" or not command.words:
        return ""
    looks = [word.bare for word in command.words[:2]]
    if looks[0] == "command" and looks[1:] and looks[1] in _LOOKS_FOR:
        return ""
    words = [word.bare for word in program(command.words)[:1]]
    name = words[0].removeprefix("\\") if words else ""
    folder, slash, last = name.rpartition("/")
    if slash:
        name = (
            last if folder in ("/bin", "/usr/bin", "/usr/local/bin", "/sbin", "/usr/sbin") else ""
        )
    return name if _NAME.fullmatch(name) else ""
