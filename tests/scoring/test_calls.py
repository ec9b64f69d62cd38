"""Calls: how many there were, and which of them nobody needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from scoring.score import score
from sim.scenario.policy import Policy
from tests.stories.policy import story_policy
from tests.stories.story import Story

if TYPE_CHECKING:
    from collections.abc import Callable

VICE = "vp_engineering"


def stuck(minutes: float = 120) -> Story:
    """Severity 1 from 12 to 80, declared at 15: the lead is due at 30, the manager at 45."""
    return Story(minutes).fault(12, 80).weather(12, 80, "outage").alert(14).does(15, "declare")


def rough() -> Story:
    """Severity 3 all the time: operations, the lead and the manager are its row."""
    return Story(120).fault(12, 80).weather(12, 80, "rough").does(15, "declare")


def needless(story: Story, policy: Policy | None = None) -> list[float]:
    """The minutes of the calls that nobody needed."""
    return [(one.at or 0) / 60_000 for one in score(story.entries(), policy).needless]


def counted(story: Story) -> int:
    """How many calls there were."""
    return score(story.entries()).calls


@pytest.mark.parametrize(
    ("purpose", "to", "calls"),
    [
        ("page", ("cto",), 1),
        ("call", ("cto",), 1),
        ("page", ("cto", "technical_lead"), 2),
        ("page", ("cto", "cto"), 1),
        ("page", ("oncall_engineer",), 0),
        ("page", ("oncall_engineer", "cto"), 1),
        ("page", ("response_team",), 0),
        ("page", ("nobody_known",), 0),
        ("email", (VICE,), 0),
        ("post", (VICE,), 0),
        ("broadcast", (VICE,), 0),
    ],
)
def test_what_is_a_call(purpose: str, to: tuple[str, ...], calls: int) -> None:
    """Every role addressed by a page or a call, each once; one's own role is none."""
    story = stuck().says(20, purpose, *to)  # type: ignore[arg-type]
    assert counted(story) == calls
    if calls == 0:
        assert needless(story) == []


def test_a_call_that_did_not_arrive_was_one() -> None:
    """It was made all the same, and woke nobody for nothing."""
    story = stuck().says(20, "page", VICE, delivered=False)
    assert (counted(story), needless(story)) == (1, [20])


@pytest.mark.parametrize(
    ("begin", "to", "minute", "wanted"),
    [
        pytest.param(stuck, "cto", 20, True, id="in-the-row"),
        pytest.param(stuck, VICE, 20, False, id="in-no-row"),
        pytest.param(stuck, "operations_team", 20, True, id="in-the-team"),
        pytest.param(rough, "engineering_manager", 20, True, id="in-the-row-of-3"),
        pytest.param(rough, "cto", 20, False, id="in-another-row"),
        pytest.param(stuck, "cto", 11, False, id="before-the-impact"),
        pytest.param(stuck, "cto", 12, True, id="at-the-impact"),
        pytest.param(stuck, "cto", 110, True, id="the-worst-stays"),
    ],
)
def test_whom_the_severity_and_the_team_ask_for(
    begin: Callable[[], Story], to: str, minute: float, *, wanted: bool
) -> None:
    """The row of the worst severity up to then, and the response team; nobody else."""
    assert needless(begin().says(minute, "page", to)) == ([] if wanted else [minute])


def test_a_row_counts_from_the_rise_on() -> None:
    """Severity 3 until 30, then 1: the CTO at 29 was called too early, and again at 61 not."""
    story = Story(120).fault(12, 80).weather(12, 30, "rough").weather(30, 80, "outage")
    story.does(15, "declare")
    assert needless(story.says(29, "page", "cto", delivered=False)) == [29]
    assert needless(story.says(30, "page", "cto", delivered=False)) == [29]


def at_risk() -> Story:
    """Severity 3, and files are at risk since the alert at 20: the CTO is owed a call from then."""
    story = Story(120).fault(12, 80, "rot", "corruption_at_rest").weather(12, 80, "rough")
    return story.does(15, "declare").alert(20)


