"""The nights that defeat three shipped runbooks: they fail, and hold one step milder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scoring.expect import parse_expectation
from sim.campaigns.attempt import Attempt, try_night
from sim.campaigns.contestants import contestant
from sim.campaigns.fault_space import FaultSpace, NightPoint, space_of
from sim.campaigns.night import Edition
from sim.campaigns.plan import RespondsWith
from sim.exercise.exercise import DRAWN
from sim.scenario.library import shipped_folder
from sim.scenario.load import load_scenario
from sim.surfaces.arguments import Chosen, choose
from sim.surfaces.regressions.cases import shipped_runbook

if TYPE_CHECKING:
    from sim.scenario.model import Scenario

HERE = Path(__file__).parent / "defeats"


@dataclass(frozen=True, slots=True)
class KeptDefeat:
    """What a search found.

    Attributes:
        point: the mildest night that fails.
    """

    runbook: str
    scenario: str
    expect: str
    point: NightPoint

    @property
    def file(self) -> Path:
        """The scenario that was written."""
        return HERE / f"{self.scenario}-defeats-{self.runbook}.yaml"


KEPT = (
    KeptDefeat("storage-outage", "complete-r2-outage", "total>=80", NightPoint(12, 11, 7)),
    KeptDefeat("data-loss", "bucket-emptied", "total>=80", NightPoint(10, 32, 3)),
    KeptDefeat("degraded-storage", "partial-degradation", "TTR<=3h", NightPoint(9, 176, 0)),
)


def _missed(kept: KeptDefeat, chosen: Chosen, scenario: Scenario) -> str:
    path = shipped_folder() / "runbooks" / f"{kept.runbook}.md"
    asked = RespondsWith(use=str(path))
    who = contestant(asked, chosen.scenario, chosen.path, shipped_runbook)
    wish = parse_expectation(kept.expect)
    edition = Edition(scenario, chosen.policy)
    return try_night(Attempt(0, edition, who, 1, "automation", (wish,), DRAWN)).missed


def _space(kept: KeptDefeat) -> FaultSpace:
    chosen = choose(kept.scenario)
    return space_of(chosen.scenario, chosen.policy, None)


@pytest.mark.parametrize("kept", KEPT, ids=lambda kept: kept.runbook)
def test_the_kept_scenario_is_the_night(kept: KeptDefeat) -> None:
    """The file is what the search would write for its point today."""
    space = _space(kept)
    title = f"{space.scenario.title}: defeats {kept.runbook}"
    assert load_scenario(kept.file) == space.at(kept.point, kept.file.stem, title)


@pytest.mark.slow
@pytest.mark.usefixtures("sandbox")
@pytest.mark.parametrize("kept", KEPT, ids=lambda kept: kept.runbook)
def test_the_kept_scenario_defeats_the_runbook_and_no_milder_one_does(kept: KeptDefeat) -> None:
    """The expectation fails on it, and holds a minute shorter and a step weaker."""
    chosen, space = choose(kept.scenario), _space(kept)
    assert _missed(kept, chosen, load_scenario(kept.file)).startswith(kept.expect)
    milder = space.milder(kept.point)
    assert milder
    assert [_missed(kept, chosen, space.at(one)) for one in milder] == [""] * len(milder)
