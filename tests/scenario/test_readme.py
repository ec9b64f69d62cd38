"""What scenarios/README.md says is true: its examples load and its tables are complete."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pytest

from sim.scenario.fault_table import fault_table, write_fault_table
from sim.scenario.library import shipped_folder
from sim.scenario.lint import lint_file
from sim.scenario.load import load_responder, load_scenario
from sim.scenario.names import CHANNELS, Mark
from sim.scenario.rules.criteria import CRITERION_IDS

if TYPE_CHECKING:
    from collections.abc import Callable

README = (shipped_folder() / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)


def test_the_examples_have_no_findings(save: Callable[..., Path]) -> None:
    scenario_text, releases, people, moves, responder_text, *_ = BLOCKS
    scenario = save(f"{scenario_text}\n{releases}\n{people}\n{moves}", "short-outage.yaml")
    responder = save(responder_text, "reference/short-outage.yaml")
    assert load_scenario(scenario).name == load_responder(responder).scenario
    assert (lint_file(scenario), lint_file(responder)) == ((), ())


def test_the_table_of_faults_is_current(tmp_path: Path) -> None:
    """The README holds a row for every fault, as its class describes it, and writing is idle."""
    assert fault_table() in README, "run `python -m sim.scenario.schema` and commit the file"
    copy = tmp_path / "README.md"
    copy.write_text(README.replace("| `r2_slow` |", "| `r2_slo` |"), encoding="utf-8")
    write_fault_table(copy)
    assert copy.read_text(encoding="utf-8") == README


@pytest.mark.parametrize("mark", get_args(Mark))
def test_every_mark_has_a_row(mark: str) -> None:
    assert f"\n| `{mark}` |" in README


@pytest.mark.parametrize("word", [*CHANNELS, *CRITERION_IDS])
def test_every_channel_and_criterion_is_named(word: str) -> None:
    assert f"`{word}`" in README


def test_every_file_it_points_to_exists() -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", README):
        assert (shipped_folder() / Path(target)).is_file()
