"""Obligations: what falls due, when, and what meets it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from scoring.case import case_of
from scoring.obligations.updates import PROMISE, UPDATE, promised
from scoring.score import score
from tests.stories.policy import story_policy
from tests.stories.setting import ms
from tests.stories.story import Story, outage

if TYPE_CHECKING:
    from scoring.model import Obligation


FAILING = "Downloads are failing."


def _long() -> Story:
    """Severity 1 from minute 10 on, detected at 12, nothing else happens."""
    story = Story(200).fault(10, 150).weather(10, 150, "outage").alert(11)
    return story.does(12, "declare").does(12, "ack")


def _listed(story: Story, kind: str) -> list[Obligation]:
    return [entry for entry in case_of(story.entries()).ledger.listed if entry.kind == kind]


def _escalations(story: Story) -> list[tuple[str, int, int, str]]:
    return [
        (entry.to, entry.due // 60_000, entry.deadline // 60_000, entry.verdict)
        for entry in _listed(story, "escalation")
    ]


def test_without_progress_the_matrix_is_walked() -> None:
    """Each 15 minutes of standstill owe the next role, with five minutes of grace."""
    assert _escalations(_long()) == [
        ("oncall_engineer", 12, 17, "met"),
        ("technical_lead", 27, 32, "missed"),
        ("engineering_manager", 42, 47, "missed"),
        ("cto", 57, 62, "missed"),
    ]


def test_a_mark_of_progress_starts_the_timer_again() -> None:
    """Assessing at minute 20 moves the next role to 35; assessing again moves nothing."""
    story = _long().does(20, "assess", severity=1, cause="").does(30, "assess", severity=1)
    assert _escalations(story)[1] == ("technical_lead", 35, 40, "missed")


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("The cause is the vendor.", 35),
        ("It is caused by the vendor.", 35),
        ("Cause: the vendor", 27),
        ("We wait because R2 is away.", 27),
    ],
)
def test_only_the_word_names_a_cause(text: str, due: int) -> None:
    """A note at minute 20 is progress when it names a cause; "because" is another word."""
    assert _escalations(_long().does(20, "note", text=text))[1][1] == due


def test_a_severity_stated_before_the_impact_leaves_the_mark_to_the_next() -> None:
    """Marks count from the impact: assessed at 13 and 20, impact at 15, next role at 35."""
    story = Story(200).fault(10, 150).weather(15, 150, "outage").alert(11).does(12, "declare")
    story = story.does(13, "assess", severity=1).does(20, "assess", severity=1)
    assert _escalations(story)[1] == ("technical_lead", 35, 40, "missed")


@pytest.mark.parametrize("check", ["health-check", "test-user-operations", "r2-test"])
def test_any_check_after_a_restore_is_progress(check: str) -> None:
    """Restored at minute 20 while R2 is well, checked at 30: the next role falls due at 45."""
    story = Story(200).fault(10, 150, "users-cut-off").weather(10, 150, "outage").alert(11)
    story = story.does(12, "declare").mode(20, "normal").does(30, check)
    assert ("technical_lead", 45, 50, "missed") in _escalations(story)


@pytest.mark.parametrize(
    ("fault", "damaged", "due"),
    [("users-cut-off", 0, 35), ("users-cut-off", 2, 27), ("bucket", 0, 27)],
)
def test_files_that_come_back_whole_are_progress(fault: str, damaged: int, due: int) -> None:
    """Restored at minute 20: none of them damaged, and no fault hurting R2 meanwhile."""
    story = Story(200).fault(10, 150, fault).weather(10, 150, "outage").alert(11)
    story = story.does(12, "declare").backup(20, "nightly", "restored", files=9, damaged=damaged)
    assert ("technical_lead", due, due + 5, "missed") in _escalations(story)


def test_writing_to_oneself_is_no_response() -> None:
    """The responder's role is told by the first response, not by a page to the own group."""
    story = Story(60).fault(10, 50).weather(10, 50, "outage").alert(14)
    story = story.says(12, "page", "oncall_engineer").does(30, "ack")
    assert _escalations(story)[0] == ("oncall_engineer", 19, 24, "late")


