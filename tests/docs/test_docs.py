"""Every example of the README and the documentation, run and checked against what they print.

In a `console` block a line after `$ ` is a command, `> ` continues it, and what follows is its
output; `…` stands for anything within a line, alone on a line for any number of lines, and
`[exit 1]` for the exit code. Lines after `drill$ ` are typed into the drill started before them.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sim.surfaces.reference import PAGE, page

if TYPE_CHECKING:
    from _pytest.mark.structures import ParameterSet

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("scenarios/**/*.md")])
PLAYED = sorted([ROOT / "README.md", *ROOT.glob("docs/**/*.md")])
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FENCED = re.compile(r"^```.*?^```$|`[^`\n]*`", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
EXIT = re.compile(r"\[exit (\d+)\]")
RUNBOOK = re.compile(r"tabletop run .*--responder (\S+\.md|runbook)\b")
PROMPTS = ("$ ", "drill$ ")
PATIENCE = 60
FIRST = ("README.md",)


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@dataclass(slots=True)
class Example:
    """A command, what is typed into it, what it prints, and how it ends."""

    command: str
    typed: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    code: int = 0

    def take(self, line: str) -> None:
        """Take in a line of the block."""
        if line.startswith("drill$ "):
            self.typed.append(line.removeprefix("drill$ "))
        elif line == ">" or line.startswith("> "):
            more = f"\n{line[2:]}"
            if self.typed:
                self.typed[-1] += more
            else:
                self.command += more
        elif ends := EXIT.fullmatch(line):
            self.code = int(ends.group(1))
        else:
            self.expected.append(line)


def examples(text: str) -> list[Example]:
    """The examples of a page, in order."""
    found: list[Example] = []
    for block in BLOCK.findall(text):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append(Example(line.removeprefix("$ ")))
            else:
                assert found, f"output before the first command: {line}"
                found[-1].take(line)
    return found


def pattern_of(expected: list[str]) -> re.Pattern[str]:
    """What the expected lines match, as a whole."""
    parts = [
        r"(?:.*\n)*?" if line.strip() == "…" else ".*".join(map(re.escape, line.split("…"))) + r"\n"
        for line in expected
    ]
    return re.compile("".join(parts))


def _differs(example: Example, printed: str) -> str:
    """The first expected line from which on nothing fits."""
    for count in range(1, len(example.expected) + 1):
        if pattern_of(example.expected[:count]).match(printed) is None:
            return f"expected: {example.expected[count - 1]}"
    return "more was printed than is shown"


def _page(path: Path) -> ParameterSet:
    """What a newcomer reads first is played every day, the rest with the slow proofs."""
    first = path.name in FIRST
    return pytest.param(path, id=_name(path), marks=() if first else (pytest.mark.slow,))


@pytest.mark.parametrize("path", [_page(path) for path in PLAYED if BLOCK.search(path.read_text())])
def test_the_examples_print_what_is_shown(path: Path, tmp_path: Path) -> None:
    """The examples of a page, run from top to bottom in one directory, end and print as shown."""
    found = examples(path.read_text(encoding="utf-8"))
    if any(example.typed for example in found) and not (
        shutil.which("curl") and shutil.which("jq") and shutil.which("watch")
    ):
        pytest.skip("a drill needs curl, jq and watch")
    if any(RUNBOOK.search(example.command) for example in found) and not shutil.which("bwrap"):
        pytest.skip("a runbook needs bubblewrap")
    env = {
        **{name: value for name, value in os.environ.items() if not name.startswith("TABLETOP_")},
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "NO_COLOR": "1",
        # As wide as a terminal that nobody has resized, wherever the tests run.
        "COLUMNS": "80",
    }
    for example in found:
        done = subprocess.run(
            ["bash", "-c", example.command],
            input="".join(f"{line}\n" for line in example.typed),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=tmp_path,
            env=env,
            timeout=PATIENCE,
            check=False,
        )
        shown = f"$ {example.command}\n{done.stdout}"
        assert done.returncode == example.code, shown
        if pattern_of(example.expected).fullmatch(done.stdout) is None:
            pytest.fail(f"{_differs(example, done.stdout)}\n{shown}")


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_links_lead_somewhere(path: Path) -> None:
    """Every link to a file of the project leads to one."""
    text = FENCED.sub("", path.read_text(encoding="utf-8"))
    files = [link for link in LINK.findall(text) if "://" not in link]
    missing = [link for link in files if not (path.parent / link).exists()]
    assert not missing, f"{_name(path)} links to what is not there: {', '.join(missing)}"


def test_the_command_reference_is_the_table() -> None:
    """docs/reference/command-set.md says what the command table says."""
    stale = "docs/reference/command-set.md is not the table's: run python -m sim.surfaces.reference"
    assert PAGE.read_text(encoding="utf-8") == page(), stale


@pytest.mark.parametrize(
    ("expected", "printed", "fits"),
    [
        (["one"], "one\n", True),
        (["one"], "one\ntwo\n", False),
        (["o…e", "…"], "orange\ntwo\nthree\n", True),
        (["one", "…", "three"], "one\nthree\n", True),
        (["one", "…", "three"], "one\ntwo\n", False),
        (["1 (2)"], "1 (2)\n", True),
    ],
)
def test_the_reader_of_examples_can_fail(expected: list[str], printed: str, *, fits: bool) -> None:
    """Dots stand for anything, everything else for itself."""
    assert bool(pattern_of(expected).fullmatch(printed)) is fits
