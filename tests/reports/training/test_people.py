"""The report is about people: automation is listed apart and enters no figure and no practice."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from reports.document import Table
from reports.forms import markdown
from reports.training.calendar import calendar
from reports.training.document import document
from reports.training.material import training
from reports.training.records import Selection, of_people, records_table
from reports.training.reviews import RHYTHMS, review_document, reviewed
from sim.scenario.rules.training import Practice

if TYPE_CHECKING:
    from reports.training.material import Training
    from sim.scenario.policy import Policy
    from tests.reports.training.conftest import MakeRecord, Row

TODAY = date(2026, 4, 20)


def _made(rows: list[Row], policy: Policy, **chosen: str) -> Training:
    return training(
        records_table(rows), Selection(**chosen), policy=policy, playable=(), today=TODAY
    )


def _tables(made: Training) -> dict[str, Table]:
    return {
        block.name: block
        for section in document(made).sections
        for block in section.blocks
        if isinstance(block, Table)
    }


def test_automation_enters_no_figure(record: MakeRecord, policy: Policy) -> None:
    """One perfect reference run changes nothing beside its own row."""
    people = [record("2026-01-10", 30, total=60), record("2026-02-10", 40, total=70)]
    runs = [record("2026-03-01", 1, total=100, people=("reference",), exercise="regression")]
    alone, together = _made(people, policy), _made([*people, *runs], policy)
    assert together.changes == alone.changes
    assert together.due == alone.due
    mine, theirs = _tables(together), _tables(alone)
    assert [row[0].text for row in mine.pop("Automation").rows] == ["reference"]
    assert mine == theirs
    assert "1 automated record is listed separately" in document(together).lead
    assert "reference" not in set(of_people(together.every_record)["people"].sum())


def test_only_automation_is_said_to_be_no_exercise(record: MakeRecord, policy: Policy) -> None:
    """A demo run alone makes a page with everything due, no person and no mean."""
    made = _made([record("2026-03-01", people=("none",), exercise="regression")], policy)
    report = document(made)
    assert report.lead.startswith("No exercise with people yet; 4 practices due or overdue")
    assert set(_tables(made)) == {"Training calendar", "Automation"}
    for rhythm in RHYTHMS:
        assert "No exercise with people" in markdown.render(review_document(made, rhythm))


def test_a_persons_page_has_nobody_else_on_it(record: MakeRecord, policy: Policy) -> None:
    """Advice and figures are of the records with this person, and no other name is printed."""
    rows = [
        record("2026-01-10", 30, people=("Ada", "Cleo")),
        record("2026-02-10", 40, people=("Bob",)),
    ]
    made = _made(rows, policy, person="Ada")
    report = document(made)
    assert (report.kind, report.title) == ("Personal training page", "Ada")
    assert made.advice[0][0] == "Ada"
    told = markdown.render(report)
    assert "Bob" not in told
    assert "Cleo" not in told


@pytest.mark.parametrize(
    ("exercise", "people", "counts"),
    [
        ("tabletop", ("Ada", "Bob"), True),
        ("functional", ("Ada", "Bob"), True),
        ("functional", ("Ada",), False),
        ("drill", ("Ada", "Bob"), False),
        ("regression", ("reference", "none"), False),
    ],
)
def test_the_policy_says_what_counts(
    record: MakeRecord, exercise: str, people: tuple[str, ...], *, counts: bool
) -> None:
    """Types and a number of people: a session that was hosted counts where the policy names it."""
    practice = Practice(
        id="team", title="Team", every="quarter", exercise=("tabletop", "functional"), people=2
    )
    rows = records_table([record("2026-04-01", exercise=exercise, people=people)])
    (due,) = calendar([practice], rows, TODAY)
    assert (due.last is not None) is counts


def test_a_refresh_is_done_when_each_scenario_was_played(record: MakeRecord) -> None:
    """The one played longest ago decides when it is due again."""
    practice = Practice(id="all", title="All", every="year", scenarios=("fire", "flood"), each=True)
    first = record("2025-09-01", scenario="fire")
    (due,) = calendar([practice], records_table([first]), TODAY)
    assert due.last is None
    both = [first, record("2026-03-01", scenario="flood"), record("2026-02-01", scenario="flood")]
    (due,) = calendar([practice], records_table(both), TODAY)
    assert due.on == date(2026, 9, 1)


def test_the_shipped_policy_has_the_four_practices_of_the_guide(policy: Policy) -> None:
    """Monthly review, quarterly tabletop, half-yearly simulation, annual refresh; no automation."""
    assert [one.every for one in policy.training] == ["month", "quarter", "half_year", "year"]
    assert all("regression" not in one.exercises for one in policy.training)
    assert all("functional" in one.exercises for one in policy.training)


def test_reviews_look_at_their_own_period(record: MakeRecord, policy: Policy) -> None:
    """A week, a month, three months, a year back from the day; nothing after it counts."""
    days = ("2026-04-20", "2026-04-14", "2026-04-13", "2026-03-21", "2026-01-21", "2025-04-21")
    made = _made([record(day) for day in (*days, "2026-04-21")], policy)
    counted = {rhythm: len(reviewed(made, rhythm).now) for rhythm in RHYTHMS}
    assert counted == {"weekly": 2, "monthly": 4, "quarterly": 5, "annual": 6}
    assert reviewed(made, "monthly").following == date(2026, 5, 20)
