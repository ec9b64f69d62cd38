"""Procedure by hand: done 100, late or out of order 50, missed 0, the mean; less 20 for each harm.

A small procedure of five steps: scope within the response time (detected at 15: by 20), events
captured before any repair, an R2 test before a restore, the team told, the cause recorded. Severity
1 from minute 12 to 47.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from scoring.score import score
from tests.stories.policy import story_policy
from tests.stories.story import PASSED, Story

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.scenario.policy import Policy

REPAIRS = ["restore", "breaker-reset"]


def small(**more: Any) -> Policy:
    """The procedure of this table."""
    steps = [
        {"name": "scope", "commands": ["health-status"], "within": "respond"},
        {"name": "captured", "commands": ["events"], "before": REPAIRS},
        {"name": "tested", "condition": "test_before_restore"},
        {"name": "told", "condition": "notice_given", "notice": "team"},
        {"name": "cause", "condition": "cause_recorded", "skill": "documentation"},
    ]
    return story_policy(procedure=[{"name": "All", "steps": steps}], **more)


def untouched() -> Story:
    """The outage, declared at 15; the worker went read-only by itself and nobody acts."""
    story = Story(120).fault(12, 47).weather(12, 47, "outage").mode(13, "degraded").alert(14)
    return story.does(15, "declare")


def worked(scope: float = 16, captured: float = 17, restored: float = 50) -> Story:
    """All five steps done, at these minutes."""
    story = untouched().does(scope, "health-status").does(captured, "events")
    story.says(18, "post", "response_team", channel="slack").does(
        19, "assess", cause="The bucket is gone."
    )
    story.does(48, "r2-test", response=PASSED).does(restored, "restore", name="R2_STORAGE")
    return story.mode(restored, "normal", "operator")


ROWS = [
    # 5 of 5.
    pytest.param(worked(), 100.0, id="all-done"),
    # The scope at 20, the last instant.
    pytest.param(worked(scope=20), 100.0, id="at-the-deadline"),
    # The scope at 21: (50 + 4 x 100) / 5.
    pytest.param(worked(scope=21), 90.0, id="late"),
    # Captured at 55, after the restore at 50: (50 + 4 x 100) / 5.
    pytest.param(worked(captured=55), 90.0, id="out-of-order"),
    # Both: (2 x 50 + 3 x 100) / 5.
    pytest.param(worked(scope=21, captured=55), 80.0, id="late-and-out-of-order"),
    # Nothing: the test does not apply without a restore: 0 of 4.
    pytest.param(untouched(), 0.0, id="nothing-done"),
    # Only the cause, in a note: 1 of 4.
    pytest.param(
        untouched().does(30, "note", text="The cause is the vendor."), 25.0, id="by-a-note"
    ),
    # A note that names no cause.
    pytest.param(
        untouched().does(30, "note", text="Still down"), 0.0, id="a-note-of-something-else"
    ),
    # A look that was refused is none.
    pytest.param(untouched().does(16, "health-status", status=401), 0.0, id="refused"),
    # Told at 25, after 20: the notice is late, and so is the step: 50 / 4.
    pytest.param(
        untouched().says(25, "post", "response_team", channel="slack"), 12.5, id="told-late"
    ),
    # Restored at 50 without any test: out of order; the rest missed: 50 / 5.
    pytest.param(
        untouched().does(50, "restore", name="R2_STORAGE").mode(50, "normal", "operator"),
        10.0,
        id="untested",
    ),
    # Restored at 40 onto the dead bucket: out of order and harm: 4 x 100 + 50 over 5, less 20.
    pytest.param(worked(restored=40), 70.0, id="harm"),
    # Harm is not paid below nothing: 50 / 5 - 20.
    pytest.param(
        untouched().does(40, "restore", name="R2_STORAGE").mode(40, "normal", "operator"),
        0.0,
        id="harm-of-what-is-worth-little",
    ),
    # A fault that nobody feels calls for no procedure.
    pytest.param(Story(60).fault(12, 40).does(20, "health-status"), None, id="no-impact"),
]


@pytest.mark.parametrize(("story", "worth"), ROWS)
def test_procedure(story: Story, worth: float | None, points: Callable[..., float | None]) -> None:
    """The steps that applied, as points."""
    assert points(story, "procedure", small()) == worth


def test_a_policy_without_a_procedure_judges_none(points: Callable[..., float | None]) -> None:
    """What the policy does not ask for is not judged."""
    assert points(worked(), "procedure", story_policy(procedure=[])) is None


def test_every_step_is_told_with_its_phase_and_area() -> None:
    """The scorecard lists steps in order with outcome and reason, for reports and skill areas."""
    card = score(worked(captured=55).entries(), small())
    assert [(step.name, step.outcome, step.skill, step.why) for step in card.steps] == [
        ("scope", "done", "technical", ""),
        ("captured", "out of order", "technical", "POST /health/services/:name/restore came first"),
        ("tested", "done", "technical", ""),
        ("told", "done", "technical", ""),
        ("cause", "done", "documentation", ""),
    ]
