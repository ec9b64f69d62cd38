"""An entry given to the boards' folds: one that a fold cannot take in is left out and named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from sim.surfaces.complaints import cause, complain

if TYPE_CHECKING:
    from sim.journal.encoding import Entry


class Fold(Protocol):
    """Something that is folded over entries."""

    def take(self, entry: Entry) -> None:
        """Take the next entry in."""


def take_in(entry: Entry, *folds: Fold) -> None:
    """Give each fold the entry, which is on disk already and must not end the session."""
    for fold in folds:
        try:
            fold.take(entry)
        except Exception as error:  # noqa: BLE001 - see above
            complain(f"journal.jsonl:{entry.seq + 1}: not on the boards: {cause(error)}")
