"""Acknowledgement by hand: minutes from the alert to `ack`, full to 1, none from 15 on.

The alert arrives at 14, so points are 100 x (15 - (ack - 14)) / 14 between the two, less half
of the share of acknowledgements that took nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scoring.score import score
from tests.stories.policy import story_policy
from tests.stories.setting import ms
from tests.stories.story import Story, outage

if TYPE_CHECKING:
    from collections.abc import Callable

UNDELIVERED = Story(120).fault(12, 47).weather(12, 47, "outage").alert(14, "undelivered")

ROWS = [
    # 14.5 - 14 = half a minute.
    pytest.param(outage().acks(14.5), 100.0, id="in-time"),
    # 15 - 14 = 1 min, the last that is full.
    pytest.param(outage().acks(15), 100.0, id="at-the-target"),
    # 22 - 14 = 8 min: 100 x 7 / 14.
    pytest.param(outage().acks(22), 50.0, id="late"),
    # 28.9 - 14 = 14.9 min: 100 x 0.1 / 14.
    pytest.param(outage().acks(28.9), 0.7, id="just-before-none"),
    # 29 - 14 = 15 min.
    pytest.param(outage().acks(29), 0.0, id="at-the-poor-end"),
    # Nothing in the 106 min up to EndEx; declaring is no acknowledgement.
    pytest.param(outage().does(15, "declare"), 0.0, id="never"),
    # The alert reached nobody.
    pytest.param(UNDELIVERED, None, id="undelivered"),
    # Undelivered at 14, delivered at 20, taken at 24: 4 min: 100 x 11 / 14.
    pytest.param(
        Story(120)
        .fault(12, 47)
        .weather(12, 47, "outage")
        .alert(14, "undelivered")
        .alert(20)
        .acks(24),
        78.6,
        id="delivered-the-second-time",
    ),
    # Taken at 13, before its alert was delivered to the pager: no time is negative.
    pytest.param(outage().acks(13), 100.0, id="taken-before-it-arrived"),
    # The one at 5 was about something else.
    pytest.param(outage().acks(5), 0.0, id="before-the-fault"),
    # EndEx 1 min after the alert: full marks were still to be had.
    pytest.param(outage(15), None, id="too-early-to-tell"),
    # EndEx 2 min after it: they were not.
    pytest.param(outage(16), 0.0, id="just-late-enough-to-tell"),
    # Refused at 15, taken at 22: 50, and one of two was empty: 50 x (1 - 0.5 / 2).
    pytest.param(outage().acks(15, status=409).acks(22), 37.5, id="refused-then-late"),
    # The first of two counts, and the second took nothing: 50 x (1 - 0.5 / 2).
    pytest.param(outage().acks(22).acks(23), 37.5, id="taken-twice"),
    # Three of four took nothing: 100 x (1 - 0.5 x 3 / 4).
    pytest.param(outage().acks(15).acks(16).acks(17).acks(18), 62.5, id="by-habit"),
    # Each took an alert that nobody had taken.
    pytest.param(
        outage().alert(16, name="alert-2").acks(15).acks(17, "alert-2"), 100.0, id="two-alerts"
    ),
    # The second took both again and nothing new: 100 x (1 - 0.5 / 2).
    pytest.param(
        outage().alert(14.5, name="alert-2").acks(15, "alert-1", "alert-2").acks(17, "alert-2"),
        75.0,
        id="two-alerts-at-once",
    ),
    # Before anything fired there was nothing to take: it is the only one: 100 x (1 - 0.5).
    pytest.param(
        outage().does(13, "ack", response={"success": True, "data": {"acknowledged": []}}),
        50.0,
        id="nothing-to-take",
    ),
]


@pytest.mark.parametrize(("story", "worth"), ROWS)
def test_acknowledgement(
    story: Story, worth: float | None, points: Callable[[Story, str], float | None]
) -> None:
    """The time from the alert to its acknowledgement, less the empty ones, as points."""
    assert points(story, "acknowledgement") == worth


def test_what_empty_ones_cost_is_the_policys(points: Callable[..., float | None]) -> None:
    """One of two took nothing: 100 less half of the 80 that the policy has for all of them."""
    policy = story_policy(points={"empty_ack": 80})
    assert points(outage().acks(15).acks(16), "acknowledgement", policy) == 60


def test_empty_ones_are_told() -> None:
    """How many of how many, at the first of them, with each as evidence."""
    story = outage().acks(15).acks(16).acks(17)
    card = score(story.entries())
    (found,) = next(one for one in card.criteria if one.id == "acknowledgement").findings
    assert (found.level, found.at) == ("problem", ms(16))
    assert found.text == "2 of 3 ack commands acknowledged no new alert."
    assert len(found.evidence) == 2


def test_an_alert_that_nobody_took_is_told() -> None:
    """At the alert, which is the evidence."""
    card = score(outage().entries())
    (found,) = next(one for one in card.criteria if one.id == "acknowledgement").findings
    assert (found.at, found.evidence) == (ms(14), card.instant("alert").evidence)


def test_the_wait_is_the_first_reason_where_it_cost_the_marks() -> None:
    """Empty acknowledgements are no reason for a 0 that the wait made."""
    card = score(outage().acks(30).acks(31).entries())
    found = next(one for one in card.criteria if one.id == "acknowledgement")
    assert found.score == 0
    assert [(one.level, one.text, one.at) for one in found.findings] == [
        ("problem", "The alert was acknowledged 16 min after it was delivered.", ms(30)),
        ("problem", "1 of 2 ack commands acknowledged no new alert.", ms(31)),
    ]
