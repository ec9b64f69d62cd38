"""Severity by hand: the mean exactness over time, times speed.

Exact 100, too grave by one 50, by two 20, too mild by one 40, else 0, over the time from the
response to mitigation in which something was wrong. Speed is 1 within the level's response time
(5 min at 1, 15 at 2, 1 h at 3) from detection, or from when the world first was that bad, and falls
straight to 0.5 at three times it: 1 - 0.5 x (waited - allowed) / (2 x allowed).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scoring.score import score
from tests.stories.policy import story_policy
from tests.stories.story import Story

if TYPE_CHECKING:
    from collections.abc import Callable


def declared(end: int = 47, at: float = 15) -> Story:
    """Severity 1 from minute 12 up to 47, detected at 15: 32 min are judged."""
    story = Story(120).fault(12, end).weather(12, end, "outage")
    return story.alert(at).does(at, "declare")


def rough(until: int = 60) -> Story:
    """Every fifth download fails: 36 of 300 operations, 12%, severity 3; detected at 15."""
    return Story(120).fault(12, until).weather(12, until, "rough").does(15, "declare")


def risen() -> Story:
    """Severity 3 from 12 to 30, then 1 up to 60; detected at 15: 15 and 30 min are judged."""
    return rough(30).fault(30, 60, "second").weather(30, 60, "outage")


def broadcast(story: Story, minute: float, severity: str) -> Story:
    """A broadcast that there is an incident, with a word for how bad it is."""
    return story.says(
        minute, "broadcast", "response_team", label="INCIDENT_DETECTED", severity=severity
    )


ROWS = [
    # Exact from the detection on: 100 x 1.
    pytest.param(declared().does(15, "assess", severity=1), 100.0, id="exact-at-once"),
    # Nothing stood for 1 of 32 min: 100 x 31 / 32.
    pytest.param(declared().does(16, "assess", severity=1), 96.9, id="exact-in-time"),
    # Nothing for 5 of 32, and 5 min are in time: 100 x 27 / 32.
    pytest.param(declared().does(20, "assess", severity=1), 84.4, id="at-the-deadline"),
    # Nothing for 10 of 32, and 10 min are 1 - 0.5 x 5 / 10: 100 x 22 / 32 x 0.75.
    pytest.param(declared().does(25, "assess", severity=1), 51.6, id="late"),
    # Nothing for 15 of 32, and 15 min are a half: 100 x 17 / 32 x 0.5.
    pytest.param(declared().does(30, "assess", severity=1), 26.6, id="very-late"),
    # Nothing for 24 of 32, and not below a half: 100 x 8 / 32 x 0.5.
    pytest.param(declared().does(39, "assess", severity=1), 12.5, id="never-below-half"),
    # Stated at mitigation it never stood: nothing for 32 of 32.
    pytest.param(declared().does(47, "assess", severity=1), 0.0, id="at-mitigation"),
    # Too mild by one: 40.
    pytest.param(declared().does(15, "assess", severity=2), 40.0, id="one-too-mild"),
    # Too mild by two: 0.
    pytest.param(declared().does(15, "assess", severity=3), 0.0, id="two-too-mild"),
    # Never right, so its speed is the first one's: 2 allows 15 min; 10 are in time: 40 x 22 / 32.
    pytest.param(declared().does(25, "assess", severity=2), 27.5, id="too-mild-and-slow-in-time"),
    # Nothing stated.
    pytest.param(declared(), 0.0, id="never"),
    # Refused: as if not stated.
    pytest.param(declared().does(15, "assess", status=400, severity=1), 0.0, id="refused"),
    # A level that the policy has not.
    pytest.param(declared().does(15, "assess", severity=4), 0.0, id="no-such-level"),
    # Truth 3, called 2: 50.
    pytest.param(rough().does(15, "assess", severity=2), 50.0, id="one-too-grave"),
    # Truth 3, called 1: 20.
    pytest.param(rough().does(15, "assess", severity=1), 20.0, id="two-too-grave"),
    # 3 from 15 and 1 from 31 on: 0 for 16 and 100 for 16 of 32; right 16 min after detection: a
    # half: 50 x 0.5.
    pytest.param(
        declared().does(15, "assess", severity=3).does(31, "assess", severity=1),
        25.0,
        id="corrected-late",
    ),
    # 2 from 15 and 1 from 24 on: 40 for 9 and 100 for 23 of 32: 83.125; right after 9 min:
    # 1 - 0.5 x 4 / 10 = 0.8.
    pytest.param(
        declared().does(15, "assess", severity=2).does(24, "assess", severity=1),
        66.5,
        id="corrected",
    ),
    # Said again at 40 it is as old as at 15.
    pytest.param(
        declared().does(15, "assess", severity=1).does(40, "assess", severity=1),
        100.0,
        id="repeated",
    ),
    # Right at once, and 2 from 31 on: 100 for 16 and 40 for 16 of 32.
    pytest.param(
        declared().does(15, "assess", severity=1).does(31, "assess", severity=2),
        70.0,
        id="corrected-for-the-worse",
    ),
    # Rightly 3 for 15; the world turns 1 at 30, stated at 33: 0 for 3, 100 for 27: 42 of 45. The
    # first right one came at once.
    pytest.param(
        risen().does(15, "assess", severity=3).does(33, "assess", severity=1),
        93.3,
        id="rises-and-is-followed",
    ),
    # The same, and nobody corrects it: 15 of 45.
    pytest.param(risen().does(15, "assess", severity=3), 33.3, id="rises-and-is-not-followed"),
    # 1 from 15 on: 20 for 15 and 100 for 30 of 45: 73.3; right from 30 on, and stated before.
    pytest.param(risen().does(15, "assess", severity=1), 73.3, id="foreseen"),
    # 2 at 15, 1 at 40: 50 for 15, 40 for 10, 100 for 20 of 45: 3150 / 45 = 70. The world was at 1
    # from 30 on, so 10 min: 0.75.
    pytest.param(
        risen().does(15, "assess", severity=2).does(40, "assess", severity=1),
        52.5,
        id="right-late-after-the-rise",
    ),
    # Between 24 and 30 nothing was wrong (after two milder minutes), and that leaves it out: 1 is
    # right for 15 to 24 and 30 to 47.
    pytest.param(
        declared().weather(22, 30, "calm").does(15, "assess", severity=1), 100.0, id="a-pause"
    ),
    # Over by itself before anybody responded: 40 for 2 against the worst. Obligations run from 19
    # (5 min after the alert), and 11 of the 15 min that 2 allows had passed.
    pytest.param(
        Story(120).fault(12, 22).weather(12, 22, "outage").alert(14).does(30, "assess", severity=2),
        40.0,
        id="over-before-anybody-came",
    ),
    # By the severity of an INCIDENT broadcast: its word is the level's name, or its number.
    pytest.param(broadcast(declared(), 15, "Critical"), 100.0, id="by-broadcast"),
    pytest.param(broadcast(declared(), 15, " 2 "), 40.0, id="by-broadcast-by-number"),
    # By a message's text.
    pytest.param(
        declared().says(15, "post", channel="slack", text="Severity 2: downloads are failing."),
        40.0,
        id="by-words",
    ),
    # Explicit from 15 on: what the broadcast implies at 20 changes nothing.
    pytest.param(
        broadcast(declared().does(15, "assess", severity=1), 20, "high"),
        100.0,
        id="explicit-outranks-implied",
    ),
    # Implied 2 at 15, explicit 1 at 31: 40 for 16 and 100 for 16: 70; right after 16 min: a half.
    pytest.param(
        broadcast(declared(), 15, "high").does(31, "assess", severity=1),
        35.0,
        id="implied-then-explicit",
    ),
    # Two implied ones: the last stands: 40 for 16 and 100 for 16: 70 x 0.5.
    pytest.param(
        broadcast(broadcast(declared(), 15, "high"), 31, "critical"), 35.0, id="implied-twice"
    ),
    # Before the fault it was about something else.
    pytest.param(declared().does(5, "assess", severity=1), 0.0, id="before-the-fault"),
    # Nothing was wrong.
    pytest.param(Story(60).fault(12, 20).does(13, "assess", severity=1), None, id="no-impact"),
]


@pytest.mark.parametrize(("story", "worth"), ROWS)
def test_severity(
    story: Story, worth: float | None, points: Callable[[Story, str], float | None]
) -> None:
    """The statement that stands, over time, as points."""
    assert points(story, "severity") == worth


POINTS = [
    # Two levels too mild for all of it.
    pytest.param(
        {"too_mild": [40, 30]}, declared().does(15, "assess", severity=3), 30.0, id="mild"
    ),
    # One too grave for all of it.
    pytest.param({"too_grave": [70]}, rough().does(15, "assess", severity=2), 70.0, id="grave"),
    # Two too grave, for which there is no entry.
    pytest.param({"too_grave": [70]}, rough().does(15, "assess", severity=1), 0.0, id="no-entry"),
    # 15 min late, a fifth is left: 100 x 17 / 32 x 0.2.
    pytest.param({"slow_severity": 20}, declared().does(30, "assess", severity=1), 10.6, id="slow"),
    # 15 min, half way to 25, five times the 5 that are allowed: 1 - 0.5 x 10 / 20 = 0.75.
    pytest.param({"very_late": 5}, declared().does(30, "assess", severity=1), 39.8, id="very-late"),
]


@pytest.mark.parametrize(("points_of", "story", "worth"), POINTS)
def test_what_exactness_is_worth_is_the_policys(
    points_of: dict[str, object], story: Story, worth: float, points: Callable[..., float | None]
) -> None:
    """Levels off, how slow is slow, and what is left then."""
    assert points(story, "severity", story_policy(points=points_of)) == worth


FINDINGS = [
    # It gets milder for the last three minutes, which counts from the second on: 31 of 32 are 97%.
    pytest.param(
        declared(44).weather(44, 47, "rough").does(15, "assess", severity=1), "good", id="nearly"
    ),
    # The same for the last ten: 24 of 32 are 75%.
    pytest.param(
        declared(37).weather(37, 47, "rough").does(15, "assess", severity=1), "problem", id="not"
    ),
]


@pytest.mark.parametrize(("story", "level"), FINDINGS)
def test_a_statement_right_for_nine_tenths_of_its_time_is_no_problem(
    story: Story, level: str
) -> None:
    """No world stands still: a level that was right nearly all the time is told as good."""
    card = score(story.entries())
    (found,) = next(one for one in card.criteria if one.id == "severity").findings
    assert found.level == level, found.text


REASONS = [
    (declared().does(30, "assess", severity=1), "the first correct statement came 15 min after"),
    (
        declared().does(45, "assess", severity=2),
        "the first statement came 30 min after it was called for (limit 15 min), and none was",
    ),
]


@pytest.mark.parametrize(("story", "reason"), REASONS)
def test_no_statement_is_called_correct_that_never_was(story: Story, reason: str) -> None:
    """Where none was right the speed is the first one's, and the reason says so."""
    found = next(one for one in score(story.entries()).criteria if one.id == "severity")
    assert reason in found.why


def test_a_statement_is_judged_over_the_time_it_was_in_force() -> None:
    """Its share is of that time, which the finding names."""
    card = score(declared().does(37, "assess", severity=3).entries())
    (found,) = next(one for one in card.criteria if one.id == "severity").findings
    assert "was correct for 0 of the 10 min it was in force; for 10 min the actual" in found.text
