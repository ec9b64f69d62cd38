"""Instants: what counts as detection, and when the service is well again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scoring.case import case_of
from scoring.score import score
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


_NATURES: tuple[Nature, ...] = ("tells", "records", "looks", "tests")


@pytest.mark.parametrize("nature", _NATURES)
def test_a_new_command_that_changes_nothing_detects_and_changes_nothing(nature: Nature) -> None:
    """A command nobody has heard of counts as what its row says, whatever its name and method."""
    new = CommandRow("brew-coffee", "POST", "/exercise/coffee", nature)
    before, after = score(_broken().entries()), score(_broken().does(11, new).entries())
    assert [one.at for one in after.instants] == [one.at for one in before.instants]
    assert [one.score for one in after.criteria] == [one.score for one in before.criteria]
    assert [one.outcome for one in after.steps] == [one.outcome for one in before.steps]
    calm = score(Story(60).does(11, new).entries())
    assert next(one for one in calm.criteria if one.id == "procedure").score == 100


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
    assert recovery.score == 75
    assert "the fault bucket is not over" in recovery.findings[0].text


def test_resolving_within_the_watch_is_not_false() -> None:
    """Conditions have to hold at that instant; the fifteen minutes need not have passed."""
    card = score(good_response().does(57, "resolve", text="over").entries())
    assert not card.false_resolve
