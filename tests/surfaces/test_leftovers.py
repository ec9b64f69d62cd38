"""What a killed trainer leaves behind goes at the next start; what somebody needs stays."""

from __future__ import annotations

import os
import tempfile
import time
from typing import TYPE_CHECKING

import pytest

from sim.disk import write_atomically
from sim.records.record import Record
from sim.scratch import Scratch, sweep
from sim.surfaces.shell.folder import SessionFolder

if TYPE_CHECKING:
    from pathlib import Path

OLD = 3600


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's place for temporary folders, for this test alone."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def _age(path: Path) -> Path:
    then = time.time() - OLD
    os.utime(path, (then, then))
    return path


def test_only_old_folders_that_nobody_holds_are_swept(temporary: Path) -> None:
    """Not a living trainer's, not one just made, not what a person has called so."""
    living = Scratch.make("tools")
    killed = _age(_made(temporary, "tabletop-sandbox-abcd1234"))
    stay = [
        _age(living.path),
        _made(temporary, "tabletop-sandbox-abcd5678"),
        _age(_made(temporary, "tabletop-notes")),
        _age(_made(temporary, "tabletop-sandbox-of-mine")),
    ]
    assert sweep() == [killed]
    assert sorted(temporary.iterdir()) == sorted(stay)


def _made(folder: Path, name: str) -> Path:
    path = folder / name
    path.mkdir()
    return path


def test_a_scratch_folder_is_removed_once(temporary: Path) -> None:
    """Removing it again is nothing."""
    scratch = Scratch.make("tools")
    scratch.remove()
    scratch.remove()
    assert list(temporary.iterdir()) == []


def test_half_written_files_go_when_the_record_is_owned_again(tmp_path: Path) -> None:
    """Whoever wrote them is dead, because the record is ours."""
    (tmp_path / ".4711.0.part").write_text("half")
    write_atomically(tmp_path / "whole", b"whole")
    with Record(tmp_path).owned():
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["whole"]


def test_a_killed_drills_secrets_go_when_another_begins(tmp_path: Path) -> None:
    """A drill that is played, and a team session's certificate, are left alone."""
    for name in ("killed", "played", "team"):
        (tmp_path / name / "session").mkdir(parents=True)
    for name in ("killed", "played"):
        (tmp_path / name / "session" / "rc.sh").touch()
    (tmp_path / "new").mkdir()
    with Record(tmp_path / "played").owned("played"):
        SessionFolder.create(tmp_path / "new")
    left = sorted(path.parent.name for path in tmp_path.glob("*/session"))
    assert left == ["new", "played", "team"]
