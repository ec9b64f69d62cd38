"""Which files a runbook leaves in its record, and by what names; pure.

The sandbox lists names and sizes; the choice is made here, before a byte is sent, and every length
is counted. Nothing that a runbook can call a file leads out of the record, clashes with another or
takes more room.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from sim.legible import shown_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MOST_FILES = 1000
MOST_BYTES = 64 << 20
"""Of all files together; sizes as a file claims them, so that holes count."""

LONGEST_PART = 200
"""Bytes of one part of a path: room is needed for what is put around it while it is written."""

LONGEST_PATH = 800
SHOWN = 60


@dataclass(frozen=True, slots=True)
class ScratchEntry:
    """Something in the scratch folder.

    Attributes:
        name: as the sandbox lists it; bytes that are no UTF-8 are kept as half surrogates.
        size: bytes.
        plain: a plain file that can be read.
    """

    name: str
    size: int
    plain: bool


@dataclass(frozen=True, slots=True)
class Artefacts:
    """What is kept, by name within the record, and what is not: each with its reason."""

    files: Mapping[str, bytes]
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The entries to be sent, in order, each with the name it will have."""

    taken: tuple[ScratchEntry, ...]
    names: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def size(self) -> int:
        """Bytes of all together."""
        return sum(entry.size for entry in self.taken)

    def filled(self, data: bytes) -> Artefacts:
        """With what was sent, one file behind the other; a file that is not whole is left out."""
        files: dict[str, bytes] = {}
        left_out = list(self.left_out)
        at = 0
        for entry, name in zip(self.taken, self.names, strict=True):
            content = data[at : at + entry.size]
            at += entry.size
            if len(content) == entry.size:
                files[name] = content
            else:
                left_out.append(f"{shown(name)} could not be read whole")
        return Artefacts(dict(sorted(files.items())), tuple(sorted(left_out)))


def shown(name: str) -> str:
    """A name as a finding shows it."""
    return name if len(name) <= SHOWN else f"{name[:SHOWN]}…"


def choose(entries: Iterable[ScratchEntry]) -> Chosen:
    """Decide what is kept, in the order of names, which is the same in every run."""
    taken: list[ScratchEntry] = []
    names: list[str] = []
    folders: set[str] = set()
    used: set[str] = set()
    left_out: list[str] = []
    room = MOST_BYTES
    for entry in sorted(entries, key=lambda entry: entry.name):
        name = shown_line(entry.name)
        why = _unfit(entry, name)
        parents = {str(parent) for parent in PurePosixPath(name).parents}
        # Where it would have to be a file and a folder at once, the first is kept as well.
        if not why and (name in used or name in folders or parents & used):
            why = "has the name of another file"
        if not why and len(taken) == MOST_FILES:
            why = f"is left out: {MOST_FILES} files are kept"
        if not why and entry.size > room:
            why = f"is left out: {MOST_BYTES >> 20} MiB are kept"
        if why:
            left_out.append(f"{shown(name)} {why}")
            continue
        room -= entry.size
        used.add(name)
        folders |= parents
        taken.append(entry)
        names.append(name)
    return Chosen(tuple(taken), tuple(names), tuple(left_out))


def _unfit(entry: ScratchEntry, name: str) -> str:
    """Why an entry cannot be kept at all; "" when it can."""
    parts = name.split("/")
    if not entry.plain:
        return "is no plain file"
    if any(part in ("", ".", "..") for part in parts):
        return "leads out of the scratch folder"
    if (
        any(len(part.encode()) > LONGEST_PART for part in parts)
        or len(name.encode()) > LONGEST_PATH
    ):
        return f"has a name of more than {LONGEST_PART} bytes"
    return ""
