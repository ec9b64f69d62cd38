"""Records that are being played while somebody looks at them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.journal.file import read_journal, read_torn_journal
from sim.records.record import Record
from sim.surfaces.layout import say

if TYPE_CHECKING:
    from pathlib import Path

    from sim.journal.encoding import Entry


def played_so_far(path: Path) -> list[Entry]:
    """A record's journal; of one that is being played, what is on disk, said in a line.

    Args:
        path: the record's directory, or its journal.

    Raises:
        TabletopError: it is missing or damaged.
    """
    folder = Record.at(path).folder
    words = Record(folder).in_use
    if words is None:
        return read_journal(path)
    say(f"{folder}: {words}: as far as it is written", err=True)
    # Its last line may be on its way to the disk.
    return read_torn_journal(path)[0]
