"""The scorecard in the terminal: the headline, what went wrong, where the report lies."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from sim.surfaces.layout import fold

if TYPE_CHECKING:
    from pathlib import Path

    from scoring.model import Scorecard


def print_summary(card: Scorecard, record: Path, report: Path | None) -> None:
    """Print the scorecard."""
    from reports.text import headline, top_findings

    rows = headline(card)
    width = max(len(name) for name, _ in rows)
    click.secho(f"{card.title}, seed {card.seed}, {', '.join(card.participants)}", bold=True)
    for name, value in rows:
        click.echo(f"  {name:<{width}}  {value}")
    on_terminal = sys.stdout.isatty()  # in a pipe, one line is one finding
    for line in top_findings(card):
        click.echo(fold(line, lead="  ", indent=" " * 4) if on_terminal else f"  {line}")
    click.echo(f"  record  {record}")
    if report is not None:
        click.echo(f"  report  {report}")
