"""The report as a whole: what it says, that order is no matter, and that names are only names."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from reports.document import Figure, Table, Tiles
from reports.forms import data, html, markdown, sheet
from reports.training.charts import draw
from reports.training.document import document
from reports.training.lines import overview, recoveries
from reports.training.material import training
from reports.training.practice import Playable
from reports.training.records import Selection, records_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reports.document import Report
    from sim.scenario.policy import Policy
    from tests.reports.training.conftest import MakeRecord, Row

TODAY = date(2026, 4, 20)
HOSTILE = (
    "<script>alert(1)</script>",
    '=HYPERLINK("http://example.com")',
    "\u202etfel ot thgir",
    "$\\frac{1}{0}$ \x00\x1b[31m",
    "_hidden 🚒 " + "x" * 10_000,
    "'\"; --\nBEGIN:VEVENT",
)


@pytest.fixture
def year(record: MakeRecord) -> tuple[Row, ...]:
    """Two teams, three scenarios, two quarters; Red never got over the flood."""
    minutes = {
        ("Blue", "2025-10-06"): (30, 40, 50),
        ("Blue", "2026-01-05"): (15, 20, 25),
        ("Red", "2025-10-07"): (60, -240, 90),
        ("Red", "2026-01-06"): (60, -240, 90),
    }
    return tuple(
        record(day, time, team=team, people=(team[0], "Both"), scenario=scenario)
        for (team, day), times in minutes.items()
        for scenario, time in zip(("fire", "flood", "storm"), times, strict=True)
    )


def _report(records: Sequence[Row], policy: Policy, **chosen: str) -> Report:
    playable = (Playable("fire", "Fire", ("recovery",)),)
    selection = Selection(**chosen)
    return document(
        training(records_table(records), selection, policy=policy, playable=playable, today=TODAY)
    )


def _table(report: Report, name: str, by: int = 1) -> dict[str, list[str]]:
    """A table's rows, by what stands in their first cells."""
    for section in report.sections:
        for block in section.blocks:
            if isinstance(block, Table) and block.name == name:
                texts = [[cell.text for cell in row] for row in block.rows]
                return {" ".join(row[:by]): row for row in texts}
    raise AssertionError(f"no table {name}")


def test_the_figures_stand_in_the_report(year: tuple[Row, ...], policy: Policy) -> None:
    """Ten of twelve resolved; Blue halved its times on the three exercises, and that is called."""
    report = _report(year, policy)
    assert report.title == "All teams"
    assert report.lead.startswith("12 records from 2025 Q4 to 2026 Q1: 10 of 12 resolved; ")
    tiles = report.opening[0]
    assert isinstance(tiles, Tiles)
    assert [(tile.label, tile.value) for tile in tiles.tiles][:2] == [
        ("Records", "12"),
        ("Resolved", "10 of 12"),
    ]
    teams = _table(report, "Teams")
    assert teams["Blue"][1:3] == ["6", "6 of 6"]
    assert teams["Blue"][6].startswith("25.0 min")
    assert teams["Red"][1:3] == ["6", "4 of 6"]
    assert _table(report, "People")["Both"][1:3] == ["12", "10 of 12"]
    over_time = _table(report, "First time against latest time", by=2)
    assert over_time["Blue Time to recover"][2].startswith("faster: times are 50% shorter")
    assert over_time["Blue Total"][2] == "+0 points (+0 to +0)"
    red = over_time["Red Time to recover"][2]
    assert red.startswith("no verdict: 3 pairs")
    assert "on both sides in 1 pair" in red


def test_a_choice_of_team_leaves_the_other_out(year: tuple[Row, ...], policy: Policy) -> None:
    """Only Blue's records count, its calendar too; a scenario does not make the others due."""
    report = _report(year, policy, team="Blue", scenario="fire")
    assert report.title == "Blue, fire"
    assert list(_table(report, "Teams")) == ["Blue"]
    assert _table(report, "Teams")["Blue"][1] == "2"
    assert list(_table(report, "Scenarios")) == ["Fire"]


def test_the_order_of_records_changes_nothing(year: tuple[Row, ...], policy: Policy) -> None:
    """Whatever the file system says first, the report is the same, drawings included."""
    turned = _report(tuple(reversed(year)), policy)
    assert turned == _report(year, policy)


def test_lines_hold_the_same_exercises_together(year: tuple[Row, ...]) -> None:
    """Blue is at 50% of the first time in the second quarter; the first has nothing before it."""
    ratio = overview(records_table(year))[0]
    blue = ratio.lines[0]
    assert (blue.label, [point.quarter for point in blue.points]) == ("Blue", ["2026 Q1"])
    assert blue.points[0].value == pytest.approx(50)
    flood = next(panel for panel in recoveries(records_table(year)) if panel.title == "Flood")
    red = flood.lines[1]
    assert [(point.value, point.beyond) for point in red.points] == [(240, True), (240, True)]


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_names_are_only_names(name: str, record: MakeRecord, policy: Policy) -> None:
    """Markup, formulas, formats, control characters and long names stay text in every form."""
    several = [
        record("2026-01-05", team=name, people=(name,), name=name),
        record("2026-01-06", team="Red", people=("Ada",)),
    ]
    report = _report(several, policy)
    page = html.render(report)
    assert "<script" not in page
    assert "\u202e" not in page
    assert "x" * 200 not in page
    assert all(not line.startswith("=") for line in sheet.render(report).split("\r\n"))
    assert "<script>" not in markdown.render(report)
    assert data.render(report)
    figures = [
        block
        for section in report.sections
        for block in section.blocks
        if isinstance(block, Figure)
    ]
    assert len(figures) == 3
    for figure in figures:
        assert ET.fromstring(figure.svg).tag.endswith("svg")  # noqa: S314 - drawn by reports


def test_more_teams_than_colours_are_one_line(record: MakeRecord) -> None:
    """Seven teams cannot be told apart: they are drawn as one line, which says so."""
    several = [record("2026-01-05", 10 + number, team=f"T{number}") for number in range(7)]
    (panel,) = recoveries(records_table(several))
    assert [line.label for line in panel.lines] == ["all 7 teams"]
    assert panel.lines[0].points[0].value == 13
    assert "all 7 teams" in draw([panel], "Recovery", "test")
