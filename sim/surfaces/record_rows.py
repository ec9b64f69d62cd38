"""Records read into rows of the training report: one after the other, or many on all cores.

A row is plain data, so that it can come from another process and be kept in a file.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.errors import TabletopError
from sim.records.record import Record
from sim.surfaces.error_lines import lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from reports.review.hot_wash import Feedback
    from reports.review.model import Improvement

OPEN_ACTIONS, FEEDBACK, PROBLEM = "open_actions", "feedback", "problem"
BESIDE_THE_TABLE = [OPEN_ACTIONS, FEEDBACK, PROBLEM]
"""What a row holds that is no column of the table of records."""
WORTH_PROCESSES = 600
"""So many records are read before other processes would have begun: they import what we have."""
_BATCH = 50


@dataclass(frozen=True, slots=True)
class RecordBatch:
    """Some records to read.

    Attributes:
        number: its own.
        folder: what they lie below.
        names: theirs, below it.
    """

    number: int
    folder: Path
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowBatch:
    """What came of a batch: for each name its row, or why it is left out, as one line."""

    number: int
    rows: tuple[tuple[str, dict[str, Any] | str], ...]


def _row(folder: Path, name: str) -> dict[str, Any]:
    from reports.actions.model import COMPLETE
    from reports.training.records import record_row

    one = Record(folder / name)
    card, about = one.scorecard(), one.about()
    row = record_row(name, about.played_at, about.team, card)
    problem = ""
    waiting: list[Improvement] = []
    said: tuple[Feedback, ...] = ()
    try:
        review = one.review()
        waiting = [] if review is None else list(review.improvements)
    except TabletopError as error:
        problem = f"actions left out: {lines_of(error)[0]}"
    try:
        said = one.hot_wash().feedback
    except TabletopError as error:
        problem = problem or f"feedback left out: {lines_of(error)[0]}"
    return {
        **row,
        OPEN_ACTIONS: [item.model_dump(mode="json") for item in waiting if item.status != COMPLETE],
        FEEDBACK: [item.model_dump(mode="json") for item in said],
        PROBLEM: problem,
    }


def complaint(record: Path, error: Exception) -> str:
    """One line that names the file and says what is wrong."""
    if isinstance(error, TabletopError):
        told = lines_of(error)[0].removeprefix(f"{record}: ").removeprefix(f"{record}/")
        return f"left out: {record}: {told}"
    told = next(iter(str(error).splitlines()), "")
    return f"left out: {record}: cannot be read ({type(error).__name__}: {told[:200]})"


def _read(folder: Path, name: str) -> dict[str, Any] | str:
    try:
        return _row(folder, name)
    except Exception as error:  # noqa: BLE001 - one bad record costs no other its place
        return complaint(folder / name, error)


def read_batch(batch: RecordBatch) -> RowBatch:
    """Read a batch; runs in whichever process."""
    return RowBatch(batch.number, tuple((one, _read(batch.folder, one)) for one in batch.names))


def rows_of(folder: Path, names: Sequence[str]) -> Iterator[tuple[str, dict[str, Any] | str]]:
    """The rows of records, or why one is left out, by the record's name; in any order.

    Args:
        folder: what they lie below.
        names: theirs, below it.
    """
    if len(names) < WORTH_PROCESSES:
        for name in names:
            yield name, _read(folder, name)
        return
    from sim.campaigns.engines import WorkersLost, work_on
    from sim.surfaces.campaigns import cores

    starts = range(0, len(names), _BATCH)
    batches = [RecordBatch(start, folder, tuple(names[start : start + _BATCH])) for start in starts]
    left = dict.fromkeys(names)
    with suppress(WorkersLost):
        for done in work_on(read_batch, batches, cores()):
            for name, row in done.rows:
                del left[name]
                yield name, row
    # The system had no room for other processes: slowly, here, rather than not at all.
    for name in left:
        yield name, _read(folder, name)
