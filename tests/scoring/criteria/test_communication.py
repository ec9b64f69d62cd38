"""Communication by hand: timeliness (met 100, late 50, missed 0, the mean) less what clarity takes.

Clarity is 100 less 40 a contradiction, 25 a placeholder, 20 a step out of order, 10 a part left
out; what it lacks takes half of that share off timeliness. Severity 1 from minute 12, declared at
15: team, users and status page are owed word by 20. All is well again at 40, and that is owed to
users by 60.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.stories.policy import story_policy
from tests.stories.story import Story

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.scenario.policy import Policy


def quiet(until: int = 40, minutes: int = 70) -> Story:
    """Declared at 15, and nobody is told anything: four notices are owed."""
    story = Story(minutes).fault(12, until).weather(12, until, "outage")
    return story.alert(14).does(15, "declare")


def team(story: Story, minute: float, **how: Any) -> Story:
    """A post in the team's channel."""
    return story.says(minute, "post", "response_team", **({"channel": "slack"} | how))


def users(story: Story, minute: float, **how: Any) -> Story:
    """A broadcast to all users."""
    return story.says(minute, "broadcast", "all_users", **({"channel": "in_app"} | how))


def over(story: Story, minute: float, **how: Any) -> Story:
    """Word to all users that it is over."""
    return users(story, minute, label="SERVICE_RESTORED", **how)


def told(first: float = 16, last: float = 42, story: Story | None = None, **words: Any) -> Story:
    """Everybody told at one minute, and at another that it is over; `words` go to the users."""
    story = team(story or quiet(), first)
    return over(users(story, first, **words).status_page(first, "investigating"), last)


def promising(*later: float) -> Story:
    """Told in time, with the next word promised for 26 (by 31), and posts at these minutes."""
    story = told(text="Downloads fail. Next update in 10 minutes.")
    for minute in later:
        team(story, minute)
    return story


def long_incident(*updates: float) -> Story:
    """Over at 90 only: 30 minutes after the last word the next is owed, 5 minutes' grace."""
    story = told(last=95, story=quiet(until=90, minutes=120))
    for minute in updates:
        team(story, minute)
    return story


def with_template() -> Policy:
    """The user notice has to say when the next word comes."""
    notices = story_policy().model_dump(mode="json")["notices"]
    notices[1]["template"] = "short"
    requires = [{"what": "when the next word comes", "any_of": ["next update"]}]
    template = {"id": "short", "title": "Short", "text": "So it is.", "requires": requires}
    return story_policy(notices=notices, templates=[template])


