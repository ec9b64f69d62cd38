"""What is still to be done at the end of a journal: fallen due, unmet, and not too late yet."""

from __future__ import annotations

import pytest

from scoring.case import case_of
from scoring.obligations.ledger import still_open
from scoring.tabletop import by_people, touches_system
from tests.stories.story import Story

NOTICES = [("notice", one, 20) for one in ("all_users", "response_team", "status_page")]


def stuck(minutes: int) -> Story:
    """Nothing gets better from 12 on; declared at 15, so each is due at 15, 30 or 45."""
    story = Story(minutes).fault(12, None).weather(12, minutes, "outage")
    return story.alert(14).does(15, "declare")


def still(story: Story) -> list[tuple[str, str, float]]:
    """Kind, whom, and the minute of the deadline."""
    found = still_open(case_of(story.entries()).ground)
    return [(one.kind, one.to, one.deadline / 60_000) for one in found]


@pytest.mark.parametrize(
    ("minutes", "found"),
    [
        pytest.param(16, NOTICES, id="the-first-messages"),
        pytest.param(20, [], id="at-their-deadline"),
        pytest.param(31, [("escalation", "technical_lead", 35)], id="the-lead"),
        pytest.param(35, [], id="at-the-leads-deadline"),
        pytest.param(
            46,
            [("escalation", "engineering_manager", 50), ("notice", "response_team", 50)],
            id="the-manager-and-an-update",
        ),
        pytest.param(50, [], id="at-the-managers-deadline"),
    ],
)
def test_open_from_when_it_is_due_up_to_its_deadline(
    minutes: int, found: list[tuple[str, str, float]]
) -> None:
    """In the order of their deadlines, then by kind and by whom."""
    assert still(stuck(minutes)) == found


def test_what_was_done_is_not_open() -> None:
    """The lead was called, users were told: neither is to be done any more."""
    assert still(stuck(31).says(30.5, "page", "technical_lead")) == []
    assert still(stuck(16).says(15.5, "broadcast", "all_users")) == NOTICES[1:]


@pytest.mark.parametrize(
    ("exercise_type", "people", "system"),
    [("regression", False, True), ("drill", True, True), ("tabletop", True, False)],
)
def test_who_responds_and_on_what(exercise_type: str, *, people: bool, system: bool) -> None:
    """In a regression no people do, in a tabletop nobody works on the system."""
    assert by_people(exercise_type) == people
    assert touches_system(exercise_type) == system
