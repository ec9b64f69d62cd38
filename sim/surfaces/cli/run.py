"""`tabletop run`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.errors import Unusable
from sim.legible import clean
from sim.surfaces.arguments import (
    choose,
    durations_of,
    firings_of,
    host_option,
    is_runbook,
    policy_option,
    recorded_header,
    responder_for,
    scenario_argument,
    team_option,
    within_option,
)
from sim.surfaces.layout import say, say_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scoring.expect import Expectation
    from scoring.model import Scorecard
    from sim.exercise.exercise import Exercise
    from sim.exercise.responders import Firing
    from sim.journal.bodies import Durations, Header
    from sim.journal.encoding import Entry
    from sim.scenario.names import Place
    from sim.surfaces.arguments import Chosen
    from sim.surfaces.play_runbook import Played


SHIPPED = "runbook"
"""As a responder: the runbook that comes with the scenario."""


@click.command(
    epilog="""\b
Examples:
  tabletop run complete-r2-outage --responder reference --seed 7
  tabletop run complete-r2-outage --responder records/mine --out again
  tabletop run complete-r2-outage --responder runbook --profile novice
  tabletop run complete-r2-outage --responder runbook.md --section "Outage" --profile on-call
  tabletop run complete-r2-outage --responder reference --expect "TTR<=70m" --expect "adherence>=90"
"""
)
@scenario_argument
@policy_option
@team_option
@click.option(
    "--responder",
    default="reference",
    show_default=True,
    help="`reference`, `none`, `what-they-did` (the original responders of a re-enacted incident), "
    "an earlier record's directory, a responder script (.yaml), a runbook (.md), or `runbook`: "
    "the scenario's own.",
)
@click.option(
    "--section",
    "sections",
    multiple=True,
    help="Run only what is under this heading of the runbook.",
)
@host_option
@click.option(
    "--profile",
    default="automation",
    show_default=True,
    help="Operator speed: automation, expert, on-call or novice.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**63 - 1),
    help="Random seed: with the same options, the same seed gives the same exercise.  "
    "[default: 1; when replaying a record, that record's]",
)
@click.option(
    "--median",
    is_flag=True,
    help="Take the median of each published duration, as live sessions do by default.  "
    "[default: sampled by seed; when replaying a record, as in that record]",
)
@within_option
@click.option(
    "--fire",
    multiple=True,
    metavar="ID@TIME",
    help="Fire an inject that waits for the facilitator, at the given time, for example 20m.",
)
@click.option("--out", type=click.Path(path_type=Path), help="The record's directory.")
@click.option("--force", is_flag=True, help="Overwrite a record in --out.")
@click.option("--expect", multiple=True, help="Exit 1 unless this condition holds.")
@click.option("--json", "as_json", is_flag=True, help="Print the scorecard as JSON.")
@click.option("--no-report", is_flag=True, help="Journal and scorecard only.")
@click.pass_context
def command(
    ctx: click.Context,
    scenario: str,
    *,
    policy: str | None,
    team: str,
    responder: str,
    sections: tuple[str, ...],
    hosts: dict[str, Place],
    profile: str,
    seed: int | None,
    median: bool,
    within: int | None,
    fire: tuple[str, ...],
    out: Path | None,
    force: bool,
    expect: tuple[str, ...],
    as_json: bool,
    no_report: bool,
) -> None:
    """Play a scenario headless, in virtual time, and score it."""
    from scoring.expect import parse_expectation
    from scoring.score import score
    from sim.exercise.exercise import Exercise
    from sim.journal.bodies import Participant
    from sim.journal.file import write_journal
    from sim.records.record import Record
    from sim.surfaces.par import par_for
    from sim.surfaces.progress import stage
    from sim.surfaces.reports import Results, results_of
    from sim.surfaces.summary import print_expected, print_summary

    expectations = [parse_expectation(text) for text in expect]
    chosen = choose(scenario, policy)
    firings = firings_of(chosen.scenario, fire)
    label = clean(Path(responder).stem or responder)
    recorded = recorded_header(responder)
    if seed is None:
        seed = 1 if recorded is None else recorded.seed
    participants = (Participant(name=label, role=chosen.scenario.player),)
    durations = _durations(chosen, recorded, within, median=median)
    exercise = Exercise(
        chosen.scenario, chosen.policy, seed, participants=participants, durations=durations
    )
    named = f"{chosen.scenario.name}-{label}-seed{seed}"
    with Record.begun(out, named, force=force) as kept:
        record = kept.folder
        with stage("playing"):
            done = _play(exercise, chosen, responder, sections, profile, firings, hosts)
        write_journal(record, exercise.journal.lines)
        kept.write_about(team)
        if done is not None:
            done.write(record)
        entries = exercise.journal.entries
        with stage("scoring"):
            card = score(entries, par=par_for(chosen, exercise.journal.header, entries[-1].at))
        results = Results(card)
        if no_report:
            kept.write_scorecard(card)
        else:
            with stage("drawing the report"):
                results = results_of(record, lambda: card, entries)
    if as_json:
        say_json(card.model_dump_json(indent=2))
    else:
        print_summary(card, record, results.report)
        print_expected(entries)
        if done is not None:
            done.print(record)
    short = _falls_short(card, entries, expectations, done)
    if results.problem:
        raise Unusable(results.problem)
    ctx.exit(1 if short else 0)


def _durations(
    chosen: Chosen, recorded: Header | None, within: int | None, *, median: bool
) -> Durations:
    """As the options say; without any as in the record that responds, else drawn."""
    if recorded is not None and recorded.durations is not None and not median and within is None:
        return recorded.durations
    return durations_of(chosen.scenario, within, take="median" if median else "drawn")


def _falls_short(
    card: Scorecard,
    entries: Sequence[Entry],
    expectations: Sequence[Expectation],
    done: Played | None,
) -> bool:
    """Say what was expected and did not come, and whether the runbook ran at all."""
    from scoring.effort import effort_of

    effort = effort_of(entries)
    failed = [wish for wish in expectations if not wish.holds(card, effort)]
    for wish in failed:
        say(f"not met: {wish.text} ({wish.found(card, effort)})", err=True)
    # No expectation makes up for this: a quiet world meets many of them by itself.
    unproved = "" if done is None else done.problem
    if unproved:
        say(unproved, err=True, bold=True)
    return bool(failed or unproved)


def _play(  # noqa: PLR0917 - the command's own options, handed on
    exercise: Exercise,
    chosen: Chosen,
    responder: str,
    sections: tuple[str, ...],
    profile: str,
    firings: Sequence[Firing],
    hosts: dict[str, Place],
) -> Played | None:
    """Let the responder work the exercise; how a runbook went, when it was one."""
    from sim.exercise.responders import play

    if responder == SHIPPED:
        from sim.surfaces.play_runbook import play_runbook
        from sim.surfaces.regressions.cases import shipped_runbook

        path, own = shipped_runbook(chosen.path)
        return play_runbook(exercise, path, sections or own, profile, firings, hosts)
    if is_runbook(responder):
        from sim.surfaces.play_runbook import play_runbook

        return play_runbook(exercise, Path(responder), sections, profile, firings, hosts)
    if sections or hosts or profile != "automation":
        raise click.UsageError("--section, --host and --profile belong to a runbook (.md)")
    play(exercise, responder_for(chosen, responder), firings)
    return None
