"""The actions of all records below a directory, and statuses that come back from elsewhere."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, cast, get_args

from sim.errors import BadFile, Finding, TabletopError, Unusable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from reports.actions.model import PlannedAction
    from reports.review.model import Status
    from sim.surfaces.spreadsheet import Table


def actions_below(records: Path) -> tuple[list[PlannedAction], list[str]]:
    """Every action of every review, and the records that could not be read, a line each."""
    from reports.actions.model import actions_of
    from sim.records.record import Record
    from sim.records.shelf import later_records, record_folders
    from sim.surfaces.error_lines import lines_of

    found: list[PlannedAction] = []
    left_out: list[str] = []
    for folder in record_folders(records):
        kept = Record(folder)
        try:
            review = kept.review()
            if review is None:
                continue
            day = kept.about().played_at.astimezone(UTC).date()
            name = folder.relative_to(records).as_posix()
            title = kept.scorecard().title
            later = tuple(later_records(kept))
            found += actions_of(name, title, day, review.improvements, later)
        except (TabletopError, OSError) as error:
            why = lines_of(error)[0] if isinstance(error, TabletopError) else str(error)
            left_out.append(why if str(folder) in why else f"{folder}: {why}")
    return found, left_out


def statuses_in(path: Path, table: Table) -> dict[str, Status]:
    """The statuses of a table by the actions' ids; rows without a status are left as they are.

    Raises:
        BadFile: a heading is missing, or a status is none; names row and column.
    """
    from reports.actions.forms import ID, STATUS
    from reports.review.model import Status

    heads = [head.strip().casefold() for head in table[0]] if table else []
    places = [
        heads.index(name.casefold()) if name.casefold() in heads else -1 for name in (ID, STATUS)
    ]
    if -1 in places:
        text = f"needs the columns {ID} and {STATUS}, as `tabletop actions --out` writes them"
        raise BadFile((Finding(str(path), 1, "", text),))
    known = get_args(Status)
    found: dict[str, Status] = {}
    wrong = []
    for number, row in enumerate(table[1:], start=2):
        name, status = (row[place].strip() if place < len(row) else "" for place in places)
        if not name or not status:
            continue
        if status.casefold() not in known:
            text = f"{status!r} is no status; write {', '.join(known)}"
            wrong.append(Finding(str(path), number, STATUS, text))
            continue
        found[name] = cast("Status", status.casefold())
    if wrong:
        raise BadFile(tuple(wrong))
    return found


def take_statuses(records: Path, statuses: dict[str, Status]) -> int:
    """Write statuses into the reviews that they belong to; how many changed.

    Everything is looked at before anything is written.

    Raises:
        Unusable: an id leads to no action.
    """
    from sim.records.record import Record
    from sim.records.review import set_statuses

    known = {one.id for one in actions_below(records)[0]}
    if unknown := sorted(set(statuses) - known):
        raise Unusable(f"{records}: there is no action {unknown[0]}")
    by_record: dict[str, dict[str, Status]] = {}
    for name, status in statuses.items():
        record, _, improvement = name.rpartition("/")
        by_record.setdefault(record, {})[improvement] = status
    changed = 0
    for record, wanted in by_record.items():
        folder = records / record
        with Record(folder).owned():
            changed += set_statuses(folder, wanted)
    return changed


def lines_for(actions: Sequence[PlannedAction], today: date) -> list[str]:
    """The actions as people read them in a terminal."""
    from scoring.verdict import some

    lines = []
    for one in actions:
        plan, late = one.improvement, one.days_late(today)
        due = "no due date" if plan.due is None else f"due {plan.due.isoformat()}"
        parts = [
            f"OVERDUE by {some(late, 'day')}" if late else due,
            plan.owner or "no owner",
            f"proved by {one.proven}" if one.proven else one.status,
        ]
        lines.append(f"{one.id}: {plan.action} ({'; '.join(parts)})")
    return lines
