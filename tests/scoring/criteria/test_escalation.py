"""Escalation by hand: met in time 100, late 50, missed 0, the mean of what fell due.

That mean, less half of the share of calls that were needless.

Severity 1 from minute 12, declared at 15: the on-call engineer is due at once (and is the
responder). Without progress the technical lead falls due at 30, the engineering manager at 45. The
bucket is back at 47; the breaker closes at 48, and over the five minutes to 51 users' errors are at
half their highest: marks of progress, so the CTO falls due at 51 + 15 = 66. The grace is 5 minutes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reports.text import went_well
from scoring.score import score
from sim.journal.bodies import Message
from tests.stories.policy import story_policy
from tests.stories.setting import ms
from tests.stories.story import Story, outage

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.scenario.policy import Policy

ALL = ("technical_lead", "engineering_manager", "cto")


def stuck() -> Story:
    """Declared at 15, and from then on nothing moves: four calls are owed."""
    return outage().does(15, "declare")


def paged(*at: float) -> Story:
    """The three roles paged at these minutes, in turn."""
    story = stuck()
    for role, minute in zip(ALL, at, strict=True):
        story.says(minute, "page", role)
    return story


def page(minute: float, text: str = "Downloads are failing.") -> Story:
    """The status page moved once, with these words."""
    return stuck().status_page(minute, "investigating", text)


def rough() -> Story:
    """Severity 3, detected at 15: operations due within the hour, nobody else within two."""
    return Story(120).fault(12, 60).weather(12, 60, "rough").does(15, "declare")


def with_duties() -> Policy:
    """The story's policy with two duties at level 1: the timeline, and an update in 10 min."""
    levels = [
        {
            "level": 1,
            "within": "15m",
            "duties": [
                {"text": "timeline kept", "commands": ["note"]},
                {"text": "more frequent updates", "update_within": "10m"},
                {"text": "the lead told", "told": "technical_lead"},
                {"text": "resources weighed"},
            ],
        }
    ]
    return story_policy(levels=levels)


def by_the_pager() -> Policy:
    """The story's policy, where an alert left alone for 10 min makes the next role due."""
    policy = story_policy()
    data = policy.model_dump(mode="json")
    for severity in data["severities"]:
        severity["unacknowledged"] = "10m"
        severity["no_progress"] = None
    return policy.model_validate(data)


