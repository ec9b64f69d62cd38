"""A journal that is being written: appends entries, keeps the chain, feeds whoever listens.

In memory; putting lines on disk is the business of `sim.journal.file`.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from sim.journal.encoding import GENESIS, Entry, seal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sim.journal.bodies import Body, Header


class Journal:
    """The append-only list of entries of one exercise.

    Example:
        >>> journal = Journal()
        >>> journal.entries
        ()
    """

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._lines: list[str] = []
        self._listeners: list[Callable[[Entry], None]] = []
        self._held: list[tuple[int, Body]] | None = None

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries so far, oldest first."""
        return tuple(self._entries)

    @property
    def lines(self) -> list[str]:
        """The entries as canonical lines, without newlines."""
        return list(self._lines)

    @property
    def last(self) -> Entry:
        """The newest entry; there is always a header first."""
        return self._entries[-1]

    @property
    def header(self) -> Header:
        """The first entry's body."""
        return cast("Header", self._entries[0].body)

    @property
    def digest(self) -> str:
        """The newest link of the chain: equal digests mean equal journals."""
        return self._entries[-1].hash if self._entries else GENESIS

    def __len__(self) -> int:
        return len(self._entries)

    def since(self, seq: int) -> list[Entry]:
        """The entries from this sequence number on."""
        # Sequence numbers count from 0 without a gap, so they are positions.
        return self._entries[seq:]

    def lines_since(self, seq: int) -> list[str]:
        """The lines from this sequence number on."""
        return self._lines[seq:]

    def listen(self, listener: Callable[[Entry], None]) -> None:
        """Call this with every entry appended from now on."""
        self._listeners.append(listener)

    @contextmanager
    def held(self) -> Iterator[list[tuple[int, Body]]]:
        """Collect entries instead of appending them, so that their cause can be written first."""
        collected: list[tuple[int, Body]] = []
        self._held = collected
        try:
            yield collected
        finally:
            self._held = None

    def append(self, at: int, body: Body, answer: str = "") -> None:
        """Add an entry at `at` milliseconds; time never runs back.

        Args:
            at: ms since StartEx.
            body: what happened.
            answer: of an action, its response in the one spelling, where that is known already.
        """
        if self._held is not None:
            self._held.append((at, body))
            return
        if self._entries and at < self._entries[-1].at:
            raise ValueError(f"journal time runs back from {self._entries[-1].at} to {at}")
        entry, line = seal(self.digest, len(self._entries), at, body, answer)
        self._entries.append(entry)
        self._lines.append(line)
        for listener in self._listeners:
            listener(entry)
