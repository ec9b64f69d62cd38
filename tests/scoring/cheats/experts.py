"""Experts of another order: good responses that do the same things another way.

Each is a YAML file of its own, as a person would keep it, for one scenario.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

import yaml

if TYPE_CHECKING:
    from sim.scenario.model import Scenario
    from tests.scoring.cheats.scripts import Script

FOLDER = Path(__file__).parent / "expert_scripts"
POLICIES = ("list-cutter", "incident-command")
"""An expert is one under either policy."""


def expert_scenarios() -> tuple[str, ...]:
    """The scenarios for which there is an expert."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


@cache
def _kept(scenario: str) -> Script:
    return cast("Script", yaml.safe_load((FOLDER / f"{scenario}.yaml").read_text()))


def other_order(scenario: Scenario, _reference: Script) -> Script:
    """An experienced team with its own order, roles and words."""
    return _kept(scenario.name)
