"""Linting a runbook's file: reading it and its bindings, and asking `bash -n` about its blocks.

The rules live in `sim.runbook.lint` and see text only. `bash -n` reads a block and runs nothing.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

from sim.errors import Missing
from sim.runbook.lint.check import lint, wanted
from sim.runbook.lint.reading import SyntaxProblem
from sim.runbook.shell.reader import read_script
from sim.runner.runbook_file import load_runbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from sim.runbook.document import Block
    from sim.runbook.lint.check import Finding
    from sim.scenario.names import Place

SUFFIXES = (".md", ".markdown")
"""What a runbook's file ends with."""

PATIENCE_S = 20
TOGETHER = 200
"""So many blocks are read by one bash."""

_PLACEHOLDER = re.compile(r"(?<!<)<[A-Za-z][A-Za-z0-9_ -]{0,40}>")
_SYNTAX = "RB301"
_SAID = re.compile(r"^.*?line (\d+): (.*)$", re.MULTILINE)


def lint_runbook(
    path: Path,
    select: tuple[str, ...] = (),
    ignore: tuple[str, ...] = (),
    hosts: Mapping[str, Place] | None = None,
) -> list[Finding]:
    """All findings of a runbook, by line.

    Raises:
        NotFound: there is no such file.
        CannotRead: it cannot be read as text.
        BadFile: what is declared for it is not valid.
        Missing: there is no bash.
    """
    runbook = load_runbook(path, hosts)
    syntax: list[SyntaxProblem] = []
    if wanted(_SYNTAX, select, ignore):
        bash = _bash()
        syntax = all_problems(bash, runbook.document.blocks)
    return lint(
        runbook.text,
        path.name,
        runbook.settings,
        syntax,
        document=runbook.document,
        select=select,
        ignore=ignore,
    )


def _bash() -> str:
    found = shutil.which("bash")
    if found is None:
        raise Missing("bash", f"install it, or leave its rule out with --ignore {_SYNTAX}")
    return found


def all_problems(bash: str, blocks: Sequence[Block]) -> list[SyntaxProblem]:
    """What bash says against the syntax of blocks, the first thing of each.

    A process for many blocks: they are read as one text, and halved where bash finds something.
    """
    # An unfinished block could be finished by the one below it, so it is read alone.
    whole = [block for block in blocks if read_script(block.text, block.line).complete]
    found = [
        one
        for start in range(0, len(whole), TOGETHER)
        for one in _halved(bash, whole[start : start + TOGETHER])
    ]
    read = set(whole)
    found += [one for block in blocks if block not in read for one in problems(bash, block)]
    return found


def _halved(bash: str, blocks: Sequence[Block]) -> Iterator[SyntaxProblem]:
    if len(blocks) == 1:
        yield from problems(bash, blocks[0])
    elif _said(bash, "\n".join(block.text for block in blocks)) is not None:
        middle = len(blocks) // 2
        yield from _halved(bash, blocks[:middle])
        yield from _halved(bash, blocks[middle:])


def problems(bash: str, block: Block) -> Iterator[SyntaxProblem]:
    """What bash says against a block's syntax, on the document's lines; the first thing only."""
    said = _said(bash, block.text)
    if said is not None:
        line, text = said
        line = min(max(block.line + line - 1, block.line), block.last)
        yield SyntaxProblem(line, text.replace("`", "'"))


def _said(bash: str, text: str) -> tuple[int, str] | None:
    """The line, from 1, and the words of bash's first complaint; None without any."""
    # A placeholder has a rule of its own: here it is a word like others, of the same length.
    text = _PLACEHOLDER.sub(lambda found: "_" * len(found[0]), text)
    try:
        done = subprocess.run(  # noqa: S603 - the user's bash, which only reads
            [bash, "--norc", "--noprofile", "-n"],
            input=text.replace("\0", " "),
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
            timeout=PATIENCE_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return 1, "bash did not come to an end with this block"
    said = _SAID.search(done.stderr)
    return (int(said[1]), said[2]) if done.returncode != 0 and said is not None else None
