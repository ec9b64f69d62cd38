"""A campaign from the command line: resolved, played by an engine with a progress bar, written."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from sim.errors import Interrupted, Unusable
from sim.surfaces.progress import counting, stage

if TYPE_CHECKING:
    from pathlib import Path

    from sim.campaigns.plan import CampaignPlan
    from sim.campaigns.resolve import Campaign
    from sim.campaigns.run import Engine

REPORT = "report.html"


def cores() -> int:
    """The processor cores that this process may use."""
    return len(os.sched_getaffinity(0))


def engine_of(name: str, workers: int | None, scheduler: str | None) -> Engine:
    """Who plays.

    Raises:
        Unusable: a cluster without an address, or an address without a cluster.
    """
    from functools import partial

    from sim.campaigns.engines import on_dask, on_this_machine

    if (name == "dask") != (scheduler is not None):
        raise Unusable(
            "--engine dask needs --scheduler ADDRESS; `dask scheduler` prints it"
            if name == "dask"
            else "--scheduler belongs to --engine dask"
        )
    if scheduler is not None:
        if workers is not None:
            raise Unusable("-n is for this machine; a Dask cluster has the workers that it has")
        return partial(on_dask, address=scheduler)
    return partial(on_this_machine, workers=workers or cores())


def resolved(plan: CampaignPlan) -> Campaign:
    """The nights of a plan.

    Raises:
        NotFound, BadFile, Unusable: something that it names cannot be used.
    """
    from sim.campaigns.resolve import resolve
    from sim.surfaces.regressions.cases import shipped_runbook

    return resolve(plan, shipped_runbook)


def played(
    campaign: Campaign, plan: CampaignPlan, folder: Path, engine: Engine, *, resume: bool
) -> None:
    """Play a campaign into its directory, with a bar on a terminal.

    Raises:
        Interrupted: it was stopped; what was played is kept.
    """
    from sim.campaigns.run import RunningCampaign

    asked: dict[str, Any] = plan.model_dump(mode="json", exclude_unset=True)
    running = RunningCampaign.begin(campaign, folder, asked, resume=resume)
    if running.is_written:
        return
    distinct = sum(1 for _ in campaign.distinct())
    try:
        with counting("playing", distinct) as tell:
            running.play(engine, tell)
    except KeyboardInterrupt:
        raise Interrupted(folder, "the same command with --resume (--out {})") from None
    with stage("writing the table"):
        running.write()
