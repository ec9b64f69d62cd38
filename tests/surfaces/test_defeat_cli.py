"""`tabletop defeat`: its files, the same for any number of processes, and what it refuses."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Tabletop = Callable[..., subprocess.CompletedProcess[str]]

TABLETOP = Path(sys.executable).with_name("tabletop")
ASKED = ("defeat", "reference", "--scenario", "complete-r2-outage", "--expect", "TTR<=90m")


@pytest.fixture
def tabletop(tmp_path: Path) -> Tabletop:
    """The command, in a folder of its own."""
    (tmp_path / "empty.md").write_text("# Nothing to run\n", encoding="utf-8")

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [TABLETOP, *words],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    return run


@pytest.mark.slow
def test_it_leaves_a_frontier_and_a_scenario_that_lints(tabletop: Tabletop, tmp_path: Path) -> None:
    """One process or two: the same words and the same bytes."""
    one = tabletop(*ASKED, "--runs", "40", "-n", "1", "--out", "one")
    assert (one.returncode, one.stderr) == (0, "")
    two = tabletop(*ASKED, "--runs", "40", "-n", "2", "--out", "two")
    assert two.stdout.replace("two/", "one/") == one.stdout
    name = "complete-r2-outage-defeats-reference.yaml"
    names = [name, "frontier.csv", "frontier.svg"]
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == names
    for kept in names:
        assert (tmp_path / "one" / kept).read_bytes() == (tmp_path / "two" / kept).read_bytes()
    assert "40 runs played" in one.stdout
    lint = tabletop("lint", f"one/{name}")
    assert (lint.returncode, lint.stdout) == (0, "1 file, no findings\n")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("none.md", "--scenario", "complete-r2-outage", "--expect", "recovered"), "none.md"),
        (
            ("empty.md", "--scenario", "complete-r2-outage", "--expect", "recovered"),
            "empty.md: has no block of bash to run",
        ),
        (
            ("reference", "--scenario", "complete-r2-outag", "--expect", "recovered"),
            "no scenario 'complete-r2-outag': did you mean 'complete-r2-outage'?",
        ),
        (
            ("reference", "--scenario", "complete-r2-outage", "--expect", "quick"),
            "--expect 'quick': name one of",
        ),
        (
            ("reference", "--scenario", "breaker-stuck-open", "--expect", "recovered"),
            "breaker-stuck-open: has no fault that its vendor ends",
        ),
        (
            ("reference", "--scenario", "complete-r2-outage", "--expect", "TTR<=1m"),
            "complete-r2-outage: fails as it is, under seed 1: TTR<=1m: TTR is",
        ),
        (
            (
                *("reference", "--scenario", "complete-r2-outage", "--expect", "recovered"),
                *("--out", "empty.md/defeat"),
            ),
            "--out empty.md/defeat: cannot be written",
        ),
        (
            (
                *("reference", "--scenario", "complete-r2-outage", "--expect", "recovered"),
                *("--fault", "bucket"),
            ),
            "--fault bucket: unknown fault that its vendor ends 'bucket'",
        ),
        (
            (
                *("reference", "--scenario", "complete-r2-outage", "--expect", "recovered"),
                *("--profile", "slow"),
            ),
            "slow",
        ),
    ],
    ids=lambda value: "-".join(value)[-40:] if isinstance(value, tuple) else "",
)
def test_what_cannot_be_done_is_told_in_one_line(
    tabletop: Tabletop, words: tuple[str, ...], told: str
) -> None:
    """Exit 2, one line, nothing written."""
    done = tabletop("defeat", *words)
    assert done.returncode == 2, done.stdout
    assert done.stdout == ""
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1
