"""CONTRIBUTING's promises, kept: what is added by following it, and how little that is.

Each test adds one thing to a copy of the project as the page says, uses it, runs the tests of the
rooms that know such things, and counts what was touched. Pages made from the code are written anew
by the command that CONTRIBUTING names and are not counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.house.conftest import Copy

pytestmark = pytest.mark.slow

HANDOVER = '''

class HandoverParams(Spoken):
    """Who takes over, and what there is to know."""

    role: str = Field(min_length=1, max_length=60)


@command(
    "handover",
    access="responder",
    example=Example(
        body={"role": "technical_lead", "text": "Breaker open, restore under way"},
        console='handover technical_lead "Breaker open, restore under way"',
    ),
    console=("role", "text"),
)
def handover(world: World, params: HandoverParams, actor: Actor) -> Reply[Told]:
    """Hand the incident over to a role."""
    return _send(world, actor, "post", "slack", params.role, params.whole)
'''

PLAYED = """
from pathlib import Path
from scoring.score import score
from sim.commands.command import Actor
from sim.commands.console import parse_line
from sim.exercise.exercise import Exercise
from sim.journal.bodies import Action
from sim.scenario.library import find_policy, find_scenario
from sim.scenario.load import load_policy, load_scenario
scenario = load_scenario(find_scenario("complete-r2-outage"))
exercise = Exercise(scenario, load_policy(find_policy("list-cutter")), 1)
exercise.advance(1_800_000)
done = exercise.act(parse_line("handover technical_lead 'Yours'"), Actor("you", "responder"))
assert done.status == 200, done.body
exercise.finish()
card = score(exercise.journal.entries)
instants = {one.name: one.at for one in card.instants}
assert instants["fault"] < 1_800_000 and instants["detect"] is None, instants
"""


def test_a_peoples_command_is_a_function_and_a_line(copy: Copy) -> None:
    """It works on every surface, and nobody takes it for a detection, without another edit."""
    copy.append("sim/commands/people.py", HANDOVER)
    copy.insert(
        "sim/command_set.py",
        'CommandRow("roster"',
        'CommandRow("handover", "POST", "/exercise/handover", "tells"),',
    )
    changed = copy.changed_lines()
    assert copy.new_files() == []
    assert changed.pop("sim/command_set.py") == 1
    assert set(changed) == {"sim/commands/people.py"}
    copy.run("-m", "sim.surfaces.reference")
    copy.run("-c", PLAYED)
    copy.test(
        "tests/commands", "tests/house/test_commands_named_once.py", "tests/web/test_views.py"
    )
    copy.test("tests/scoring/test_instants.py", "tests/surfaces/test_http_contract.py")
    copy.test("tests/runbook/test_commands.py", "-k", "peoples_command")


THROTTLED = '''"""The bucket turns some calls away."""

from typing import ClassVar, Literal

from pydantic import Field

from sim.scenario.faults.base import FaultBase
from sim.scenario.faults.conditions import Conditions
from sim.scenario.names import Service


class R2Throttled(FaultBase):
    """A share of the calls to R2 is turned away."""

    service: ClassVar[Service | None] = "R2_STORAGE"
    shows: ClassVar[bool] = True
    effect: Literal["r2_throttled"] = Field(description="What breaks.")
    percent: int = Field(gt=0, le=100, description="How many calls of 100.", examples=[40])

    def conditions(self) -> Conditions:
        """How calls behave while this lasts."""
        return Conditions(r2_slow_percent=100 + self.percent)
'''


def test_a_fault_is_a_file_and_its_name_in_the_union(copy: Copy) -> None:
    """Its table row, its service and whether it shows come from its file."""
    copy.add("sim/scenario/faults/r2_throttled.py", THROTTLED)
    place = "sim/scenario/faults/__init__.py"
    line = "from sim.scenario.faults.r2_throttled import R2Throttled"
    copy.insert(place, "from sim.scenario.faults.r2_timeouts", line)
    copy.insert(place, "| R2Timeouts", "| R2Throttled")
    assert copy.new_files() == ["sim/scenario/faults/r2_throttled.py"]
    assert copy.changed_lines() == {place: 2}
    copy.run("-m", "sim.scenario.schema")
    readme = (copy.home / "scenarios" / "README.md").read_text(encoding="utf-8")
    assert "| `r2_throttled` | A share of the calls to R2 is turned away. | `percent` |" in readme
    copy.test("tests/scenario", "tests/world/test_faults.py", "tests/docs")


CLOSURE = '''"""Was the incident closed in words?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.criterion import Advice, Criterion
from scoring.verdict import Verdict

