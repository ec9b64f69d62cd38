"""Many records: those below a directory, and those that were played after one."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import Unusable
from sim.journal.file import JOURNAL_NAME
from sim.records.record import SCORECARD_NAME, Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

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
    played_at = record.about().played_at
    after = sorted(one for one in _beside(record) if one[0] > played_at)
    yield from _with_cards(sorted(after, key=lambda one: one[1]))


def last_before(record: Record, scenario_digest: str) -> Later | None:
    """The newest record beside this one, played before it, of this edition of a scenario."""
    played_at = record.about().played_at
    before = sorted((one for one in _beside(record) if one[0] < played_at), reverse=True)
    same = (one for one in _with_cards(before) if one.card.scenario_digest == scenario_digest)
    return next(same, None)


def _beside(record: Record) -> Iterator[tuple[datetime, Path]]:
    """The other records of the same directory, and when each was played."""
    mine = record.folder.resolve()
    for path in mine.parent.iterdir():
        if path != mine and (path / JOURNAL_NAME).is_file():
            # A neighbour that cannot be read proves nothing; `tabletop trends` names it.
            with suppress(Unusable, OSError):
                yield Record(path).about().played_at, path


def _with_cards(records: Iterable[tuple[datetime, Path]]) -> Iterator[Later]:
    """Those that have a scorecard, with it."""
    from reports.review.proven import Later

    for played_at, path in records:
        with suppress(Unusable, OSError):
            if (card := Record(path).written_scorecard()) is not None:
                yield Later(path.name, played_at, card, Record(path).about().team)