ROWS = [
    # Only the responder's own: 1 of 4.
    pytest.param(stuck(), 25.0, id="nobody-called"),
    # All three within their grace: 4 of 4.
    pytest.param(paged(31, 46, 61), 100.0, id="all-in-time"),
    # At the last instant of each grace.
    pytest.param(paged(35, 50, 71), 100.0, id="at-the-deadlines"),
    # Before they fell due.
    pytest.param(paged(20, 20, 20), 100.0, id="early"),
    # Each 5 min after its grace: (100 + 3 x 50) / 4.
    pytest.param(paged(40, 55, 76), 62.5, id="late"),
    # The CTO late, the others in time: (3 x 100 + 50) / 4.
    pytest.param(paged(31, 46, 90), 87.5, id="one-late"),
    # The lead only, in time: 2 of 4.
    pytest.param(stuck().says(32, "page", "technical_lead"), 50.0, id="one-called"),
    # A page that did not arrive tells nobody.
    pytest.param(
        stuck().says(32, "page", "technical_lead", delivered=False), 25.0, id="undelivered"
    ),
    # It did not arrive at 32, the call at 34 did.
    pytest.param(
        stuck()
        .says(32, "page", "technical_lead", delivered=False)
        .says(34, "call", "technical_lead", channel="phone"),
        50.0,
        id="undelivered-then-called",
    ),
    # A page that nobody hears tells nobody, whatever its receipt says.
    pytest.param(stuck().says(32, "page", "technical_lead", unheard=True), 25.0, id="unheard"),
    # Unheard at 31, heard at 34, in the grace.
    pytest.param(
        stuck()
        .says(31, "page", "technical_lead", unheard=True)
        .says(34, "call", "technical_lead", channel="phone"),
        50.0,
        id="unheard-then-called",
    ),
    # Unheard at 31; the lead's deputy was told at 33: 2 of 4.
    pytest.param(
        stuck().says(31, "page", "technical_lead", unheard=True).says(33, "page", "vp_engineering"),
        50.0,
        id="the-deputy-stands-in",
    ),
    # A call that nobody picks up is a try as well.
    pytest.param(
        stuck()
        .says(31, "call", "technical_lead", channel="phone", delivered=False)
        .says(33, "page", "vp_engineering"),
        50.0,
        id="nobody-picked-up",
    ),
    # The deputy, but nobody tried the lead: 1 of 4, and the one call was needless: 25 x 0.5.
    pytest.param(stuck().says(33, "page", "vp_engineering"), 12.5, id="the-deputy-only"),
    # The deputy first, the lead in vain after it: one of two calls: 25 x 0.75.
    pytest.param(
        stuck().says(31, "page", "vp_engineering").says(33, "page", "technical_lead", unheard=True),
        18.8,
        id="the-deputy-first",
    ),
    # Sent at 32, there at 34.
    pytest.param(
        stuck().says(32, "email", "technical_lead", channel="email", arrives=34),
        50.0,
        id="slow-mail-in-time",
    ),
    # Sent at 32, there at 40: (100 + 50) / 4.
    pytest.param(
        stuck().says(32, "email", "technical_lead", channel="email", arrives=40),
        37.5,
        id="slow-mail-too-late",
    ),
    # There at 34, where nobody looks.
    pytest.param(
        stuck().says(32, "page", "technical_lead", arrives=34, unheard=True),
        25.0,
        id="late-and-unheard",
    ),
    # A post in the channel is no call.
    pytest.param(
        stuck().says(32, "post", "technical_lead", channel="slack"), 25.0, id="only-posted"
    ),
    # Before the fault it was about something else.
    pytest.param(stuck().says(5, "page", "technical_lead"), 25.0, id="before-the-fault"),
    # The severity stated at 25 is progress: the lead is due at 40 now, and 44 is in its grace.
    pytest.param(
        stuck().does(25, "assess", severity=1).says(44, "page", "technical_lead"),
        50.0,
        id="progress-starts-the-timer-again",
    ),
    # The vice president was owed nothing, one of two calls: 50 x (1 - 0.5 / 2).
    pytest.param(
        stuck().says(20, "page", "vp_engineering").says(32, "page", "technical_lead"),
        37.5,
        id="needless",
    ),
    # Two of three: 50 x (1 - 0.5 x 2 / 3).
    pytest.param(
        stuck()
        .says(20, "page", "vp_engineering")
        .says(32, "page", "technical_lead")
        .says(60, "call", "vp_engineering", channel="phone"),
        33.3,
        id="needless-twice",
    ),
    # A broadcast tells the responder's own role, and nobody further down: 1 of 4, and no call.
    pytest.param(
        stuck().says(32, "broadcast", "technical_lead", channel="slack"), 25.0, id="only-broadcast"
    ),
    # What is no statement tells nobody, and is a call that the severity asks for: 1 of 4.
    pytest.param(
        stuck().says(32, "page", "technical_lead", text="asdf qwer"), 25.0, id="not-readable"
    ),
    # Severity 3: operations within the hour, at 60: 1 of 1.
    pytest.param(rough().says(60, "page", "operations_team"), 100.0, id="severity-3"),
    # A broadcast tells the first column as well: 1 of 1.
    pytest.param(
        rough().says(60, "broadcast", "operations_team", channel="slack"),
        100.0,
        id="first-column-by-broadcast",
    ),
    # Severity 3 that turns 1 at 30 for 20 min: operations (due 15, told 20), the responder (due
    # 30), the lead (30, told 31); at 45 the manager, told 46; at 60 all is over: 4 of 4.
    pytest.param(
        Story(120)
        .fault(12, 50)
        .weather(12, 30, "rough")
        .weather(30, 50, "outage")
        .does(15, "declare")
        .says(20, "page", "operations_team")
        .says(31, "page", "technical_lead")
        .says(46, "page", "engineering_manager"),
        100.0,
        id="rises",
    ),
    # The same with only operations told: operations and the responder of 4.
    pytest.param(
        Story(120)
        .fault(12, 50)
        .weather(12, 30, "rough")
        .weather(30, 50, "outage")
        .does(15, "declare")
        .says(20, "page", "operations_team"),
        50.0,
        id="rises-and-nobody-follows",
    ),
    # Files at risk make the CTO due with the alert at 14, so at 15; told at 18: 2 of 2 by 29.
    pytest.param(
        Story(29)
        .fault(12, 40, "rot", "corruption_at_rest")
        .weather(12, 29, "outage")
        .alert(14)
        .does(15, "declare")
        .says(18, "page", "cto"),
        100.0,
        id="data-at-risk",
    ),
    # Nobody notices: due from 19 on (the alert and 5 min); four of four missed.
    pytest.param(outage(), 0.0, id="nobody-there"),
    # Nothing was wrong.
    pytest.param(Story(60).fault(12, 20), None, id="no-impact"),
]


@pytest.mark.parametrize(("story", "worth"), ROWS)
def test_escalation(story: Story, worth: float | None, points: Callable[..., float | None]) -> None:
    """The calls that were owed, as points."""
    assert points(story, "escalation") == worth


