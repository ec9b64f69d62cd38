"""`tabletop report`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sim.surfaces.arguments import chosen_of, record_argument

if TYPE_CHECKING:
    from pathlib import Path


@click.command(epilog="Example: tabletop report records/mine")
@record_argument
def command(record: Path) -> None:
    """Write a record's scorecard and report anew, under the record's own policy."""
    from scoring.score import score
    from sim.exercise.replay import exercise_of
    from sim.journal.encoding import header_of
    from sim.journal.file import journal_path, read_journal
    from sim.surfaces.progress import stage
    from sim.surfaces.record import par_for, write_results
    from sim.surfaces.summary import print_summary

    entries = read_journal(record)
    header = header_of(entries)
    exercise = exercise_of(header)
    with stage("drawing the report"):
        par = par_for(chosen_of(exercise.scenario, exercise.policy), header.seed)
        card = score(entries, par=par)
        report = write_results(journal_path(record).parent, card, entries)
    print_summary(card, record, report)
