"""`tabletop report`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sim.surfaces.arguments import chosen_of, record_argument
from sim.surfaces.forms import form_option, forms_of
from sim.surfaces.layout import say
from sim.surfaces.reports import FILES, FORMS, KINDS, document_of, material_of, write_report

if TYPE_CHECKING:
    from pathlib import Path

    from sim.surfaces.reports import Kind

EPILOG = """\b
Examples:
  tabletop report records/mine
  tabletop report records/mine --kind post-incident --form html,pdf,md

\b
What people add is kept in the record, in review.yaml: ratings, lessons, causes, who does what by
when. Edit it and build the report again: nothing you wrote is lost.
"""


@click.command(epilog=EPILOG)
@record_argument
@click.option(
    "--kind",
    type=click.Choice(KINDS),
    default="after-action",
    show_default=True,
    help="after-action contains the improvement plan; post-incident follows the template of the "
    "incident-response guide; forms fills in the guide's message, action-item and daily-report "
    "templates; agenda prepares the review meeting.",
)
@form_option(FORMS)
def command(record: Path, *, kind: Kind, form: str) -> None:
    """Rebuild a record's scorecard and report, under the record's own policy."""
    from scoring.score import score
    from sim.journal.embedded import policy_of, scenario_of
    from sim.journal.encoding import header_of
    from sim.journal.file import read_journal
    from sim.journal.versions import WORLD
    from sim.records.record import Record
    from sim.surfaces.par import par_for
    from sim.surfaces.progress import stage
    from sim.surfaces.summary import print_summary

    forms = forms_of(form, FORMS)
    kept = Record.at(record)
    folder = kept.folder
    with kept.owned(), stage("drawing the report"):
        entries = read_journal(record)
        header = header_of(entries)
        par = None
        if header.world_version == WORLD:  # the reference response meets today's world
            chosen = chosen_of(scenario_of(header), policy_of(header))
            par = par_for(chosen, header, entries[-1].at)
        corrections = kept.corrections(entries)
        card = score(entries, par=par, corrections=corrections)
        made = material_of(folder, card, entries, corrections)
        kept.write_scorecard(card)
        written = write_report(folder, FILES[kind], document_of(kind, made), forms)
    print_summary(card, record, written[0], corrections)
    for path in written[1:]:
        say(f"          {path}")
