"""`tabletop show`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sim.surfaces.arguments import choose, scenario_argument
from sim.surfaces.layout import fold_paragraphs

if TYPE_CHECKING:
    from sim.scenario.model import Scenario


@click.command(epilog="Example: tabletop show complete-r2-outage --facilitator")
@scenario_argument
@click.option("--facilitator", is_flag=True, help="Also the ground truth and the MSEL: spoilers.")
def command(scenario: str, *, facilitator: bool) -> None:
    """Show a scenario's briefing."""
    chosen = choose(scenario).scenario
    click.secho(chosen.title, bold=True)
    click.echo(f"{chosen.starts_at:%A %Y-%m-%d %H:%M} UTC\n")
    click.echo(f"{fold_paragraphs(chosen.briefing)}\n")
    click.secho("Objectives", bold=True)
    for objective in chosen.objectives:
        click.echo(f"  - {objective.text}")
    if facilitator:
        _facilitator(chosen)


def _facilitator(scenario: Scenario) -> None:
    click.secho("\nGround truth", bold=True)
    click.echo(scenario.ground_truth)
    click.secho("Faults", bold=True)
    for fault in scenario.faults:
        ends = f"ends by {fault.ends.by}"
        after = f" after {fault.ends.after}" if fault.ends.after else ""
        click.echo(f"  {fault.id}: {fault.effect}, begins at {fault.begins}, {ends}{after}")
    click.secho("\nMSEL", bold=True)
    from sim.scenario.msel import time_of

    for inject in scenario.injects:
        click.echo(f"  {inject.id}: {time_of(inject)}, {inject.sender} on {inject.channel}")
        click.echo(f"      says: {inject.text.strip()}")
        if inject.expects:
            click.echo(f"      expected: {inject.expects}")
