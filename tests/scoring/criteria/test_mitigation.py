"""Mitigation by hand: minutes from the repair until all holds for 15, full to 5, none from 45.

Where files were damaged the responders bring them back: full to 45, none from 120. The fault ends
at minute 47; points are 100 x (45 - late) / 40, or 100 x (120 - late) / 75.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.stories.story import Story

if TYPE_CHECKING:
    from collections.abc import Callable


def bad_until(minute: int, minutes: int = 240, repaired: float | None = 47) -> Story:
    """Users are out of objective from 12 on up to a minute."""
    return Story(minutes).fault(12, repaired).weather(12, minute, "outage")


def rotten_until(minute: int) -> Story:
    """Files were damaged from 12 to 47, and damaged content is served up to a minute."""
    story = Story(240).fault(12, 47, "rot", "corruption_at_rest")
    return story.weather(12, minute, "garbled")


ROWS = [
    # Well from the repair on: 0 min.
    pytest.param(bad_until(47), 100.0, id="with-the-repair"),
    # 52 - 47 = 5 min.
    pytest.param(bad_until(52), 100.0, id="at-the-target"),
    # 57 - 47 = 10 min: 100 x 35 / 40.
    pytest.param(bad_until(57), 87.5, id="late"),
    # 72 - 47 = 25 min: 100 x 20 / 40.
    pytest.param(bad_until(72), 50.0, id="half"),
    # 92 - 47 = 45 min.
    pytest.param(bad_until(92), 0.0, id="at-the-poor-end"),
    # Well at 30, while the fault is still on: before the repair takes no time.
    pytest.param(bad_until(30), 100.0, id="worked-around"),
    # Well for 8 min from 47 on, bad again 55 to 57: only 57 begins 15 min that hold: 10 min.
    pytest.param(bad_until(47).weather(55, 57, "outage"), 87.5, id="relapsed"),
    # Well for exactly 15 min, then bad again: 47 holds.
    pytest.param(
        bad_until(47).weather(62, 70, "outage"), 100.0, id="held-exactly-as-long-as-asked"
    ),
    # Well for 14 min, bad 61 to 62: 62 - 47 = 15 min: 100 x 30 / 40.
    pytest.param(bad_until(47).weather(61, 62, "outage"), 75.0, id="held-a-minute-too-short"),
    # Never, and 240 - 47 min to do it in.
    pytest.param(bad_until(240), 0.0, id="never"),
    # EndEx 13 min after the repair: 5 and the 15 to prove it were not to be had.
    pytest.param(bad_until(60, minutes=60), None, id="too-early-to-tell"),
    # EndEx 20 min after it: they were.
    pytest.param(bad_until(67, minutes=67), 0.0, id="just-late-enough-to-tell"),
    # Still on at EndEx: no repair to count from.
    pytest.param(bad_until(120, repaired=None), None, id="not-repaired"),
    # Two faults: the last repair, at 60, counts: 65 - 60 = 5 min.
    pytest.param(bad_until(65).fault(20, 60, "second"), 100.0, id="the-last-repair-counts"),
    # Damaged files: 92 - 47 = 45 min.
    pytest.param(rotten_until(92), 100.0, id="by-restore-at-the-target"),
    # Damaged files: 107 - 47 = 60 min: 100 x 60 / 75.
    pytest.param(rotten_until(107), 80.0, id="by-restore-late"),
    # Nothing was out of objective.
    pytest.param(Story(120).fault(12, 47), None, id="no-impact"),
]


@pytest.mark.parametrize(("story", "worth"), ROWS)
def test_mitigation(
    story: Story, worth: float | None, points: Callable[[Story, str], float | None]
) -> None:
    """The time from the last repair to a service that holds, as points."""
    assert points(story, "mitigation") == worth
