"""The shipped runbooks keep what their regressions promise, and no trouble is left without one.

One seed of each scenario by default, all of them with `slow`; skipped where there is no sandbox.
"""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

import scenarios
from sim.runbook.document import parse
from sim.runbook.placeholders import find
from sim.runbook.shell.loops import endless_loops
from sim.runbook.shell.reader import read_script
from sim.runbook.shell.script import everything
from sim.runbook.shell.variables import variables_read, variables_set
from sim.scenario.library import find_scenario, scenario_names
from sim.scenario.load import load_scenario
from sim.surfaces.regressions.cases import Case, load_cases
from sim.surfaces.regressions.run import explain, run_case

HOME = Path(scenarios.__file__).parent
RUNBOOKS = sorted((HOME / "runbooks").glob("*.md"))
CASES = [
    case
    for path in sorted((HOME / "regressions").glob("*.regressions.yaml"))
    for case in load_cases(path)
]
# The guide's own incident is held every day, the others with the slow proofs.
FIRST = [case for case in CASES if case.seed == 1 and "storage-outage[" in case.name]
REST = [case for case in CASES if case not in FIRST]
OTHERS = [
    replace(case, seed=9_101 + number)
    for number, case in enumerate({case.group: case for case in CASES}.values())
]
"""Each regression on a night of its own that its bounds were not fitted to."""
WITHOUT: dict[str, str] = {}
"""Scenarios that no runbook can be checked against, each with the reason; none at present."""


def hold(case: Case) -> None:
    """Play a case; it fails with the figures, the steps and the lines."""
    outcome = run_case(case)
    assert case.complete
    assert outcome.missed == (), explain(outcome, None)


@pytest.mark.usefixtures("sandbox")
@pytest.mark.parametrize("case", FIRST, ids=lambda case: case.name)
def test_a_shipped_runbook_keeps_its_promise(case: Case) -> None:
    hold(case)


@pytest.mark.slow
@pytest.mark.one_of_many
@pytest.mark.usefixtures("sandbox")
@pytest.mark.parametrize("case", REST, ids=lambda case: case.name)
def test_a_shipped_runbook_keeps_its_promise_under_every_seed(case: Case) -> None:
    hold(case)


@pytest.mark.slow
@pytest.mark.usefixtures("sandbox")
@pytest.mark.parametrize("case", OTHERS, ids=lambda case: case.name)
def test_a_promise_is_about_the_runbook_and_not_about_ten_nights(case: Case) -> None:
    hold(case)


def test_every_scenario_has_a_runbook() -> None:
    """Twelve scenarios with trouble at the least, ten seeds each, and no exception unexplained."""
    troubled = {
        name for name in scenario_names() if load_scenario(find_scenario(name)).worst_severity
    }
    named = {case.scenario.stem for case in CASES}
    assert troubled - named == set(WITHOUT)
    assert all(WITHOUT.values())
    seeds = {name: {c.seed for c in CASES if c.scenario.stem == name} for name in named}
    assert {name for name in named if len(seeds[name]) < 10} == set()
    assert len(named & troubled) >= 12


def test_every_runbook_is_held_against_something() -> None:
    assert {case.runbook.resolve() for case in CASES} == {path.resolve() for path in RUNBOOKS}


@pytest.mark.parametrize("path", RUNBOOKS, ids=lambda path: path.stem)
def test_a_runbook_is_an_example_of_a_good_one(path: Path) -> None:
    """Prose before each block, checklists, loops with an end, nothing stray, nothing unassigned."""
    document = parse(path.read_text(), path.name)
    assert document.checks
    assert [block.line for block in document.blocks if block.words < 10] == []
    known: set[str] = set()
    for block in document.blocks:
        script = read_script(block.text, block.line)
        known |= variables_set(script)
        unknown = {use.name for use in variables_read(script) if not use.guarded} - known
        assert unknown == set(), f"{path.name}:{block.line}"
        assert list(endless_loops(script)) == []
        assert [one for one in everything(script) if one.after == "&" and one.joined] == []
        checked = subprocess.run(
            ["bash", "-n"], input=block.text, capture_output=True, text=True, check=False
        )
        assert checked.stderr == "", f"{path.name}:{block.line}"
        angles = {one.text for one in find(block.text) if one.kind == "angle"}
        assert angles <= {"<admin_token>"}
        assert "backup_2" not in block.text
        assert "file_0" not in block.text
