"""`tabletop actions`."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - click reads it
from pathlib import Path

import click

from sim.surfaces.arguments import day_of
from sim.surfaces.layout import fold, say

FORMS = ("csv", "xlsx", "jira", "ics", "gh", "glab")


@click.command(
    epilog="""\b
Examples:
  tabletop actions records
  tabletop actions records --form csv,ics --out plan
  tabletop actions records --form gh --out plan
  tabletop actions records --from plan/actions.csv

\b
Forms: csv and xlsx are this tool's own, and are read back with --from; jira is for Jira's CSV
import; ics contains to-dos for a calendar; gh and glab are scripts that open issues on GitHub and
GitLab.
"""
)
@click.argument("records", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--form", default="csv", show_default=True, metavar="FORMS",
              help=f"With --out, one or more of {', '.join(FORMS)}, with commas.")  # fmt: skip
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Write files there.")
@click.option("--from", "source", type=click.Path(path_type=Path),
              help="Import statuses from an actions.csv or .xlsx into the reviews.")  # fmt: skip
@click.option("--today", type=click.DateTime(formats=["%Y-%m-%d"]),
              help="Date to use as today.")  # fmt: skip
def command(
    records: Path, *, form: str, out: Path | None, source: Path | None, today: datetime | None
) -> None:
    """List what all reviews ask for, overdue first; export to trackers, import status."""
    from reports.actions.model import COMPLETE, in_order
    from scoring.verdict import some
    from sim.surfaces.actions import (
        actions_below,
        lines_for,
        statuses_in,
        take_statuses,
        write_actions,
    )
    from sim.surfaces.forms import forms_of
    from sim.surfaces.spreadsheet import read_table

    forms = forms_of(form, FORMS)
    day = day_of(today)
    if source is not None:
        changed = take_statuses(records, statuses_in(source, read_table(source)))
        say(f"{source}: {some(changed, 'status', 'statuses')} changed")
        return
    found, left_out = actions_below(records)
    for line in left_out:
        say(f"left out: {line}", err=True)
    actions = in_order(found, day)
    if out is not None:
        for path in write_actions(actions, forms, out, day):
            say(f"written {path}")
        return
    for line in lines_for([one for one in actions if one.status != COMPLETE], day):
        say(fold(line, indent="  "))
    done = sum(one.status == COMPLETE for one in actions)
    late = sum(bool(one.days_late(day)) for one in actions)
    say(f"{some(len(actions), 'action')}: {late} overdue, {done} complete", bold=True)
