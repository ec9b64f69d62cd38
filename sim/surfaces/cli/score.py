"""`tabletop score`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sim.surfaces.arguments import policy_option_for, record_argument
from sim.surfaces.layout import say_json

if TYPE_CHECKING:
    from pathlib import Path


@click.command(epilog="Example: tabletop score records/mine --policy incident-command")
@record_argument
@policy_option_for("the record's")
@click.option("--json", "as_json", is_flag=True, help="Print the scorecard as JSON.")
def command(record: Path, *, policy: str | None, as_json: bool) -> None:
    """Score a record, under its own policy or a newer one; changes nothing.

    Corrections in its review.yaml (decisions, readings of messages) are applied.
    """
    from scoring.score import score
    from sim.records.record import Record
    from sim.scenario.library import find_policy
    from sim.scenario.load import load_policy
    from sim.surfaces.live_records import played_so_far
    from sim.surfaces.summary import print_summary

    kept = Record.at(record)
    entries = played_so_far(record)
    corrections = kept.corrections(entries)
    other = load_policy(find_policy(policy)) if policy else None
    card = score(entries, other, corrections=corrections)
    if as_json:
        say_json(card.model_dump_json(indent=2))
    else:
        print_summary(card, record, None, corrections)
