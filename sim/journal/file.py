"""Journals on disk: read, write at once, or append live with fsync.

The only file of this room that does I/O.
"""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from sim.disk import read_file, sync_directory, write_atomically
from sim.errors import BadJournal, ReplayDiffers, Unusable
from sim.journal.encoding import Entry, read_lines
from sim.journal.reserve import Reserve

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from types import TracebackType
    from typing import Self

JOURNAL_NAME = "journal.jsonl"
MOST_BYTES = 256 * 1024 * 1024
"""A hundred times the longest session that was ever recorded."""


def journal_path(record: Path) -> Path:
    """The journal of a record directory, or the path itself when it is a file."""
    path = record / JOURNAL_NAME if record.is_dir() else record
    # Something of that name that is no file is said to be so when it is read.
    if not os.path.lexists(path):
        raise Unusable(f"{record}: no {JOURNAL_NAME} in it; a record is a directory that has one")
    return path


def journal_bytes(record: Path) -> bytes:
    """A record's journal as it lies on disk.

    Raises:
        Unusable: there is none, or it is no plain file.
    """
    return read_file(journal_path(record), MOST_BYTES)


@contextlib.contextmanager
def naming(record: Path) -> Iterator[None]:
    """Add the journal's path to what is found in it: lines and entries do not know where they lie.

    Args:
        record: the record directory, or its journal.
    """
    try:
        yield
    except (BadJournal, ReplayDiffers) as error:
        error.journal = str(journal_path(record))
        raise


def _lines(data: bytes) -> list[str]:
    """The lines of a journal, of which the last may lack its newline."""
    lines = data.split(b"\n")
    if not lines[-1]:
        lines.pop()
    found = []
    for number, line in enumerate(lines, start=1):
        try:
            found.append(line.decode("utf-8"))
        except UnicodeDecodeError as error:
            raise BadJournal(number, "not UTF-8 text") from error
    return found


def read_journal(record: Path) -> list[Entry]:
    """Read and check a record's journal.

    Raises:
        Unusable: there is no journal.
        BadJournal: a line is damaged.
    """
    data = journal_bytes(record)
    with naming(record):
        try:
            # Canonical lines are ASCII with control characters escaped: nothing inside splits one.
            return read_lines(_lines(data))
        except BadJournal as error:
            if error.line > 1 and error.line == data.count(b"\n") + (not data.endswith(b"\n")):
                problem = f"{error.problem}; it is the last line: tabletop repair cuts a torn end"
                raise BadJournal(error.line, problem) from error
            raise


def read_torn_journal(record: Path) -> tuple[list[Entry], int]:
    """Read a journal whose last line may have been cut off by a crash.

    Returns:
        The whole entries and how many bytes of the file they fill. Only an incomplete last line
        (no newline) is left out: an acknowledged action always ends in a newline.
    """
    data = journal_bytes(record)
    good = data.rfind(b"\n") + 1
    with naming(record):
        if not good:
            raise BadJournal(
                1, "the journal is empty: nothing was acknowledged, nothing can be resumed"
            )
        return read_lines(_lines(data[:good])), good


def write_journal(record: Path, lines: Sequence[str]) -> Path:
    """Write a finished journal at once and return its path."""
    path = record / JOURNAL_NAME
    write_atomically(path, "".join(f"{line}\n" for line in lines).encode())
    return path


class LiveJournal:
    """Appends lines to a record's journal while the exercise runs.

    `sync()` returns only when everything appended is on disk; a surface calls it before it
    acknowledges an action. What the disk refuses waits in memory, and is tried again each time.
    A reserve of disk space is held, so that a disk that fills up is noticed while the next
    action can still be kept.
    """

    def __init__(self, record: Path, *, keep_bytes: int | None = None) -> None:
        """Open the journal of `record`.

        Args:
            record: the record directory.
            keep_bytes: None for a new journal (an existing one is an error); otherwise continue
                after this many bytes and cut off what a crash left behind them.
        """
        self.path = record / JOURNAL_NAME
        how = os.O_RDWR | os.O_CLOEXEC | (os.O_CREAT | os.O_EXCL if keep_bytes is None else 0)
        # For its owner's eyes only: it tells what no player may know.
        self._handle = os.open(self.path, how, 0o600)
        self._safe = self._written = keep_bytes or 0
        self._waiting = bytearray()
        self._reserve = Reserve(self._handle)
        if keep_bytes is None:
            sync_directory(record)
        else:
            os.truncate(self._handle, keep_bytes)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self.sync()
        finally:
            with contextlib.suppress(OSError):
                self._reserve.release(self._written)
            os.close(self._handle)

    def append(self, lines: Sequence[str]) -> None:
        """Take lines (without newlines) for the file; not yet safe."""
        self._waiting += "".join(f"{line}\n" for line in lines).encode()

    def write(self) -> None:
        """Hand everything appended to the operating system; not yet safe.

        Raises:
            OSError: it refuses; nothing is lost, and the next call tries again.
        """
        # From the last safe byte on: what was written before a failed fsync may be gone.
        data = memoryview(self._waiting)[self._written - self._safe :]
        try:
            while data:
                count = os.pwrite(self._handle, data, self._written)
                self._written += count
                data = data[count:]
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(self.path)) from error
        finally:
            data.release()

    def sync(self) -> None:
        """Make everything appended so far durable.

        Raises:
            OSError: the operating system refuses; nothing is lost, and the next call tries again.
        """
        self.write()
        try:
            os.fsync(self._handle)
        except OSError as error:
            self._written = self._safe
            raise OSError(error.errno, error.strerror, str(self.path)) from error
        self._safe = self._written
        self._waiting.clear()

    @property
    def has_room(self) -> bool:
        """Whether the next action can be kept: nothing waits, and the reserve is there."""
        if self._waiting:
            with contextlib.suppress(OSError):
                self.sync()
        return not self._waiting and self._reserve.hold(self._written)
