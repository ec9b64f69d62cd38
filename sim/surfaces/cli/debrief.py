"""`tabletop debrief`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sim.surfaces.arguments import record_argument
from sim.surfaces.forms import form_option, forms_of
from sim.surfaces.layout import say
from sim.surfaces.reports import FORMS, material_of, write_report

if TYPE_CHECKING:
    from pathlib import Path

EPILOG = """\b
Examples:
  tabletop debrief records/mine
  tabletop debrief records/mine --form html,pdf

\b
It prints what was really wrong, when it could have been known, which decisions mattered, and what
the reference response (par) did under the same conditions. With --form it writes files as well.
"""


@click.command(epilog=EPILOG)
@record_argument
@form_option(FORMS, default="")
def command(record: Path, *, form: str) -> None:
    """Explain what was really wrong and what each decision led to (spoilers)."""
    from reports.debrief.document import debrief
    from reports.forms.terminal import lines
    from scoring.score import score
    from sim.journal.file import read_journal
    from sim.records.record import Record
    from sim.surfaces.debrief import debriefed
    from sim.surfaces.layout import columns

    forms = forms_of(form, FORMS) if form else ()
    kept = Record.at(record)
    with kept.owned():
        entries = read_journal(record)
        corrections = kept.corrections(entries)
        card = score(entries, corrections=corrections)
        document = debrief(debriefed(material_of(kept.folder, card, entries, corrections)))
        written = write_report(kept.folder, "debrief", document, forms)
    for line in lines(document, columns(), skip=("timeline",)):
        say(line.text, bold=line.bold)
    for path in written:
        say(f"written {path}")
