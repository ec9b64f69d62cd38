"""Acknowledgement by hand: minutes from the delivered alert to `ack`, full to 5, none from 20 on.

The alert arrives at minute 14, so points are 100 x (20 - (ack - 14)) / 15 between the two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.stories.story import Story, outage

if TYPE_CHECKING:
    from collections.abc import Callable

UNDELIVERED = Story(120).fault(12, 47).weather(12, 47, "outage").alert(14, "undelivered")

ROWS = [
    # 16 - 14 = 2 min.
    pytest.param(outage().does(16, "ack"), 100.0, id="in-time"),
    # 19 - 14 = 5 min.
    pytest.param(outage().does(19, "ack"), 100.0, id="at-the-target"),
    # 24 - 14 = 10 min: 100 x 10 / 15.
    pytest.param(outage().does(24, "ack"), 66.7, id="late"),
    # 34 - 14 = 20 min.
    pytest.param(outage().does(34, "ack"), 0.0, id="at-the-poor-end"),
    # Nothing in the 106 min up to EndEx; declaring is no acknowledgement.
    pytest.param(outage().does(15, "declare"), 0.0, id="never"),
    # The alert reached nobody.
    pytest.param(UNDELIVERED, None, id="undelivered"),
    # Undelivered at 14, delivered at 20, taken at 24: 4 min.
    pytest.param(
        Story(120)
        .fault(12, 47)
        .weather(12, 47, "outage")
        .alert(14, "undelivered")
        .alert(20)
        .does(24, "ack"),
        100.0,
        id="delivered-the-second-time",
    ),
    # Refused at 15, taken at 26.5: 12.5 min: 100 x 7.5 / 15.
    pytest.param(
        outage().does(15, "ack", status=409).does(26.5, "ack"), 50.0, id="refused-then-late"
    ),
    # Taken at 13, before its alert was delivered to the pager: no time is negative.
    pytest.param(outage().does(13, "ack"), 100.0, id="taken-before-it-arrived"),
    # The one at 5 was about something else.
    pytest.param(outage().does(5, "ack"), 0.0, id="before-the-fault"),
    # EndEx 4 min after the alert: full marks were still to be had.
    pytest.param(outage(18), None, id="too-early-to-tell"),
    # The first of two counts: 29 - 14 = 15 min: 100 x 5 / 15.
    pytest.param(outage().does(29, "ack").does(30, "ack"), 33.3, id="the-first-counts"),
]


@pytest.mark.parametrize(("story", "worth"), ROWS)
def test_acknowledgement(
    story: Story, worth: float | None, points: Callable[[Story, str], float | None]
) -> None:
    """The time from the alert to its acknowledgement, as points."""
    assert points(story, "acknowledgement") == worth