def test_the_deputy_counts_from_the_first_attempt_in_vain() -> None:
    """A mail unheard at 20, the deputy at 25, a page unheard at 31: the deputy counts."""
    story = _long().says(14, "email", "technical_lead", arrives=20, unheard=True)
    story = story.says(25, "page", "vp_engineering")
    story = story.says(31, "page", "technical_lead", unheard=True)
    assert _escalations(story)[1] == ("technical_lead", 27, 32, "met")


def test_a_sign_that_comes_late_is_seen_when_it_comes() -> None:
    """Damage at 10, a ticket on its way since 12 and there at 20: the CTO is owed from 20 on."""
    story = Story(60).fault(10, 50, "rot").weather(10, 50, "outage")
    story = story.does(11, "declare").says(12, "inject", "oncall_engineer", arrives=20)
    assert ("cto", 20, 25, "missed") in _escalations(story)


def test_a_premature_restore_is_no_progress() -> None:
    """A breaker forced shut on a dead bucket does not stop the timer."""
    story = _long().breaker(20, "OPEN", "CLOSED").mode(20, "normal")
    assert _escalations(story)[1][1] == 27


@pytest.mark.parametrize(
    ("minute", "delivered", "verdict"),
    [
        pytest.param(15, True, "met", id="before-it-was-due"),
        pytest.param(32, True, "met", id="at-the-deadline"),
        pytest.param(33, True, "late", id="after-the-deadline"),
        pytest.param(15, False, "missed", id="never-delivered"),
        pytest.param(8, True, "missed", id="before-the-impact"),
    ],
)
def test_only_a_delivered_message_meets(minute: float, *, delivered: bool, verdict: str) -> None:
    """A page counts from the impact on and when it arrived."""
    story = _long().says(minute, "page", "technical_lead", delivered=delivered)
    assert _escalations(story)[1][3] == verdict


def test_an_undelivered_page_is_mended_by_a_call() -> None:
    """The sender who notices and takes another channel has told the role."""
    story = _long().says(15, "page", "technical_lead", delivered=False)
    story.says(17, "call", "technical_lead", channel="phone")
    told = _listed(story, "escalation")[1]
    assert (told.verdict, told.met_at, told.how) == ("met", ms(17), "call by phone")


def test_undetected_the_same_falls_due() -> None:
    """Who does not detect owes from the response time after the alert, or after the impact."""
    with_alert = Story(60).fault(10, 50).weather(10, 50, "outage").alert(12)
    assert _escalations(with_alert)[0][1] == 17
    without = Story(60).fault(10, 50).weather(10, 50, "outage")
    assert _escalations(without)[0][1] == 15


def test_the_fallback_follows_a_rising_severity() -> None:
    """A severity 3 that becomes severity 1 after ten minutes allows no hour: due at the rise."""
    story = Story(60).fault(10, 50).weather(10, 20, "rough").weather(20, 50, "outage")
    assert _escalations(story)[0][:2] == ("oncall_engineer", 20)


def test_a_worse_severity_owes_its_own_first_column() -> None:
    """Detected at severity 3, risen to 1: operations at detection, on-call from the rise on."""
    story = Story(60).fault(10, 50).weather(10, 20, "rough").weather(20, 50, "outage")
    owed = _escalations(story.does(12, "declare"))
    assert owed[:2] == [("oncall_engineer", 20, 25, "met"), ("technical_lead", 27, 32, "missed")]
    assert ("operations_team", 12, 72, "missed") not in owed  # EndEx came before its deadline


def test_several_ill_services_owe_management() -> None:
    """Two services unhealthy at once call in engineering management, within the response time."""
    story = _long().health(20, "R2_STORAGE", "OFFLINE").health(21, "D1_DATABASE", "OFFLINE")
    assert ("engineering_manager", 21, 26, "missed") in _escalations(story)
    apart = _long().health(20, "R2_STORAGE", "OFFLINE").health(21, "R2_STORAGE", "HEALTHY")
    apart.health(22, "D1_DATABASE", "OFFLINE")
    assert "engineering_manager" not in [row[0] for row in _escalations(apart)[:2]]


