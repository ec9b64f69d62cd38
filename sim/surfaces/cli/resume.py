"""`tabletop resume`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sim.surfaces.arguments import chosen_of, record_argument
from sim.surfaces.cli.drill import MOST_PACE

if TYPE_CHECKING:
    from pathlib import Path


@click.command(epilog="Example: tabletop resume records/complete-r2-outage-drill-seed1 --pace 10")
@record_argument
@click.option(
    "--pace",
    default=1.0,
    show_default=True,
    type=click.FloatRange(0.1, MOST_PACE),
    help="Simulated seconds per second.",
)
def command(record: Path, *, pace: float) -> None:
    """Go on with a drill that was cut off, at the last instant on disk."""
    from sim.errors import Unusable
    from sim.exercise.replay import rebuild
    from sim.journal.bodies import Ended, Message
    from sim.journal.encoding import header_of
    from sim.journal.file import LiveJournal, read_torn_journal
    from sim.surfaces.drill import play_live, print_results
    from sim.surfaces.progress import stage
    from sim.surfaces.record import par_for

    entries, good_bytes = read_torn_journal(record)
    if isinstance(entries[-1].body, Ended):
        raise Unusable(f"{record}: this exercise has ended; see it with: tabletop report {record}")
    header = header_of(entries)
    if header.exercise_type != "drill":
        raise Unusable(f"{record}: not a drill; replay it with: tabletop replay {record}")
    with stage("rebuilding the world"):
        exercise = rebuild(entries)
    player = header.participants[0].name
    actions = sum(entry.body.kind == "action" for entry in entries)
    click.echo(f"{record}: {actions} actions rebuilt, going on where it stopped")
    recent = tuple(
        entry
        for entry in entries
        if entry.at >= entries[-1].at - 300_000
        or (isinstance(entry.body, Message) and entry.body.delayed)  # it may arrive yet
    )
    with LiveJournal(record, keep_bytes=good_bytes) as disk:
        play_live(
            exercise,
            disk,
            record,
            player=player,
            pace=pace,
            written=len(entries),
            replayed=recent,
        )
    par = par_for(chosen_of(exercise.scenario, exercise.policy), header.seed)
    print_results(exercise, record, par)
