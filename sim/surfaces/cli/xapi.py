"""`tabletop xapi`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from sim.surfaces.layout import say

BATCH = 100


@click.command(
    epilog="""\b
Examples:
  tabletop xapi records --out statements.json
  tabletop xapi records --endpoint https://lrs.example.com/xAPI --credentials lrs.txt

\b
Only sessions with people are stated: runs of scripts and runbooks say nothing about anybody.
The same record gives the same statement ids, so sending it again changes nothing.
"""
)
@click.argument("records", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Write the statements as JSON.")
@click.option("--force", is_flag=True, help="Overwrite a file in --out.")
@click.option("--endpoint", help="Send them to this learning record store.")
@click.option(
    "--credentials",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file whose first line is user:password.",
)
@click.option(
    "--home-page",
    default="https://example.com",
    show_default=True,
    help="Account home page (xAPI) of the participants.",
)
def command(
    records: Path,
    *,
    out: Path | None,
    force: bool,
    endpoint: str | None,
    credentials: Path | None,
    home_page: str,
) -> None:
    """State who completed which exercise, as xAPI for a learning record store."""
    from reports.learning.xapi import VERSION
    from sim.disk import write_atomically
    from sim.errors import Unusable
    from sim.surfaces.learning import stated_by
    from sim.surfaces.outbound import Server, in_batches
    from sim.surfaces.progress import advancing, stage

    if out is None and endpoint is None:
        raise Unusable("say where to: --out FILE, --endpoint URL, or both")
    if out is not None and out.exists() and not force:
        raise Unusable(f"{out}: already exists; choose another --out or add --force")
    server = None
    if endpoint is not None:
        server = Server.at(endpoint, credentials, X_Experience_API_Version=VERSION)
    with stage("reading the records"):
        found, left_out = stated_by(records, home_page)
    for line in left_out:
        say(f"left out: {line}", err=True)
    if out is not None:
        text = json.dumps(found, indent=2, ensure_ascii=False)
        write_atomically(out, f"{text}\n".encode())
        say(f"{out}: {len(found)} statements")
    if server is not None:
        batches = in_batches(found, BATCH)
        with advancing("sending", len(batches)) as tick:
            for batch in batches:
                server.send(batch, "/statements")
                tick()
        say(f"{endpoint}: {len(found)} statements accepted")
