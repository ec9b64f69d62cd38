"""What a re-enacted incident is compared by: a told night whose users suffer from minute 12."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, get_args

import pytest

from scoring.facts import gather
from scoring.lived import Lived, lived
from scoring.score import score
from sim.scenario.relived import LivedMark, PublishedFact, Relived
from tests.stories.policy import story_policy
from tests.stories.story import Story, good_response, outage

if TYPE_CHECKING:
    from collections.abc import Iterable

MINUTE = 60_000


def published(mark: LivedMark | None, minutes: int = 30) -> PublishedFact:
    """That night it was after half an hour."""
    after = None if mark is None else f"{minutes}m"
    fields = {
        "id": (mark or "undated").replace("_", "-"),
        "what": "It.",
        "value": "30 min",
        "source": "page",
    }
    return PublishedFact.model_validate(fields | {"mark": mark, "after": after})


def compared(story: Story, *facts: PublishedFact, scale: int = 1) -> tuple[Lived, ...]:
    """The night of these facts beside a story."""
    relived = Relived(
        incident="R2", translated="All.", sources={"page": "a"}, facts=facts, scale=scale
    )
    entries = story.entries()
    facts_of = gather(entries)
    scenario = facts_of.scenario.model_copy(update={"relived": relived})
    return lived(score(entries), replace(facts_of, scenario=scenario), story_policy())


def minute(story: Story, mark: LivedMark) -> float | None:
    """How many minutes after the impact it happened here; its evidence is of that instant."""
    (row,) = compared(story, published(mark))
    if row.now is None:
        assert row.evidence == ()
        return None
    (seq,) = row.evidence
    at = {entry.seq: entry.at for entry in story.entries()}[seq]
    assert row.now == max(0, at - 12 * MINUTE)
    return row.now / MINUTE


@pytest.mark.parametrize("mark", get_args(LivedMark))
def test_what_nobody_did_did_not_happen(mark: LivedMark) -> None:
    """Of a night without faults mended or anybody acting only the alert is known."""
    story = Story(60).fault(12, None).weather(12, 60, "outage").alert(14)
    assert minute(story, mark) == (2 if mark == "alert" else None)


@pytest.mark.parametrize(
    ("mark", "after"),
    [
        ("alert", 2),
        ("declared", 3),
        ("cause", 4),
        ("told_users", 4),
        ("status_page", 5),
        ("escalated", 4),  # the broadcast calls everybody
        ("repaired", 35),
        ("resolved", 60),
    ],
)
def test_when_the_good_response_did_it(mark: LivedMark, after: float) -> None:
    """Each mark is the first of its kind, counted from minute 12."""
    assert minute(good_response(), mark) == after


def test_recovered_is_the_instant_of_the_scorecard() -> None:
    """The same instant and its first evidence; the scorecard may have it from no entry at all."""
    card = score(good_response().entries())
    one = card.instant("recover")
    (row,) = compared(good_response(), published("recovered"))
    assert one.at is not None
    assert row.now == one.at - 12 * MINUTE
    assert row.evidence == (*one.evidence, 0)[:1]


@pytest.mark.parametrize(
    ("story", "mark", "after"),
    [
        pytest.param(outage().says(20, "page", "cto"), "escalated", 8, id="page"),
        pytest.param(outage().says(20, "call", "cto"), "escalated", 8, id="call"),
        pytest.param(
            outage().says(20, "email", "cto"), "escalated", None, id="an-email-calls-none"
        ),
        pytest.param(
            outage().says(20, "page", "cto", delivered=False), "escalated", None, id="in-vain"
        ),
        pytest.param(outage().says(5, "page", "cto"), "escalated", 0, id="on-a-hunch"),
        pytest.param(
            outage().says(20, "page", "cto").says(16, "page", "cto"), "escalated", 4, id="first"
        ),
        pytest.param(outage().says(20, "post", "all_users"), "told_users", 8, id="users"),
        pytest.param(outage().says(20, "post", "cto"), "told_users", None, id="no-users"),
        pytest.param(outage().status_page(20, "identified"), "status_page", 8, id="page-moved"),
        pytest.param(outage().says(20, "post", "public"), "status_page", None, id="no-page"),
        pytest.param(outage().does(20, "assess", severity=1), "cause", None, id="no-cause"),
        pytest.param(outage().does(20, "assess", cause=""), "cause", None, id="empty-cause"),
        pytest.param(outage().does(20, "assess", cause="it"), "cause", 8, id="any-cause"),
        pytest.param(outage().does(20, "declare", status=500), "declared", None, id="refused"),
        pytest.param(outage().does(20, "ack"), "declared", None, id="another-command"),
        pytest.param(outage().fault(20, 60, "other"), "repaired", 48, id="the-last-fault"),
        pytest.param(outage().fault(70, 80, "other"), "repaired", 35, id="one-that-follows"),
        pytest.param(outage().fault(20, 30, "other"), "repaired", 35, id="the-longest-fault"),
    ],
)
def test_what_counts(story: Story, mark: LivedMark, after: float | None) -> None:
    """What arrived, what was done, and nothing like it."""
    assert minute(story, mark) == after


def test_only_what_is_dated_is_compared_in_the_order_of_the_file() -> None:
    """Facts without a mark are left out, wherever they stand."""
    facts = (published("repaired"), published(None), published("alert"))
    rows: Iterable[Lived] = compared(outage(), *facts)
    assert [row.fact.id for row in rows] == ["repaired", "alert"]


@pytest.mark.parametrize(("scale", "then"), [(1, 30), (2, 15), (4, 7.5)])
def test_their_time_is_scaled(scale: int, then: float) -> None:
    """So many of their minutes are one of ours."""
    (row,) = compared(outage(), published("alert"), scale=scale)
    assert row.then == then * MINUTE


def test_nothing_is_compared_without_an_impact_or_an_original() -> None:
    """Nobody was harmed, or nothing is re-enacted."""
    assert compared(Story(60), published("alert")) == ()
    entries = outage().entries()
    assert lived(score(entries), gather(entries), story_policy()) == ()
