"""`tabletop trends`."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.errors import TabletopError, Unusable
from sim.surfaces.arguments import policy_option
from sim.surfaces.forms import form_option, forms_of
from sim.surfaces.layout import say
from sim.surfaces.training import TRENDS_FORMS, check, gathered, read_records, write_training

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd

    from reports.training.document import Training
    from sim.scenario.policy import Policy

EPILOG = """\b
Examples:
  tabletop trends records
  tabletop trends records --team "Night watch" --form html,pdf --out reports/q1
  tabletop trends records --today 2026-04-01
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
@policy_option
@click.option(
    "--out", type=click.Path(path_type=Path), help="Where to write.  [default: DIR itself]"
)
@form_option(TRENDS_FORMS)
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
    today: datetime | None,
) -> None:
    """Report on training over quarters: how times change, what is due, what to practise.

    DIR holds records, at any depth.
    """
    from datetime import UTC
    from datetime import datetime as moments

    from reports.training.records import Selection
    from sim.surfaces.progress import stage

    forms = forms_of(form, TRENDS_FORMS)
    day = (today or moments.now(UTC)).date()
    selection = Selection(team=team, person=person, scenario=scenario)
    records = read_records(folder, lambda line: say(line, err=True))
    check(selection, records)
    with stage("drawing the report"):
        made = gathered(records, selection, _policy(policy, folder, records), day)
        written = write_training(out or folder, made, forms)
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
    from reports.training.figures import summary_of
    from scoring.statistics.sentences import sum_up
    from sim.surfaces.layout import fold

    say(f"Training, {title(made.selection)}", bold=True)
    lines = [lead(made)]
    lines += [f"{name}: {sum_up(summary_of(made.records, name), name)}" for name in ("TTD", "TTR")]
    for line in lines:
        say(fold(line, lead="  ", indent="    "))
    say("Due")
    for due in made.due:
        told = f"{due.on.isoformat()}  {due.practice.title}: {due.standing}"
        say(fold(told, lead="  ", indent="    "))
    say("Practise next")
    for team, advice in made.advice:
        for one in advice[:1]:
            told = f"{team}: {one.what}, with {', '.join(one.scenarios)}. {one.why}"
            say(fold(told, lead="  ", indent="    "))
    for path in written:
        say(f"  written {path}")
