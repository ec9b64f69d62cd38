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
from sim.runner.runbook_file import load_runbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sim.runbook.document import Block
    from sim.runbook.lint.check import Finding
    from sim.scenario.names import Place

SUFFIXES = (".md", ".markdown")
"""What a runbook's file ends with."""

PATIENCE_S = 20
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
        syntax = [one for block in runbook.document.blocks for one in problems(bash, block)]
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


def problems(bash: str, block: Block) -> Iterator[SyntaxProblem]:
    """What bash says against a block's syntax, on the document's lines; the first thing only."""
    padded = "\n" * (block.line - 1) + block.text
    try:
        done = subprocess.run(  # noqa: S603 - the user's bash, which only reads
            [bash, "--norc", "--noprofile", "-n"],
            input=padded.replace("\0", " "),
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
            timeout=PATIENCE_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        yield SyntaxProblem(block.line, "bash did not come to an end with this block")
        return
    said = _SAID.search(done.stderr)
    if done.returncode != 0 and said is not None:
        line = min(max(int(said[1]), block.line), block.last)
        yield SyntaxProblem(line, said[2].replace("`", "'"))
