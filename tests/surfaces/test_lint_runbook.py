"""`tabletop lint` on runbooks: what it prints, and how it ends."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from sim.errors import NotFound
from sim.surfaces.lint_runbook import lint_runbook

if TYPE_CHECKING:
    from pathlib import Path

    from tests.surfaces.conftest import Tabletop

BAD = """# Book

```bash
curl -s https://your-worker.example.com/health/statuss
watch date
if true; then
```
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A runbook with an error and a hint."""
    path = tmp_path / "book.md"
    path.write_text(BAD, encoding="utf-8")
    return path


@pytest.mark.usefixtures("book")
def test_one_line_a_finding(tabletop: Tabletop) -> None:
    """File, line, code, level, what to do; a summary; exit 1."""
    done = tabletop("lint", "book.md")
    lines = done.stdout.splitlines()
    assert lines[0].startswith(
        "book.md:4: RB101 error: the worker has no /health/statuss; the near"
    )
    assert lines[1].startswith("book.md:5: RB408 hint: watch runs until")
    assert lines[2].startswith("book.md:6: RB301 error: syntax error: unexpected end of file")
    assert lines[3:] == ["1 file: 2 errors, 1 hint"]
    assert (done.returncode, done.stderr) == (1, "")


def test_limits_of_the_simulation_stand_apart(tabletop: Tabletop, tmp_path: Path) -> None:
    """They follow the document's findings and are not counted among them."""
    (tmp_path / "book.md").write_text(
        "# Book\n\n```bash\nkubectl get pods\n"
        "curl -s https://your-worker.example.com/health/statuss\n```\n",
        encoding="utf-8",
    )
    done = tabletop("lint", "book.md")
    lines = done.stdout.splitlines()
    assert lines[0].startswith("book.md:5: RB101 error: ")
    assert lines[1] == "Limits of the simulation, not findings about the runbook:"
    assert lines[2].startswith("  book.md:4: RB803 limit: ")
    assert lines[3:] == ["1 file: 1 error; 1 limit of the simulation"]
    only = tabletop("lint", "book.md", "--ignore", "RB1")
    assert only.stdout.splitlines()[-1] == "1 file, no findings; 1 limit of the simulation"
    assert only.returncode == 0


@pytest.mark.usefixtures("book")
def test_hints_do_not_fail(tabletop: Tabletop) -> None:
    """Selection by code; unknown codes are told."""
    assert tabletop("lint", "book.md", "--select", "RB408").returncode == 0
    assert tabletop("lint", "book.md", "--ignore", "rb1,RB301").returncode == 0
    done = tabletop("lint", "book.md", "--select", "RB777")
    assert (done.returncode, "RB777" in done.stderr) == (2, True)


@pytest.mark.usefixtures("book")
def test_for_programs_and_for_github(tabletop: Tabletop) -> None:
    """JSON rows with the rule's page; annotations with file and line."""
    rows = json.loads(tabletop("lint", "--json", "book.md").stdout)
    assert [(row["line"], row["rule"], row["level"]) for row in rows] == [
        (4, "RB101", "error"),
        (5, "RB408", "hint"),
        (6, "RB301", "error"),
    ]
    assert rows[0]["page"] == "docs/reference/runbook-rules.md#rb101-unknown-path"
    lines = tabletop("lint", "--format", "github", "book.md").stdout.splitlines()
    assert lines[0].startswith("::error file=book.md,line=4,title=RB101 unknown-path::the worker")
    assert lines[1].startswith("::notice file=book.md,line=5,")


@pytest.mark.usefixtures("book")
def test_settings_that_are_wrong_are_findings(tabletop: Tabletop, tmp_path: Path) -> None:
    """The bindings' own mistakes are told with their line, and the other files go on."""
    (tmp_path / "other.md").write_text("```bash\nack\n```\n", encoding="utf-8")
    (tmp_path / "book.bindings.yaml").write_text("bindigs: {}\n", encoding="utf-8")
    done = tabletop("lint", "book.md", "other.md")
    assert "bindings.yaml:1: bindigs: " in done.stdout
    assert done.stdout.splitlines()[-1] == "2 files: 1 error"
    assert done.returncode == 1


def test_nothing_is_run(tmp_path: Path) -> None:
    """Not even while bash reads the syntax."""
    path = tmp_path / "book.md"
    path.write_text(f"```bash\ntouch {tmp_path}/ran\necho $(touch {tmp_path}/ran)\n```\n")
    lint_runbook(path)
    assert not (tmp_path / "ran").exists()


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """An error of ours, with the names that exist."""
    with pytest.raises(NotFound):
        lint_runbook(tmp_path / "nowhere.md")
