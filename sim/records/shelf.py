"""Many records: those below a directory, and those that were played after one."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import TabletopError
from sim.journal.file import JOURNAL_NAME
from sim.records.record import SCORECARD_NAME, Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from reports.review.proven import Later
    from scoring.model import Scorecard


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
    yield from Neighbours().after(record)


class Neighbours:
    """The records beside others, each read once however many ask."""

    def __init__(self) -> None:
        self._played: dict[Path, list[tuple[datetime, Path]]] = {}
        self._cards: dict[Path, Later | None] = {}

    def after(self, record: Record) -> Iterator[Later]:
        """The records beside one that were played after it and have a scorecard, by name."""
        mine = record.folder.resolve()
        if mine.parent not in self._played:
            self._played[mine.parent] = sorted(_played_in(mine.parent), key=lambda one: one[1])
        played_at = record.about().played_at
        for at, path in self._played[mine.parent]:
            if at > played_at and path != mine:
                if path not in self._cards:
                    self._cards[path] = next(_with_cards([(at, path)]), None)
                if (later := self._cards[path]) is not None:
                    yield later


def last_before(record: Record, card: Scorecard) -> Later | None:
    """The newest record beside this one to compare it with: of the same edition, played before it.

    By people, if people played this one; else by the same script or runbook.
    """
    from reports.review.proven import Players, comparable, outage_ms

    about = record.about()
    played_at, mine = about.played_at, Players(card.exercise_type, card.participants, about.team)
    before = sorted((one for one in _beside(record) if one[0] < played_at), reverse=True)
    for at, path in before:
        for one in _with_cards([(at, path)]):
            same = one.card.scenario_digest == card.scenario_digest
            if same and comparable(mine, one.players):
                # Without its journal it compares all the same.
                with suppress(TabletopError, OSError):
                    return replace(one, outage_ms=outage_ms(Record(path).entries()))
                return one
    return None


def _beside(record: Record) -> Iterator[tuple[datetime, Path]]:
    """The other records of the same directory, and when each was played."""
    mine = record.folder.resolve()
    return (one for one in _played_in(mine.parent) if one[1] != mine)


def _played_in(folder: Path) -> Iterator[tuple[datetime, Path]]:
    """The records of a directory, and when each was played."""
    for path in folder.iterdir():
        if (path / JOURNAL_NAME).is_file():
            # A neighbour that cannot be read proves nothing; `tabletop trends` names it.
            with suppress(TabletopError, OSError):
                yield Record(path).about().played_at, path


def _with_cards(records: Iterable[tuple[datetime, Path]]) -> Iterator[Later]:
    """Those that have a scorecard, with it."""
    from reports.review.proven import Later

    for played_at, path in records:
        with suppress(TabletopError, OSError):
            if (card := Record(path).written_scorecard()) is not None:
                yield Later(path.name, played_at, card, Record(path).about().team)
