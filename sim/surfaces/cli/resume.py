"""`tabletop resume`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from sim.surfaces.arguments import PACES, chosen_of, record_argument, where_options
from sim.surfaces.layout import say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sim.exercise.exercise import Exercise
    from sim.journal.encoding import Entry

RECENT_MS = 300_000
_SEE = "see it with: tabletop report"


@click.command(
    epilog="""\b
Examples:
  tabletop resume records/complete-r2-outage-drill-seed1 --pace 10
  tabletop resume records/complete-r2-outage-team-seed1
"""
)
@record_argument
@click.option(
    "--pace",
    type=PACES,
    help="Simulated seconds per second.  [default: 1 for a drill; for a team session, its "
    "previous pace]",
)
@where_options
def command(
    record: Path,
    *,
    pace: float | None,
    port: int | None,
    bind: str | None,
    names: tuple[str, ...],
    cert: Path | None,
    key: Path | None,
) -> None:
    """Resume an interrupted drill or team session from the last saved moment.

    A team session that was interrupted after EndEx returns to its hot wash.
    A team session listens on its previous address unless you give another.
    """
    from sim.records.record import Record

    kept = Record.at(record)
    # Before the journal is read: what another process is still writing to cannot be taken up.
    with kept.owned("played"):
        _take_up(kept.folder, _Asked(pace, port, bind, names, cert, key))


@dataclass(frozen=True, slots=True)
class _Asked:
    """The options of the command, as they were given."""

    pace: float | None
    port: int | None
    bind: str | None
    names: tuple[str, ...]
    cert: Path | None
    key: Path | None


def _take_up(record: Path, asked: _Asked) -> None:
    """Rebuild the world of a record that is ours, and go on with it."""
    from sim.errors import OtherWorld, Unusable
    from sim.exercise.replay import rebuild
    from sim.journal.bodies import Ended
    from sim.journal.encoding import header_of
    from sim.journal.file import LiveJournal, read_torn_journal
    from sim.surfaces.progress import stage
    from sim.surfaces.web.seats import FILE_NAME as SEATS

    entries, good_bytes = read_torn_journal(record)
    # While the hot wash is open the seats are kept: it is what an ended session returns to.
    washing = (record / SEATS).exists()
    if isinstance(entries[-1].body, Ended) and not washing:
        raise Unusable(f"{record}: this exercise has ended; {_SEE} {record}")
    header = header_of(entries)
    if header.exercise_type == "regression":
        raise Unusable(f"{record}: nobody played it; replay it with: tabletop replay {record}")
    if header.exercise_type == "drill" and not header.participants:
        raise Unusable(f"{record}: nobody takes part in this drill: it cannot be resumed")
    try:
        with stage("rebuilding the world"):
            exercise = rebuild(entries)
    except OtherWorld as error:
        raise Unusable(f"{record}: {error}") from error
    if exercise.ended:
        _keep_torn(record, len(entries) + 1, good_bytes)
        with LiveJournal(record, keep_bytes=good_bytes) as disk:
            disk.append(exercise.journal.lines_since(len(entries)))
        if not washing:
            raise Unusable(
                f"{record}: this exercise had ended; its end is on disk now: {_SEE} {record}"
            )
        entries, good_bytes = read_torn_journal(record)
    _keep_torn(record, len(entries) + 1, good_bytes)
    actions = sum(entry.body.kind == "action" for entry in entries)
    where = "back in the hot wash" if exercise.ended else "continuing where it stopped"
    say(f"{record}: {actions} actions rebuilt, {where}")
    if header.exercise_type == "drill":
        _drill(exercise, record, entries, good_bytes, asked.pace or 1.0)
        return
    from sim.surfaces.cli.host import farewell
    from sim.surfaces.web.endpoint import Endpoint
    from sim.surfaces.web.host import resume_session
    from sim.surfaces.web.seats import SeatPlan

    seats = SeatPlan.load(record)
    endpoint = Endpoint.of(
        asked.bind, asked.port, asked.names, asked.cert, asked.key, before=seats.served
    )
    farewell(
        record, resume_session(exercise, record, entries, good_bytes, seats, endpoint, asked.pace)
    )


def _keep_torn(record: Path, line: int, good_bytes: int) -> None:
    """Keep a half-written last line beside the journal before it is cut off, and say so."""
    from sim.journal.file import JOURNAL_NAME, journal_bytes
    from sim.records.repair import keep_cut

    if cut := journal_bytes(record)[good_bytes:]:
        kept = keep_cut(record, cut)
        text = f"left out, because only half of it was written ({len(cut)} bytes); kept in {kept}"
        say(f"{record / JOURNAL_NAME}:{line}: {text}")


def _drill(
    exercise: Exercise, record: Path, entries: Sequence[Entry], good_bytes: int, pace: float
) -> None:
    from sim.journal.bodies import Message
    from sim.journal.file import LiveJournal
    from sim.surfaces.drill import play_live, print_results
    from sim.surfaces.par import par_for

    header = exercise.journal.header
    recent = tuple(
        entry
        for entry in entries
        if entry.at >= entries[-1].at - RECENT_MS
        or (isinstance(entry.body, Message) and entry.body.delayed)  # it may arrive yet
    )
    with LiveJournal(record, keep_bytes=good_bytes) as disk:
        play_live(
            exercise,
            disk,
            record,
            player=header.participants[0].name,
            pace=pace,
            written=len(entries),
            replayed=recent,
        )
    chosen = chosen_of(exercise.scenario, exercise.policy)
    par = par_for(chosen, header, exercise.journal.entries[-1].at)
    print_results(exercise, record, par)
