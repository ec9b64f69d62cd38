"""`tabletop replay`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sim.surfaces.arguments import record_argument
from sim.surfaces.layout import say

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    epilog="""\b
Examples:
  tabletop replay records/mine
  tabletop replay records/mine --open
  tabletop replay records/mine --open --at 14:30
"""
)
@record_argument
@click.option("--open", "opens", is_flag=True, help="Show every board at any moment, in a browser.")
@click.option(
    "--at",
    metavar="TIME",
    help="Open at this time: on the simulated clock (14:30) or since StartEx (30m).",
)
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    help="The port to listen on.  [default: the first free port from 8700]",
)
@click.pass_context
def command(
    ctx: click.Context, record: Path, *, opens: bool, at: str | None, port: int | None
) -> None:
    """Replay a record's actions in a fresh simulation and verify that its journal is the same.

    With --open, a record that was played in another version of the simulation is shown as recorded.
    """
    from sim.errors import OtherWorld, ReplayDiffers, Unusable
    from sim.exercise.replay import exercise_of, rebuild
    from sim.journal.encoding import header_of
    from sim.journal.file import naming
    from sim.records.record import Record
    from sim.surfaces.error_lines import lines_of
    from sim.surfaces.live_records import played_so_far
    from sim.surfaces.progress import stage

    if not opens and (at is not None or port is not None):
        raise click.UsageError(f"{'--port' if at is None else '--at'} goes with --open", ctx)
    entries = played_so_far(record)
    try:
        with naming(record), stage("replaying"):
            exercise = rebuild(entries)
    except ReplayDiffers as error:
        say(lines_of(error)[0], err=True)
        ctx.exit(1)
    except OtherWorld as error:
        if not opens:
            raise Unusable(f"{record}: {error}") from error
        say(f"{record}: as recorded, in version {error.recorded} of the world: not proved")
        exercise = exercise_of(header_of(entries))
    else:
        last = entries[-1]
        say(f"{record}: {len(entries)} entries, digest {last.hash[:16]}: replay matches the record")
    if opens:
        from sim.surfaces.web.serve_replay import serve_replay

        serve_replay(exercise, entries, Record.at(record).folder, at=at, port=port)
