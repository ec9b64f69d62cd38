"""What scenarios/README.md says is true: its examples load and its tables are complete."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pytest

from sim.scenario.faults import Fault, FaultBase
from sim.scenario.library import shipped_folder
from sim.scenario.lint import lint_file
from sim.scenario.load import load_responder, load_scenario
from sim.scenario.names import CHANNELS, Mark
from sim.scenario.rules.criteria import CRITERION_IDS

if TYPE_CHECKING:
    from collections.abc import Callable

README = (shipped_folder() / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
EFFECTS = {
    get_args(fault.model_fields["effect"].annotation)[0]: fault
    for fault in get_args(get_args(Fault)[0])
}


def test_the_examples_have_no_findings(save: Callable[..., Path]) -> None:
    scenario_text, people, moves, responder_text, *_ = BLOCKS
    scenario = save(f"{scenario_text}\n{people}\n{moves}", "short-outage.yaml")
    responder = save(responder_text, "reference/short-outage.yaml")
    assert load_scenario(scenario).name == load_responder(responder).scenario
    assert (lint_file(scenario), lint_file(responder)) == ((), ())


@pytest.mark.parametrize("effect", EFFECTS)
def test_every_effect_has_a_row_with_its_fields(effect: str) -> None:
    row = next(line for line in README.splitlines() if line.startswith(f"| `{effect}` |"))
    own = EFFECTS[effect].model_fields.keys() - FaultBase.model_fields.keys() - {"effect"}
    assert own <= set(re.findall(r"`(\w+)`", row))


@pytest.mark.parametrize("mark", get_args(Mark))
def test_every_mark_has_a_row(mark: str) -> None:
    assert f"\n| `{mark}` |" in README


@pytest.mark.parametrize("word", [*CHANNELS, *CRITERION_IDS])
def test_every_channel_and_criterion_is_named(word: str) -> None:
    assert f"`{word}`" in README


def test_every_file_it_points_to_exists() -> None:
    for target in re.findall(r"\]\(([^)]+)\)", README):
        assert (shipped_folder() / Path(target)).is_file()
