"""`tabletop drill`."""

from __future__ import annotations

import getpass
from pathlib import Path

import click

from sim.legible import clean
from sim.surfaces.arguments import (
    choose,
    coach_for,
    coach_option,
    durations_of,
    live_durations,
    pace_option,
    policy_option,
    scenario_argument,
    seed_option,
    team_option,
)


@click.command(
    epilog="""\b
Examples:
  tabletop drill complete-r2-outage
  tabletop drill complete-r2-outage --pace 10 --seed 7
  tabletop drill partial-degradation --within 90m
  tabletop drill complete-r2-outage --coach
"""
)
@scenario_argument
@policy_option
@team_option
@seed_option
@pace_option
@live_durations
@coach_option
@click.option("--out", type=click.Path(path_type=Path), help="The record's directory.")
@click.option(
    "--as", "player", default=None, help="Your name in the record.  [default: your login]"
)
@click.option(
    "--from-start",
    is_flag=True,
    help="Start at the start of the exercise instead of at the first sign.",
)
def command(
    scenario: str,
    *,
    policy: str | None,
    team: str,
    seed: int,
    pace: float,
    drawn: bool,
    within: int | None,
    coach: bool,
    out: Path | None,
    player: str | None,
    from_start: bool,
) -> None:
    """Play a scenario live: a first sign comes in, a bash shell opens, curl reaches the service."""
    from sim.exercise.exercise import Exercise
    from sim.journal.bodies import Participant
    from sim.journal.file import LiveJournal
    from sim.records.record import Record
    from sim.surfaces.drill import play_live, print_results, skip_to_first_page
    from sim.surfaces.par import par_for
    from sim.surfaces.shell.folder import find_programs

    find_programs()
    chosen = choose(scenario, policy)
    name = clean(player or getpass.getuser())
    participants = (Participant(name=name, role=chosen.scenario.player),)
    exercise = Exercise(
        chosen.scenario,
        chosen.policy,
        seed,
        exercise_type="drill",
        participants=participants,
        durations=durations_of(chosen.scenario, within, take="drawn" if drawn else "median"),
        coach=coach_for(chosen) if coach else None,
    )
    with Record.begun(out, f"{chosen.scenario.name}-drill-seed{seed}") as kept:
        record = kept.folder
        kept.write_about(team)
        with LiveJournal(record) as disk:
            if not from_start:
                skip_to_first_page(exercise)
            play_live(exercise, disk, record, player=name, pace=pace)
        print_results(
            exercise,
            record,
            par_for(chosen, exercise.journal.header, exercise.journal.entries[-1].at),
        )
