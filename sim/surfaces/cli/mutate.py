"""`tabletop mutate`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.disk import write_atomically
from sim.errors import Unusable
from sim.surfaces.arguments import host_option
from sim.surfaces.layout import fold, say

if TYPE_CHECKING:
    from sim.campaigns.mutation import MutationResult
    from sim.scenario.names import Place
    from sim.surfaces.regressions.cases import Case


@click.command(
    epilog="""\b
Examples:
  tabletop mutate ops/storage.md --regressions ops/storage.regressions.yaml
  tabletop mutate ops/storage.md --limit 40 --seed 7 -n 2 --markdown mutants.md
  tabletop mutate ops/storage.md --scenario complete-r2-outage --expect recovered
                  --expect 'TTR<=70m' --survivors more.regressions.yaml
  tabletop mutate ops/storage.md --least 80%

\b
docs/how-to/mutate-a-runbook.md explains what is changed and how to read the table.
"""
)
@click.argument("runbook", type=click.Path(path_type=Path))
@click.option(
    "--regressions",
    "files",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Files with the runbook's regression tests.  [default: the shipped ones]",
)
@click.option(
    "--scenario", metavar="NAME", help="Use this scenario and --expect instead of regression tests."
)
@click.option("--expect", multiple=True, help="With --scenario: a condition, as in `run`.")
@click.option(
    "--profile",
    default="automation",
    show_default=True,
    help="With --scenario: operator speed.",
)
@host_option
@click.option(
    "--runs",
    "nights",
    default=1,
    show_default=True,
    type=click.IntRange(1, 1000),
    metavar="N",
    help="Seeds of each regression test and scenario that a mutant is played on.",
)
@click.option(
    "--limit",
    type=click.IntRange(1, 100_000),
    metavar="N",
    help="Play a random sample of this many mutants.  [default: all]",
)
@click.option(
    "--seed",
    default=1,
    show_default=True,
    type=click.IntRange(0, 2**63 - 1),
    help="Seed for the sample that --limit draws and, with --scenario, for the run.",
)
@click.option(
    "-n",
    "workers",
    type=click.IntRange(1, 512),
    metavar="N",
    help="Number of parallel processes.  [default: one per core]",
)
@click.option("--all", "whole", is_flag=True, help="List every line, not only the survivors.")
@click.option(
    "--markdown", type=click.Path(path_type=Path), metavar="FILE", help="Write the tables here."
)
@click.option(
    "--survivors",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write expectations that would catch the survivors, as a regressions file.",
)
@click.option(
    "--least", metavar="PERCENT", help="Exit 1 when the mutation score is below this, such as 80%."
)
@click.pass_context
def command(
    ctx: click.Context,
    runbook: Path,
    *,
    files: tuple[Path, ...],
    scenario: str | None,
    expect: tuple[str, ...],
    profile: str,
    hosts: dict[str, Place],
    nights: int,
    limit: int | None,
    seed: int,
    workers: int | None,
    whole: bool,
    markdown: Path | None,
    survivors: Path | None,
    least: str | None,
) -> None:
    """Break a Markdown runbook step by step and see which mistakes its regression tests catch.

    Each step is omitted, swapped with the next, delayed or repeated; each wait is dropped; each
    check is forced to pass, then to fail. A mistake is caught when an expectation fails.
    """
    from sim.surfaces.campaigns import cores
    from sim.surfaces.mutation.expectations import as_yaml, suggestions
    from sim.surfaces.mutation.play import MutationAsked, checked, played_mutants
    from sim.surfaces.mutation.summary import markdown as written_as

    wanted = None if least is None else _percent(least)
    for path in (markdown, survivors):
        _check_writable(path)
    checked(runbook)
    cases = _cases(
        runbook, files, scenario=scenario, expect=expect, profile=profile, hosts=hosts, seed=seed
    )
    result = played_mutants(MutationAsked(runbook, cases, nights, limit, seed, workers or cores()))
    offers = suggestions(result)
    _say(result, whole=whole)
    if markdown is not None:
        write_atomically(markdown, written_as(result, offers[0]).encode())
        say(f"  written {markdown}")
    if survivors is not None and offers[0]:
        text = as_yaml(result, offers, cases, survivors.parent)
        write_atomically(survivors, text.encode())
        say(f"  written {survivors}")
    elif survivors is not None:
        say(f"  {survivors} is not written: there is no expectation to add")
    ctx.exit(1 if wanted is not None and (result.score or 0) < wanted else 0)


def _percent(text: str) -> float:
    try:
        value = float(text.strip().removesuffix("%"))
    except ValueError:
        value = -1.0
    if not 0 <= value <= 100:  # noqa: PLR2004 - percent
        raise Unusable(f"--least {text}: write a percentage, such as 80%")
    return value


def _check_writable(path: Path | None) -> None:
    """See before the runs, not after them, that a file can be written."""
    if path is None:
        return
    if path.is_dir():
        raise Unusable(f"{path}: is a directory; name a file")
    if not os.access(path.parent, os.W_OK):
        raise Unusable(f"{path}: cannot be written; there is no such directory or it is read-only")


def _cases(
    runbook: Path,
    files: tuple[Path, ...],
    *,
    scenario: str | None,
    expect: tuple[str, ...],
    profile: str,
    hosts: dict[str, Place],
    seed: int,
) -> tuple[Case, ...]:
    from sim.surfaces.mutation.play import cases_of
    from sim.surfaces.regressions.cases import single_case

    if scenario is None:
        if expect or hosts or profile != "automation":
            raise Unusable("--expect, --profile and --host belong to --scenario")
        return cases_of(runbook, files)
    if files:
        raise Unusable("give --regressions, or --scenario with --expect; not both")
    if not expect:
        raise Unusable("--scenario needs at least one --expect, such as --expect recovered")
    return (single_case(runbook, scenario, expect, profile, hosts, seed),)


def _say(result: MutationResult, *, whole: bool) -> None:
    from sim.surfaces.mutation.summary import kinds_table, lead, steps_table

    say(result.runbook, bold=True)
    say(fold(lead(result), lead="  ", indent="    "))
    _say_table(kinds_table(result), left=1)
    for one in result.of("survived"):
        text = f"{result.runbook}:{one.mutant.line}: survived: {one.mutant.told}: {one.mutant.text}"
        say(fold(text, lead="  ", indent="    "))
    if whole:
        _say_table(steps_table(result), left=2)


def _say_table(rows: list[tuple[str, ...]], left: int) -> None:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (
            cell.ljust(width) if place < left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        say(f"  {'  '.join(cells)}".rstrip())
