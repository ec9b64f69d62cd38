"""A day on which nothing breaks: who looked, who answered, and who left it alone.

Alarms at 10 and 20 of an hour in which all is well, unless a story says otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scoring.score import score
from tests.stories.policy import story_policy
from tests.stories.story import Story

if TYPE_CHECKING:
    from sim.scenario.policy import Policy

WORKS = "Downloads and uploads are working."


def calm() -> Story:
    """Two people raise an alarm, and one only chats."""
    return Story(60).chatter(5).alarm(10, "support").alarm(20, "press")


def answered(story: Story, minute: float, text: str = WORKS, to: str = "all_users") -> Story:
    """Somebody is told something."""
    return story.says(minute, "email", to, text=text)


def judged(story: Story, policy: Policy | None = None) -> dict[str, float | None]:
    """The scores of such a day."""
    return {one.id: one.score for one in score(story.entries(), policy).criteria}


LOOKS = [
    pytest.param(calm(), 0, id="nobody-looked"),
    pytest.param(calm().looks(12, "metrics"), 100, id="looked"),
    pytest.param(calm().does(12, "r2-test"), 100, id="tested"),
    pytest.param(calm().looks(10, "metrics"), 100, id="at-the-alarm"),
    pytest.param(calm().looks(9.999, "metrics"), 0, id="before-it"),
    pytest.param(calm().does(12, "metrics", 500), 0, id="in-vain"),
    pytest.param(calm().does(12, "note", text="x"), 0, id="noted"),
    pytest.param(answered(calm().looks(12, "metrics"), 15), 100, id="then-answered"),
    pytest.param(answered(calm().looks(16, "metrics"), 15), 50, id="answered-blindly"),
    # What answers nothing is no answer: the look at 16 came first.
    pytest.param(answered(calm().looks(16, "metrics"), 15, "We look."), 100, id="not-an-answer"),
    # An answer to nobody, before anything was asked.
    pytest.param(answered(calm().looks(16, "metrics"), 8), 100, id="said-before-the-alarm"),
    # At one instant the journal's order decides.
    pytest.param(answered(calm().looks(15, "metrics"), 15), 100, id="just-before-the-answer"),
    pytest.param(answered(calm(), 15).looks(15, "metrics"), 50, id="just-after-the-answer"),
    # Without an alarm it counts from StartEx on.
    pytest.param(Story(60).chatter(5).looks(2, "metrics"), 100, id="without-an-alarm"),
]


@pytest.mark.parametrize(("story", "points"), LOOKS)
def test_looking(story: Story, points: float) -> None:
    """Full for a look after the first alarm and before the first answer, half for one after it."""
    assert judged(story)["looking"] == points


# An answer within 5 min is full, after an hour worth nothing: 100 x (60 - late) / 55. At 25 that
# is 15 min after the first alarm (81.8) and 5 after the second (100).
ANSWERS = [
    pytest.param(calm(), 0, id="nobody"),
    pytest.param(answered(calm(), 25), 90.9, id="both-at-once"),
    pytest.param(answered(calm(), 15), 50, id="the-first-only"),
    pytest.param(answered(answered(calm(), 15), 25), 100, id="each"),
    pytest.param(answered(calm(), 20), 95.5, id="at-the-second-alarm"),
    pytest.param(answered(calm(), 19.999), 45.5, id="just-before-it"),
    pytest.param(answered(calm(), 5), 0, id="before-any"),
    pytest.param(answered(calm(), 25, "The service is working."), 90.9, id="of-the-service"),
    pytest.param(answered(calm(), 25, "Uploads work."), 90.9, id="of-uploads"),
    pytest.param(answered(calm(), 25, WORKS, "cto"), 90.9, id="to-anybody"),
    pytest.param(answered(calm(), 25, "Sign-in is working."), 0, id="of-something-else"),
    pytest.param(answered(calm(), 25, "Your files are safe."), 0, id="of-files"),
    pytest.param(answered(calm(), 25, "We are on it."), 0, id="of-nothing"),
    pytest.param(answered(calm(), 25, "asdf qwer"), 0, id="unreadable"),
    pytest.param(
        answered(calm(), 25, "We do not know whether downloads work."), 0, id="merely-unknown"
    ),
    pytest.param(answered(calm(), 25, "Downloads are failing."), 0, id="of-trouble"),
    pytest.param(
        calm().says(25, "email", "all_users", text=WORKS, delivered=False), 0, id="undelivered"
    ),
    # An alarm to somebody else is one, too.
    pytest.param(answered(Story(60).alarm(10, to="cto"), 25), 81.8, id="to-somebody-else"),
    pytest.param(answered(Story(60).chatter(5), 25), None, id="no-alarm"),
]


@pytest.mark.parametrize(("story", "points"), ANSWERS)
def test_answering(story: Story, points: float | None) -> None:
    """The mean over the alarms of how soon after each somebody said truly what works."""
    assert judged(story)["answering"] == points


def test_something_that_is_slow_is_no_more_than_that() -> None:
    """Slow all day: that it works is an untruth, that it is slow is not what an answer says."""
    slow = Story(60).alarm(10)
    for minute in range(60):
        slow.window(minute, p95_ms=3_000)
    assert judged(answered(slow, 25, WORKS))["answering"] == 0


RESTRAINT = [
    pytest.param(calm(), 0, id="nobody-there"),
    pytest.param(calm().looks(12, "metrics"), 100, id="looked-and-left-alone"),
    pytest.param(answered(calm(), 25), 100, id="answered-and-left-alone"),
    pytest.param(answered(calm(), 25, "We are on it."), 0, id="said-nothing"),
    # 100 less 70 for each.
    pytest.param(calm().looks(12, "metrics").does(13, "degrade"), 30, id="degraded"),
    pytest.param(calm().looks(12, "metrics").does(13, "restore"), 30, id="restored"),
    pytest.param(calm().looks(12, "metrics").does(13, "queue-process"), 30, id="forced"),
    pytest.param(calm().looks(12, "metrics").does(13, "breaker-reset"), 30, id="reset"),
    pytest.param(calm().looks(12, "metrics").does(13, "force-recovery"), 30, id="recovery"),
    pytest.param(calm().looks(12, "metrics").does(13, "config-update"), 100, id="another-change"),
    pytest.param(calm().looks(12, "metrics").does(13, "degrade", 409), 100, id="refused"),
    pytest.param(
        calm().looks(12, "metrics").does(13, "degrade").does(14, "restore"), 0, id="there-and-back"
    ),
    pytest.param(
        calm().looks(12, "metrics").does(13, "degrade").does(14, "restore").does(15, "degrade"),
        0,
        id="not-below-nothing",
    ),
    pytest.param(
        answered(calm().looks(12, "metrics"), 13, "Downloads are failing."), 30, id="alarmed-users"
    ),
    pytest.param(
        answered(calm().looks(12, "metrics"), 13, "Downloads are failing.", "public"),
        30,
        id="alarmed-the-public",
    ),
    pytest.param(
        answered(calm().looks(12, "metrics"), 13, "Downloads are failing.", "response_team"),
        100,
        id="told-the-team",
    ),
    pytest.param(
        answered(calm().looks(12, "metrics").does(12.5, "degrade"), 13, "Downloads are failing."),
        0,
        id="both",
    ),
]


@pytest.mark.parametrize(("story", "points"), RESTRAINT)
def test_restraint(story: Story, points: float) -> None:
    """Full for whoever was there and left it alone, less each change and false alarm."""
    assert judged(story)["restraint"] == points


def test_what_needless_acts_cost_is_the_policys() -> None:
    """A third of it each."""
    story = calm().looks(12, "metrics").does(13, "degrade").does(14, "restore")
    assert judged(story, story_policy(points={"needless_act": 30}))["restraint"] == 40


def test_the_weights_are_those_of_a_quiet_day() -> None:
    """30, 40 and 30, or what the policy says: (30 x 100 + 40 x 50 + 30 x 100) / 100."""
    story = answered(calm().looks(12, "metrics"), 15)
    assert score(story.entries()).total == 80
    other = score(story.entries(), story_policy(quiet={"answering": 140}))
    assert {one.id: one.weight for one in other.criteria} == {
        "looking": 30,
        "answering": 140,
        "restraint": 30,
    }
    # (30 x 100 + 140 x 50 + 30 x 100) / 200.
    assert other.total == 65


def test_where_a_fault_began_it_is_no_quiet_day() -> None:
    """Though nobody felt it."""
    assert "looking" not in judged(calm().fault(30, 31))


def test_who_was_answered_and_who_was_not_is_told() -> None:
    """By name, at the answer or the alarm, with both as evidence."""
    entries = answered(calm(), 15).entries()
    found = next(one for one in score(entries).criteria if one.id == "answering")
    at = {entry.seq: entry.at // 60_000 for entry in entries}
    assert [(one.level, one.text, [at[seq] for seq in one.evidence]) for one in found.findings] == [
        ("good", "support was told what was found, 5 min later.", [10, 15]),
        (
            "problem",
            (
                "press got no answer after that which says, truly, that the service, or downloads "
                "or uploads, work."
            ),
            [20],
        ),
    ]


def test_a_needless_change_says_what_it_cost() -> None:
    """How many operations had to wait from then on, and that users were alarmed."""
    story = calm().looks(12, "metrics").does(30, "degrade").weather(30, 33, "queueing")
    card = score(answered(story, 50, "Downloads are failing.").entries())
    texts = [one.text for part in card.criteria for one in part.findings if one.level == "harm"]
    change, alarm = texts
    assert change == (
        "POST /health/services/:name/degrade was sent to a service that was healthy; "
        "108 user operations had to wait from then on."
    )
    assert alarm == "Users or the public were told of trouble that was not there."