DUTIES = [
    # The lead falls due at 30, which reaches level 1: two duties (the lead is one debt with the
    # matrix, weighing shows nowhere). 3 of 6 owed: responder; lead, manager, CTO; two duties.
    pytest.param(stuck(), 16.7, id="none-done"),
    # A note at 16, since the incident began: 2 of 6.
    pytest.param(stuck().does(16, "note", text="R2 is gone"), 33.3, id="done-before-it-was-due"),
    # It says nothing.
    pytest.param(stuck().does(16, "note", text="something odd"), 16.7, id="empty"),
    # A note at 45, the last instant.
    pytest.param(stuck().does(45, "note", text="R2 is gone"), 33.3, id="at-the-deadline"),
    # A note at 50: (100 + 50) / 6.
    pytest.param(stuck().does(50, "note", text="R2 is gone"), 25.0, id="late"),
    # An update at 38, within 10 min of the level: 2 of 6.
    pytest.param(page(38), 33.3, id="an-update-after-the-level"),
    # At 40, the last instant.
    pytest.param(page(40), 33.3, id="an-update-at-its-deadline"),
    # At 41: (100 + 50) / 6.
    pytest.param(page(41), 25.0, id="an-update-too-late"),
    # An update at 28 came before the level and counts for nothing here.
    pytest.param(page(28), 16.7, id="an-update-before-the-level"),
    # Words that claim nothing are no update.
    pytest.param(page(38, "We are on it."), 16.7, id="words-that-say-nothing"),
    # Nor is an untruth.
    pytest.param(page(38, "Downloads are working."), 16.7, id="an-untruth"),
]


@pytest.mark.parametrize(("story", "worth"), DUTIES)
def test_duties_of_a_level(story: Story, worth: float, points: Callable[..., float | None]) -> None:
    """What a level of escalation asks for counts as a call does."""
    assert points(story, "escalation", with_duties()) == worth


TIMEOUTS = [
    # The alert of 14 is left alone: lead due at 24, manager at 34, CTO at 44; with the responder 4.
    pytest.param(stuck(), 25.0, id="never-acknowledged"),
    # Taken at 23, before the first timeout: only the responder's own.
    pytest.param(stuck().does(23, "ack"), 100.0, id="taken-in-time"),
    # Taken at 24, at the timeout: it stops it.
    pytest.param(stuck().does(24, "ack"), 100.0, id="taken-at-the-timeout"),
    # Taken at 25: the lead is owed a call, and never told: 1 of 2.
    pytest.param(stuck().does(25, "ack"), 50.0, id="taken-late"),
    # Taken at 25, the lead told at 29, the end of its grace.
    pytest.param(stuck().does(25, "ack").says(29, "page", "technical_lead"), 100.0, id="told"),
]


@pytest.mark.parametrize(("story", "worth"), TIMEOUTS)
def test_an_alert_left_alone(
    story: Story, worth: float, points: Callable[..., float | None]
) -> None:
    """Where the policy has a timeout, an alert that nobody takes makes the next role due."""
    assert points(story, "escalation", by_the_pager()) == worth


def test_what_needless_calls_cost_is_the_policys(points: Callable[..., float | None]) -> None:
    """One of two: 50 less half of the 80% that the policy takes for all of them."""
    story = stuck().says(20, "page", "vp_engineering").says(32, "page", "technical_lead")
    assert points(story, "escalation", story_policy(points={"needless_call": 80})) == 30


def test_what_happened_before_the_level_is_not_praised_as_its_duty() -> None:
    """It meets the duty; that it was there already is a remark, nothing that went well."""
    story = stuck().does(16, "note", text="R2 is gone")
    card = score(story.entries(), with_duties())
    findings = next(one for one in card.criteria if one.id == "escalation").findings
    (found,) = (one for one in findings if one.text.startswith("Timeline kept"))
    assert found.text == "Timeline kept (level 1): already met when it fell due (note)."
    assert (found.level, found.at) == ("note", ms(16))
    assert not [line for line in went_well(card) if "Timeline" in line]


def test_a_page_that_says_nothing_is_quoted_where_the_role_was_missed() -> None:
    """Its pager rang: the finding quotes the words that told it nothing, and cites the page."""
    entries = stuck().says(20, "page", "technical_lead", text="hi").entries()
    (page,) = (one.seq for one in entries if isinstance(one.body, Message))
    findings = next(one for one in score(entries).criteria if one.id == "escalation").findings
    (found,) = (one for one in findings if one.text.startswith("Technical lead was never"))
    assert found.text.endswith('): "hi" could not be understood as a statement.')
    assert page in found.evidence
