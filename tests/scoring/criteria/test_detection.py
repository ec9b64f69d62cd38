"""Detection by hand: minutes from impact to detection, full up to 5, none from 30 on.

Users feel it from minute 12 on, so points are 100 x (30 - (detected - 12)) / 25 between the two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.stories.story import Story, outage

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS = [
    # 15 - 12 = 3 min, below 5.
    pytest.param(outage().does(15, "declare"), 100.0, id="in-time"),
    # 17 - 12 = 5 min, the last that is full.
    pytest.param(outage().does(17, "declare"), 100.0, id="at-the-target"),
    # 22 - 12 = 10 min: 100 x 20 / 25.
    pytest.param(outage().does(22, "ack"), 80.0, id="acknowledged-late"),
    # 27 - 12 = 15 min: 100 x 15 / 25.
    pytest.param(
        outage().says(27, "broadcast", "response_team", label="INCIDENT_DETECTED"),
        60.0,
        id="by-broadcast",
    ),
    # 32 - 12 = 20 min: a command that changes the worker is detection: 100 x 10 / 25.
    pytest.param(outage().does(32, "breaker-reset"), 40.0, id="by-acting"),
    # 41.5 - 12 = 29.5 min: 100 x 0.5 / 25.
    pytest.param(outage().does(41.5, "declare"), 2.0, id="just-before-none"),
    # 42 - 12 = 30 min.
    pytest.param(outage().does(42, "declare"), 0.0, id="at-the-poor-end"),
    # Nothing in the 108 min up to EndEx.
    pytest.param(outage(), 0.0, id="never"),
    # EndEx at 16: 4 min, and full marks were still to be had.
    pytest.param(outage(16), None, id="too-early-to-tell"),
    # The fault begins at 10 and is announced at 11, before anybody feels it: 0 min.
    pytest.param(
        Story(60).fault(10, 40).weather(12, 40, "outage").does(11, "declare"), 100.0, id="foreseen"
    ),
    # What is declared at 5 is about something else; nothing else comes.
    pytest.param(outage().does(5, "declare"), 0.0, id="before-the-fault"),
    # The first is refused; the second at 22 counts: 10 min.
    pytest.param(outage().does(15, "declare", status=400).does(22, "ack"), 80.0, id="refused"),
    # Looking, paging and a broadcast of another type are no detection.
    pytest.param(
        outage()
        .looks(15, "health-status", "events")
        .says(16, "page", "technical_lead")
        .says(17, "broadcast", "all_users", label="SERVICE_DEGRADED"),
        0.0,
        id="only-looked-and-talked",
    ),
    # No objective was breached.
    pytest.param(Story(60).does(10, "declare"), None, id="no-impact"),
]


@pytest.mark.parametrize(("story", "worth"), ROWS)
def test_detection(
    story: Story, worth: float | None, points: Callable[[Story, str], float | None]
) -> None:
    """The time from impact to detection, as points."""
    assert points(story, "detection") == worth
