"""What tests of campaigns share: a plan from a few words, played into a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import pytest

from sim.campaigns.engines import on_this_machine
from sim.campaigns.plan import CampaignPlan
from sim.campaigns.run import RunningCampaign
from sim.surfaces.campaigns import resolved

if TYPE_CHECKING:
    from pathlib import Path

    from sim.campaigns.resolve import Campaign
    from sim.campaigns.run import Engine

SMALL = {
    "scenarios": ["breaker-stuck-open", "no-incident", "false-alarm"],
    "seeds": "1-20",
    "responders": ["reference", "none"],
}
"""A hundred and twenty nights of a few seconds altogether: five chunks."""


def campaign_of(**asked: Any) -> Campaign:
    """A campaign's nights, resolved."""
    return resolved(CampaignPlan.model_validate({"format": 1, **SMALL, **asked}))


class PlayInto(Protocol):
    """The form of `play_into`."""

    def __call__(self, folder: Path, engine: Engine | None = None, **asked: Any) -> Path: ...


@pytest.fixture(scope="session")
def play_into() -> PlayInto:
    """Play a small campaign into a folder, in this process unless told otherwise."""

    def play(folder: Path, engine: Engine | None = None, **asked: Any) -> Path:
        running = RunningCampaign.begin(campaign_of(**asked), folder, {}, resume=False)
        running.play(engine or (lambda chunks: on_this_machine(chunks, 1)), lambda _: None)
        running.write()
        return folder

    return play


def files_of(folder: Path) -> dict[str, bytes]:
    """The tables, as bytes."""
    return {name: (folder / name).read_bytes() for name in ("nights.parquet", "nights.csv")}