ROWS = [
    # 0 of 4.
    pytest.param(quiet(), 0.0, id="nobody-told"),
    # 4 of 4.
    pytest.param(told(), 100.0, id="all-in-time"),
    # At 20 and at 60.
    pytest.param(told(20, 60), 100.0, id="at-the-deadlines"),
    # All late: 50.
    pytest.param(told(21, 61), 50.0, id="all-late"),
    # Only the team: 1 of 4.
    pytest.param(team(quiet(), 16), 25.0, id="team-only"),
    # The post did not arrive: 0 of 4.
    pytest.param(team(quiet(), 16, delivered=False), 0.0, id="undelivered"),
    # Undelivered at 16 and arrived at 22: one late of 4.
    pytest.param(team(team(quiet(), 16, delivered=False), 22), 12.5, id="undelivered-then-late"),
    # Sent at 16, there at 19: 1 of 4; there at 24: half of it.
    pytest.param(users(quiet(), 16, arrives=19), 25.0, id="slow-and-in-time"),
    pytest.param(users(quiet(), 16, arrives=24), 12.5, id="slow-and-late"),
    # Untrue words that arrive bit by bit are one contradiction: clarity 60: 25 x 0.8.
    pytest.param(
        users(quiet(), 16, arrives=19, text="Downloads remain available."),
        20.0,
        id="slow-and-untrue",
    ),
    # One broadcast to all stakeholders reaches team and users: 2 of 4.
    pytest.param(quiet().says(16, "broadcast", "all_stakeholders"), 50.0, id="everybody-at-once"),
    # The status page tells the status page's readers only: 1 of 4.
    pytest.param(quiet().status_page(16, "investigating"), 25.0, id="page-only"),
    # While mail and app are dead it is the users' only way. They stay dead, so there is no
    # recovery and no word of it owed: 2 of 3.
    pytest.param(
        quiet().fault(1, None, "users-cut-off", "channel_down").status_page(16, "investigating"),
        66.7,
        id="page-while-users-are-cut-off",
    ),
    # Said to be over at 30, while it was not: the restoration is owed all the same: 3 of 4.
    pytest.param(told(16, 30), 75.0, id="restoration-too-early"),
    # Never said to be over: 3 of 4.
    pytest.param(
        users(team(quiet(), 16), 17).status_page(18, "investigating"), 75.0, id="no-restoration"
    ),
    # A contradiction: clarity 60: 100 x (1 - 0.5 x 0.4).
    pytest.param(told(text="Downloads remain available."), 80.0, id="untrue"),
    # A placeholder: clarity 75: 100 x (1 - 0.5 x 0.25).
    pytest.param(told(text="Back at [Time]."), 87.5, id="placeholder"),
    # Both: clarity 35: 100 x (1 - 0.5 x 0.65).
    pytest.param(told(text="Downloads remain available until [Time]."), 67.5, id="both"),
    # From investigating to resolved, two states skipped at once: clarity 80: 90.
    pytest.param(told().status_page(43, "resolved"), 90.0, id="page-skips"),
    # Late and untrue: 50 x (1 - 0.5 x 0.4).
    pytest.param(told(21, 61, text="Downloads remain available."), 40.0, id="late-and-untrue"),
    # Clear words to nobody in time earn nothing.
    pytest.param(quiet(minutes=62), 0.0, id="silence-is-not-clarity"),
    # Promised for 26 and kept at 30: 5 of 5.
    pytest.param(promising(30), 100.0, id="promise-kept"),
    # Word came at 33, after the grace: (4 x 100 + 50) / 5.
    pytest.param(promising(33), 90.0, id="promise-late"),
    # The restoration at 42 is the next word: late: (4 x 100 + 50) / 5.
    pytest.param(promising(), 90.0, id="promise-kept-by-the-end-only"),
    # Word at 16; 40 and 70 keep the rhythm: two updates and four notices: 6 of 6.
    pytest.param(long_incident(40, 70), 100.0, id="rhythm-kept"),
    # Word at 16 counts as the first update; the next, due at 46, is missed at 51; the one due at
    # 81 (by 86) comes late with the word that it is over at 95: 5.5 of 7.
    pytest.param(long_incident(), 78.6, id="rhythm-lost"),
    # Due at 46 (by 51) and given at 55: late; from there due at 85, given at 88: 6.5 of 7.
    pytest.param(long_incident(55, 88), 92.9, id="one-update-late"),
    # Nothing was wrong.
    pytest.param(team(Story(60), 10), None, id="no-impact"),
]


@pytest.mark.parametrize(("story", "worth"), ROWS)
def test_communication(
    story: Story, worth: float | None, points: Callable[..., float | None]
) -> None:
    """The word that was owed, as points."""
    assert points(story, "communication") == worth


TEMPLATES = [
    # Nothing says when the next word comes: clarity 90: 95.
    pytest.param(told(text="Downloads fail."), 95.0, id="left-out"),
    # Said in the notice; and the promise of 26 is kept at 26: 5 of 5.
    pytest.param(
        team(told(text="Downloads fail. Next update in 10 minutes."), 26), 100.0, id="said"
    ),
    # Said in a second message within the deadline, in other case and over two lines.
    pytest.param(
        users(told(text="Downloads fail."), 19, text="More soon: NEXT\n update follows."),
        100.0,
        id="said-in-a-second-message",
    ),
    # Said after the deadline only: it was left out.
    pytest.param(
        users(told(text="Downloads fail."), 25, text="There will be a next update."),
        95.0,
        id="said-too-late",
    ),
    # Users hear only at 42 that it is over: their notice is late and says nothing of a next word:
    # 3.5 of 4 is 87.5, clarity 90: 87.5 x 0.95.
    pytest.param(
        over(team(quiet(), 16).status_page(16, "investigating"), 42), 83.1, id="given-late"
    ),
]


@pytest.mark.parametrize(("story", "worth"), TEMPLATES)
def test_what_a_notice_has_to_say(
    story: Story, worth: float, points: Callable[..., float | None]
) -> None:
    """A part that the template requires and nobody says costs clarity."""
    assert points(story, "communication", with_template()) == worth
