"""`tabletop trends`."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.errors import TabletopError, Unusable
from sim.surfaces.arguments import day_of, policy_option_for
from sim.surfaces.forms import form_option, forms_of
from sim.surfaces.layout import say
from sim.surfaces.training import (
    TRENDS_FORMS,
    check,
    gathered,
    planned,
    read_shelf,
    write_training,
)

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd

    from reports.training.material import Training
    from reports.training.reviews import Rhythm
    from sim.scenario.policy import Policy

EPILOG = """\b
Examples:
  tabletop trends records
  tabletop trends records --team "Night watch" --form html,pdf --out reports/q1
  tabletop trends records --person "Ada Brandt"
  tabletop trends records --review quarterly --today 2026-04-01
  tabletop trends records --form csv,parquet

\b
`tabletop run` and `tabletop drill` write records; give them --team to compare teams. calendar.ics
is for calendar programs; csv and parquet add the table of records.
"""


@click.command(epilog=EPILOG)
@click.argument(
    "folder",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@click.option("--team", help="Only this team.")
@click.option("--person", help="Only records in which this person took part.")
@click.option("--scenario", help="Only this scenario, by name.")
@policy_option_for("the newest record's")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Where to write.  [default: DIR itself]"
)
@form_option(TRENDS_FORMS)
@click.option(
    "--review",
    type=click.Choice(["weekly", "monthly", "quarterly", "annual"]),
    help="Also write the weekly, monthly, quarterly or annual review up to today.",
)
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day the calendar is for.  [default: today]",
)
def command(
    folder: Path,
    *,
    team: str | None,
    person: str | None,
    scenario: str | None,
    policy: str | None,
    out: Path | None,
    form: str,
    review: Rhythm | None,
    today: datetime | None,
) -> None:
    """Report on training by quarter: how times change, what is due, what to practise.

    DIR holds records, at any depth.
    """
    from reports.training.records import Selection
    from sim.surfaces.progress import stage

    forms = forms_of(form, TRENDS_FORMS)
    day = day_of(today)
    selection = Selection(team=team, person=person, scenario=scenario)
    shelf = read_shelf(folder, lambda line: say(line, err=True))
    records = shelf.records
    check(selection, records)
    with stage("drawing the report"):
        actions = planned(shelf, folder, selection, day)
        judged_by = _policy(policy, folder, records)
        made = gathered(records, selection, judged_by, day, actions, feedback=shelf.feedback)
        written = write_training(out or folder, made, forms, review)
    _summary(made, written)


def _policy(asked: str | None, folder: Path, records: pd.DataFrame) -> Policy:
    """The policy asked for, or that of the newest record."""
    from sim.records.record import Record
    from sim.scenario.library import find_policy
    from sim.scenario.load import load_policy

    if asked is not None:
        return load_policy(find_policy(asked))
    for name in reversed(list(records["record"])):
        with suppress(TabletopError, OSError, ValueError):
            return Record(folder / name).policy()
    raise Unusable(f"{folder}: no record tells its policy; name one with --policy")


def _summary(made: Training, written: list[Path]) -> None:
    from reports.training.document import lead, title
    from sim.surfaces.actions import overdue_lines
    from sim.surfaces.layout import fold

    def tell(line: str) -> None:
        say(fold(line, lead="  ", indent="    "))

    say(f"Training, {title(made.selection)}", bold=True)
    tell(lead(made))
    parts = {
        "Overdue improvement actions": overdue_lines(made.overdue, made.today),
        "What changed": [f"{one.what}: {one.told}" for one in made.changes],
        "Due": [f"{one.on.isoformat()}  {one.practice.title}: {one.standing}" for one in made.due],
        "Practise next": [
            f"{group}: {one.what}, with {', '.join(one.scenarios)}. {one.why}"
            for group, advice in made.advice
            for one in advice[:1]
        ],
    }
    for head, lines in parts.items():
        if lines:
            say(head)
        for line in lines:
            tell(line)
    for path in written:
        say(f"  written {path}")
