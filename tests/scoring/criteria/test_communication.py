"""Communication by hand: timeliness (met 100, late 50, missed 0) less what clarity takes.

Timeliness is the mean over kinds: each notice, updates, promises. Clarity is 100 less 40 an
untruth, 10 a claim worse than the world, 25 a placeholder, 20 a step out of order, 10 a part left
out, 10 what cannot be read, 10 a flood; what it lacks takes half of that share off timeliness.
Severity 1 from minute 12, declared at 15: team, users and status page are owed word by 20. All is
well again at 40, and that is owed to users by 60.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from scoring.score import score
from tests.stories.policy import story_policy
from tests.stories.story import Story

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.scenario.policy import Policy

FAILING = "Downloads are failing."
UNTRUE = "Downloads remain available."
WELL = "Downloads and uploads work again."


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
    return users(story, minute, label="SERVICE_RESTORED", **({"text": WELL} | how))


def told(first: float = 16, last: float = 42, story: Story | None = None, **words: Any) -> Story:
    """Everybody told at one minute, and at another that it is over; `words` go to the users."""
    story = team(story or quiet(), first)
    return over(users(story, first, **words).status_page(first, "investigating"), last)


def promising(*later: float, text: str = FAILING) -> Story:
    """Users told in time, with the next word promised for 26 (by 31); words at these minutes."""
    story = told(text="Downloads fail. Next update in 10 minutes.")
    for minute in later:
        users(story, minute, text=text)
    return story


def long_incident(*updates: float, text: str = FAILING) -> Story:
    """Over at 90 only: an update is owed 30 minutes after the last one, with 5 minutes' grace."""
    story = told(last=95, story=quiet(until=90, minutes=120))
    for minute in updates:
        team(story, minute, text=text)
    return story


