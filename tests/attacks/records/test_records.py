"""Every attack on a record, against every command that opens one.

The record is a drill that was cut off, so that `resume` goes as far as it can.
"""

from __future__ import annotations

import shutil
from contextlib import nullcontext
from typing import TYPE_CHECKING

import pytest

from scoring.score import score
from sim.exercise.exercise import Exercise
from sim.exercise.responders import play
from sim.journal.bodies import Participant
from sim.journal.file import JOURNAL_NAME, write_journal
from sim.records.record import SCORECARD_NAME, Record
from sim.surfaces.arguments import choose, reference_for
from sim.surfaces.reports import write_results
from tests import forked
from tests.attacks.records.registry import ATTACKS
from tests.forked import environment

if TYPE_CHECKING:
    from pathlib import Path

    from tests.attacks.records.spoil import RecordAttack

NAME = "attacked"
COMMANDS = (
    ("score", NAME),
    ("trends", ".", "--form", "csv"),
    ("replay", NAME),
    ("report", NAME, "--form", "html,md,json"),
    ("repair", NAME, "--dry-run"),
    ("resume", NAME, "--pace", "3600"),
    ("repair", NAME),
)
CUT = 60
"""Entries of the drill; it was cut off behind them."""


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with a sound record and the one that is attacked."""
    folder = tmp_path_factory.mktemp("shelf")
    chosen = choose("breaker-stuck-open")
    reference = reference_for(chosen)
    assert reference is not None
    people = (Participant(name="sam", role=chosen.scenario.player),)
    exercise = Exercise(
        chosen.scenario, chosen.policy, 7, exercise_type="drill", participants=people
    )
    play(exercise, reference)
    for name, count in (("sound", None), (NAME, CUT)):
        with Record.begun(folder / name, name) as kept:
            write_journal(kept.folder, exercise.journal.lines[:count])
            kept.write_about("Blue")
            entries = exercise.journal.entries[:count]
            write_results(kept.folder, score(entries), entries)
    return folder


def _held(folder: Path, words: tuple[str, ...], left: bytes, most: int) -> tuple[int, str, str]:
    """Run a command; it ended in order, and what was sound in the journal is as it was."""
    done = forked.run(words, folder, environment())
    told = f"{words}: {done.returncode}\n{done.stdout[-400:]}\n{done.stderr[-3000:]}"
    assert done.returncode in {0, 1, 2}, told
    assert "Traceback" not in done.stdout + done.stderr, told
    assert done.stderr.count("\n") <= most, told
    assert "\x1b" not in done.stdout + done.stderr, told
    journal = folder / NAME / JOURNAL_NAME
    if journal.is_file() and left:
        assert journal.read_bytes().startswith(left), told
    return done.returncode, done.stdout, done.stderr


def _sound(folder: Path, fresh: bytes) -> bytes:
    """The whole lines that an attack left as they were at the beginning of the journal."""
    path = folder / NAME / JOURNAL_NAME
    if not path.is_file() or path.stat().st_size > 1 << 30:
        return b""
    left = b""
    lines = path.read_bytes().splitlines(keepends=True)
    for line, was in zip(lines, fresh.splitlines(keepends=True), strict=False):
        if line != was:
            break
        left += line
    return left


QUICK = frozenset({"zeros-at-the-end", "scenario-s-new-field", "deep-request", "locked-twice"})
"""A few of each kind in every run; the others are slow together."""


@pytest.mark.parametrize(
    "attack",
    [
        pytest.param(
            one, id=one.attack.name, marks=() if one.attack.name in QUICK else pytest.mark.slow
        )
        for one in ATTACKS
    ],
)
def test_it_holds(attack: RecordAttack, shelf: Path, tmp_path: Path) -> None:
    """No traceback, one line, the exit code as documented, and the neighbour is counted."""
    folder = shutil.copytree(shelf, tmp_path / "shelf")
    if not attack.attack.name.startswith("scorecard"):
        (folder / NAME / SCORECARD_NAME).unlink()  # or trends would not ask for the journal
    fresh = (folder / NAME / JOURNAL_NAME).read_bytes()
    context = attack.spoil(folder / NAME) or nullcontext()
    left = _sound(folder, fresh)
    with context:
        ended = {words[0]: _held(folder, words, left, attack.lines) for words in COMMANDS}
    code, _, wrong = ended["score"]
    assert code == attack.score, wrong
    code, _, wrong = ended["trends"]
    assert code == 0, wrong
    counted = attack.score == 0 if attack.counted is None else attack.counted
    rows = (folder / "records.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    names = {row.split(",")[0] for row in rows}
    assert names == ({"sound", NAME} if counted else {"sound"}), wrong
    assert (f"left out: {NAME}" in wrong) != counted or not _is_shelved(folder), wrong


def _is_shelved(folder: Path) -> bool:
    """Whether trends finds the record at all."""
    record = folder / NAME
    return any((record / name).is_symlink() or (record / name).exists() for name in _HELD)


_HELD = (JOURNAL_NAME, SCORECARD_NAME)
