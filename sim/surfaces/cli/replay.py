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
@click.option("--open", "opens", is_flag=True, help="Show every board of any moment in a browser.")
@click.option(
    "--at",
    metavar="TIME",
    help="The moment to open at: simulated like 14:30, or since StartEx like 30m.",
)
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    help="Where to listen.  [default: the first free from 8700 on]",
)
@click.pass_context
def command(
    ctx: click.Context, record: Path, *, opens: bool, at: str | None, port: int | None
) -> None:
    """Rebuild a record's world from header and actions and prove the journal equal."""
    from sim.errors import ReplayDiffers
    from sim.exercise.replay import rebuild
    from sim.journal.encoding import header_of
    from sim.journal.file import journal_path, read_journal
    from sim.surfaces.error_lines import lines_of
    from sim.surfaces.progress import stage

    if not opens and (at is not None or port is not None):
        raise click.UsageError(f"{'--port' if at is None else '--at'} goes with --open", ctx)
    entries = read_journal(record)
    try:
        with stage("replaying"):
            exercise = rebuild(entries)
    except ReplayDiffers as error:
        say(f"{record}: {lines_of(error)[0]}", err=True)
        ctx.exit(1)
    last = entries[-1]
    if exercise.journal.entries[len(entries) - 1].hash == last.hash:
        say(f"{record}: {len(entries)} entries, digest {last.hash[:16]}: equal")
    else:
        version = header_of(entries).tool_version
        say(f"{record}: {len(entries)} entries: equal in all that version {version} wrote")
    if opens:
        from sim.surfaces.web.serve_replay import serve_replay

        serve_replay(exercise, entries, journal_path(record).parent, at=at, port=port)