def with_template(**asks: Any) -> Policy:
    """The user notice has to say more than that something is wrong."""
    notices = story_policy().model_dump(mode="json")["notices"]
    notices[1]["template"] = "short"
    template = {"id": "short", "title": "Short", "text": "So it is.", **asks}
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
    # Untrue when they arrived at 19: 0 of 4, whatever clarity is.
    pytest.param(users(quiet(), 16, arrives=19, text=UNTRUE), 0.0, id="slow-and-untrue"),
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
    pytest.param(
        over(
            users(team(quiet(), 16), 17).status_page(18, "investigating"), 30, text="We are on it."
        ),
        75.0,
        id="restoration-too-early",
    ),
    # With words that it works, which it does not: two untruths: clarity 20: 75 x 0.6.
    pytest.param(told(16, 30), 45.0, id="restoration-too-early-in-words"),
    # Never said to be over: 3 of 4.
    pytest.param(
        users(team(quiet(), 16), 17).status_page(18, "investigating"), 75.0, id="no-restoration"
    ),
    # At 17 and later it is untrue: the users are told at 42 only: 3.5 of 4; clarity 60:
    # 87.5 x (1 - 0.5 x 0.4).
    pytest.param(told(17, text=UNTRUE), 70.0, id="untrue"),
    # At 16 they had worked in one of the five minutes before.
    pytest.param(told(16.999, text=UNTRUE), 100.0, id="true-a-moment-ago"),
    # The same words four times are one flaw.
    pytest.param(
        users(users(told(17, text=UNTRUE), 18, text=UNTRUE), 19, text=UNTRUE),
        70.0,
        id="untrue-again-and-again",
    ),
    # Other words with the same untruth are another: clarity 20: 87.5 x (1 - 0.5 x 0.8).
    pytest.param(
        users(told(17, text=UNTRUE), 18, text="Downloads are working."), 52.5, id="untrue-twice"
    ),
    # Told to the team it is as untrue; the team's notice is met all the same: 100 x 0.8.
    pytest.param(team(told(17), 18, text=UNTRUE), 80.0, id="untrue-to-the-team"),
    # Uploads only wait: worse than the world, which is a flaw and counts: clarity 90.
    pytest.param(told(18, text="Uploads are failing."), 95.0, id="worse"),
    # A placeholder: clarity 75: 100 x (1 - 0.5 x 0.25).
    pytest.param(told(text="We are on it. Next update: [Time]."), 87.5, id="placeholder"),
    # Left in what says nothing else it is readable all the same: the notice is given.
    pytest.param(told(text="Back at [Time]."), 87.5, id="placeholder-and-nothing-else"),
    # Untrue as well: clarity 35: 87.5 x (1 - 0.5 x 0.65).
    pytest.param(told(18, text="Downloads remain available until [Time]."), 59.1, id="both"),
    # From investigating to resolved, two states skipped at once: clarity 80: 90.
    pytest.param(told().status_page(43, "resolved"), 90.0, id="page-skips"),
    # Late and untrue: 50 x (1 - 0.5 x 0.4).
    pytest.param(told(21, 61, text=UNTRUE), 40.0, id="late-and-untrue"),
    # What cannot be read, to the users beside what can: clarity 90.
    pytest.param(users(told(), 18, text="asdf qwer"), 95.0, id="unreadable"),
    # To the team it costs nothing.
    pytest.param(team(told(), 18, text="asdf qwer"), 100.0, id="unreadable-to-the-team"),
    # Clear words to nobody in time earn nothing.
    pytest.param(quiet(minutes=62), 0.0, id="silence-is-not-clarity"),
    # Promised for 26 and kept at 30: 5 kinds of 5; 31 is the last instant.
    pytest.param(promising(30), 100.0, id="promise-kept"),
    pytest.param(promising(31), 100.0, id="promise-kept-at-its-deadline"),
    # Word came at 33, after the grace: (4 x 100 + 50) / 5.
    pytest.param(promising(33), 90.0, id="promise-late"),
    # The restoration at 42 is the next word: late: (4 x 100 + 50) / 5.
    pytest.param(promising(), 90.0, id="promise-kept-by-the-end-only"),
    # Words that claim nothing keep no promise; those of 42 do, late.
    pytest.param(promising(30, text="We are on it."), 90.0, id="promise-of-nothing"),
    # Word to the team keeps no promise to users.
    pytest.param(team(promising(), 30, text=FAILING), 90.0, id="promise-kept-to-others"),
    # 40 and 70 keep the rhythm (15 + 30 by 50, 40 + 30 by 75): five kinds of five.
    pytest.param(long_incident(40, 70), 100.0, id="rhythm-kept"),
    # At 50 and 85, the last instants.
    pytest.param(long_incident(50, 85), 100.0, id="rhythm-kept-at-the-deadlines"),
    # That nothing has changed is an update.
    pytest.param(
        long_incident(40, 70, text="We have no news, and nothing has changed."),
        100.0,
        id="rhythm-kept-without-news",
    ),
    # Due at 45, missed at 50; the one due at 80 (by 85) comes late with the word that it is over
    # at 95: updates are worth 25 of 100: (4 x 100 + 25) / 5.
    pytest.param(long_incident(), 85.0, id="rhythm-lost"),
    # Words that claim nothing are no updates: the same.
    pytest.param(long_incident(40, 70, text="We are on it."), 85.0, id="rhythm-of-nothing"),
    # Due at 45 (by 50) and given at 55: late; from there due at 85, given at 88: 75: 475 / 5.
    pytest.param(long_incident(55, 88), 95.0, id="one-update-late"),
    # Nothing was wrong.
    pytest.param(team(Story(60).fault(5, 9), 10), None, id="no-impact"),
]


@pytest.mark.parametrize(("story", "worth"), ROWS)
def test_communication(
    story: Story, worth: float | None, points: Callable[..., float | None]
) -> None:
    """The word that was owed, as points."""
    assert points(story, "communication") == worth


PROMISES = [
    # Nothing says when the next word comes: clarity 90: 95.
    pytest.param(told(text=FAILING), 95.0, id="left-out"),
    # Said in the notice; and the promise of 26 is kept at 26.
    pytest.param(
        users(told(text="Downloads fail. Next update in 10 minutes."), 26, text=FAILING),
        100.0,
        id="said",
    ),
    # Said in a second message at the deadline; kept at 42, for 40.
    pytest.param(
        users(told(text=FAILING), 20, text="We are on it. Next update at 14:40."),
        100.0,
        id="said-in-a-second-message",
    ),
    # Said after the deadline only: it was left out.
    pytest.param(
        users(told(text=FAILING), 20.1, text="We are on it. Next update at 14:40."),
        95.0,
        id="said-too-late",
    ),
    # Said to the team it was left out of the users' notice; the promise of 40 is kept at 42 by
    # nobody: the users' word tells the team, too.
    pytest.param(
        team(told(text=FAILING), 19, text="We are on it. Next update at 14:40."),
        95.0,
        id="said-to-others",
    ),
    # Users hear only at 42 that it is over: their notice is late and says nothing of a next word:
    # 3.5 of 4 is 87.5, clarity 90: 87.5 x 0.95.
    pytest.param(
        over(team(quiet(), 16).status_page(16, "investigating"), 42), 83.1, id="given-late"
    ),
    # A notice that was not given leaves nothing out: 2 of 4.
    pytest.param(team(quiet(), 16).status_page(16, "investigating"), 50.0, id="not-given"),
]


