"""`tabletop host`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.errors import Unusable
from sim.surfaces.arguments import (
    choose,
    coach_for,
    coach_option,
    durations_of,
    live_durations,
    optional_scenario,
    pace_option,
    policy_option,
    seed_option,
    team_option,
    where_options,
)
from sim.surfaces.layout import say

if TYPE_CHECKING:
    from sim.surfaces.reports import Results


@click.command(
    epilog="""\b
Examples:
  tabletop host
  tabletop host complete-r2-outage
  tabletop host complete-r2-outage --pace 10 --port 9000
  tabletop host complete-r2-outage --type tabletop
  tabletop host complete-r2-outage --coach
  tabletop host partial-degradation --within 90m
  tabletop host complete-r2-outage --bind 192.168.1.20
  tabletop host complete-r2-outage --bind 192.168.1.20 --name trainer.example.com --cert t.pem
"""
)
@optional_scenario
@policy_option
@team_option
@seed_option
@pace_option
@live_durations
@coach_option
@click.option(
    "--type",
    "kind",
    default="functional",
    show_default=True,
    type=click.Choice(["functional", "tabletop"]),
    help="functional: live, on the simulated system. tabletop: a discussion, no system is touched.",
)
@click.option("--out", type=click.Path(path_type=Path), help="The record's directory.")
@where_options
def command(
    scenario: str | None,
    *,
    policy: str | None,
    team: str,
    seed: int,
    pace: float,
    drawn: bool,
    within: int | None,
    coach: bool,
    kind: str,
    out: Path | None,
    port: int | None,
    bind: str | None,
    names: tuple[str, ...],
    cert: Path | None,
    key: Path | None,
) -> None:
    """Play a scenario with a team, live, in the browser: prints one link for each seat.

    Without a scenario: prints one link, to the lobby, where you choose a scenario, plan a session,
    print handouts, rehearse, start it, and read about past sessions.
    """
    from sim.exercise.exercise import Exercise
    from sim.records.record import Record
    from sim.scenario.load import with_moves
    from sim.surfaces.web.endpoint import Endpoint, listen
    from sim.surfaces.web.host import host_session
    from sim.surfaces.web.seats import SeatPlan

    if scenario is None:
        from sim.surfaces.web.lobby.serve import serve_lobby

        if out is not None or policy is not None or drawn or within is not None or coach:
            raise Unusable("the lobby asks for these itself: name a scenario, or leave them out")
        serve_lobby(Endpoint.of(bind, port, names, cert, key))
        return
    chosen = choose(scenario, policy)
    if kind == "tabletop" and coach:
        raise Unusable(
            "--coach belongs to a session with a clock: in a tabletop no system is touched, and "
            "the facilitator leads the discussion; leave it out"
        )
    if kind == "tabletop" and (drawn or within is not None):
        raise Unusable(
            "--drawn and --within belong to a session with a clock: a tabletop goes from move to "
            "move, at times that fit the median; leave them out"
        )
    played = with_moves(chosen.scenario, chosen.path) if kind == "tabletop" else chosen.scenario
    endpoint = Endpoint.of(bind, port, names, cert, key)
    listener = listen(endpoint)  # before anything is written
    exercise = Exercise(
        played,
        chosen.policy,
        seed,
        exercise_type="tabletop" if kind == "tabletop" else "functional",
        durations=durations_of(chosen.scenario, within, take="drawn" if drawn else "median"),
        coach=coach_for(chosen) if coach else None,
    )
    with Record.begun(out, f"{chosen.scenario.name}-team-seed{seed}") as kept:
        record = kept.folder
        kept.write_about(team)
        seats = SeatPlan.fresh(chosen.policy, record)
        results = host_session(exercise, record, seats, endpoint, listener, pace)
    farewell(record, results)


def farewell(record: Path, results: Results | None) -> None:
    """What is there now, and how to go on.

    Raises:
        Unusable: the exercise has ended, and its report could not be made.
    """
    if results is not None and results.problem:
        raise Unusable(results.problem)
    if results is not None:
        say(f"\n{record}: the exercise has ended; report: {record / 'report.html'}")
    else:
        say(f"\n{record}: stopped; everything is saved. To continue: tabletop resume {record}")
