"""`hot-wash.jsonl` beside a record: what everybody wrote after EndEx, one line each, only added to.

A line is acknowledged only once it is on disk. What a crash left half-written at the end was
acknowledged to nobody and is cut off. What the lines mean is `reports.review.hot_wash`'s business.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from pydantic import ValidationError

from reports.review.hot_wash import MOST_LINES, QUESTIONS, WASH_LINE, HotWash, WashLine, folded
from sim.disk import CannotRead, read_file, reason, sync_directory, text_of
from sim.errors import Unusable
from sim.journal.json_text import NotJsonError, parse
from sim.journal.versions import HOT_WASH, check_format

if TYPE_CHECKING:
    from pathlib import Path

HOT_WASH_NAME = "hot-wash.jsonl"
MOST_BYTES = 20_000_000


def _head() -> bytes:
    """The file's first line: its format, and the questions as they were asked."""
    return f"{json.dumps({'format': HOT_WASH, 'questions': QUESTIONS})}\n".encode()


def _lines(path: Path, data: bytes) -> list[WashLine]:
    """The lines after the head of a file whose every line is whole.

    Raises:
        CannotRead: a line cannot be read; names it.
        TooNew: a newer version wrote it.
    """
    made: list[WashLine] = []
    for number, text in enumerate(text_of(path, data).split("\n")[:-1], 1):
        try:
            if number == 1:
                head = parse(text, unique=True)
                if not isinstance(head, dict) or "format" not in head:
                    raise CannotRead(path, "does not begin with its format", 1)
                check_format(head["format"], HOT_WASH, str(path))
            else:
                made.append(WASH_LINE.validate_python(parse(text, unique=True), strict=False))
        except NotJsonError as error:
            raise CannotRead(path, str(error), number) from error
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "line"
            raise CannotRead(path, f"{where}: {first['msg']}", number) from error
    return made


def read_hot_wash(folder: Path) -> HotWash:
    """The hot wash of a record; an empty one where nobody has written anything.

    Raises:
        CannotRead: it cannot be read; names the line.
        TooNew: a newer version wrote it.
    """
    path = folder / HOT_WASH_NAME
    if not os.path.lexists(path):
        return HotWash()
    data = read_file(path, MOST_BYTES)
    return folded(_lines(path, data[: data.rfind(b"\n") + 1]))


class HotWashFile:
    """The hot wash of a session, while it is written.

    Args:
        folder: the record, which this process owns.

    Attributes:
        standing: what has been written so far.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / HOT_WASH_NAME
        data = read_file(self.path, MOST_BYTES) if os.path.lexists(self.path) else b""
        self._good = data.rfind(b"\n") + 1
        self._written = _lines(self.path, data[: self._good])
        self.standing = folded(self._written)

    def line(self, number: int) -> WashLine | None:
        """A line by its number; None when there is none."""
        return self._written[number - 1] if 1 <= number <= len(self._written) else None

    def add(self, line: WashLine) -> int:
        """Write a line down; on disk before this returns its number.

        Raises:
            Unusable: there are too many, or the system refuses; nothing has changed.
        """
        if len(self._written) >= MOST_LINES:
            raise Unusable(f"the hot wash has {MOST_LINES} lines, the most it can have")
        made = f"{line.model_dump_json()}\n".encode()
        try:
            self._append(made if self._good else _head() + made)
        except OSError as error:
            raise Unusable(f"not written down: {reason(error)}") from error
        self._written.append(line)
        self.standing = folded(self._written)
        return len(self._written)

    def _append(self, data: bytes) -> None:
        is_new = not os.path.lexists(self.path)
        # For its owner's eyes only, as the journal is: feedback was promised to be nobody's.
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            # What a refused or interrupted write left there was acknowledged to nobody.
            os.truncate(handle, self._good)
            os.pwrite(handle, data, self._good)
            os.fsync(handle)
        finally:
            os.close(handle)
        if is_new:
            sync_directory(self.path.parent)
        self._good += len(data)
