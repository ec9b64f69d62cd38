"""Recovery by hand: minutes from the repair until everything is whole, full to 20, none from 90.

Where files were damaged or lost: full to 60, none from 150. The fault ends at minute 47; points are
100 x (90 - late) / 70, or 100 x (150 - late) / 90, less 25 when it was said to be over too early.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.stories.story import Story

if TYPE_CHECKING:
    from collections.abc import Callable


def incident(minutes: int = 240, repaired: float | None = 47) -> Story:
    """Users are hurt from 12 to 47; nothing else stands in the way of recovery."""
    return Story(minutes).fault(12, repaired).weather(12, 47, "outage")


def degraded_until(minute: float, minutes: int = 240) -> Story:
    """The worker stays read-only up to a minute."""
    return incident(minutes).mode(13, "degraded").mode(minute, "normal", "operator")


def missing_until(minute: float) -> Story:
    """Files rotted and were lost at 12, and are back at a minute."""
    story = Story(300).fault(12, 13, "rot", "corruption_at_rest").weather(12, 47, "outage")
    return story.files(12, "lost", 50, missing=50).files(minute, "released", 50, missing=0)


ROWS = [
    # With the repair: 0 min.
    pytest.param(incident(), 100.0, id="with-the-repair"),
    # 67 - 47 = 20 min.
    pytest.param(degraded_until(67), 100.0, id="at-the-target"),
    # 77 - 47 = 30 min: 100 x 60 / 70.
    pytest.param(degraded_until(77), 85.7, id="degraded-for-long"),
    # The queue is empty at 82, 35 min: 100 x 55 / 70.
    pytest.param(
        incident().queue(20, "started", 9).queue(82, "drained", 0), 78.6, id="queue-drains-late"
    ),
    # The breaker closes at 102, 55 min: 100 x 35 / 70.
    pytest.param(
        incident().breaker(13, "CLOSED", "OPEN").breaker(102, "OPEN", "CLOSED"),
        50.0,
        id="breaker-open-for-long",
    ),
    # 137 - 47 = 90 min.
    pytest.param(degraded_until(137), 0.0, id="at-the-poor-end"),
    # Never taken out of degraded mode.
    pytest.param(incident().mode(13, "degraded"), 0.0, id="never"),
    # EndEx 33 min after the repair: 20 and the 15 to prove it were not to be had.
    pytest.param(incident(80).mode(13, "degraded"), None, id="too-early-to-tell"),
    # EndEx 35 min after it: they were.
    pytest.param(incident(82).mode(13, "degraded"), 0.0, id="just-late-enough-to-tell"),
    # Still on at EndEx.
    pytest.param(incident(repaired=None), None, id="not-repaired"),
    # Said to be over at 40, while the bucket was down: 100 - 25.
    pytest.param(incident().does(40, "resolve"), 75.0, id="false-resolve"),
    # Twice said so is once wrong.
    pytest.param(incident().does(40, "resolve").does(41, "resolve"), 75.0, id="two-false-resolves"),
    # By broadcast, and late as well: 85.7 - 25.
    pytest.param(
        degraded_until(77).says(60, "broadcast", "all_users", label="SERVICE_RESTORED"),
        60.7,
        id="false-and-late",
    ),
    # Said at 60, and true then.
    pytest.param(incident().does(60, "resolve"), 100.0, id="true-resolve"),
    # A refused resolve says nothing.
    pytest.param(incident().does(40, "resolve", status=409), 100.0, id="refused-resolve"),
    # Not below nothing: 0 - 25.
    pytest.param(
        degraded_until(137).does(40, "resolve"), 0.0, id="false-resolve-of-what-is-worth-nothing"
    ),
    # Lost files, repaired at 13: back at 73, 60 min.
    pytest.param(missing_until(73), 100.0, id="by-restore-at-the-target"),
    # Back at 103: 90 min: 100 x 60 / 90.
    pytest.param(missing_until(103), 66.7, id="by-restore-late"),
    # Nothing was out of objective.
    pytest.param(Story(120).fault(12, 47), None, id="no-impact"),
]


@pytest.mark.parametrize(("story", "worth"), ROWS)
def test_recovery(
    story: Story, worth: float | None, points: Callable[[Story, str], float | None]
) -> None:
    """The time from the last repair to a whole service, as points."""
    assert points(story, "recovery") == worth
