"""Detection by hand: minutes from the first sign to detection, full up to 1, none from 15 on.

Users feel it from minute 12 on and the alert shows it at 14, so points are
100 x (15 - (detected - 14)) / 14 between the two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.stories.story import Story, outage

if TYPE_CHECKING:
    from collections.abc import Callable


def unseen() -> Story:
    """Felt from minute 12 on, the fault began at 10, and nothing shows it."""
    return Story(120).fault(10, 47).weather(12, 47, "outage")


ROWS = [
    # 14.5 - 14 = half a minute.
    pytest.param(outage().does(14.5, "declare"), 100.0, id="in-time"),
    # 15 - 14 = 1 min, the last that is full.
    pytest.param(outage().does(15, "declare"), 100.0, id="at-the-target"),
    # 22 - 14 = 8 min: 100 x 7 / 14.
    pytest.param(outage().acks(22), 50.0, id="acknowledged-late"),
    # 27 - 14 = 13 min: 100 x 2 / 14.
    pytest.param(
        outage().says(27, "broadcast", "response_team", label="INCIDENT_DETECTED"),
        14.3,
        id="by-broadcast",
    ),
    # 25 - 14 = 11 min: a command that changes the worker is detection: 100 x 4 / 14.
    pytest.param(outage().does(25, "breaker-reset"), 28.6, id="by-acting"),
    # 28.9 - 14 = 14.9 min: 100 x 0.1 / 14.
    pytest.param(outage().does(28.9, "declare"), 0.7, id="just-before-none"),
    # 29 - 14 = 15 min.
    pytest.param(outage().does(29, "declare"), 0.0, id="at-the-poor-end"),
    # Nothing in the 106 min up to EndEx.
    pytest.param(outage(), 0.0, id="never"),
    # EndEx at 15, 1 min after the alert: full marks were still to be had.
    pytest.param(outage(15), None, id="too-early-to-tell"),
    # EndEx at 16: they were not.
    pytest.param(outage(16), 0.0, id="just-late-enough-to-tell"),
    # Announced at 11, before anybody feels it.
    pytest.param(unseen().does(11, "declare"), 100.0, id="foreseen"),
    # Announced at 40, and nothing had shown it before.
    pytest.param(unseen().does(40, "declare"), 100.0, id="found-unaided"),
    # Announced at 20, and the alert came at 30 only.
    pytest.param(unseen().alert(30).does(20, "declare"), 100.0, id="before-the-alert"),
    # A look at 20 showed it; 28 - 20 = 8 min.
    pytest.param(unseen().looks(20, "metrics").does(28, "declare"), 50.0, id="seen-by-a-look"),
    # So does a test, and an answer in the 200s it has to be: the one at 16 was refused.
    pytest.param(
        unseen().does(16, "r2-test", status=500).does(20, "r2-test").does(28, "declare"),
        50.0,
        id="seen-by-a-test",
    ),
    # A look between fault and impact counts at the impact: 20 - 12 = 8 min.
    pytest.param(unseen().looks(11, "metrics").does(20, "declare"), 50.0, id="seen-early"),
    # A look before the fault showed something else.
    pytest.param(unseen().looks(9, "metrics").does(20, "declare"), 100.0, id="seen-before"),
    # Somebody tells the player at 18; 26 - 18 = 8 min.
    pytest.param(unseen().chatter(18).does(26, "declare"), 50.0, id="told-by-somebody"),
    # Told to somebody else it has not reached the responders.
    pytest.param(unseen().chatter(18, to="cto").does(26, "declare"), 100.0, id="told-to-another"),
    # An alert that did not arrive shows nothing.
    pytest.param(unseen().alert(14, "undelivered").does(26, "declare"), 100.0, id="undelivered"),
    # What is declared at 5 is about something else; nothing else comes.
    pytest.param(outage().does(5, "declare"), 0.0, id="before-the-fault"),
    # The first is refused; the second at 22 counts: 8 min.
    pytest.param(outage().does(15, "declare", status=400).acks(22), 50.0, id="refused"),
    # Looking, paging, answering, noting and a broadcast of another type are no detection.
    pytest.param(
        outage()
        .looks(15, "health-status", "events")
        .says(16, "page", "technical_lead")
        .says(17, "broadcast", "all_users", label="SERVICE_DEGRADED")
        .does(18, "answer", message="msg-0001")
        .does(19, "note", text="R2 is gone"),
        0.0,
        id="only-looked-and-talked",
    ),
    # No objective was breached.
    pytest.param(Story(60).fault(10, 20).does(11, "declare"), None, id="no-impact"),
]


@pytest.mark.parametrize(("story", "worth"), ROWS)
def test_detection(
    story: Story, worth: float | None, points: Callable[[Story, str], float | None]
) -> None:
    """The time from the first sign to detection, as points."""
    assert points(story, "detection") == worth
