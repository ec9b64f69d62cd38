"""Many records below a directory, read for training reports: scorecards first, journals if need be.

A record that cannot be read is told in one line and left out; the others still make a report.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import TabletopError, Unusable
from sim.journal.file import JOURNAL_NAME
from sim.surfaces.record import SCORECARD_NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd

    from scoring.model import Scorecard
    from sim.scenario.policy import Policy

MOST_BYTES = 20_000_000
"""No scorecard is as large; what is, is something else."""


def record_folders(folder: Path) -> tuple[Path, ...]:
    """Every directory, at or below this one, that holds a journal or a scorecard; by name."""
    found = [
        Path(where)
        for where, _, files in os.walk(folder)
        if JOURNAL_NAME in files or SCORECARD_NAME in files
    ]
    return tuple(sorted(found))


@contextmanager
def _advancing(total: int) -> Iterator[Callable[[], None]]:
    """A progress bar on a terminal, nothing elsewhere; call what it gives after each record."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading records", total=total)
        yield lambda: bar.advance(task)


def _written(path: Path) -> Scorecard | None:
    """The scorecard in this file; None when there is none of this version."""
    from pydantic import ValidationError

    from scoring.model import Scorecard

    if not path.is_file() or path.stat().st_size > MOST_BYTES:
        return None
    try:
        return Scorecard.model_validate_json(path.read_bytes())
    except ValidationError:
        return None


def card_of(record: Path) -> Scorecard:
    """A record's scorecard, as it was written or scored anew from its journal; writes nothing.

    Raises:
        TabletopError: the journal is missing or damaged.
    """
    from scoring.score import score
    from sim.journal.file import read_journal

    card = _written(record / SCORECARD_NAME)
    return score(read_journal(record)) if card is None else card


def _row(record: Path, below: Path) -> dict[str, Any]:
    from reports.training.records import record_row
    from sim.surfaces.about import about

    card = card_of(record)
    beside = about(record)
    return record_row(record.relative_to(below).as_posix(), beside.played_at, beside.team, card)


def read_records(folder: Path, complain: Callable[[str], None]) -> pd.DataFrame:
    """Every record at or below a directory that can be read, as a table of the training report.

    Args:
        folder: where to look.
        complain: takes one line for each record that is left out, naming the file.

    Raises:
        Unusable: there is no record that could be read.
    """
    from reports.training.records import records_table

    folders = record_folders(folder)
    found = []
    with _advancing(len(folders)) as advance:
        for record in folders:
            try:
                found.append(_row(record, folder))
            except (TabletopError, OSError, ValueError) as error:
                complain(_complaint(record, error))
            advance()
    if not found:
        raise Unusable(
            f"{folder}: no record in it that can be read; a record is a directory with "
            f"{JOURNAL_NAME}, as tabletop run and tabletop drill leave it"
        )
    return records_table(found)


def _complaint(record: Path, error: Exception) -> str:
    """One line that names the file and says what is wrong."""
    from sim.surfaces.words import lines_of

    if isinstance(error, TabletopError):
        told = lines_of(error)[0].removeprefix(f"{record}: ").removeprefix(f"{record}/")
        return f"left out: {record}: {told}"
    return f"left out: {record}: {str(error).splitlines()[0] if str(error) else 'unreadable'}"


def policy_of(record: Path) -> Policy:
    """The policy a record was played under, from the first line of its journal.

    Raises:
        TabletopError: that line is damaged.
    """
    from sim.journal.bodies import Header
    from sim.journal.encoding import read_line
    from sim.scenario.policy import Policy

    with (record / JOURNAL_NAME).open(encoding="utf-8") as file:
        body = read_line(file.readline().rstrip("\n"), 1, None).body
    if not isinstance(body, Header):
        raise Unusable(f"{record}: its journal does not begin with a header")
    return Policy.model_validate(body.policy)
