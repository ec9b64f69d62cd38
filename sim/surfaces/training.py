"""The training report as files: what it is made from, and where it is written."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Literal

from sim.disk import write_atomically
from sim.errors import TabletopError, Unusable
from sim.journal.file import JOURNAL_NAME
from sim.records.record import Record
from sim.records.shelf import record_folders
from sim.surfaces.kept_rows import KeptRows
from sim.surfaces.progress import advancing
from sim.surfaces.record_rows import (
    BESIDE_THE_TABLE,
    FEEDBACK,
    OPEN_ACTIONS,
    PROBLEM,
    rows_of,
)
from sim.surfaces.reports import FORMS, Form, write_report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    import pandas as pd

    from reports.actions.model import PlannedAction
    from reports.review.hot_wash import Feedback
    from reports.review.model import Improvement
    from reports.review.proven import Later, Players
    from reports.training.material import Given, Training
    from reports.training.practice import Playable
    from reports.training.records import Selection
    from reports.training.reviews import Rhythm
    from sim.scenario.policy import Policy

NAME = "training"
TABLE_NAME = "records"
CALENDAR_NAME = "calendar.ics"
TrendsForm = Literal[Form, "parquet"]
TRENDS_FORMS: tuple[TrendsForm, ...] = (*FORMS, "parquet")
_LOOKED_UP = 100
_NAMED = 12
"""So many names an error lists at most."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The records below a directory.

    Attributes:
        records: as a table of the training report.
        open_actions: what reviews ask for and do not call complete, by record.
        feedback: what participants said after EndEx, by record.
    """

    records: pd.DataFrame
    open_actions: dict[str, tuple[Improvement, ...]]
    feedback: Given


def _rows(folder: Path) -> dict[str, dict[str, Any] | str]:
    """The row of every record below a directory by its name, or why it is left out."""
    folders = record_folders(folder)
    kept = KeptRows.of(folder, len(folders))
    found: dict[str, dict[str, Any] | str] = {}
    with advancing("reading records", len(folders)) as advance:
        unknown = []
        for record in folders:
            name = record.relative_to(folder).as_posix()
            words = Record(record).in_use
            row = kept.row(name) if words is None else f"left out: {record}: {words}"
            found[name] = row or ""
            if row is None:
                unknown.append(name)
            else:
                advance()
        for name, made in rows_of(folder, unknown):
            found[name] = made
            if not isinstance(made, str):
                kept.keep(name, made)
            advance()
    kept.write()
    return found


def read_shelf(folder: Path, complain: Callable[[str], None]) -> Shelf:
    """Every record at or below a directory that can be read, and the actions that are open.

    Where there are many, their rows are kept in a file of the directory: a record is read anew
    only when one of its files changed. Where many are new, they are read on all cores.

    Args:
        folder: where to look.
        complain: takes one line for each record that is left out, naming the file.

    Raises:
        Unusable: there is no record that could be read.
    """
    from reports.review.hot_wash import Feedback
    from reports.review.model import Improvement
    from reports.training.records import records_table

    found = []
    opened: dict[str, tuple[Improvement, ...]] = {}
    said: dict[str, tuple[Feedback, ...]] = {}
    for name, row in _rows(folder).items():
        if isinstance(row, str):
            complain(row)
            continue
        if problem := row[PROBLEM]:
            complain(problem)
        if given := tuple(Feedback.model_validate(one) for one in row[FEEDBACK]):
            said[name] = given
        if waiting := tuple(Improvement.model_validate(one) for one in row[OPEN_ACTIONS]):
            opened[name] = waiting
        found.append(row)
    if not found:
        raise Unusable(
            f"{folder}: no record in it that can be read; a record is a directory with "
            f"{JOURNAL_NAME}, as tabletop run and tabletop drill leave it"
        )
    table = records_table(found).drop(columns=BESIDE_THE_TABLE)
    return Shelf(table, opened, said)


def read_records(folder: Path, complain: Callable[[str], None]) -> pd.DataFrame:
    """The records alone; see `read_shelf`."""
    return read_shelf(folder, complain).records


def planned(shelf: Shelf, folder: Path, selection: Selection, today: date) -> list[PlannedAction]:
    """The open actions of the chosen records, overdue ones first; of a person, those they own.

    What a later exercise proves is complete. That is looked up for the actions that are shown:
    those overdue longest.
    """
    from reports.actions.model import COMPLETE, PlannedAction, in_order

    chosen = selection.records(shelf.records)
    owner = None if selection.person is None else selection.person.casefold()
    found = (
        PlannedAction(f"{name}/{one.id}", title, day, one)
        for name, title, day in zip(chosen["record"], chosen["title"], chosen["day"], strict=True)
        for one in shelf.open_actions.get(name, ())
        if owner is None or one.owner.casefold() == owner
    )
    ordered = in_order(found, today)
    cards = _Cards(folder, shelf.records)
    checked = [cards.proven(one) for one in ordered[:_LOOKED_UP]]
    return [one for one in (*checked, *ordered[_LOOKED_UP:]) if one.status != COMPLETE]


class _Cards:
    """The scorecards of later records, each read once and no more of them than is bearable."""

    def __init__(self, folder: Path, records: pd.DataFrame) -> None:
        self._folder = folder
        self._records = records
        self._read: dict[str, Later | None] = {}

    def _later(self, record: str, scenario: str) -> Iterator[Later]:
        """What was played beside a record after it, of this scenario, oldest first."""
        from reports.review.proven import Later

        rows = self._records
        (at,) = rows.loc[rows["record"] == record, "played_at"]
        after = rows[(rows["scenario"] == scenario) & (rows["played_at"] > at)]
        parent = PurePosixPath(record).parent
        for name, played_at, team in zip(
            after["record"], after["played_at"], after["team"], strict=True
        ):
            if PurePosixPath(name).parent != parent:
                continue
            if name not in self._read:
                if len(self._read) >= _LOOKED_UP:
                    return
                self._read[name] = None
                with suppress(TabletopError, OSError):
                    card = Record(self._folder / name).written_scorecard()
                    if card is not None:
                        self._read[name] = Later(name, played_at.to_pydatetime(), card, team)
            if (later := self._read[name]) is not None:
                yield later

    def _players(self, record: str) -> Players:
        """Who played a record."""
        from reports.review.proven import Players

        rows = self._records
        (row,) = rows[rows["record"] == record].to_dict("records")
        names = row["people"] or ((row["played_by"],) if row["played_by"] else ())
        return Players(row["exercise_type"], tuple(names), row["team"])

    def proven(self, action: PlannedAction) -> PlannedAction:
        """The action, with the record that proves it."""
        from reports.review.proven import proven_by

        proof = action.improvement.proof
        if proof is None:
            return action
        record = action.id.rpartition("/")[0]
        with suppress(TabletopError):
            reviewed = self._players(record)
            by = proven_by(action.improvement, reviewed, self._later(record, proof.scenario))
            return action if by is None else replace(action, proven=by.name)
        return action


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


def gathered(
    records: pd.DataFrame,
    selection: Selection,
    policy: Policy,
    today: date,
    actions: Sequence[PlannedAction] = (),
    *,
    feedback: Given | None = None,
) -> Training:
    """What the report is made from.

    Raises:
        Unusable: nothing is chosen.
    """
    from reports.training.material import training

    check(selection, records)
    return training(
        records,
        selection,
        policy=policy,
        playable=playable_scenarios(records),
        today=today,
        actions=actions,
        feedback=feedback,
    )


def report_name(selection: Selection) -> str:
    """What a report's files are called: a person's own page beside the report on everybody."""
    if selection.person is None:
        return NAME
    slug = re.sub(r"[^a-z0-9]+", "-", selection.person.casefold()).strip("-")
    return f"{NAME}-{slug or 'person'}"


def calendar_file(made: Training) -> bytes:
    """The training calendar as calendar programs read it."""
    from reports.training.ics import render

    return render(
        made.due,
        policy=made.policy.name,
        stamp=made.every_record["day"].iloc[-1],
        today=made.today,
        team=made.selection.team or "",
    )


def write_training(
    folder: Path, made: Training, forms: Sequence[TrendsForm], review: Rhythm | None = None
) -> list[Path]:
    """Write report and calendar, and for CSV and Parquet the table of records; the paths.

    Args:
        folder: where to write.
        made: what the report is made from.
        forms: in which forms.
        review: the regular review to write beside it.
    """
    from reports.training import export
    from reports.training.document import document

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unusable(f"{folder}: cannot be made: {error.strerror}") from error
    of_report = [form for form in FORMS if form in forms]
    report = report_name(made.selection)
    written = write_report(folder, report, document(made), of_report) if of_report else []
    if review is not None:
        from reports.training.reviews import review_document

        named = f"review-{review}{report.removeprefix(NAME)}"
        written += write_report(folder, named, review_document(made, review), of_report)
    tables = {"csv": export.csv, "parquet": export.parquet}
    whole = made.every_record
    files = {f"{TABLE_NAME}.{form}": tables[form](whole) for form in forms if form in tables}
    for name, content in {**files, CALENDAR_NAME: calendar_file(made)}.items():
        write_atomically(folder / name, content)
        written.append(folder / name)
    return written
