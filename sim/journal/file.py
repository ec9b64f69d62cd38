"""Journals on disk: read, write at once, or append live with fsync.

The only file of this room that does I/O.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sim.errors import BadJournal, Unusable
from sim.journal.encoding import Entry, read_lines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import TracebackType
    from typing import BinaryIO, Self

JOURNAL_NAME = "journal.jsonl"


def journal_path(record: Path) -> Path:
    """The journal of a record directory, or the path itself when it is a file."""
    path = record if record.is_file() else record / JOURNAL_NAME
    if not path.is_file():
        raise Unusable(f"{record}: no {JOURNAL_NAME} in it; a record is a directory that has one")
    return path


def read_journal(record: Path) -> list[Entry]:
    """Read and check a record's journal.

    Raises:
        Unusable: there is no journal.
        BadJournal: a line is damaged.
    """
    try:
        text = journal_path(record).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BadJournal(1, "not UTF-8 text") from error
    # Canonical lines are ASCII with control characters escaped: nothing inside one can split it.
    return read_lines(text.splitlines())


def read_torn_journal(record: Path) -> tuple[list[Entry], int]:
    """Read a journal whose last line may have been cut off by a crash.

    Returns:
        The whole entries and how many bytes of the file they fill. Only an incomplete last line
        (no newline) is left out: an acknowledged action always ends in a newline.
    """
    data = journal_path(record).read_bytes()
    good = data.rfind(b"\n") + 1
    try:
        text = data[:good].decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadJournal(1, "not UTF-8 text") from error
    if not good:
        raise BadJournal(
            1, "the journal is empty: nothing was acknowledged, nothing can be resumed"
        )
    return read_lines(text.splitlines()), good


def sync_directory(directory: Path) -> None:
    """Make a new or renamed name in the directory durable."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_atomically(path: Path, data: bytes, *, private: bool = False) -> None:
    """Write the whole file or nothing: a temporary file beside it, fsync, rename.

    Args:
        path: the file.
        data: all that is in it.
        private: for its owner's eyes only, at every moment.
    """
    # With the process's number, so that two writers of one file do not share a scratch file.
    scratch = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        # Made with its mode: after a later `chmod` somebody might hold it open already.
        scratch.touch(mode=0o600 if private else 0o666)
        with scratch.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(path)
    finally:
        # The rename took it away; it is still there only when something failed.
        scratch.unlink(missing_ok=True)
    sync_directory(path.parent)


def write_journal(record: Path, lines: Sequence[str]) -> Path:
    """Write a finished journal at once and return its path."""
    path = record / JOURNAL_NAME
    write_atomically(path, "".join(f"{line}\n" for line in lines).encode())
    return path


class LiveJournal:
    """Appends lines to a record's journal while the exercise runs.

    `sync()` returns only when everything appended is on disk; a surface calls it before it
    acknowledges an action.
    """

    def __init__(self, record: Path, *, keep_bytes: int | None = None) -> None:
        """Open the journal of `record`.

        Args:
            record: the record directory.
            keep_bytes: None for a new journal (an existing one is an error); otherwise continue
                after this many bytes and cut off what a crash left behind them.
        """
        self.path = record / JOURNAL_NAME
        self._file: BinaryIO
        if keep_bytes is None:
            self._file = self.path.open("xb")
            sync_directory(record)
        else:
            self._file = self.path.open("r+b")
            self._file.truncate(keep_bytes)
            self._file.seek(keep_bytes)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.sync()
        self._file.close()

    def append(self, lines: Sequence[str]) -> None:
        """Hand lines (without newlines) to the file; not yet safe."""
        self._file.write("".join(f"{line}\n" for line in lines).encode())

    def sync(self) -> None:
        """Make everything appended so far durable."""
        # fsync knows nothing of Python's own buffer.
        self._file.flush()
        os.fsync(self._file.fileno())