@pytest.mark.parametrize(("story", "worth"), PROMISES)
def test_a_notice_has_to_promise_the_next_word(
    story: Story, worth: float, points: Callable[..., float | None]
) -> None:
    """Where its template asks for it and no message to its audience has it, it costs clarity."""
    assert points(story, "communication", with_template(promises=True)) == worth


SEVERITIES = [
    # Nothing says how bad it is: clarity 90: 95.
    pytest.param(told(text=FAILING), 95.0, id="left-out"),
    # Said in the text, or by the broadcast's word.
    pytest.param(told(text="Severity 1: downloads are failing."), 100.0, id="in-words"),
    pytest.param(told(text=FAILING, severity="critical"), 100.0, id="by-the-broadcast"),
    # By an explicit statement at the deadline, and not a moment later.
    pytest.param(told(text=FAILING).does(20, "assess", severity=1), 100.0, id="assessed"),
    pytest.param(told(text=FAILING).does(20.1, "assess", severity=1), 95.0, id="assessed-late"),
    # Stated by then is stated, though the message is no statement and costs 10: clarity 90: 95.
    pytest.param(
        users(told(text=FAILING), 18, text="Severity 1"), 95.0, id="in-what-is-no-statement"
    ),
]


@pytest.mark.parametrize(("story", "worth"), SEVERITIES)
def test_a_notice_has_to_say_how_bad_it_is(
    story: Story, worth: float, points: Callable[..., float | None]
) -> None:
    """Where its template asks for it and no message to its audience has it, it costs clarity."""
    assert points(story, "communication", with_template(severity=True)) == worth


POINTS = [
    # Half of what is lacking of clarity, which is what the policy has for the flaw.
    pytest.param({"contradiction": 30}, team(told(17), 18, text=UNTRUE), 85.0, id="contradiction"),
    pytest.param({"worse": 30}, told(18, text="Uploads are failing."), 85.0, id="worse"),
    pytest.param(
        {"placeholder": 30}, told(text="We are on it. Next update: [Time]."), 85.0, id="placeholder"
    ),
    pytest.param({"status_order": 30}, told().status_page(43, "resolved"), 85.0, id="order"),
    pytest.param({"unreadable": 30}, users(told(), 18, text="asdf qwer"), 85.0, id="unreadable"),
    # All of it, and four fifths of it.
    pytest.param({"clarity_share": 80}, team(told(17), 18, text=UNTRUE), 68.0, id="clarity-share"),
    # Late notices count for 20.
    pytest.param({"late": 20}, told(21, 61), 20.0, id="late"),
]


@pytest.mark.parametrize(("points_of", "story", "worth"), POINTS)
def test_what_words_cost_is_the_policys(
    points_of: dict[str, float],
    story: Story,
    worth: float,
    points: Callable[..., float | None],
) -> None:
    """Each flaw costs its own points, clarity its share, and late word is worth its part."""
    assert points(story, "communication", story_policy(points=points_of)) == worth


def test_what_was_sent_too_late_and_said_nothing_is_named() -> None:
    """A notice that never came says why the message that was sent was none; so does the step."""
    story = users(quiet(), 30, text="Hello there")
    card = score(story.entries())
    findings = next(one for one in card.criteria if one.id == "communication").findings
    (found,) = (one for one in findings if one.text.startswith("User notice"))
    assert '"Hello there" says nothing that could be understood as a statement.' in found.text
    (step,) = (one for one in card.steps if one.name == "tell users")
    assert (step.outcome, step.why) == ("missed", "no message counts as the user notice")
