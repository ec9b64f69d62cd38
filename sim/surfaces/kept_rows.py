"""The rows of many records, kept beside them, so that thousands need not be read again.

A row is taken from the file only while the files that it was made from are the very same: their
number in the file system, size and times. Whatever is wrong with the file, the records are read
as if there were none; it may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from sim.disk import read_file, write_atomically
from sim.errors import TabletopError
from sim.journal.file import JOURNAL_NAME
from sim.journal.versions import WORLD
from sim.records.about import ABOUT_NAME
from sim.records.hot_wash import HOT_WASH_NAME
from sim.records.record import SCORECARD_NAME
from sim.records.review import REVIEW_NAME

if TYPE_CHECKING:
    from pathlib import Path

KEPT_NAME = ".tabletop-rows.json"
FEWEST = 200
"""So many records are worth a file; fewer are read as quickly."""
_FORMAT = 2
"""Raised with every change of what a row holds."""
_MOST_BYTES = 200_000_000
_FILES = (JOURNAL_NAME, SCORECARD_NAME, ABOUT_NAME, REVIEW_NAME, HOT_WASH_NAME)

Row = dict[str, Any]


def _stamp(record: Path) -> list[list[int]]:
    """What tells today's files of a record from others; empty for one that is not there."""
    found: list[list[int]] = []
    for name in _FILES:
        try:
            seen = (record / name).stat()
        except OSError:
            found.append([])
        else:
            found.append([seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns])
    return found


def _plain(row: Row) -> Row:
    return {**row, "played_at": row["played_at"].isoformat()}


def _as_made(row: Row) -> Row:
    lists = {name: tuple(value) for name, value in row.items() if isinstance(value, list)}
    return {**row, **lists, "played_at": datetime.fromisoformat(row["played_at"])}


@dataclass(slots=True)
class KeptRows:
    """The rows of the records below a directory.

    Attributes:
        folder: the directory; None when its rows are not kept.
        known: stamp and row of each record, as they were found.
        now: the same of those asked for.
        fresh: whether any of them had to be made.
    """

    folder: Path | None
    known: dict[str, Any] = field(default_factory=dict)
    now: dict[str, Any] = field(default_factory=dict)
    fresh: bool = False
    _asked: dict[str, list[list[int]]] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path, many: int) -> KeptRows:
        """What is known of a directory with so many records."""
        if many < FEWEST:
            return cls(None)
        found: dict[str, Any] = {}
        with suppress(OSError, TabletopError, ValueError, KeyError, TypeError):
            head, _, text = read_file(folder / KEPT_NAME, _MOST_BYTES).partition(b"\n")
            if head.decode() == _head(text):
                found = json.loads(text)
        return cls(folder, found)

    def row(self, name: str) -> Row | None:
        """The row of a record by its name below the directory; None when it is to be made."""
        if self.folder is None:
            return None
        stamp = _stamp(self.folder / name)
        known = self.known.get(name)
        if known is not None and known[0] == stamp:
            self.now[name] = known
            return _as_made(known[1])
        # Stamped before it is read: what changes meanwhile is read again next time.
        self._asked[name] = stamp
        return None

    def keep(self, name: str, row: Row) -> None:
        """Keep a row that was made since it was asked for."""
        if self.folder is not None:
            self.now[name] = [self._asked[name], _plain(row)]
            self.fresh = True

    def write(self) -> None:
        """Keep them for the next time, where the directory can be written to."""
        if self.folder is None or not (self.fresh or len(self.now) != len(self.known)):
            return
        text = json.dumps(self.now, separators=(",", ":")).encode()
        with suppress(OSError, TabletopError):
            write_atomically(self.folder / KEPT_NAME, _head(text).encode() + b"\n" + text)


def _head(text: bytes) -> str:
    """The first line: which tool wrote the rest, and its digest."""
    digest = hashlib.sha256(text).hexdigest()
    return f"tabletop rows {_FORMAT} {version('tabletop-trainer')} {WORLD} {digest}"
