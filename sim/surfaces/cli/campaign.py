"""`tabletop campaign`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.errors import Unusable
from sim.surfaces.campaign_options import (
    engine_options,
    listed,
    night_options,
    plan_of,
    read_plan,
    responders_of,
    settings_of,
)
from sim.surfaces.layout import fold, say

if TYPE_CHECKING:
    import pandas as pd


@click.command(
    epilog="""\b
Examples:
  tabletop campaign --responders reference --seeds 1-100 -n 2 --out runs
  tabletop campaign --scenarios complete-r2-outage --seeds 1-50 --profile on-call
                    --responders old=git:main:ops/storage.md,new=ops/storage.md --out runs
  tabletop campaign --scenarios complete-r2-outage --set worker.breaker.failure_threshold=3,5,20
                    --seeds 1-50 --out runs
  tabletop campaign plan.yaml --out runs --resume
  tabletop campaign plan.yaml --engine dask --scheduler tcp://10.0.0.5:8786 --out runs

\b
DIR/nights.parquet and DIR/nights.csv have one row per run, DIR/timing.csv says how long each took,
DIR/report.html shows the distributions. docs/how-to/campaigns.md explains plans and clusters.
"""
)
@click.argument("plan", required=False, type=click.Path(path_type=Path))
@click.option(
    "--responders",
    metavar="NAMES",
    help="The responders, separated by commas: `reference`, `none`, `what-they-did`, `runbook`, "
    "files, `git:REV:PATH`; LABEL=NAME gives a label.  [default: reference]",
)
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="FIELD=VALUES",
    help="Set a field of the scenarios, by its path; several values, comma-separated.",
)
@night_options
@engine_options
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="The campaign's directory.  [default: campaigns/PLAN]",
)
@click.option("--resume", is_flag=True, help="Continue the campaign in --out.")
@click.option("--no-report", is_flag=True, help="The tables only.")
@click.pass_context
def command(
    ctx: click.Context,
    /,
    plan: Path | None,
    *,
    responders: str | None,
    settings: tuple[str, ...],
    workers: int | None,
    engine: str,
    scheduler: str | None,
    out: Path | None,
    resume: bool,
    no_report: bool,
    median: bool,
    **nights: Any,
) -> None:
    """Run many exercises and tabulate the results, one row per run.

    PLAN is a file; without one, the options say what is combined: every scenario with every seed,
    responder, policy, profile and setting. Exit 1: a run failed.
    """
    from sim.surfaces.campaigns import REPORT, engine_of, played, resolved

    given = {
        **nights,
        "scenarios": listed(nights["scenarios"] or ""),
        "policies": listed(nights["policies"] or ""),
        "profiles": listed(nights["profiles"] or ""),
        "responders": responders_of(responders or ""),
        "set": settings_of(settings),
        "take": "median" if median else None,
    }
    if plan is None:
        made = plan_of(given)
    elif any(given.values()):
        raise Unusable(f"{plan}: says what is played; leave the options for it away")
    else:
        made = read_plan(plan)
    chosen = engine_of(engine, workers, scheduler)
    campaign = resolved(made)
    folder = out or Path("campaigns") / (plan.stem if plan else "runs")
    played(campaign, made, folder, chosen, resume=resume)
    from sim.campaigns.table import CSV, PARQUET, read_table

    nights_played = read_table(folder)
    failed = _summary(nights_played)
    written = [folder / PARQUET, folder / CSV]
    if not no_report:
        from sim.surfaces.campaign_report import write_report

        written.append(write_report(folder / REPORT, nights_played, campaign))
    for path in written:
        say(f"  written {path}")
    ctx.exit(1 if failed else 0)


def _summary(nights: pd.DataFrame) -> int:
    """Say how it went; how many runs failed."""
    from scoring.verdict import some

    failed = nights[nights["failed"].notna()]
    scenarios = some(nights["scenario"].nunique(), "scenario")
    say(f"{some(len(nights), 'run')} in {scenarios}", bold=True)
    for responder, own in nights.groupby("responder", sort=False):
        total = own["total"].mean()
        shown = "no total" if total != total else f"total {total:.1f} on average"  # noqa: PLR0124 - NaN
        recovered = own.loc[own["TTR_ms"].notna(), "TTR_censored"]
        told = f"{responder}: {int((~recovered).sum())} of {len(recovered)} recovered; {shown}"
        say(fold(told, lead="  ", indent="    "))
    for problem, several in nights[nights["problem"].notna()].groupby("problem"):
        told = f"{some(len(several), 'run')} of a runbook proved nothing: {problem}"
        say(fold(told, lead="  ", indent="    "), err=True)
    for reason, several in failed.groupby("failed"):
        say(fold(f"failed {len(several)} times: {reason}", lead="  ", indent="    "), err=True)
    return len(failed)
