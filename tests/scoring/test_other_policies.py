"""Policies of other organisations: each shipped shape plays, and each of its rules falls due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise

import pytest
from pydantic import ValidationError

from scoring.score import score
from sim.exercise.exercise import Exercise
from sim.exercise.responders import nobody, play
from sim.exercise.script import Scripted
from sim.scenario.library import find_policy, find_reference, find_scenario
from sim.scenario.load import load_policy, load_responder, load_scenario
from sim.scenario.policy import Policy
from sim.scenario.rules.after import Afterwards
from sim.scenario.rules.office import OfficeHours
from tests.stories.policy import story_policy
from tests.stories.story import good_response, outage

SHAPES = ("all-at-once", "managers-on-call", "major-incidents", "operations-guide")
NINE_TO_FIVE = OfficeHours()
FRIDAY = datetime(2026, 3, 6, 16, tzinfo=UTC)
HOUR = timedelta(hours=1)


@cache
def _reasons(
    policy: str, scenario: str = "complete-r2-outage", responder: str = "none"
) -> set[str]:
    """What fell due in a night played under the policy."""
    played = load_scenario(find_scenario(scenario))
    exercise = Exercise(played, load_policy(find_policy(policy)), 7)
    path = find_reference(played)
    assert path is not None
    play(exercise, nobody() if responder == "none" else Scripted(load_responder(path)))
    card = score(exercise.journal.entries)
    assert card.total is not None
    return {f"{one.to}: {one.reason}" for one in card.obligations}


def _with(**fields: object) -> Policy:
    return Policy.model_validate(story_policy().model_dump(mode="json") | fields)


def _severities(**fields: object) -> list[dict[str, object]]:
    return [one.model_dump(mode="json") | fields for one in story_policy().severities]


@pytest.mark.parametrize("policy", SHAPES)
def test_a_night_plays_under_each_shape(policy: str) -> None:
    """The reference's names of list-cutter are understood, and something falls due."""
    assert _reasons(policy, responder="reference")


def test_what_each_shape_asks_for_falls_due() -> None:
    """Nobody responds, so that everything that can fall due in the night does."""
    at_once = _reasons("all-at-once")
    assert "scribe: called in at once at severity 1" in at_once
    assert "stakeholders: update for stakeholders" in at_once
    assert "public: update for public" in at_once
    assert "status_page: update for status page" in _reasons("managers-on-call")
    assert "company: update for company" in _reasons("major-incidents")
    assert "all_stakeholders: all stakeholders" in _reasons("operations-guide")


@pytest.mark.slow
def test_security_and_privacy_make_their_own_notices_due() -> None:
    """Only in a night in which somebody may have got in."""
    for policy, due in (
        ("major-incidents", "customers: customers told of the breach"),
        ("managers-on-call", "data_protection: data protection informed"),
        ("managers-on-call", "privacy_officer: privacy concern"),
    ):
        assert due in _reasons(policy, "leaked-token")
        assert due not in _reasons(policy)


def test_a_shipped_policy_says_nothing_of_what_it_leaves_out() -> None:
    """Journals embed the policy: a field that is not used must not change their bytes."""
    plain = load_policy(find_policy("list-cutter")).model_dump(mode="json")
    assert not {"office_hours", "handover", "deciders", "afterwards"} & plain.keys()
    assert "named" not in plain["channels"]
    assert "privacy" not in plain["impact"]
    assert not any({"together", "office_hours"} & one.keys() for one in plain["severities"])
    assert not any(
        {"once", "to"} & one.keys() for level in plain["severities"] for one in level["updates"]
    )
    assert not any("when" in one for one in plain["notices"])


