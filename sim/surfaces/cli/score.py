"""`tabletop score`."""

from __future__ import annotations

from pathlib import Path

import click

from sim.surfaces.arguments import record_argument


@click.command(epilog="Example: tabletop score records/mine --policy new-policy.yaml --json")
@record_argument
@click.option("--policy", type=click.Path(path_type=Path), help="Another policy than the record's.")
@click.option("--json", "as_json", is_flag=True, help="Print the scorecard as JSON.")
def command(record: Path, *, policy: Path | None, as_json: bool) -> None:
    """Score a record, under its own policy or a newer one; changes nothing."""
    from scoring.score import score
    from sim.journal.file import read_journal
    from sim.scenario.load import load_policy
    from sim.surfaces.summary import print_summary

    entries = read_journal(record)
    card = score(entries, load_policy(policy) if policy else None)
    if as_json:
        click.echo(card.model_dump_json(indent=2))
    else:
        print_summary(card, record, None)
