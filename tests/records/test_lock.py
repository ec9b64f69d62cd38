"""One process owns a record; the kernel knows which, the lock's file only words it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from sim.errors import Unusable
from sim.records.lock import LOCK_NAME, in_use, owned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

HOLD = """
import sys, time
from pathlib import Path
from sim.records.lock import owned
with owned(Path(sys.argv[1]), "played"):
    print("owned", flush=True)
    time.sleep(60)
"""


class Holder:
    """Another process that owns a record until it is ended."""

    def __init__(self, folder: Path) -> None:
        words = [sys.executable, "-c", HOLD, str(folder)]
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "owned\n"

    def end(self, how: signal.Signals = signal.SIGKILL) -> None:
        """End it."""
        self.process.send_signal(how)
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[Holder]:
    """Somebody who owns tmp_path."""
    held = Holder(tmp_path)
    yield held
    if held.process.poll() is None:
        held.end()


def test_a_second_owner_is_told_who_and_since_when(tmp_path: Path, holder: Holder) -> None:
    """By process and time; looking tells the same, and neither changes anything."""
    words = rf"is being played by process {holder.process.pid} since \d\d:\d\d"
    before = (tmp_path / LOCK_NAME).read_bytes()
    with (
        pytest.raises(Unusable, match=rf"^{tmp_path}: {words}: end it first$"),
        owned(tmp_path, "written"),
    ):
        pass
    assert re.fullmatch(words, in_use(tmp_path) or "")
    assert (tmp_path / LOCK_NAME).read_bytes() == before


def test_a_lock_ends_with_its_process(tmp_path: Path, holder: Holder) -> None:
    """After kill -9 its file is still there and locks nothing; the next owner takes it away."""
    holder.end()
    assert (tmp_path / LOCK_NAME).exists()
    assert in_use(tmp_path) is None
    with owned(tmp_path, "played"):
        assert json.loads((tmp_path / LOCK_NAME).read_text())["pid"] == os.getpid()
    assert not (tmp_path / LOCK_NAME).exists()


def test_a_copied_record_is_free(tmp_path: Path, holder: Holder) -> None:
    """The words are copied along, the lock is not."""
    assert holder.process.poll() is None
    copy = tmp_path.with_name(f"{tmp_path.name}-copy")
    shutil.copytree(tmp_path, copy)
    assert (copy / LOCK_NAME).exists()
    with owned(copy, "played"):
        assert in_use(tmp_path) is not None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"", "is in use by another process"),
        (b"\xff\x00 garbage", "is in use by another process"),
        (b'{"pid": "many", "host": 1}', "is in use by another process"),
        (
            b'{"pid": 7, "host": "far\\u001b[31m", "since": "2020-01-02T03:04:05Z"}',
            r"is being written by process 7 on 'far\x1b[31m' since 2020-01-02 ",
        ),
    ],
    ids=["empty", "garbage", "wrong types", "a foreign host"],
)
def test_what_the_file_says_decides_nothing(
    tmp_path: Path, holder: Holder, text: bytes, words: str
) -> None:
    """Whatever stands in it, the record is owned while the process lives, and free afterwards."""
    (tmp_path / LOCK_NAME).write_bytes(text)
    assert (in_use(tmp_path) or "").startswith(words)
    holder.end()
    assert in_use(tmp_path) is None
    with owned(tmp_path, "written"):
        pass


def test_what_is_no_lock_is_refused(tmp_path: Path) -> None:
    """A link, a directory or a FIFO under its name: one line, and nothing is followed."""
    path, target = tmp_path / LOCK_NAME, tmp_path / "target"
    target.write_text("mine")
    kinds: tuple[Callable[[], object], ...] = (
        lambda: path.symlink_to(target),
        path.mkdir,
        lambda: os.mkfifo(path),
    )
    for make in kinds:
        make()
        with pytest.raises(Unusable, match=LOCK_NAME), owned(tmp_path, "written"):
            pass
        assert in_use(tmp_path) is None
        path.rmdir() if path.is_dir() else path.unlink()
    assert target.read_text() == "mine"


def test_a_file_that_was_taken_away_does_not_lock(tmp_path: Path, holder: Holder) -> None:
    """Whoever deletes it by hand while it is held makes the record free: the name is the lock."""
    (tmp_path / LOCK_NAME).unlink()
    with owned(tmp_path, "written"):
        holder.end(signal.SIGTERM)
        # The other's end leaves our file alone.
        assert (tmp_path / LOCK_NAME).exists()


def test_it_is_given_back_when_something_fails(tmp_path: Path) -> None:
    """An error on the way frees the record, and so does leaving."""
    with pytest.raises(KeyError), owned(tmp_path, "written"):
        raise KeyError
    assert list(tmp_path.iterdir()) == []