def test_needless_calls_are_listed_and_not_counted() -> None:
    """Waking a vice president whom nothing owed is noted beside adherence."""
    story = Story(60).fault(10, 20).weather(10, 20, "outage").alert(11).does(12, "declare")
    calm = score(story.entries())
    woken = score(story.says(14, "page", "vp_engineering").entries())
    assert [entry.at for entry in woken.needless] == [ms(14)]
    assert woken.adherence_percent == calm.adherence_percent == 100


def _notice(story: Story, reason: str) -> list[tuple[int, str]]:
    return [
        (entry.due // 60_000, entry.verdict)
        for entry in _listed(story, "notice")
        if entry.reason == reason
    ]


def test_updates_are_owed_while_the_severity_lasts() -> None:
    """Every 30 minutes plus grace; silence owes one after the other, one update pays one."""
    assert _notice(_long(), UPDATE) == [
        (42, "missed"),
        (77, "missed"),
        (112, "missed"),
        (147, "missed"),
    ]
    story = _long()
    for minute in (40, 70, 110, 140):
        story.says(minute, "post", channel="slack", text=FAILING)
    assert _notice(story, UPDATE) == [(42, "met"), (70, "met"), (100, "late"), (140, "met")]


def test_a_burst_of_updates_is_one_update() -> None:
    """Ten posts in a minute do not make ten obligations met."""
    story = _long()
    for second in range(10):
        story.says(40 + second / 60, "post", channel="slack", text=FAILING)
    assert _notice(story, UPDATE)[0] == (42, "met")
    assert len(_notice(story, UPDATE)) == 4


def test_notices_are_kept_apart() -> None:
    """Team, users and status page are three debts; one broadcast to stakeholders pays two."""
    story = _long().says(14, "broadcast", "all_stakeholders", label="INCIDENT_DETECTED")
    verdicts = {entry.reason: entry.verdict for entry in _listed(story, "notice")[:3]}
    assert verdicts == {"team notice": "met", "user notice": "met", "status page": "missed"}


def test_a_post_on_a_dead_channel_tells_nobody() -> None:
    """Slack posts count without readers, unless Slack itself was down."""
    heard = _long().says(13, "post", channel="slack")
    assert _notice(heard, "team notice") == [(12, "met")]
    dead = _long().fault(11, None, "pager-dead", "channel_down").says(13, "post", channel="slack")
    assert _notice(dead, "team notice") == [(12, "missed")]


START = datetime(2026, 3, 3, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "then"),
    [
        pytest.param("20m", 50, id="in-minutes"),
        pytest.param("1h", 90, id="in-an-hour"),
        pytest.param("14:35", 35, id="at-a-time"),
        pytest.param("14:30", 30, id="this-minute"),
        pytest.param("14:29", 24 * 60 + 29, id="a-minute-ago"),
        pytest.param("13:00", 23 * 60, id="tomorrow"),
        pytest.param("00:00", 10 * 60, id="at-midnight"),
    ],
)
def test_when_a_promise_is_for(said: str, then: float) -> None:
    """Sent at minute 30, 14:30 UTC: relative and clock times mean the same instant."""
    assert promised(said, ms(30), START) == ms(then)


def test_a_clock_time_passes_at_the_end_of_its_minute() -> None:
    """Said at 14:30:59 it is for now; said at 14:31:00 it is for tomorrow."""
    assert promised("14:30", ms(30) + 59_000, START) == ms(30) + 59_000
    assert promised("14:30", ms(31), START) == ms(24 * 60 + 30)


