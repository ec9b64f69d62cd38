"""Commands own the record that they write to: two of them never meet in one journal."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from sim.errors import Unusable
from sim.exercise.replay import rebuild
from sim.journal.bodies import Action
from sim.journal.file import JOURNAL_NAME, read_journal
from sim.records.record import Record
from tests import forked
from tests.forked import environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAIN = (sys.executable, "-m", "sim.surfaces.cli.main")
PATIENCE_S = 60.0


class Drill:
    """A drill in a process of its own, whose shell waits for lines."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.process = subprocess.Popen(
            [*MAIN, *words],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(NO_COLOR="1"),
        )

    def say(self, line: str) -> None:
        """Give the shell a line."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def end(self) -> tuple[int, str]:
        """Let it end; its exit code and what it said on stderr."""
        _, wrong = self.process.communicate(timeout=PATIENCE_S)
        return self.process.returncode, wrong

    def kill(self) -> None:
        """Kill -9."""
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()


def wait_for(record: Path, notes: int) -> None:
    """Until so many notes are on disk."""
    until = time.monotonic() + PATIENCE_S
    path = record / JOURNAL_NAME
    while time.monotonic() < until:
        if path.exists() and path.read_bytes().count(b'"command":"note"') >= notes:
            return
        time.sleep(0.05)
    raise AssertionError(f"{notes} notes did not come")


@pytest.fixture
def running(tmp_path: Path, needs_shell: None) -> Iterator[Drill]:  # noqa: ARG001 - it may skip
    """A drill in `live` with one note."""
    drill = Drill(tmp_path, "drill", "no-incident", "--out", "live", "--as", "sam")
    drill.say("note one")
    wait_for(tmp_path / "live", 1)
    yield drill
    if drill.process.poll() is None:
        drill.kill()


def notes(record: Path) -> list[str]:
    """The notes of a record, in order."""
    found = [entry.body for entry in read_journal(record) if isinstance(entry.body, Action)]
    return [str(body.arguments["text"]) for body in found if body.command == "note"]


@pytest.mark.slow
def test_a_running_drill_is_not_taken_up(tmp_path: Path, running: Drill) -> None:
    """Whoever would write is told by whom it is played; who only looks sees what is written."""
    before = {path.name for path in (tmp_path / "live").rglob("*")}
    for words in (
        ("resume", "live"),
        ("report", "live"),
        ("repair", "live"),
        ("drill", "no-incident", "--out", "live"),
        ("run", "no-incident", "--responder", "none", "--out", "live", "--force"),
    ):
        done = forked.run(words, tmp_path, environment())
        assert (done.returncode, done.stderr.count("\n")) == (2, 1), words
        said = f"live: is being played by process {running.process.pid} since"
        assert said in done.stderr or "already contains a record" in done.stderr, words
    for command in ("score", "replay"):
        done = forked.run((command, "live"), tmp_path, environment())
        assert done.returncode == 0, done.stderr
        assert done.stderr.endswith(": as far as it is written\n")
    assert {path.name for path in (tmp_path / "live").rglob("*")} == before
    running.say("note two")
    running.say("exit")
    assert running.end() == (0, "")
    assert notes(tmp_path / "live") == ["one", "two"]
    entries = read_journal(tmp_path / "live")
    assert rebuild(entries).journal.digest == entries[-1].hash


def test_a_running_drill_is_closed_to_other_users(tmp_path: Path, running: Drill) -> None:
    """The directory that it made, and the journal wherever it lies, are its owner's alone."""
    assert running.process.poll() is None
    assert (tmp_path / "live").stat().st_mode & 0o077 == 0
    assert (tmp_path / "live" / JOURNAL_NAME).stat().st_mode & 0o077 == 0


@pytest.mark.slow
@pytest.mark.usefixtures("needs_shell", "sandbox")
def test_a_run_owns_its_record_from_the_first_moment(tmp_path: Path) -> None:
    """A second run is refused while the first one plays; the first one's result is kept."""
    (tmp_path / "slow.md").write_text(
        "# Slow\n\n```bash\nfor i in $(seq 3000); do date; done\n```\n"
    )
    words = ("run", "no-incident", "--responder", "slow.md", "--out", "kept")
    first = subprocess.Popen([*MAIN, *words], cwd=tmp_path, env=environment(), text=True)
    until = time.monotonic() + PATIENCE_S
    while Record(tmp_path / "kept").in_use is None and time.monotonic() < until:
        time.sleep(0.01)
    with (
        pytest.raises(Unusable, match=f"kept: is being played by process {first.pid} since"),
        Record.begun(tmp_path / "kept", "second"),
    ):
        pass
    assert first.wait(PATIENCE_S) == 1  # its runbook asked the worker nothing
    assert read_journal(tmp_path / "kept")[-1].body.kind == "ended"


def test_a_run_that_could_not_begin_leaves_no_directory(tmp_path: Path) -> None:
    """What was made for its record goes again; a directory that was there stays."""
    (tmp_path / "bad.yaml").write_text("format: 1\nscenario: no-incident\ntracks: {a: 3}\n")
    (tmp_path / "mine").mkdir()
    for out in ("fresh", "mine"):
        words = ("run", "no-incident", "--responder", "bad.yaml", "--out", out)
        assert forked.run(words, tmp_path, environment()).returncode == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.yaml", "mine"]
    for command in ("drill", "host"):
        done = forked.run((command, "no-incident", "--out", "bad.yaml"), tmp_path, environment())
        assert (done.returncode, "--force" in done.stderr) == (2, False)


@pytest.mark.slow
def test_of_two_resumes_one_goes_on(tmp_path: Path, running: Drill) -> None:
    """After kill -9 both start at once: one plays, the other is told, nothing is lost."""
    running.kill()
    record = tmp_path / "live"
    both = [Drill(tmp_path, "resume", "live") for _ in range(2)]
    until = time.monotonic() + PATIENCE_S
    while all(one.process.poll() is None for one in both) and time.monotonic() < until:
        time.sleep(0.05)
    (refused,) = (one for one in both if one.process.poll() is not None)
    (playing,) = (one for one in both if one is not refused)
    code, wrong = refused.end()
    assert code == 2
    assert f"live: is being played by process {playing.process.pid} since" in wrong
    playing.say("note two")
    playing.say("exit")
    assert playing.end()[0] == 0
    assert notes(record) == ["one", "two"]
    assert not [path for path in record.iterdir() if path.name.startswith(".")]
