"""Frames that come out of the sandbox, cut at a size; what makes no sense is dropped. Pure."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from sim.runbook.curl import FileRead

MOST_ASKED = 32 << 20
MOST_FIELDS = 999_999
"""No command has a million words."""

LONGEST_NUMBER = 9
HEAD, FOUND_FIELDS = 3, 4


@dataclass(frozen=True, slots=True)
class Asked:
    """A simulated command, as a function or shim in the sandbox asks for it.

    Attributes:
        line: the document's line; 0 when the caller does not know it.
        files: files it was asked to read, by path; None for one that is not there.
    """

    name: str
    line: int
    files: dict[str, FileRead | None]
    words: tuple[str, ...]


def number_of(text: str) -> int | None:
    """A number as the sandbox's functions write it; None for anything else."""
    plain = text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
    return int(text) if plain else None


class Frames:
    """Cuts a stream of `count NUL field NUL …` into lists of fields.

    Args:
        errors: what becomes of bytes that are no UTF-8, as `bytes.decode` names it.
    """

    def __init__(self, errors: str = "replace") -> None:
        self._errors = errors
        self._fields: deque[bytes] = deque()
        self._parts: list[bytes] = []
        self._size = 0
        self._count: int | None = None

    def feed(self, data: bytes) -> None:
        """Take in what was read."""
        self._size += len(data)
        if self._size > MOST_ASKED:
            self.clear()
            return
        # Each byte is looked at once: a flood without an end is not read anew each time.
        *whole, last = data.split(b"\0")
        if whole:
            whole[0] = b"".join((*self._parts, whole[0]))
            self._fields.extend(whole)
            self._parts.clear()
        self._parts.append(last)

    def clear(self) -> None:
        """Forget what is not complete."""
        self.rest()

    def rest(self) -> bytes:
        """What came behind the last whole frame, as it came; it is taken."""
        rest = b"\0".join((*self._fields, b"".join(self._parts)))
        self._fields.clear()
        self._parts.clear()
        self._size, self._count = 0, None
        return rest

    def take(self) -> list[str] | None:
        """The next complete frame."""
        if self._count is None:
            if not self._fields:
                return None
            self._count = number_of(self._next())
            if self._count is None or self._count > MOST_FIELDS:
                self.clear()
                return None
        if len(self._fields) < self._count:
            return None
        fields = [self._next() for _ in range(self._count)]
        self._count = None
        return fields

    def _next(self) -> str:
        field = self._fields.popleft()
        self._size -= len(field) + 1
        return field.decode("utf-8", errors=self._errors)


def asked_of(fields: list[str]) -> Asked | None:
    """The question in a frame: name, line, number of fields of files, files, words."""
    if len(fields) < HEAD:
        return None
    line, count = number_of(fields[1]), number_of(fields[2])
    if line is None or count is None:
        return None
    found, words = fields[HEAD : HEAD + count], fields[HEAD + count :]
    files: dict[str, FileRead | None] = {}
    for index in range(0, len(found) - FOUND_FIELDS + 1, FOUND_FIELDS):
        path, state, text, checksum = found[index : index + FOUND_FIELDS]
        if state == "missing":
            files[path] = None
        elif checksum:
            files[path] = FileRead(size=number_of(text) or 0, checksum=checksum)
        else:
            files[path] = FileRead(text=text, size=len(text.encode()))
    return Asked(fields[0], line, files, tuple(words))
