"""Who chooses how long outages last: what a command line says stands in the record and is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.journal.bodies import FaultEdge
from sim.journal.encoding import header_of
from sim.journal.file import read_journal
from tests import forked
from tests.forked import environment

if TYPE_CHECKING:
    from pathlib import Path

MINUTE = 60_000
NAME = "complete-r2-outage"


def lasted(record: Path) -> tuple[str, int | None, float]:
    """What was taken, within how long, and how many minutes the outage lasted."""
    entries = read_journal(record)
    taken = header_of(entries).durations
    assert taken is not None
    began, ended = (one.at for one in entries if isinstance(one.body, FaultEdge))
    return taken.take, taken.within, (ended - began) / MINUTE


def played(folder: Path, *words: str) -> tuple[str, int | None, float]:
    """A headless night with these options, nobody responding."""
    line = ("run", NAME, "--responder", "none", "--seed", "3", "--out", "kept", "--force")
    done = forked.run((*line, "--no-report", *words), folder, environment())
    assert done.returncode == 0, done.stderr
    return lasted(folder / "kept")


@pytest.mark.slow
def test_a_run_draws_takes_the_median_or_fits(tmp_path: Path) -> None:
    """Drawn for the seed unless told; `--within` shortens what would not fit, and nothing else."""
    take, within, drawn = played(tmp_path)
    assert (take, within) == ("drawn", None)
    assert played(tmp_path, "--seed", "4")[2] != drawn
    take, within, median = played(tmp_path, "--median")
    assert (take, within) == ("median", None)
    assert median == pytest.approx(54, abs=1)
    assert played(tmp_path, "--median", "--seed", "4")[2] == pytest.approx(median, abs=0.1)
    assert played(tmp_path, "--median", "--within", "2h") == ("median", 120 * MINUTE, median)
    assert played(tmp_path, "--median", "--within", "70m")[2] < median - 10


@pytest.mark.slow
def test_a_record_that_responds_plays_by_its_own_lengths(tmp_path: Path) -> None:
    """A what-if of a live session's record meets the same outage."""
    before = played(tmp_path, "--median")
    line = ("run", NAME, "--responder", "kept", "--out", "again", "--no-report")
    assert forked.run(line, tmp_path, environment()).returncode == 0
    assert lasted(tmp_path / "again") == before


@pytest.mark.usefixtures("needs_shell")
@pytest.mark.parametrize(("limit", "why"), [("10m", "needs at least"), ("9h", "is over after 4h")])
def test_what_cannot_fit_is_said(tmp_path: Path, limit: str, why: str) -> None:
    """One line, exit 2, and no record."""
    for command in ("run", "drill", "host"):
        done = forked.run((command, NAME, "--within", limit), tmp_path, environment())
        assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
        assert why in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.usefixtures("needs_shell")
@pytest.mark.parametrize(("words", "take"), [((), "median"), (("--drawn",), "drawn")])
def test_a_drill_takes_the_median_unless_told(
    tmp_path: Path, words: tuple[str, ...], take: str
) -> None:
    """Whoever plays knows how long it takes; the record says which it was."""
    line = ("drill", NAME, "--out", "live", "--seed", "3", *words)
    assert forked.run(line, tmp_path, environment(), script="exit\n").returncode == 0
    assert lasted(tmp_path / "live")[0] == take