@pytest.mark.parametrize(
    ("follows", "verdict"),
    [
        pytest.param(34, "met", id="kept"),
        pytest.param(40, "met", id="kept-within-grace"),
        pytest.param(41, "late", id="kept-late"),
        pytest.param(None, "missed", id="broken"),
    ],
)
def test_promises_are_held(follows: float | None, verdict: str) -> None:
    """An update by the promised time plus grace keeps the promise."""
    story = _long().says(15, "post", channel="slack", text=f"{FAILING} Next update in 20 minutes.")
    if follows is not None:
        story.says(follows, "post", channel="slack", text=FAILING)
    assert _notice(story, PROMISE) == [(35, verdict)]


def test_what_is_done_between_fault_and_impact_counts() -> None:
    """A ramp is noticed before it breaches an objective: telling people then meets the debt."""
    story = Story(120).fault(10, 60).weather(15, 60, "outage").alert(12).does(13, "declare")
    story.says(14, "page", "technical_lead")
    role = next(e for e in _listed(story, "escalation") if e.to == "technical_lead")
    assert (role.met_at, role.verdict) == (ms(14), "met")


@pytest.mark.parametrize(("cut_off", "verdict"), [(False, "missed"), (True, "met")])
def test_the_status_page_tells_users_when_nothing_else_does(
    cut_off: bool,  # noqa: FBT001 - a column of the table
    verdict: str,
) -> None:
    """It is no user notice while the app or e-mail would carry one."""
    story = Story(120).fault(10, 60).weather(10, 60, "outage").alert(11).does(12, "declare")
    if cut_off:
        story.fault(9, 80, "users-cut-off", "channel_down")
    story.status_page(14, "investigating")
    notice = next(e for e in _listed(story, "notice") if e.reason == "user notice")
    assert notice.verdict == verdict


@pytest.mark.parametrize(
    ("channels", "verdict"), [(["slack", "email"], "missed"), (["slack", "pager"], "met")]
)
def test_one_dead_channel_of_several_excuses_nobody(channels: list[str], verdict: str) -> None:
    """Slack and the pager are dead: while e-mail carries a notice, the status page is none."""
    policy = story_policy(audiences={"all_users": channels})
    story = Story(120, policy).fault(10, 60).weather(10, 60, "outage").alert(11)
    story.fault(9, 80, "pager-dead", "channel_down").does(12, "declare")
    story.status_page(14, "investigating")
    notice = next(e for e in _listed(story, "notice") if e.reason == "user notice")
    assert notice.verdict == verdict


def test_a_declaration_before_the_impact_starts_no_notice_early() -> None:
    """Declared at 11 and felt from 12 on: the notice falls due with the obligations, at 12."""
    notice = {"id": "team", "title": "team notice", "to": "response_team", "since": "declared"}
    story = Story(60).fault(10, 40).weather(12, 40, "outage").does(11, "declare")
    card = score(story.entries(), story_policy(notices=[notice], procedure=[]))
    assert [one.due for one in card.obligations if one.reason == "team notice"] == [ms(12)]


def test_paging_the_team_is_never_needless() -> None:
    """The matrix has operations for another severity; as one of the team they may be paged."""
    card = score(outage().does(15, "declare").says(20, "page", "operations_team").entries())
    assert card.needless == ()
    other = score(outage().does(15, "declare").says(20, "page", "vp_engineering").entries())
    assert len(other.needless) == 1


def test_what_is_over_before_anything_falls_due_requires_nothing() -> None:
    """One bad minute that nobody noticed: the response time runs out after recovery."""
    assert score(Story(60).fault(10, 11).weather(10, 11, "outage").entries()).obligations == ()


def test_a_message_lost_after_the_deadline_explains_no_missed_notice() -> None:
    """The users' notice was missed at 20; the mail that bounced at 40 is not why."""
    story = outage().does(15, "declare")
    story.says(40, "email", "all_users", channel="email", delivered=False)
    result = next(one for one in score(story.entries()).criteria if one.id == "communication")
    texts = [one.text for one in result.findings if one.text.startswith("User notice")]
    assert texts == ["User notice (All users): missed."]