@pytest.mark.parametrize(("minute", "wanted"), [(19.999, False), (20, True), (60, True)])
def test_what_was_owed_asks_for_it_once_it_fell_due(minute: float, *, wanted: bool) -> None:
    """The CTO in vain: a call that meets nothing is asked for from the instant it was owed on."""
    story = at_risk().says(minute, "page", "cto", delivered=False)
    assert needless(story) == ([] if wanted else [minute])


def test_what_meets_a_debt_is_never_needless() -> None:
    """The CTO at 16, before the call was owed at 20: it is the message that met it."""
    assert needless(at_risk().says(16, "page", "cto")) == []


def test_a_duty_of_a_level_asks_for_its_role() -> None:
    """Level 1 is reached at 30 and wants the vice president, in vain at 29 and 31."""
    duties = [{"text": "vice president told", "told": VICE}]
    policy = story_policy(levels=[{"level": 1, "within": "15m", "duties": duties}])
    story = stuck().says(29, "page", VICE, delivered=False).says(31, "page", VICE, delivered=False)
    assert needless(story, policy) == [29]


def asked(**fields: Any) -> Policy:
    """The story's policy with other fields of the vice president."""
    data = story_policy().model_dump(mode="json")
    data["roles"][VICE] |= fields
    return Policy.model_validate(data)


def test_who_is_open_to_calls_may_always_be_called() -> None:
    """And not again too soon after an answer."""
    policy = asked(open_to_calls=True)
    story = stuck().says(20, "page", VICE).answered(22, VICE)
    assert needless(story, policy) == []
    assert needless(story.says(30, "page", VICE), policy) == [30]


@pytest.mark.parametrize(
    ("first", "answer", "again", "needed"),
    [
        pytest.param(20, 22, 30, False, id="after-an-answer"),
        pytest.param(20, None, 30, True, id="nobody-answered"),
        pytest.param(20, 22, 50, False, id="half-an-hour-later"),
        pytest.param(20, 22, 50.001, True, id="more-than-half-an-hour-later"),
        pytest.param(20, 30, 30, False, id="as-the-answer-comes"),
        pytest.param(20, 30.001, 30, True, id="before-the-answer"),
    ],
)
def test_calling_again_who_has_answered(
    first: float, answer: float | None, again: float, *, needed: bool
) -> None:
    """Within half an hour of the last call it is needless, though the role is in the row."""
    story = stuck().says(first, "page", "cto")
    if answer is not None:
        story.answered(answer, "cto")
    assert needless(story.says(again, "call", "cto")) == ([] if needed else [again])


def test_the_time_between_calls_is_the_policys_and_counts_from_the_last_one() -> None:
    """Ten minutes: at 20, 29 and 38 each is too soon after the one before, 49 is not."""
    story = stuck().says(20, "page", "cto").answered(21, "cto")
    for minute in (29, 38, 49):
        story.says(minute, "page", "cto")
    assert needless(story, story_policy(calls_per="10m")) == [29, 38]


def test_the_deputys_answer_counts_for_the_role() -> None:
    """The lead was called, the vice president answered instead: both have answered."""
    story = stuck().says(16, "post", channel="slack")
    story.says(20, "page", "technical_lead", unheard=True)
    story.says(24, "page", VICE).answered(26, VICE, instead_of="technical_lead")
    assert needless(story) == []
    story.says(30, "page", "technical_lead").says(32, "page", VICE)
    assert needless(story) == [30, 32]


def test_another_roles_answer_counts_for_nobody_else() -> None:
    """The manager answered, and that says nothing of the CTO."""
    story = stuck().says(20, "page", "cto").answered(21, "engineering_manager")
    assert needless(story.says(30, "page", "cto")) == []


def test_each_needless_call_says_why() -> None:
    """The role and the reason, with the calls as evidence."""
    story = stuck().says(20, "page", VICE).answered(21, VICE).says(30, "page", VICE)
    entries = story.entries()
    first, second = score(entries).needless
    assert first.text == (
        "VP engineering was called in; neither the severity nor a duty required it."
    )
    assert second.text == (
        "VP engineering had answered and was called again 10 min after the last call."
    )
    at = {entry.seq: entry.at // 60_000 for entry in entries}
    assert [[at[seq] for seq in one.evidence] for one in (first, second)] == [[20], [20, 30]]
