"""Arguments that several commands share: scenarios, policies, responders, with completion."""

from __future__ import annotations

from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from sim.errors import Unusable
from sim.surfaces.live.paced_clock import LEAST_PACE, MOST_PACE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from sim.exercise.responders import Firing, Responder
    from sim.journal.bodies import Durations, Header
    from sim.scenario.model import Scenario
    from sim.scenario.names import Place
    from sim.scenario.policy import Policy
    from sim.scenario.responder import ResponderScript


Take = Literal["drawn", "median"]
"""How durations are taken: drawn for the seed, or the median of what can be drawn."""


def _complete_scenarios(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    from sim.scenario.library import playable_names

    return [name for name in playable_names() if name.startswith(incomplete)]


scenario_argument = click.argument("scenario", shell_complete=_complete_scenarios)


optional_scenario = click.argument("scenario", required=False, shell_complete=_complete_scenarios)


def _complete_policies(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    from sim.scenario.library import policy_names

    return [name for name in policy_names() if name.startswith(incomplete)]


def policy_option_for(whose: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """`--policy`, whose help says whose policy it replaces."""
    return click.option(
        "--policy",
        metavar="NAME|FILE",
        shell_complete=_complete_policies,
        help=f"Use this policy instead of {whose} own.",
    )


policy_option = policy_option_for("the scenario's")
team_option = click.option("--team", default="", help="The team's name, for training reports.")
seed_option = click.option(
    "--seed",
    default=1,
    show_default=True,
    type=click.IntRange(0, 2**63 - 1),
    help="Random seed: with the same options, the same seed gives the same exercise.",
)


def _hosts(
    _ctx: click.Context, _param: click.Parameter, given: tuple[str, ...]
) -> dict[str, Place]:
    from sim.runbook.hosts import read_hosts

    try:
        return read_hosts(given)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


host_option = click.option(
    "--host",
    "hosts",
    multiple=True,
    metavar="NAME=PLACE",
    callback=_hosts,
    help="Map a host name in the runbook to one of the worker's two environments: "
    "ops.example.net=production (or =test).",
)
PACES = click.FloatRange(LEAST_PACE, MOST_PACE)
coach_option = click.option(
    "--coach",
    is_flag=True,
    help="Give one hint at a time on request; each is counted in the record.",
)


pace_option = click.option(
    "--pace",
    default=1.0,
    show_default=True,
    type=PACES,
    help="Simulated seconds per second.",
)


def _duration(_ctx: click.Context, _param: click.Parameter, given: str | None) -> int | None:
    from sim.scenario.durations import parse_duration

    try:
        return None if given is None else parse_duration(given)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


within_option = click.option(
    "--within",
    metavar="DURATION",
    callback=_duration,
    help=(
        "Scale all vendor repair times down so that the incident fits into this time, "
        "for example 90m."
    ),
)


def live_durations(command: Callable[..., Any]) -> Callable[..., Any]:
    """How a live session takes what its scenario draws from published outages."""
    drawn = click.option(
        "--drawn",
        is_flag=True,
        help="Sample outage durations by seed.  [default: the median]",
    )
    return drawn(within_option(command))


_WHERE = (
    click.option(
        "--port",
        type=click.IntRange(1, 65535),
        help="The port to listen on.  [default: the first free port from 8600]",
    ),
    click.option(
        "--bind",
        metavar="ADDRESS",
        help="Listen on this address of the machine, over TLS, so that others can join.  "
        "[default: loopback]",
    ),
    click.option(
        "--name",
        "names",
        multiple=True,
        metavar="HOST",
        help="A name by which others reach this machine. Repeatable; links use the first name "
        "given.",
    ),
    click.option(
        "--cert",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="A certificate for that name, as PEM.  [default: generated]",
    ),
    click.option(
        "--key",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Its key, if it is not in the same file.",
    ),
)


def where_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Where a team session listens."""
    for option in reversed(_WHERE):
        command = option(command)
    return command


def record_argument(command: Callable[..., None]) -> Callable[..., None]:
    """A record; errors in its journal name the journal's path."""

    @wraps(command)
    def told(*args: Any, record: Path, **options: Any) -> None:
        from sim.journal.file import naming

        with naming(record):
            command(*args, record=record, **options)

    kind = click.Path(exists=True, path_type=Path)
    return click.argument("record", type=kind, metavar="RECORD")(told)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A scenario with its policy and the file it came from."""

    scenario: Scenario
    policy: Policy
    path: Path


def choose(name_or_path: str, policy: str | None = None) -> Chosen:
    """Load a scenario by name or path, and a policy: the one it names, unless told another.

    Raises:
        NotFound, BadFile: one of the files is not there or not valid.
    """
    from sim.scenario.library import find_policy, find_scenario
    from sim.scenario.load import load_policy, load_scenario

    path = find_scenario(name_or_path)
    scenario = load_scenario(path)
    used = load_policy(find_policy(policy or scenario.policy, path))
    if scenario.player not in used.roles:
        raise Unusable(
            f"the policy {used.name} has no role {scenario.player!r}, which {scenario.name} is "
            "played as; name the role so there, or choose another policy"
        )
    return Chosen(scenario, used, path)


def chosen_of(scenario: Scenario, policy: Policy) -> Chosen:
    """What a record holds, as if it had been loaded from the shipped files."""
    from sim.scenario.library import shipped_file

    return Chosen(scenario, policy, shipped_file(scenario.name))


def durations_of(
    scenario: Scenario, within: int | None, *, take: Take, called: str = "--within "
) -> Durations:
    """How an exercise takes what its scenario draws from published outages.

    Args:
        scenario: which it is.
        within: the time in which it is to be over, ms; None for as long as it takes.
        take: the median, or drawn by seed.
        called: what an error begins with: the option, or nothing where a field is named already.

    Raises:
        Unusable: the scenario's faults leave no room in so short a time.
    """
    from sim.journal.bodies import Durations
    from sim.scenario.durations import format_duration
    from sim.world.lengths import least_within

    if within is not None and within < (least := least_within(scenario)):
        raise Unusable(
            f"{called}{format_duration(within)}: {scenario.name} needs at least "
            f"{format_duration(least)}: its faults begin late, and after the last repair half an "
            "hour is left to bring the service back and watch it"
        )
    if within is not None and within > scenario.horizon:
        raise Unusable(
            f"{called}{format_duration(within)}: {scenario.name} is over after "
            f"{format_duration(scenario.horizon)} in any case"
        )
    return Durations(take=take, within=within)


def reference_for(chosen: Chosen) -> Responder | None:
    """The scenario's reference responder, if it has one."""
    from sim.exercise.script import Scripted
    from sim.scenario.library import find_reference
    from sim.scenario.load import load_responder

    path = find_reference(chosen.scenario, chosen.path)
    return None if path is None else Scripted(load_responder(path))


def coach_for(chosen: Chosen, called: str = "--coach: ") -> ResponderScript:
    """The reference response that a coach takes its hints from.

    Args:
        chosen: the scenario.
        called: what an error begins with: the option, or nothing where a field is named already.

    Raises:
        Unusable: nobody has written one for this scenario.
    """
    from sim.scenario.library import find_reference
    from sim.scenario.load import load_responder

    path = find_reference(chosen.scenario, chosen.path)
    if path is None:
        name = chosen.scenario.name
        raise Unusable(
            f"{called}{name} has no reference response to take hints from; write "
            f"reference/{name}.yaml beside its file, or leave the coach out"
        )
    return load_responder(path)


def firings_of(scenario: Scenario, texts: Sequence[str]) -> tuple[Firing, ...]:
    """What the facilitator fires, from `ID@TIME` each, in order of time.

    Raises:
        NotFound: the scenario has no inject of that name.
        Unusable: not of that form, not one to be fired, after the horizon, or named twice.
    """
    from sim.exercise.injects import to_fire
    from sim.exercise.responders import Firing
    from sim.scenario.durations import format_duration, parse_duration

    found: dict[str, Firing] = {}
    for text in texts:
        name, sign, time = text.partition("@")
        if not sign:
            raise Unusable(f"--fire {text}: say when: {text}@20m")
        inject = to_fire(scenario, name)
        try:
            at = parse_duration(time)
        except ValueError as error:
            raise Unusable(f"--fire {text}: {error}") from None
        if at >= scenario.horizon:
            end = format_duration(scenario.horizon)
            raise Unusable(f"--fire {text}: the exercise is over after {end}")
        if inject.id in found:
            raise Unusable(f"--fire {text}: an inject is fired once, and '{name}' is named twice")
        found[inject.id] = Firing(at, inject.id)
    return tuple(sorted(found.values(), key=lambda firing: firing.at))


def recorded_header(responder: str) -> Header | None:
    """The header of the record named as responder; None when it is not a record."""
    from sim.journal.encoding import header_of
    from sim.journal.file import read_journal

    path = Path(responder)
    if responder in ("none", "reference", "runbook", "what-they-did") or not (
        path.is_dir() or path.suffix == ".jsonl"
    ):
        return None
    return header_of(read_journal(path))


def is_runbook(responder: str) -> bool:
    """Whether the responder is a Markdown runbook."""
    return Path(responder).suffix.lower() in (".md", ".markdown")


def responder_for(chosen: Chosen, name: str) -> Responder:
    """`none`, `reference`, `what-they-did`, a record directory, or a responder script.

    Raises:
        Unusable: none of these.
    """
    from sim.exercise.responders import RecordedResponder, nobody
    from sim.exercise.script import Scripted
    from sim.journal.file import read_journal
    from sim.scenario.library import WHAT_THEY_DID, find_what_they_did
    from sim.scenario.load import load_responder

    if name == "none":
        return nobody()
    if name == "reference":
        reference = reference_for(chosen)
        if reference is None:
            instead = "; use --responder what-they-did" if chosen.scenario.relived else ""
            raise Unusable(f"{chosen.scenario.name} has no reference responder{instead}")
        return reference
    if name == WHAT_THEY_DID:
        done = find_what_they_did(chosen.scenario, chosen.path)
        if done is None:
            raise Unusable(
                f"{chosen.scenario.name} re-enacts no real incident, so "
                "there is no response to repeat"
            )
        return Scripted(load_responder(done))
    path = Path(name)
    if path.is_dir() or path.suffix == ".jsonl":
        return RecordedResponder.of(read_journal(path))
    if path.suffix in (".yaml", ".yml"):
        return Scripted(load_responder(path))
    raise Unusable(
        f"--responder {name}: neither `none` nor `reference` nor `what-they-did` nor a "
        "record directory nor a responder script (.yaml) nor a runbook (.md)"
    )


def day_of(given: datetime | None) -> date:
    """The day of `--today`; this very day when it was not given.

    Raises:
        Unusable: no calendar reaches a few years beyond it.
    """
    from datetime import UTC, datetime

    from sim.records.about import FIRST_YEAR, LAST_YEAR

    day = (given or datetime.now(UTC)).date()
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Unusable(f"--today {day}: give a year from {FIRST_YEAR} to {LAST_YEAR}")
    return day
