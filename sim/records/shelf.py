"""Many records: those below a directory, and those that were played after one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import Unusable
from sim.journal.file import JOURNAL_NAME
from sim.records.record import SCORECARD_NAME, Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reports.review.proven import Later


def record_folders(folder: Path) -> tuple[Path, ...]:
    """Every directory, at or below this one, that holds a journal or a scorecard; by name."""
    found = [
        Path(where)
        for where, folders, files in os.walk(folder)
        # Whatever is called so: what is no file is left out by name, not silently.
        if {JOURNAL_NAME, SCORECARD_NAME} & {*folders, *files}
    ]
    return tuple(sorted(found))


def later_records(record: Record) -> Iterator[Later]:
    """The records beside this one that were played after it and have a scorecard."""
    from reports.review.proven import Later

    played_at = record.about().played_at
    mine = record.folder.resolve()
    for path in sorted(mine.parent.iterdir()):
        if path == mine or not (path / JOURNAL_NAME).is_file():
            continue
        beside = Record(path)
        try:
            then = beside.about().played_at
            if then > played_at and (card := beside.written_scorecard()) is not None:
                yield Later(path.name, then, card)
        except (Unusable, OSError):
            continue  # a neighbour that cannot be read proves nothing; `tabletop trends` names it
