"""Recovery by hand: minutes from what the time counts from until everything is whole.

After a repair by others full to 3, none from 40: 100 x (40 - late) / 37. By hand, from the impact:
full to 10, none from 90: 100 x (90 - late) / 80. Where files were damaged or lost: full to 20, none
from 120: 100 x (120 - late) / 100. Less 25 when it was said to be over and was not. The fault
begins at 12 and others end it at 47; declared at 15.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.stories.policy import story_policy
from tests.stories.story import Story

if TYPE_CHECKING:
    from collections.abc import Callable


def unnoticed(minutes: int = 240, repaired: float | None = 47) -> Story:
    """Users are hurt from 12 to 47; nothing else stands in the way of recovery."""
    return Story(minutes).fault(12, repaired).weather(12, 47, "outage")


def incident(minutes: int = 240, repaired: float | None = 47) -> Story:
    """The same, declared at 15."""
    return unnoticed(minutes, repaired).does(15, "declare")


def degraded_until(minute: float, minutes: int = 240) -> Story:
    """The worker stays read-only up to a minute."""
    return incident(minutes).mode(13, "degraded").mode(minute, "normal", "operator")


def missing_until(minute: float) -> Story:
    """Files rotted and were lost at 12, and are back at a minute; others ended the fault at 13."""
    story = Story(300).fault(12, 13, "rot", "corruption_at_rest").weather(12, 47, "outage")
    story.does(15, "declare")
    return story.files(12, "lost", 50, missing=50).files(minute, "released", 50, missing=0)


ROWS = [
    # With the repair: 0 min.
    pytest.param(incident(), 100.0, id="with-the-repair"),
    # 50 - 47 = 3 min, the last that is full.
    pytest.param(degraded_until(50), 100.0, id="at-the-target"),
    # 65.5 - 47 = 18.5 min: 100 x 21.5 / 37.
    pytest.param(degraded_until(65.5), 58.1, id="degraded-for-long"),
    # The queue is empty at 77, 30 min: 100 x 10 / 37.
    pytest.param(
        incident().queue(20, "started", 9).queue(77, "drained", 0), 27.0, id="queue-drains-late"
    ),
    # The breaker closes at 82, 35 min: 100 x 5 / 37.
    pytest.param(
        incident().breaker(13, "CLOSED", "OPEN").breaker(82, "OPEN", "CLOSED"),
        13.5,
        id="breaker-open-for-long",
    ),
    # 86 - 47 = 39 min: 100 x 1 / 37.
    pytest.param(degraded_until(86), 2.7, id="just-before-none"),
    # 87 - 47 = 40 min.
    pytest.param(degraded_until(87), 0.0, id="at-the-poor-end"),
    # Never taken out of degraded mode.
    pytest.param(incident().mode(13, "degraded"), 0.0, id="never"),
    # EndEx 17 min after the repair: 3 and the 15 to prove it were not to be had.
    pytest.param(incident(64).mode(13, "degraded"), None, id="too-early-to-tell"),
    # EndEx 18 min after it: they were.
    pytest.param(incident(65).mode(13, "degraded"), 0.0, id="just-late-enough-to-tell"),
    # Still on at EndEx.
    pytest.param(incident(repaired=None), None, id="not-repaired"),
    # Nobody detected anything: it came by itself.
    pytest.param(unnoticed(), 0.0, id="by-itself"),
    # Detected at 50, and it was whole at that very instant.
    pytest.param(
        unnoticed().mode(13, "degraded").mode(50, "normal").does(50, "declare"),
        0.0,
        id="detected-when-it-was-whole",
    ),
    # A command ended the fault at 47: 62 - 12 = 50 min by hand: 100 x 40 / 80.
    pytest.param(
        Story(240)
        .fault(12, 47, by="command")
        .weather(12, 47, "outage")
        .does(15, "declare")
        .mode(13, "degraded")
        .mode(62, "normal"),
        50.0,
        id="by-hand",
    ),
    # The same at 22: 10 min, the last that is full.
    pytest.param(
        Story(240).fault(12, 22, by="command").weather(12, 22, "outage").does(15, "declare"),
        100.0,
        id="by-hand-at-the-target",
    ),
    # Said to be over at 40, while the bucket was down: 100 - 25.
    pytest.param(incident().does(40, "resolve"), 75.0, id="false-resolve"),
    # Twice said so is once wrong.
    pytest.param(incident().does(40, "resolve").does(41, "resolve"), 75.0, id="two-false-resolves"),
    # By broadcast, and late as well: 58.1 - 25.
    pytest.param(
        degraded_until(65.5).says(60, "broadcast", "all_users", label="SERVICE_RESTORED"),
        33.1,
        id="false-and-late",
    ),
    # In words to users, at 40, with nothing else that says so.
    pytest.param(
        incident().says(40, "email", "all_users", channel="email", text="The incident is over."),
        75.0,
        id="false-in-words",
    ),
    # The same words to the team are no saying that it is over.
    pytest.param(
        incident().says(40, "post", channel="slack", text="The incident is over."),
        100.0,
        id="the-same-to-the-team",
    ),
    # Said at 60, and true then.
    pytest.param(incident().does(60, "resolve"), 100.0, id="true-resolve"),
    # True at 60, and broken again at 75, within 15 min to the instant.
    pytest.param(
        incident().does(60, "resolve").mode(75, "degraded").mode(76, "normal"),
        75.0,
        id="broken-again",
    ),
    # Broken again a moment after that it was true.
    pytest.param(
        incident().does(60, "resolve").mode(75.001, "degraded").mode(76, "normal"),
        100.0,
        id="broken-after-the-watch",
    ),
    # A refused resolve says nothing.
    pytest.param(incident().does(40, "resolve", status=409), 100.0, id="refused-resolve"),
    # Not below nothing: 0 - 25.
    pytest.param(
        degraded_until(87).does(40, "resolve"), 0.0, id="false-resolve-of-what-is-worth-nothing"
    ),
    # Lost files, repaired at 13, back at 33; users are well at 47: 34 min: 100 x 86 / 100.
    pytest.param(missing_until(33), 86.0, id="by-restore-with-the-users"),
    # Back at 73: 60 min: 100 x 60 / 100.
    pytest.param(missing_until(73), 60.0, id="by-restore-late"),
    # Back at 133: 120 min.
    pytest.param(missing_until(133), 0.0, id="by-restore-at-the-poor-end"),
    # Nothing was out of objective.
    pytest.param(Story(120).fault(12, 47).does(15, "declare"), None, id="no-impact"),
]


@pytest.mark.parametrize(("story", "worth"), ROWS)
def test_recovery(
    story: Story, worth: float | None, points: Callable[[Story, str], float | None]
) -> None:
    """The time from the last repair to a whole service, as points."""
    assert points(story, "recovery") == worth


def test_what_a_false_resolve_costs_is_the_policys(points: Callable[..., float | None]) -> None:
    """Off recovery, as many points as the policy has for it."""
    policy = story_policy(points={"false_resolve": 60})
    assert points(incident().does(40, "resolve"), "recovery", policy) == 40
