"""`tabletop defeat`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.errors import Unusable
from sim.surfaces.arguments import choose, host_option, seed_option
from sim.surfaces.layout import fold, say

if TYPE_CHECKING:
    from sim.campaigns.defeat import Defeat
    from sim.scenario.names import Place


@click.command(
    epilog="""\b
Examples:
  tabletop defeat ops/storage.md --scenario complete-r2-outage --expect recovered --out defeat
  tabletop defeat runbook --scenario slow-responses --expect 'TTR<=2h' --runs 300 -n 2
  tabletop defeat reference --scenario partial-degradation --expect 'total>=80'
                  --fault dead-prefixes

\b
RESPONDER is what `run --responder` takes: a runbook (.md), `runbook`, `reference`, a script …
docs/how-to/defeat-a-runbook.md explains what is searched and how to read the frontier.
"""
)
@click.argument("responder")
@click.option("--scenario", required=True, metavar="NAME", help="The scenario to start from.")
@click.option(
    "--expect",
    multiple=True,
    required=True,
    help="A condition that the responder meets in the original scenario, as in `run`.",
)
@seed_option
@click.option(
    "--fault",
    metavar="ID",
    help="Vary this fault.  [default: the first fault the vendor repairs]",
)
@click.option(
    "--runs",
    "nights",
    default=200,
    show_default=True,
    type=click.IntRange(2, 100_000),
    metavar="N",
    help="Play at most this many runs.",
)
@click.option(
    "--profile", default="automation", show_default=True, help="Operator speed for a runbook."
)
@click.option("--section", "sections", multiple=True, help="Run only this part of the runbook.")
@host_option
@click.option(
    "-n",
    "workers",
    type=click.IntRange(1, 512),
    metavar="N",
    help="Number of parallel processes.  [default: one per core]",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Write the frontier (CSV, SVG) and the shrunk scenario here.",
)
def command(
    responder: str,
    *,
    scenario: str,
    expect: tuple[str, ...],
    seed: int,
    fault: str | None,
    nights: int,
    profile: str,
    sections: tuple[str, ...],
    hosts: dict[str, Place],
    workers: int | None,
    out: Path | None,
) -> None:
    """Find the smallest change to a scenario that makes a runbook fail.

    Varies when a fault begins, how long it lasts and how strong it is; adds a second fault or
    makes somebody unavailable; then reduces the failing change until anything milder passes.
    """
    from scoring.expect import parse_expectation
    from sim.runbook.operator_pace import find_profile
    from sim.surfaces.campaigns import cores
    from sim.surfaces.defeat import DefeatAsked, defeated, whoever, write_defeat

    find_profile(profile)
    asked = DefeatAsked(
        responder=responder,
        chosen=choose(scenario),
        expect=tuple(parse_expectation(text) for text in expect),
        seed=seed,
        profile=profile,
        sections=sections,
        hosts=hosts,
        fault=fault,
        nights=nights,
        workers=workers or cores(),
    )
    if out is not None:
        _check_folder(out)
    who = whoever(asked).name
    found = defeated(asked)
    _say(found, who)
    if out is not None:
        for path in write_defeat(asked, who, found, out):
            say(f"  written {path}")


def _check_folder(folder: Path) -> None:
    """See before the runs, not after them, that a directory can be written."""
    there = folder
    while not there.exists() and there != there.parent:
        there = there.parent
    if not there.is_dir() or not os.access(there, os.W_OK):
        raise Unusable(f"--out {folder}: cannot be written; name another directory")


def _say(found: Defeat, who: str) -> None:
    space = found.space
    probed, failed = found.probes
    say(f"{who} in {space.scenario.name}: {found.nights} runs played", bold=True)
    if found.cut:
        say("  stopped: no run was left before the search ended; give more with --runs")
    if found.mildest is None:
        say("  nothing defeats it within the runs that were tried")
    else:
        word = "the mildest so far" if found.cut else "the mildest run that fails"
        say(fold(f"{word}: {space.told(found.mildest)}", lead="  ", indent="    "))
        say(fold(f"there {found.why}", lead="  ", indent="    "))
        if not found.cut:
            say("  one step milder, everything holds")
    for one in found.frontier:
        end = f"fails from {one.failed} min on"
        if one.failed is None:
            end = f"held at {one.held} min, the longest"
        say(f"    {space.levels[one.level][0]:24} {end}")
    if probed:
        say(f"  {probed} random runs below that line: {failed} failed")
