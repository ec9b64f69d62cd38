"""A copy of the project, to follow CONTRIBUTING in without touching the project itself."""

from __future__ import annotations

import difflib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TAKEN = (
    "sim",
    "scoring",
    "reports",
    "scenarios",
    "tests",
    "docs",
    "pyproject.toml",
    *sorted(path.name for path in ROOT.glob("*.md")),
)
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc")


@dataclass(frozen=True, slots=True)
class Copy:
    """The project in a folder of its own."""

    home: Path

    def add(self, place: str, text: str) -> None:
        """A new file."""
        path = self.home / place
        assert not path.exists()
        path.write_text(text, encoding="utf-8")

    def append(self, place: str, text: str) -> None:
        """More at the end of a file: a function beside its neighbours."""
        path = self.home / place
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")

    def insert(self, place: str, before: str, line: str) -> None:
        """A line before the first one that begins with `before`, indented as that one is."""
        path = self.home / place
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        index = next(i for i, one in enumerate(lines) if one.strip().startswith(before))
        indent = lines[index][: len(lines[index]) - len(lines[index].lstrip())]
        lines.insert(index, f"{indent}{line}\n")
        path.write_text("".join(lines), encoding="utf-8")

    def run(self, *words: str) -> str:
        """Run Python in the copy; what it printed."""
        done = subprocess.run(
            [sys.executable, *words],
            cwd=self.home,
            env={**os.environ, "PYTHONPATH": str(self.home)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-3000:]
        return done.stdout

    def test(self, *words: str) -> None:
        """Run some of its tests; they pass."""
        # A worker of pytest-xdist must not make a copy's pytest believe that it is one, too.
        self.run("-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", *words)

    def new_files(self) -> list[str]:
        """What is there and was not."""
        return [place for place in self._places() if not (ROOT / place).exists()]

    def changed_lines(self) -> dict[str, int]:
        """How many lines were added to or taken from files that were there."""
        changed = {}
        for place in self._places():
            old, new = ROOT / place, self.home / place
            if old.exists() and old.read_bytes() != new.read_bytes():
                before, after = (
                    path.read_text(encoding="utf-8").splitlines() for path in (old, new)
                )
                lines = difflib.unified_diff(before, after, n=0, lineterm="")
                changed[place] = sum(
                    line[0] in "+-" and not line.startswith(("+++", "---")) for line in lines
                )
        return changed

    def _places(self) -> list[str]:
        return sorted(
            str(path.relative_to(self.home))
            for path in self.home.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
        )


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    """A fresh copy."""
    home = tmp_path / "house"
    home.mkdir()
    for name in TAKEN:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, home / name, ignore=LEFT_OUT)
        else:
            shutil.copy(source, home / name)
    return Copy(home)
