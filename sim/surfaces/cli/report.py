"""`tabletop report`."""

from __future__ import annotations

from pathlib import Path

import click

from sim.surfaces.arguments import record_argument


@click.command(epilog="Example: tabletop report records/mine")
@record_argument
def command(record: Path) -> None:
    """Write a record's scorecard and report anew, under the record's own policy."""
    from typing import cast

    from scoring.score import score
    from sim.exercise.replay import exercise_of
    from sim.journal.bodies import Header
    from sim.journal.file import journal_path, read_journal
    from sim.scenario.library import shipped_folder
    from sim.surfaces.arguments import Chosen
    from sim.surfaces.progress import stage
    from sim.surfaces.record import par_for, write_results
    from sim.surfaces.summary import print_summary

    entries = read_journal(record)
    header = cast("Header", entries[0].body)
    exercise = exercise_of(header)
    beside = shipped_folder() / f"{exercise.scenario.name}.yaml"
    with stage("drawing the report"):
        par = par_for(Chosen(exercise.scenario, exercise.policy, beside), header.seed)
        card = score(entries, par=par)
        report = write_results(journal_path(record).parent, card, entries)
    print_summary(card, record, report)
