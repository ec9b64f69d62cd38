"""Record directories: where an exercise leaves its journal, scorecard and report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import Unusable
from sim.journal.file import JOURNAL_NAME, write_atomically

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scoring.model import Impact, Scorecard
    from sim.journal.encoding import Entry
    from sim.surfaces.arguments import Chosen
    from sim.surfaces.reports import Kind

RECORDS = Path("records")
SCORECARD_NAME = "scorecard.json"


def new_record(out: Path | None, name: str, *, force: bool = False) -> Path:
    """Make the directory of a new record.

    Args:
        out: the directory the user asked for, or None for `records/NAME`, numbered when taken.
        name: what the exercise is called.
        force: whether an existing record may be overwritten.

    Raises:
        Unusable: it holds a record already, or cannot be made.
    """
    if out is None:
        out, number = RECORDS / name, 1
        while out.exists():
            number += 1
            out = RECORDS / f"{name}-{number}"
    if (out / JOURNAL_NAME).exists() and not force:
        raise Unusable(f"{out}: holds a record already; choose another --out or add --force")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unusable(f"{out}: cannot be made: {error.strerror}") from error
    return out


def par_for(chosen: Chosen, seed: int) -> Impact | None:
    """What the reference response costs under the same seed; None without a reference."""
    from scoring.score import score
    from sim.exercise.exercise import Exercise
    from sim.exercise.responders import play
    from sim.surfaces.arguments import reference_for

    reference = reference_for(chosen)
    if reference is None:
        return None
    exercise = Exercise(chosen.scenario, chosen.policy, seed)
    play(exercise, reference)
    return score(exercise.journal.entries).impact


def write_results(record: Path, card: Scorecard, entries: Sequence[Entry]) -> Path:
    """Write scorecard and report beside the journal; the report's path."""
    from sim.surfaces.reports import FILES, document_of, material_of, write_report

    write_scorecard(record, card)
    made = material_of(record, card, entries)
    kind: Kind = "after-action"
    (report,) = write_report(record, FILES[kind], document_of(kind, made), ("html",))
    return report


def write_scorecard(record: Path, card: Scorecard) -> Path:
    """Write the scorecard beside the journal; its path."""
    path = record / SCORECARD_NAME
    write_atomically(path, f"{card.model_dump_json(indent=2)}\n".encode())
    return path
