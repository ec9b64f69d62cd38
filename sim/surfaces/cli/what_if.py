"""`tabletop what-if`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.errors import Unusable
from sim.surfaces.arguments import record_argument
from sim.surfaces.forms import form_option, forms_of
from sim.surfaces.layout import say
from sim.surfaces.reports import FORMS

if TYPE_CHECKING:
    from reports.document import Report

EPILOG = """\b
Examples:
  tabletop what-if records/mine --without 57
  tabletop what-if records/mine --at '57: 14:20'
  tabletop what-if records/mine --instead '57: POST /health/r2/test'
  tabletop what-if records/mine --insert '14:20: page vendor_support "Please look"'
  tabletop what-if records/mine --set worker.breaker.failure_threshold=20
  tabletop what-if records/mine --each -n 2 --out what-if

\b
SEQ is an entry's number, as reports and timelines show it. A script that responded continues to
react; otherwise each command keeps the same delay after the message it responded to.
docs/how-to/what-if.md explains both.
"""


@click.command(epilog=EPILOG)
@record_argument
@click.option("--without", multiple=True, type=int, metavar="SEQ", help="Leave this command out.")
@click.option(
    "--instead", multiple=True, metavar="'SEQ: COMMAND'", help="Run another command instead."
)
@click.option("--at", "moved", multiple=True, metavar="'SEQ: TIME'", help="Run it at this time.")
@click.option(
    "--insert", "inserted", multiple=True, metavar="'TIME: COMMAND'", help="Add a command."
)
@click.option(
    "--set", "settings", multiple=True, metavar="NAME=VALUE", help="Set a field of the scenario."
)
@click.option("--each", is_flag=True, help="Leave every decision out in turn, over many runs.")
@click.option(
    "--settings", "others", is_flag=True, help="With --each: also try the worker's other settings."
)
@click.option(
    "--runs",
    "draws",
    type=click.IntRange(3, 10_000),
    metavar="N",
    help="With --each: how many runs each decision is tried in.  [default: 30]",
)
@click.option(
    "-n",
    "workers",
    type=click.IntRange(1, 512),
    metavar="N",
    help="With --each: number of parallel processes.  [default: one per core]",
)
@click.option(
    "--responder",
    metavar="NAME|FILE",
    help="The script that the record was played by.  [default: the responder named in the record]",
)
@form_option(FORMS)
@click.option("--out", type=click.Path(path_type=Path), help="Write the fork and the report here.")
def command(
    record: Path,
    *,
    without: tuple[int, ...],
    instead: tuple[str, ...],
    moved: tuple[str, ...],
    inserted: tuple[str, ...],
    settings: tuple[str, ...],
    each: bool,
    others: bool,
    draws: int | None,
    workers: int | None,
    responder: str | None,
    form: str,
    out: Path | None,
) -> None:
    """Play a record again with one thing changed, and compare (spoilers)."""
    from reports.what_if.document import each_decision, what_if
    from sim.campaigns.what_if.each import DRAWS
    from sim.campaigns.what_if.night import beside
    from sim.surfaces.what_if import changes_of, decided, keep, own_record

    forms = forms_of(form, FORMS)
    if each and (without or instead or moved or inserted):
        raise Unusable("--each leaves every decision out in turn: give no other change but --set")
    if not each and (others or draws is not None or workers is not None):
        raise Unusable("--settings, --runs and -n go with --each")
    mine = own_record(record, responder)
    fork = None
    if each:
        made = decided(mine, settings, draws=draws or DRAWS, workers=workers, others=others)
        document = each_decision(made)
    else:
        changes, words = changes_of(
            mine,
            without=without,
            instead=instead,
            moved=moved,
            inserted=inserted,
            settings=settings,
        )
        found, fork = beside(mine, changes, words)
        document = what_if(found)
    _print(document)
    if out is not None:
        for path in keep(out, document, forms, fork):
            say(f"  written {path}")


def _print(document: Report) -> None:
    from reports.forms.terminal import lines
    from sim.surfaces.layout import columns

    for line in lines(document, columns()):
        say(line.text, bold=line.bold)
