"""`tabletop webhook`."""

from __future__ import annotations

from pathlib import Path

import click

from sim.surfaces.arguments import record_argument
from sim.surfaces.layout import say


@click.command(
    epilog="""\b
Examples:
  tabletop webhook records/mine --to https://hooks.example.com/exercises
  tabletop webhook records/mine --to https://hooks.example.com/exercises --credentials hook.txt

\b
What is sent: {"event": "exercise.scored", "record": NAME, "played_at": TIME, "scorecard": {...}},
with the scorecard as `tabletop score --json` prints it.
"""
)
@record_argument
@click.option("--to", "url", required=True, help="Where to send it: an http or https address.")
@click.option(
    "--credentials",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file whose first line is user:password.",
)
def command(record: Path, *, url: str, credentials: Path | None) -> None:
    """Send a record's scorecard to a webhook, as JSON."""
    from sim.errors import Unusable
    from sim.records.record import Record
    from sim.surfaces.outbound import Server

    server = Server.at(url, credentials)
    kept = Record.at(record)
    if words := kept.in_use:
        raise Unusable(f"{kept.folder}: {words}: end it first")
    server.send(
        {
            "event": "exercise.scored",
            "record": kept.folder.resolve().name,
            "played_at": kept.about().played_at.isoformat(),
            "scorecard": kept.scorecard().model_dump(mode="json"),
        }
    )
    say(f"{url}: accepted")
