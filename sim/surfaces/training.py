"""The training report as files: what it is made from, and where it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from sim.disk import write_atomically
from sim.errors import TabletopError, Unusable
from sim.journal.file import JOURNAL_NAME
from sim.records.record import Record
from sim.records.shelf import record_folders
from sim.surfaces.error_lines import lines_of
from sim.surfaces.progress import advancing
from sim.surfaces.reports import FORMS, Form, write_report

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    import pandas as pd

    from reports.training.document import Training
    from reports.training.practice import Playable
    from reports.training.records import Selection
    from sim.scenario.policy import Policy

NAME = "training"
TABLE_NAME = "records"
CALENDAR_NAME = "calendar.ics"
TrendsForm = Literal[Form, "parquet"]
TRENDS_FORMS: tuple[TrendsForm, ...] = (*FORMS, "parquet")
_NAMED = 12
"""So many names an error lists at most."""


def _row(record: Path, below: Path) -> dict[str, Any]:
    from reports.training.records import record_row

    one = Record(record)
    if words := one.in_use:
        raise Unusable(f"{record}: {words}")
    card, about = one.scorecard(), one.about()
    return record_row(record.relative_to(below).as_posix(), about.played_at, about.team, card)


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
    with advancing("reading records", len(folders)) as advance:
        for record in folders:
            try:
                found.append(_row(record, folder))
            except Exception as error:  # noqa: BLE001 - one bad record costs no other its place
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
    if isinstance(error, TabletopError):
        told = lines_of(error)[0].removeprefix(f"{record}: ").removeprefix(f"{record}/")
        return f"left out: {record}: {told}"
    told = next(iter(str(error).splitlines()), "")
    return f"left out: {record}: cannot be read ({type(error).__name__}: {told[:200]})"


def playable_scenarios(records: pd.DataFrame) -> tuple[Playable, ...]:
    """What can be played: the shipped scenarios, and those of the records."""
    from reports.training.practice import Playable
    from sim.scenario.library import find_scenario, playable_names
    from sim.scenario.load import load_scenario

    found = {
        one["scenario"]: Playable(one["scenario"], one["title"], one["trains"])
        for one in records.to_dict("records")
    }
    for name in playable_names():
        if name not in found:  # a record says the same, and reading a scenario takes its time
            scenario = load_scenario(find_scenario(name))
            trains = tuple(dict.fromkeys(one.criterion for one in scenario.objectives))
            found[name] = Playable(name, scenario.title, trains)
    return tuple(found[name] for name in sorted(found))


def check(selection: Selection, records: pd.DataFrame) -> None:
    """See that there is something to report on.

    Raises:
        Unusable: nothing is chosen; names what could have been.
    """
    chosen = (
        ("team", selection.team, set(records["team"])),
        ("person", selection.person, set(records["people"].explode().dropna())),
        ("scenario", selection.scenario, set(records["scenario"])),
    )
    for kind, wanted, known in chosen:
        if wanted is not None and wanted not in known:
            raise Unusable(f"--{kind} {wanted}: in no record; there is: {_listed(known)}")
    if selection.records(records).empty:
        raise Unusable("no record is of this team, person and scenario together")


def _listed(known: set[str]) -> str:
    from reports.training.names import shown

    names = sorted(shown(name) for name in known if name)
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return (", ".join(names[:_NAMED]) or "none") + more


def gathered(records: pd.DataFrame, selection: Selection, policy: Policy, today: date) -> Training:
    """What the report is made from.

    Raises:
        Unusable: nothing is chosen.
    """
    from reports.training.document import training

    check(selection, records)
    playable = playable_scenarios(records)
    return training(records, selection, policy=policy, playable=playable, today=today)


def calendar_file(made: Training) -> bytes:
    """The training calendar as calendar programs read it."""
    from reports.training.ics import render

    return render(
        made.due,
        policy=made.policy.name,
        stamp=made.records["day"].iloc[-1],
        today=made.today,
        team=made.selection.team or "",
    )


def write_training(folder: Path, made: Training, forms: Sequence[TrendsForm]) -> list[Path]:
    """Write report and calendar, and for CSV and Parquet the table of records; the paths."""
    from reports.training import export
    from reports.training.document import document

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unusable(f"{folder}: cannot be made: {error.strerror}") from error
    of_report = [form for form in FORMS if form in forms]
    written = write_report(folder, NAME, document(made), of_report) if of_report else []
    tables = {"csv": export.csv, "parquet": export.parquet}
    files = {f"{TABLE_NAME}.{form}": tables[form](made.records) for form in forms if form in tables}
    for name, content in {**files, CALENDAR_NAME: calendar_file(made)}.items():
        write_atomically(folder / name, content)
        written.append(folder / name)
    return written
