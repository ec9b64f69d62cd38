"""Severity by hand: exactness times speed.

Exact 100, too grave by one 50, by two 20, too mild by one 40, else 0. Speed is 1 within the true
level's response time (5 min at 1, 1 h at 3) from detection, or from when the world first was that
bad, and falls straight to 0.5 at three times it: 1 - 0.5 x (waited - allowed) / (2 x allowed).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.stories.story import Story, outage

if TYPE_CHECKING:
    from collections.abc import Callable


def declared() -> Story:
    """Severity 1 from minute 12 on, detected at 15: the five minutes run from there."""
    return outage().does(15, "declare")


def rough(until: int = 60) -> Story:
    """Every fifth download fails: 36 of 300 operations, 12 %, severity 3; detected at 15."""
    return Story(120).fault(12, until).weather(12, until, "rough").does(15, "declare")


ROWS = [
    # 1 min after detection, exact: 100 x 1.
    pytest.param(declared().does(16, "assess", severity=1), 100.0, id="exact-in-time"),
    # 5 min, the last in time.
    pytest.param(declared().does(20, "assess", severity=1), 100.0, id="at-the-deadline"),
    # 10 min: 1 - 0.5 x 5 / 10 = 0.75.
    pytest.param(declared().does(25, "assess", severity=1), 75.0, id="late"),
    # 15 min: 1 - 0.5 x 10 / 10 = 0.5.
    pytest.param(declared().does(30, "assess", severity=1), 50.0, id="very-late"),
    # 45 min: not below a half.
    pytest.param(declared().does(60, "assess", severity=1), 50.0, id="never-below-half"),
    # Too mild by one: 40.
    pytest.param(declared().does(16, "assess", severity=2), 40.0, id="one-too-mild"),
    # Too mild by one and 10 min: 40 x 0.75.
    pytest.param(declared().does(25, "assess", severity=2), 30.0, id="one-too-mild-and-late"),
    # Too mild by two: 0.
    pytest.param(declared().does(16, "assess", severity=3), 0.0, id="two-too-mild"),
    # Nothing stated.
    pytest.param(declared(), 0.0, id="never"),
    # Refused: as if not stated.
    pytest.param(declared().does(16, "assess", status=400, severity=1), 0.0, id="refused"),
    # Truth 3, called 2: 50.
    pytest.param(rough().does(20, "assess", severity=2), 50.0, id="one-too-grave"),
    # Truth 3, called 1: 20.
    pytest.param(rough().does(20, "assess", severity=1), 20.0, id="two-too-grave"),
    # Corrected from 3 to 1 at 22, 7 min after detection: 1 - 0.5 x 2 / 10 = 0.9.
    pytest.param(
        declared().does(16, "assess", severity=3).does(22, "assess", severity=1),
        90.0,
        id="corrected",
    ),
    # Said again at 40 it is as old as at 16.
    pytest.param(
        declared().does(16, "assess", severity=1).does(40, "assess", severity=1),
        100.0,
        id="repeated",
    ),
    # Rightly 3 at 16; the world turns 1 at 30 and that is stated at 33, 3 min after: 100.
    pytest.param(
        rough(30)
        .fault(30, 60, "second")
        .weather(30, 60, "outage")
        .does(16, "assess", severity=3)
        .does(33, "assess", severity=1),
        100.0,
        id="rises-and-is-followed",
    ),
    # The same, and nobody corrects it: two too mild.
    pytest.param(
        rough(30).fault(30, 60, "second").weather(30, 60, "outage").does(16, "assess", severity=3),
        0.0,
        id="rises-and-is-not-followed",
    ),
    # By the severity of an INCIDENT broadcast: its word is the level's name.
    pytest.param(
        outage().says(
            16, "broadcast", "response_team", label="INCIDENT_DETECTED", severity="Critical"
        ),
        100.0,
        id="by-broadcast",
    ),
    # Nothing was wrong.
    pytest.param(Story(60).does(10, "assess", severity=1), None, id="no-impact"),
]


@pytest.mark.parametrize(("story", "worth"), ROWS)
def test_severity(
    story: Story, worth: float | None, points: Callable[[Story, str], float | None]
) -> None:
    """The statement that stands, as points."""
    assert points(story, "severity") == worth
