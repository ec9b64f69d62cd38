"""Instants: what counts as detection, and when the service is well again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scoring.case import case_of
from scoring.score import score
from scoring.spans import Span
from scoring.truth import reasons_of
from sim.command_set import CommandRow
from tests.stories.setting import ms
from tests.stories.story import PASSED, Story, good_response

if TYPE_CHECKING:
    from collections.abc import Callable

    from scoring.model import Instant
    from sim.command_set import Nature


def _broken() -> Story:
    return Story(60).fault(10, 30).weather(10, 30, "outage").alert(12)


@pytest.mark.parametrize(
    ("act", "detected"),
    [
        pytest.param(lambda story: story.does(15, "declare"), 15, id="declared"),
        pytest.param(lambda story: story.does(15, "ack"), 15, id="acknowledged"),
        pytest.param(
            lambda story: story.says(15, "broadcast", "all_users", label="INCIDENT_DETECTED"),
            15,
            id="incident-broadcast",
        ),
        pytest.param(
            lambda story: story.says(15, "broadcast", "all_users", label="MAINTENANCE"),
            None,
            id="another-broadcast",
        ),
        pytest.param(
            lambda story: story.does(15, "targeted").says(15, "broadcast", "cto", label="ADVICE"),
            None,
            id="another-broadcast-to-several",
        ),
        pytest.param(lambda story: story.does(15, "breaker-reset"), 15, id="mutating-command"),
        pytest.param(
            lambda story: story.does(15, "breaker-reset", 403), None, id="refused-command"
        ),
        pytest.param(lambda story: story.does(15, "health-status"), None, id="only-looking"),
        pytest.param(lambda story: story.does(15, "note", text="hm"), None, id="a-note"),
        pytest.param(lambda story: story.does(15, "page"), None, id="a-page"),
        pytest.param(lambda story: story.does(5, "declare"), None, id="before-the-fault"),
    ],
)
def test_what_counts_as_detection(act: Callable[[Story], Story], detected: float | None) -> None:
    """Saying so or acting on the worker is detection; looking, noting and guessing are not."""
    instants = case_of(act(_broken()).entries()).ground.instants
    assert instants.detect.at == (None if detected is None else ms(detected))


def test_answering_a_page_is_no_detection() -> None:
    """Who answers has been told; the incident is detected by who finds it, here at minute 21."""
    card = score(_broken().does(12.8, "answer", message="msg-0001").does(21, "declare").entries())
    assert (card.instant("detect").at, card.measure("TTD").ms) == (ms(21), ms(21) - ms(10))


_NATURES: tuple[Nature, ...] = ("tells", "records")


@pytest.mark.parametrize("nature", _NATURES)
def test_a_new_command_that_changes_nothing_detects_and_changes_nothing(nature: Nature) -> None:
    """A command nobody has heard of counts as what its row says, whatever its name and method."""
    new = CommandRow("brew-coffee", "POST", "/exercise/coffee", nature)
    before, after = score(_broken().entries()), score(_broken().does(11, new).entries())
    assert [one.at for one in after.instants] == [one.at for one in before.instants]
    assert [one.score for one in after.criteria] == [one.score for one in before.criteria]
    assert [one.outcome for one in after.steps] == [one.outcome for one in before.steps]
    calm = score(Story(60).does(10, "events").does(11, new).entries())
    assert [one.score for one in calm.criteria] == [100, None, 100]


@pytest.mark.parametrize("nature", ["looks", "tests"])
def test_a_new_command_that_looks_shows_the_incident_and_detects_nothing(nature: Nature) -> None:
    """Whatever its name: it makes visible at 11 what the alert shows at 12."""
    new = CommandRow("brew-coffee", "POST", "/exercise/coffee", nature)
    before, after = score(_broken().entries()), score(_broken().does(11, new).entries())
    moved = [
        (old.at, now.at)
        for old, now in zip(before.instants, after.instants, strict=True)
        if old.at != now.at
    ]
    assert moved == [(ms(12), ms(11))]
    assert after.instant("visible").at == ms(11)


def test_a_new_command_that_changes_the_worker_is_detection() -> None:
    """The same command with the other nature: who changes the worker has seen that it is ill."""
    new = CommandRow("brew-coffee", "POST", "/exercise/coffee", "changes")
    assert score(_broken().does(11, new).entries()).instant("detect").at == ms(11)


def test_an_alert_from_before_the_fault_is_about_something_else() -> None:
    """Monitoring that fired at 5 did not find what began at 10: the alert is the one at 12."""
    found = case_of(_broken().alert(5).entries()).ground.instants.alert
    assert found.at == ms(12)


def test_looking_after_the_alert_is_a_response() -> None:
    """The first look after the alert ends the time to respond, though it detects nothing."""
    instants = case_of(_broken().does(11, "events").does(13, "events").entries()).ground.instants
    assert (instants.respond.at, instants.detect.at) == (ms(13), None)


def _recover(story: Story) -> Instant:
    return case_of(story.entries()).ground.instants.recover


def test_recovery_waits_for_the_last_condition() -> None:
    """Each thing left undone moves recovery to where it ended, to the millisecond."""
    base = _broken
    assert _recover(base()).at == ms(30)
    assert _recover(base().breaker(11, "CLOSED", "OPEN").breaker(33.3, "OPEN", "CLOSED")).at == (
        ms(33.3)
    )
    assert _recover(base().mode(11, "degraded").mode(34.5, "normal")).at == ms(34.5)
    assert _recover(base().queue(11, "started", 3).queue(35.2, "drained", 0)).at == ms(35.2)
    assert _recover(base().weather(36, 37, "rough")).at == ms(37)


def test_many_shares_of_failures_are_one_range() -> None:
    """Each reason once, in order; shares of failed operations from the least to the most."""
    shares = ("20.0% of operations were failing", "7.5% of operations were failing")
    spans = [Span(0, 1, what) for what in (shares[0], "the breaker is open", *shares)]
    assert reasons_of(spans) == "7.5 to 20.0% of operations were failing and the breaker is open"
    assert reasons_of(spans[:1]) == shares[0]


def test_recovery_never_comes_while_something_stands() -> None:
    """What is never ended stands in the way for good, and so does a stretch cut by EndEx."""
    assert _recover(_broken().mode(11, "degraded")).at is None
    assert _recover(_broken().fault(20, None, "channel", "channel_down")).at is None
    assert _recover(_broken().mode(11, "degraded").mode(45.1, "normal")).at is None
    assert _recover(_broken().mode(11, "degraded").mode(45, "normal")).at == ms(45)


def test_a_short_good_stretch_is_no_mitigation() -> None:
    """Fourteen good minutes between two bad ones do not count; fifteen do, and are back-dated."""
    short = Story(60).weather(5, 10, "outage").weather(24, 26, "outage")
    assert case_of(short.entries()).ground.instants.mitigate.at == ms(26)
    enough = Story(60).weather(5, 10, "outage").weather(25, 26, "outage")
    assert case_of(enough.entries()).ground.instants.mitigate.at == ms(10)


def test_recovery_needs_no_command() -> None:
    """The clocks come from the world: what is said does not move TTR."""
    silent = _broken()
    loud = _broken().does(20, "resolve", text="done").does(20, "r2-test", response=PASSED)
    assert _recover(silent).at == _recover(loud).at


def test_a_false_resolve_is_found_and_costs() -> None:
    """Said too early it is false, whatever follows; said again in time it is also resolved."""
    early = score(good_response().does(30, "resolve", text="over").entries())
    assert (early.resolved, early.false_resolve) == (True, True)
    assert early.instant("resolve").at == ms(30)
    recovery = next(entry for entry in early.criteria if entry.id == "recovery")
    # Whole 9 min after the repair: 100 x 31 / 37 = 83.8, less 25.
    assert recovery.score == 58.8
    assert "the fault bucket was still active" in recovery.findings[0].text


def test_resolving_within_the_watch_is_not_false() -> None:
    """Conditions have to hold from that instant on; the fifteen minutes need not have passed."""
    card = score(good_response().does(57, "resolve", text="over").entries())
    assert not card.false_resolve


@pytest.mark.parametrize(
    ("again", "false"),
    [
        pytest.param(54.999, True, id="within"),
        pytest.param(55, True, id="at-its-end"),
        pytest.param(55.001, False, id="after-it"),
    ],
)
def test_what_breaks_again_within_the_watch_was_not_over(again: float, *, false: bool) -> None:
    """Said at 40, when all was well: degraded again within fifteen minutes it was false."""
    story = Story(90).fault(10, 30).weather(10, 30, "outage").does(40, "resolve")
    card = score(story.mode(again, "degraded").mode(56, "normal").entries())
    assert (card.false_resolve, card.resolved) == (false, not false)


def test_a_true_and_a_false_word_are_both_told() -> None:
    """False at 20, true at 40: resolved, and false; the instant is the first of them."""
    story = Story(90).fault(10, 30).weather(10, 30, "outage")
    story.status_page(20, "resolved").does(40, "resolve")
    card = score(story.entries())
    assert (card.resolved, card.false_resolve, card.instant("resolve").at) == (True, True, ms(20))
    assert "the fault bucket was still active" in card.instant("resolve").note


@pytest.mark.parametrize(
    ("say", "at"),
    [
        pytest.param(lambda story: story.does(40, "resolve"), 40, id="by-command"),
        pytest.param(lambda story: story.does(40, "resolve", 409), None, id="refused"),
        pytest.param(lambda story: story.status_page(40, "resolved"), 40, id="by-the-page"),
        pytest.param(
            lambda story: story.says(40, "broadcast", "all_users", label="INCIDENT_RESOLVED"),
            40,
            id="by-broadcast",
        ),
        pytest.param(
            lambda story: story.says(40, "email", "all_users", text="The incident is over."),
            40,
            id="in-words-to-users",
        ),
        pytest.param(
            lambda story: story.says(
                40, "email", "all_users", text="The incident is over.", arrives=44
            ),
            44,
            id="in-words-that-arrive",
        ),
        pytest.param(
            lambda story: story.says(
                40, "email", "all_users", text="The incident is over.", delivered=False
            ),
            None,
            id="in-words-that-do-not",
        ),
        pytest.param(
            lambda story: story.says(40, "post", "response_team", text="The incident is over."),
            None,
            id="in-words-to-the-team",
        ),
        pytest.param(lambda story: story.does(5, "resolve"), None, id="before-the-fault"),
    ],
)
def test_what_says_that_it_is_over(say: Callable[[Story], Story], at: float | None) -> None:
    """The command, the page, a closing broadcast, or words to users or the public."""
    story = say(Story(90).fault(10, 30).weather(10, 30, "outage"))
    assert score(story.entries()).instant("resolve").at == (None if at is None else ms(at))


@pytest.mark.parametrize(
    ("fault", "harmed", "impact"),
    [
        pytest.param(10, 10.4, 10.4, id="the-first-harmed-operation"),
        pytest.param(10.2, 10.1, 10.2, id="not-before-the-fault"),
        pytest.param(10.2, None, 10.2, id="the-fault-in-the-window"),
        pytest.param(9.5, None, 10, id="the-windows-start"),
    ],
)
def test_when_users_felt_it(fault: float, harmed: float | None, impact: float) -> None:
    """The first harmed operation of the first bad window, and never before the fault began."""
    story = Story(60).fault(fault, 30).weather(10, 30, "outage")
    if harmed is not None:
        story.window(10, first_harmed_at=ms(harmed))
    # What the window before it says of its own harm is of no bad window.
    story.window(9, first_harmed_at=ms(9.1))
    instants = case_of(story.entries()).ground.instants
    assert instants.impact.at == ms(impact)


def test_a_bad_window_from_before_the_fault_is_no_impact() -> None:
    """One that had ended when the fault began is about something else."""
    story = Story(60).weather(5, 8, "outage").fault(8, 30).weather(12, 30, "outage")
    assert case_of(story.entries()).ground.instants.impact.at == ms(12)


@pytest.mark.parametrize(
    ("sign", "visible"),
    [
        pytest.param(lambda story: story.alert(15), 15, id="an-alert"),
        pytest.param(lambda story: story.alert(15, "undelivered"), None, id="undelivered"),
        pytest.param(lambda story: story.alert(11), 12, id="before-the-impact"),
        pytest.param(lambda story: story.alert(9), None, id="before-the-fault"),
        pytest.param(lambda story: story.chatter(15), 15, id="an-inject"),
        pytest.param(lambda story: story.chatter(15, to="cto"), None, id="to-somebody-else"),
        pytest.param(
            lambda story: story.says(15, "inject", "oncall_engineer", arrives=18), 18, id="late"
        ),
        pytest.param(
            lambda story: story.says(15, "chat", "oncall_engineer"), None, id="a-colleague"
        ),
        pytest.param(lambda story: story.looks(15, "events"), 15, id="a-look"),
        pytest.param(lambda story: story.does(15, "r2-test"), 15, id="a-test"),
        pytest.param(lambda story: story.does(15, "events", 500), None, id="a-look-in-vain"),
        pytest.param(lambda story: story.does(15, "note", text="x"), None, id="a-note"),
        pytest.param(lambda story: story.alert(16).looks(15, "events"), 15, id="the-first"),
    ],
)
def test_what_shows_the_incident(sign: Callable[[Story], Story], visible: float | None) -> None:
    """The first sign that reached the responders, none before users felt it."""
    story = sign(Story(60).fault(10, 30).weather(12, 30, "outage"))
    found = case_of(story.entries()).ground.instants.visible
    assert found.at == (None if visible is None else ms(visible))


def test_without_an_impact_nothing_is_visible() -> None:
    """An alert about what no user felt shows no incident."""
    assert case_of(Story(60).fault(10, 30).alert(12).entries()).ground.instants.visible.at is None


@pytest.mark.parametrize(
    ("story", "fired_at"),
    [
        pytest.param(_broken(), None, id="not-known"),
        pytest.param(_broken().alert(11.5, "fired"), 11.5, id="its-own"),
        pytest.param(_broken().alert(11.5, "fired", "alert-2"), None, id="another-alerts"),
        pytest.param(_broken().alert(11.5, "fired").alert(20, "fired"), 11.5, id="the-first"),
        pytest.param(_broken().alert(11.5, "undelivered"), None, id="undelivered"),
    ],
)
def test_when_the_delivered_alert_had_fired(story: Story, fired_at: float | None) -> None:
    """The first time that the alert fired which was delivered first; other alerts tell nothing."""
    alert = case_of(story.entries()).ground.instants.alert
    assert alert.at == ms(12)
    assert alert.note == "Circuit breaker opened"
    assert alert.fired_at == (None if fired_at is None else ms(fired_at))
