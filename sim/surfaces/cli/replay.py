"""`tabletop replay`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sim.surfaces.arguments import record_argument

if TYPE_CHECKING:
    from pathlib import Path


@click.command(epilog="Example: tabletop replay records/mine")
@record_argument
@click.pass_context
def command(ctx: click.Context, record: Path) -> None:
    """Rebuild a record's world from header and actions and prove the journal equal."""
    from sim.errors import ReplayDiffers
    from sim.exercise.replay import rebuild
    from sim.journal.file import read_journal
    from sim.surfaces.progress import stage
    from sim.surfaces.words import lines_of

    entries = read_journal(record)
    try:
        with stage("replaying"):
            rebuild(entries)
    except ReplayDiffers as error:
        click.echo(f"{record}: {lines_of(error)[0]}", err=True)
        ctx.exit(1)
    click.echo(f"{record}: {len(entries)} entries, digest {entries[-1].hash[:16]}: equal")