if TYPE_CHECKING:
    from scoring.case import ScoredCase


def judge(case: ScoredCase) -> Verdict:
    """All or nothing."""
    closed = case.ground.instants.resolve.at is not None
    return Verdict(100.0 if closed else 0.0, "Closed in words." if closed else "Never closed.")


CRITERION = Criterion(
    id="closure",
    title="Closure",
    judge=judge,
    advice=Advice("Say when it is over.", owner="technical_lead"),
)
'''


def test_a_criterion_is_a_file_and_a_row(copy: Copy) -> None:
    """No other list knows the criteria, and no golden holds them all."""
    copy.add("scoring/criteria/closure.py", CLOSURE)
    place = "sim/scenario/rules/criteria.py"
    row = 'CriterionRow("closure", "Whether it is closed in words.", 0),'
    copy.insert(place, 'CriterionRow("procedure"', row)
    assert copy.new_files() == ["scoring/criteria/closure.py"]
    assert copy.changed_lines() == {place: 1}
    copy.run("-m", "sim.scenario.schema")
    copy.test("tests/scoring", "tests/reports", "tests/scenario/test_schema.py")


WEATHER = '''"""What the seed was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.document import Prose, ReportSection

if TYPE_CHECKING:
    from reports.material import Material


def seed(made: Material) -> ReportSection:
    """The seed, for whoever plays it again."""
    text = f"Played with seed {made.card.seed}."
    return ReportSection("seed", "Seed", (Prose(text),), "Seed")
'''


def test_a_report_section_is_a_file_and_its_place(copy: Copy) -> None:
    """Every form shows it."""
    copy.add("reports/sections/seed.py", WEATHER)
    place = "reports/after_action.py"
    copy.insert(place, "timeline,", "seed,")
    copy.insert(place, "timeline.method,", "seed.seed,")
    assert copy.new_files() == ["reports/sections/seed.py"]
    assert copy.changed_lines() == {place: 2}
    run = ("run", "false-alarm", "--responder", "none", "--out", "r", "--force")
    copy.run("-m", "sim.surfaces.cli.main", *run)
    assert "Played with seed" in (copy.home / "r" / "report.html").read_text(encoding="utf-8")
    copy.test("tests/reports")


REFERENCE = """format: 1
scenario: short-outage
actor: reference
tracks:
  work:
    - {after: alert, wait: 1m, do: ack}
    - {wait: 1m, do: 'declare "Downloads fail"', id: declared}
"""


def test_a_scenario_is_a_file_and_its_reference(copy: Copy) -> None:
    """The one of scenarios/README.md: it is listed, linted, played and scored."""
    readme = (copy.home / "scenarios" / "README.md").read_text(encoding="utf-8")
    text = readme.partition("```yaml\n")[2].partition("```")[0]
    copy.add("scenarios/short-outage.yaml", text)
    copy.add("scenarios/reference/short-outage.yaml", REFERENCE)
    assert len(copy.new_files()) == 2
    assert copy.changed_lines() == {}
    tool = ("-m", "sim.surfaces.cli.main")
    assert "short-outage" in copy.run(*tool, "scenarios")
    copy.run(*tool, "lint", "scenarios/short-outage.yaml", "scenarios/reference/short-outage.yaml")
    assert "TTD" in copy.run(*tool, "run", "short-outage", "--responder", "reference", "--out", "r")
    copy.test("tests/scenario/test_library.py", "tests/scenario/test_schema.py")