@pytest.mark.parametrize(
    ("start", "hours", "done"),
    [
        (FRIDAY, 0.5, datetime(2026, 3, 6, 16, 30, tzinfo=UTC)),
        (FRIDAY, 2, datetime(2026, 3, 9, 10, tzinfo=UTC)),
        (FRIDAY.replace(day=7), 1, datetime(2026, 3, 9, 10, tzinfo=UTC)),
        (FRIDAY.replace(hour=3), 1, datetime(2026, 3, 6, 10, tzinfo=UTC)),
        (FRIDAY.replace(hour=22), 9, datetime(2026, 3, 10, 10, tzinfo=UTC)),
    ],
    ids=["same-day", "over-the-weekend", "from-saturday", "before-it-opens", "more-than-a-day"],
)
def test_office_time_stands_still_at_night_and_on_weekends(
    start: datetime, hours: float, done: datetime
) -> None:
    assert NINE_TO_FIVE.after(start, hours * HOUR) == done


def test_a_duty_afterwards_is_due_in_days_or_working_days() -> None:
    """Five days from a Friday are a Wednesday, five working days the Friday after."""
    plain = Afterwards(id="review", title="review", by="lead", days=5)
    working = Afterwards(id="review", title="review", by="lead", days=5, working_days=True)
    assert plain.due(FRIDAY, None) == FRIDAY + timedelta(days=5)
    assert working.due(FRIDAY, NINE_TO_FIVE) == FRIDAY + timedelta(days=7)


def test_roles_called_together_are_due_with_the_first() -> None:
    """And not again by a timer, which the policy may not have beside it."""
    changed = _severities(together=True, no_progress=None, unacknowledged=None)
    entries = outage().entries()
    policy = _with(severities=changed)
    due = [one for one in score(entries, policy).obligations if one.kind == "escalation"]
    matrix = next(one for one in policy.severities if one.level == 1).matrix
    assert {one.to for one in due} >= set(matrix)
    assert len({one.due for one in due if one.to in matrix}) == 1
    with pytest.raises(ValidationError, match="remove them"):
        _with(severities=_severities(together=True, no_progress="15m"))


def test_one_update_is_due_once_and_then_the_next_rhythm() -> None:
    """A rhythm of one without another after it asks for one update only."""
    once = [{"every": "10m", "once": True}]
    entries = outage().entries()

    def due(updates: list[dict[str, object]]) -> list[int]:
        policy = _with(severities=_severities(updates=updates), grace="0s")
        found = [one for one in score(entries, policy).obligations if one.reason == "update"]
        return [one.due // 60_000 for one in found]

    (first,) = due(once)
    more = due([*once, {"every": "20m"}])
    assert more[0] == first
    assert {later - sooner for sooner, later in pairwise(more)} == {20}
    assert len(more) > 1


def test_the_lead_is_handed_over_each_time_it_was_held_long_enough() -> None:
    """A page to the deputy before that period does not count for it."""
    policy = _with(handover={"every": "20m", "to": "technical_lead"})
    card = score(good_response().entries(), policy)
    due = [one for one in card.obligations if one.reason == "handover of the lead"]
    assert due
    assert {one.to for one in due} == {"technical_lead"}


def test_what_is_done_before_endex_counts_and_the_rest_is_open() -> None:
    """A deadline behind EndEx judges nobody."""
    duty = {"id": "review", "title": "review", "by": "technical_lead", "days": 5}
    entries = good_response().entries()
    plain, done = ({**duty, "commands": commands} for commands in ([], ["declare"]))
    for one, verdicts in ((plain, []), (done, ["met"])):
        card = score(entries, _with(afterwards=[one]))
        assert [due.verdict for due in card.obligations if due.reason == "review"] == verdicts


@pytest.mark.parametrize(("minute", "verdicts"), [(5, []), (80, ["met"])])
def test_what_was_done_before_the_incident_is_no_duty_done(
    minute: float, verdicts: list[str]
) -> None:
    """A scan at 5 is of another day; one at 80, after the recovery, is the review."""
    duty = {"id": "review", "title": "review", "by": "technical_lead", "days": 5}
    entries = good_response().does(minute, "integrity-scan").entries()
    card = score(entries, _with(afterwards=[{**duty, "commands": ["integrity-scan"]}]))
    assert [due.verdict for due in card.obligations if due.reason == "review"] == verdicts
