"""Action items: in the order of their urgency, and as other tools read them."""

from __future__ import annotations

import shlex
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from reports.actions.forms import calendar, github, gitlab, jira, table
from reports.actions.model import PlannedAction, actions_of, in_order
from reports.review.model import Improvement, Proof
from reports.review.proven import Later

if TYPE_CHECKING:
    from scoring.model import Scorecard

TODAY = date(2026, 3, 31)


def plan(name: str, **fields: Any) -> Improvement:
    """An improvement."""
    given_fields = {"problem": "Paged late.", "action": "Write it down.", "category": "immediate"}
    return Improvement.model_validate({"id": name, **given_fields, **fields})


def item(name: str, **fields: Any) -> PlannedAction:
    """An action of one record."""
    return PlannedAction(f"mine/{name}", "Outage", date(2026, 3, 1), plan(name, **fields))


def test_what_is_overdue_longest_comes_first_and_what_is_done_last() -> None:
    """By how late, then by due date, then what has none, then what is complete."""
    actions = [
        item("done", due="2026-01-01", status="complete"),
        item("whenever"),
        item("later", due="2026-05-01"),
        item("late", due="2026-03-30"),
        item("latest", due="2026-03-01"),
        item("soon", due="2026-03-31"),
    ]
    names = [one.improvement.id for one in in_order(actions, TODAY)]
    assert names == ["latest", "late", "soon", "later", "whenever", "done"]
    assert [one.days_late(TODAY) for one in in_order(actions, TODAY)] == [30, 1, 0, 0, 0, 0]


def test_what_a_later_exercise_proves_is_complete(worked_card: Scorecard) -> None:
    """Whatever its review says; a proof that was not met changes nothing."""
    met = Proof(scenario=worked_card.scenario, expect=("TTD<=10m",))
    missed = Proof(scenario=worked_card.scenario, expect=("TTD<=1s",))
    later = [Later("again", datetime(2026, 4, 1, tzinfo=UTC), worked_card)]
    reviewed = later[0].players
    plans = [plan("a", proof=met), plan("b", proof=missed)]
    first, second = actions_of("mine", "Outage", TODAY, plans, reviewed=reviewed, later=later)
    assert (first.status, first.proven) == ("complete", "again")
    assert (second.status, second.proven) == ("not started", "")


TEXT = (
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=80)
    # As the review's model takes texts in.
    .map(str.strip)
    .filter(bool)
)


@given(TEXT, TEXT, TEXT)
def test_scripts_run_what_they_show_and_nothing_else(action: str, problem: str, owner: str) -> None:
    """Whatever the texts are, each command is one `issue create` with them as single words."""
    one = item("a", action=action, problem=problem, owner=owner)
    for script, program in ((github([one]), "gh"), (gitlab([one]), "glab")):
        body = script.partition("set -e\n")[2].removeprefix("gh label create tabletop --force\n")
        words = shlex.split(body)
        assert words[:4] == [program, "issue", "create", "--title"]
        assert len(words) == 9
        assert f"Problem: {problem}" in words[6]
    assert "gh issue" not in github([item("a", status="complete")])


def test_a_calendar_has_a_to_do_of_each() -> None:
    """Read back by a library: due on its day, with its status and its id."""
    actions = [item("a", due="2026-04-02", status="in progress"), item("b")]
    todos = Calendar.from_ical(calendar(actions, TODAY)).walk("VTODO")
    assert [str(one["status"]) for one in todos] == ["IN-PROCESS", "NEEDS-ACTION"]
    assert todos[0].decoded("due") == date(2026, 4, 2)
    assert "mine/a" in str(todos[0]["description"])
    assert "due" not in todos[1]
    assert calendar(actions, TODAY) == calendar(actions, TODAY)


def test_tables_have_a_row_of_each_as_wide_as_their_headings() -> None:
    actions = [item("a", due="2026-04-02", owner="Ann"), item("b", status="complete")]
    for rows in (table(actions), jira(actions)):
        assert len(rows) == 3
        assert {len(row) for row in rows} == {len(rows[0])}
    row = dict(zip(*jira(actions)[:2], strict=True))
    assert (row["Due Date"], row["Status"], row["Priority"]) == ("2026-04-02", "To Do", "Highest")
