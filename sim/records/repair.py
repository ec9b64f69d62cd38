"""Cutting the torn end off a journal: what is sound, what is lost, and where the cut bytes go.

A crash leaves half a line, or zeros where lines were meant to be. Damage before the end was made by
something else, so it is not cut unasked; and a line that fits the chain is as it was written, so it
is not damage, whatever this version makes of it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.disk import write_atomically
from sim.errors import BadJournal, Unusable
from sim.journal.encoding import continues, read_line
from sim.journal.file import JOURNAL_NAME, journal_bytes
from sim.journal.json_text import NotJsonError, parse
from sim.journal.versions import says_no_effect

if TYPE_CHECKING:
    from pathlib import Path

    from sim.journal.encoding import Entry

CUT_NAME = f"{JOURNAL_NAME}.cut"


@dataclass(frozen=True, slots=True)
class Lost:
    """What a repair takes away.

    Attributes:
        line: the first damaged line, 1-based.
        problem: what is wrong with it.
        lines: how many are cut.
        first_at: the first instant that can be read in them, ms since StartEx; None for none.
        last_at: the last one.
        readable: how many of them still read as lines of a journal.
    """

    line: int
    problem: str
    lines: int
    first_at: int | None
    last_at: int | None
    readable: int


@dataclass(frozen=True, slots=True)
class Repair:
    """A journal as it is and as it would be.

    Attributes:
        folder: the record's directory.
        entries: the sound ones.
        sound: the bytes that stay.
        cut: the bytes that go.
        newline: the last sound line lacks its newline, which is added.
        lost: what goes; None for nothing.
    """

    folder: Path
    entries: tuple[Entry, ...]
    sound: bytes
    cut: bytes
    newline: bool
    lost: Lost | None

    @property
    def needed(self) -> bool:
        """Whether there is anything to do."""
        return self.newline or self.lost is not None

    def carry_out(self) -> Path | None:
        """Keep the cut bytes beside the journal, then replace it; where they are kept.

        Whenever it is interrupted, the journal is either as it was or repaired, and what is cut
        from it is kept already.
        """
        kept = keep_cut(self.folder, self.cut) if self.cut else None
        ending = b"\n" if self.newline else b""
        write_atomically(self.folder / JOURNAL_NAME, self.sound + ending)
        return kept


def examine(folder: Path, at_line: int | None = None) -> Repair:
    """What a repair of this record would do; changes nothing.

    Args:
        folder: the record's directory.
        at_line: the first damaged line, from which on everything is cut though lines behind it
            read well; None to cut a torn end only.

    Raises:
        Unusable: no journal, nothing sound in it, damage before its end, or no damage at all but
            lines of another version.
        TooNew: a newer version wrote it.
    """
    data = journal_bytes(folder)
    lines = data.split(b"\n")
    whole = not lines[-1]  # it ends with a newline
    if whole:
        lines.pop()
    entries: list[Entry] = []
    try:
        for number, line in enumerate(lines, start=1):
            entries.append(_read(line, number, entries))
    except BadJournal as error:
        problem, bad = error.problem, error.line
    else:
        if not entries:
            raise Unusable(f"{folder}: the journal is empty: nothing can be repaired")
        _refuse_line(folder, at_line, None)
        return Repair(folder, tuple(entries), data, b"", newline=not whole, lost=None)
    where = f"{folder / JOURNAL_NAME}:{bad}: {problem}"
    if not entries:
        raise Unusable(
            f"{where}: scenario, policy and seed are in this line: it cannot be repaired"
        )
    rest = lines[bad - 1 :]
    if continues(rest[0], entries[-1]):
        raise Unusable(f"{where}; the line is as it was written, so there is nothing to cut")
    _refuse_line(folder, at_line, bad)
    behind = sum(_instant(line) is not None for line in rest[1:])
    if behind and at_line is None:
        raise Unusable(
            f"{where}; this is no torn end: {behind} of the {len(rest) - 1} lines behind it can be "
            f"read. To cut it with all of them: --at-line {bad}"
        )
    size = sum(len(line) + 1 for line in lines[: bad - 1])
    instants = [at for line in rest if (at := _instant(line)) is not None]
    lost = Lost(
        line=bad,
        problem=problem,
        lines=len(rest),
        first_at=min(instants, default=None),
        last_at=max(instants, default=None),
        readable=len(instants),
    )
    return Repair(folder, tuple(entries), data[:size], data[size:], newline=False, lost=lost)


def _read(line: bytes, number: int, entries: list[Entry]) -> Entry:
    previous = entries[-1] if entries else None
    header = entries[0].body if entries else None
    old = header is not None and says_no_effect(getattr(header, "schema_version", 0))
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadJournal(number, "not UTF-8 text") from error
    return read_line(text, number, previous, old=old)


def _refuse_line(folder: Path, at_line: int | None, bad: int | None) -> None:
    """See that the line to cut at is the first damaged one: what is sound is not cut."""
    if at_line is None or at_line == bad:
        return
    what = "no line is damaged" if bad is None else f"the first damaged line is {bad}"
    raise Unusable(f"{folder}: --at-line {at_line}: {what}; nothing was cut")


def _instant(line: bytes) -> int | None:
    """When a line says that it was, if it reads as one of a journal."""
    try:
        data: Any = parse(line.decode("utf-8"))
    except (UnicodeDecodeError, NotJsonError):
        return None
    if not isinstance(data, dict) or not {"at", "body", "hash", "seq"} <= data.keys():
        return None
    at = data["at"]
    return at if type(at) is int and at >= 0 else None


def keep_cut(folder: Path, cut: bytes) -> Path:
    """Keep bytes that are cut off a journal beside it; the file.

    One that holds them already is taken for it.

    Raises:
        OSError: the system refuses; nothing has changed.
    """
    number, path = 1, folder / CUT_NAME
    while os.path.lexists(path):
        # A repair that was interrupted had come as far as this.
        if path.is_file() and path.stat().st_size == len(cut) and path.read_bytes() == cut:
            return path
        number += 1
        path = folder / f"{CUT_NAME}-{number}"
    write_atomically(path, cut)
    return path
