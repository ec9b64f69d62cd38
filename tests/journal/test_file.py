"""Journals on disk: whole or not at all when written at once, never behind an answer when live."""

from __future__ import annotations

import errno
import os
from contextlib import nullcontext
from typing import TYPE_CHECKING

import pytest

from sim.disk import write_atomically
from sim.errors import BadJournal, Unusable
from sim.exercise.exercise import Exercise
from sim.journal.encoding import read_lines
from sim.journal.file import (
    JOURNAL_NAME,
    LiveJournal,
    read_journal,
    read_torn_journal,
    write_journal,
)
from sim.journal.reserve import Reserve

if TYPE_CHECKING:
    from pathlib import Path

    from sim.scenario.policy import Policy
    from tests.conftest import MakeScenario


@pytest.fixture
def lines(small: MakeScenario, policy: Policy) -> list[str]:
    """A real journal."""
    exercise = Exercise(small(), policy, 1)
    exercise.finish()
    return exercise.journal.lines


def test_written_at_once_and_read(tmp_path: Path, lines: list[str]) -> None:
    """The file is the lines, each with its newline; a record is read by directory or by file."""
    path = write_journal(tmp_path, lines)
    assert path.read_bytes() == "".join(f"{line}\n" for line in lines).encode()
    assert read_journal(tmp_path) == read_journal(path)
    assert len(read_journal(path)) == len(lines)
    assert [file.name for file in tmp_path.iterdir()] == [JOURNAL_NAME]


def test_a_failed_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the disk gives up in the middle, the old content stands and no scrap is left."""
    path = tmp_path / "file"
    write_atomically(path, b"old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_sync_returns_when_it_is_on_disk(
    tmp_path: Path, lines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the fsync of `sync` the whole line is in the file; nothing is written after it."""
    at_fsync: list[bytes] = []
    real = os.fsync
    path = tmp_path / JOURNAL_NAME

    def watched(handle: int) -> None:
        at_fsync.append(path.read_bytes())
        real(handle)

    with LiveJournal(tmp_path) as live:
        monkeypatch.setattr(os, "fsync", watched)
        live.append(lines[:2])
        live.sync()
        expected = "".join(f"{line}\n" for line in lines[:2]).encode()
        assert at_fsync == [expected]
        live.append(lines[2:3])
    assert at_fsync == [expected, expected + f"{lines[2]}\n".encode()]


def test_a_new_live_journal_overwrites_nothing(tmp_path: Path, lines: list[str]) -> None:
    """Starting a second exercise in a record is an error; the first one's journal stays."""
    write_journal(tmp_path, lines)
    with pytest.raises(FileExistsError):
        LiveJournal(tmp_path)
    assert len(read_journal(tmp_path)) == len(lines)


@pytest.mark.parametrize("cut", [1, 20, 10_000])
def test_a_torn_last_line(tmp_path: Path, lines: list[str], cut: int) -> None:
    """A line cut off by a crash is left out, cut off on resuming, and the rest goes on."""
    path = write_journal(tmp_path, lines)
    whole = path.read_bytes()
    last = len(lines[-1]) + 1
    torn = whole[: -min(cut, last - 1)]
    path.write_bytes(torn)
    with pytest.raises(BadJournal) if cut > 1 else nullcontext():
        read_journal(tmp_path)
    entries, good = read_torn_journal(tmp_path)
    assert (len(entries), good) == (len(lines) - 1, len(whole) - last)
    with LiveJournal(tmp_path, keep_bytes=good) as live:
        live.append(lines[-1:])
    assert path.read_bytes() == whole


def test_a_damaged_middle_is_not_a_torn_end(tmp_path: Path, lines: list[str]) -> None:
    """Only the end can be torn: damage before it is refused with its line."""
    write_journal(tmp_path, [*lines[:2], lines[2][:-9], *lines[3:]])
    with pytest.raises(BadJournal) as caught:
        read_torn_journal(tmp_path)
    assert caught.value.line == 3


def test_nothing_to_read(tmp_path: Path) -> None:
    """No file, an empty one, one without a whole line, one that is no text: each says so."""
    with pytest.raises(Unusable, match="no journal"):
        read_journal(tmp_path)
    path = tmp_path / JOURNAL_NAME
    for content in (b"", b'{"at"'):
        path.write_bytes(content)
        with pytest.raises(BadJournal, match="empty"):
            read_torn_journal(tmp_path)
    for content in (b"\xff\xfe\n", b"\xff"):
        path.write_bytes(content)
        with pytest.raises(BadJournal, match="UTF-8"):
            read_journal(tmp_path)
    path.write_bytes(b"\xff\xfe\n")
    with pytest.raises(BadJournal, match="UTF-8"):
        read_torn_journal(tmp_path)


def test_what_the_disk_refuses_waits(
    tmp_path: Path, lines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A write that fails half-way loses nothing and doubles nothing, whenever the disk has room."""
    real = os.pwrite
    refusing = True

    def half(handle: int, data: bytes, offset: int) -> int:
        if not refusing:
            return real(handle, data, offset)
        if len(data) < 40:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(handle, bytes(data[:30]), offset)

    with LiveJournal(tmp_path) as live:
        live.append(lines[:1])
        live.sync()
        monkeypatch.setattr(os, "pwrite", half)
        live.append(lines[1:2])
        with pytest.raises(OSError, match=JOURNAL_NAME) as caught:
            live.sync()
        assert (caught.value.errno, live.has_room) == (errno.ENOSPC, False)
        live.append(lines[2:3])
        refusing = False
        assert live.has_room
        assert read_torn_journal(tmp_path)[0] == read_lines(lines[:3])


def test_a_failed_fsync_is_no_promise(
    tmp_path: Path, lines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kernel may have dropped what it could not write: it is written again, not only synced."""
    failures = [OSError(errno.EIO, "Input/output error")]
    path, real = tmp_path / JOURNAL_NAME, os.fsync

    def fsync(handle: int) -> None:
        if failures:
            path.write_bytes(b"")
            raise failures.pop()
        real(handle)

    with LiveJournal(tmp_path) as live:
        monkeypatch.setattr(os, "fsync", fsync)
        live.append(lines[:2])
        with pytest.raises(OSError, match="output error"):
            live.sync()
        live.sync()
        assert path.read_text() == "".join(f"{line}\n" for line in lines[:2])


def test_a_reserve_is_held_behind_the_end_and_given_back(tmp_path: Path) -> None:
    """The file is no longer for it, only its blocks; a disk without room says so."""
    path = tmp_path / "file"
    handle = os.open(path, os.O_RDWR | os.O_CREAT)
    try:
        reserve = Reserve(handle)
        assert reserve.hold(0)
        held = path.stat()
        assert (held.st_size, held.st_blocks * 512 >= Reserve.LEAST) == (0, True)
        reserve.release(0)
        assert path.stat().st_blocks == 0
    finally:
        os.close(handle)
