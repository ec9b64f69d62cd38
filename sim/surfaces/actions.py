"""The actions of all records below a directory, and statuses that come back from elsewhere."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, get_args

from sim.errors import BadFile, Finding, TabletopError, Unusable

_TRACKERS: dict[str, Status] = {
    "todo": "not started", "to do": "not started", "open": "not started", "backlog": "not started",
    "doing": "in progress", "in review": "in progress",
    "done": "complete", "closed": "complete", "completed": "complete", "resolved": "complete",
}  # fmt: skip
"""What trackers call the statuses, in small letters."""

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from reports.actions.model import PlannedAction
    from reports.review.model import Status
    from sim.records.shelf import Neighbours
    from sim.surfaces.spreadsheet import Table


def actions_below(records: Path) -> tuple[list[PlannedAction], list[str]]:
    """Every action of every review, and the records that could not be read, a line each."""
    from sim.records.shelf import Neighbours, record_folders

    found: list[PlannedAction] = []
    left_out: list[str] = []
    beside = Neighbours()
    for folder in record_folders(records):
        name = folder.relative_to(records).as_posix()
        found += _actions_of(folder, name, left_out.append, beside)
    return found, left_out


def _actions_of(
    folder: Path, name: str, complain: Callable[[str], None], beside: Neighbours
) -> list[PlannedAction]:
    """The actions of one record under this name; none, and a complaint, when it cannot be read."""
    from reports.actions.model import actions_of
    from reports.review.proven import Players
    from sim.records.record import Record
    from sim.surfaces.error_lines import lines_of

    kept = Record(folder)
    try:
        review = kept.review()
        if review is None:
            return []
        day = kept.about().played_at.astimezone(UTC).date()
        card = kept.scorecard()
        reviewed = Players(card.exercise_type, card.participants, kept.about().team)
        proofs = any(one.proof is not None for one in review.improvements)
        later = tuple(beside.after(kept)) if proofs else ()
        return actions_of(
            name, card.title, day, review.improvements, reviewed=reviewed, later=later
        )
    except (TabletopError, OSError) as error:
        why = lines_of(error)[0] if isinstance(error, TabletopError) else str(error)
        complain(why if str(folder) in why else f"{folder}: {why}")
        return []


def statuses_in(path: Path, table: Table) -> dict[str, Status]:
    """The statuses of a table by the actions' ids; rows without a status are left as they are.

    Raises:
        BadFile: a heading is missing, a status is none, or an action has two; names row and column.
    """
    from reports.actions.forms import ID, STATUS
    from reports.review.model import Status
    from sim.scenario.spelling import shown

    heads = [head.strip().casefold() for head in table[0]] if table else []
    places = [
        heads.index(name.casefold()) if name.casefold() in heads else -1 for name in (ID, STATUS)
    ]
    if -1 in places:
        text = f"needs the columns {ID} and {STATUS}, as `tabletop actions --out` writes them"
        raise BadFile((Finding(str(path), 1, "", text),))
    known = {**{one: one for one in get_args(Status)}, **_TRACKERS}
    found: dict[str, Status] = {}
    wrong = []
    for number, row in enumerate(table[1:], start=2):
        name, status = (row[place].strip() if place < len(row) else "" for place in places)
        if not name or not status:
            continue
        if status.casefold() not in known:
            text = f"{status!r} is no status; write {', '.join(get_args(Status))}"
            wrong.append(Finding(str(path), number, STATUS, text))
            continue
        said = known[status.casefold()]
        if found.setdefault(name, said) != said:
            text = f"{shown(name)} is {found[name]!r} further up; give it one status"
            wrong.append(Finding(str(path), number, STATUS, text))
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

    actions, left_out = actions_below(records)
    if odd := sorted(set(statuses) - {one.id for one in actions}):
        why = f"; left out: {left_out[0]}" if left_out else ""
        raise Unusable(f"{records}: there is no action {odd[0]}{why}")
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


MOST_LOOKED_AT = 200
"""A briefing waits for no more reviews than these, the newest."""
MOST_OVERDUE = 5
"""So many lead a briefing and the trends; the others are counted."""


def overdue_lines(actions: Sequence[PlannedAction], today: date) -> list[str]:
    """The overdue ones of these actions as they lead a briefing; they come in order."""
    late = [one for one in actions if one.days_late(today)]
    lines = lines_for(late[:MOST_OVERDUE], today)
    more = len(late) - MOST_OVERDUE
    return [*lines, f"and {more} more; list them with: tabletop actions"] if more > 0 else lines


def overdue_beside(record: Path, today: date) -> list[str]:
    """What leads the briefing of a record: overdue actions of the records beside it.

    A review that cannot be read is left out: it must not keep anybody from playing.
    """
    from reports.actions.model import in_order
    from sim.records.review import REVIEW_NAME
    from sim.records.shelf import Neighbours

    mine = record.resolve()
    try:
        reviews = [
            one
            for one in mine.parent.glob(f"*/{REVIEW_NAME}")
            if one.is_file() and one.parent != mine
        ]
        newest = sorted(reviews, key=lambda one: one.stat().st_mtime, reverse=True)
    except OSError:
        return []
    found: list[PlannedAction] = []
    unread: list[str] = []
    beside = Neighbours()
    for one in newest[:MOST_LOOKED_AT]:
        found += _actions_of(one.parent, one.parent.name, unread.append, beside)
    return overdue_lines(in_order(found, today), today)


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


def write_actions(
    actions: Sequence[PlannedAction], forms: Sequence[str], out: Path, day: date
) -> list[Path]:
    """Write the actions in these forms; the paths.

    Args:
        actions: in order.
        forms: csv, xlsx, jira, ics, gh, glab.
        out: the directory; made when it is not there.
        day: what calendar entries are stamped with.
    """
    from reports.actions import forms as made
    from sim.disk import write_atomically
    from sim.surfaces.spreadsheet import write_table

    out.mkdir(parents=True, exist_ok=True)
    paths = []
    for form in forms:
        if form in {"csv", "xlsx"}:
            path = out / f"actions.{form}"
            write_table(path, made.table(actions))
        elif form == "jira":
            path = out / "jira.csv"
            write_table(path, made.jira(actions))
        elif form == "ics":
            path = out / "actions.ics"
            write_atomically(path, made.calendar(actions, day))
        else:
            path = out / f"issues-{form}.sh"
            text = made.github(actions) if form == "gh" else made.gitlab(actions)
            write_atomically(path, text.encode())
        paths.append(path)
    return paths
