"""Notices by what they must state: sets of claims, pooled over messages, counted when true."""

from __future__ import annotations

from typing import Any

import pytest

from scoring.case import case_of
from tests.stories.policy import story_policy
from tests.stories.story import Story

BOTH = "Downloads are failing, and uploads are delayed."
FAILING = "Downloads are failing."
WAIT = "Uploads are delayed."


def broken() -> Story:
    """Downloads fail and uploads wait from 10 to 40; declared at 12: users are owed word by 17."""
    return Story(90).fault(10, 40).weather(10, 40, "outage").does(12, "declare")


def given(
    story: Story, claims: list[list[str]] | None, *, templated: bool = True, **notice: Any
) -> tuple[str, float | None]:
    """The verdict of a user notice that must state one of these sets, and when it was given."""
    entry = {"id": "users", "title": "user notice", "to": "all_users", **notice}
    templates = []
    if templated:
        entry["template"] = "short"
        templates = [{"id": "short", "title": "Short", "text": "So.", "claims": claims or []}]
    policy = story_policy(notices=[entry], templates=templates, procedure=[])
    found = case_of(story.entries(), policy).ledger.notice("user notice")
    assert found is not None
    return found.verdict, None if found.met_at is None else found.met_at / 60_000


def told(*said: tuple[float, str], to: str = "all_users") -> Story:
    """Mails to all users: when, and which words."""
    story = broken()
    for minute, text in said:
        story.says(minute, "email", to, text=text)
    return story


SETS = [["downloads", "uploads"], ["service"]]

SAID = [
    pytest.param([(13, BOTH)], ("met", 13), id="in-one-message"),
    pytest.param([(13, FAILING)], ("missed", None), id="half-of-it"),
    pytest.param([(13, FAILING), (15, WAIT)], ("met", 15), id="in-two-messages"),
    pytest.param([(13, FAILING), (18, WAIT)], ("late", 18), id="completed-too-late"),
    pytest.param([(13, "The service is failing.")], ("met", 13), id="the-other-set"),
    pytest.param([(13, FAILING), (14, "The service is failing.")], ("met", 14), id="of-two-sets"),
    # At 16 it is true that downloads fail, but the claim of uploads is an untruth: it adds nothing.
    pytest.param(
        [(16, "Downloads are failing, and uploads are working."), (16.5, WAIT)],
        ("missed", None),
        id="untrue-adds-nothing",
    ),
    # Worse than the world counts as said, where there is trouble.
    pytest.param([(16, "Downloads and uploads are failing.")], ("met", 16), id="worse-counts"),
    # Nobody has looked, so that it is unknown is true.
    pytest.param(
        [(13, "We do not know yet whether downloads work."), (14, WAIT)],
        ("met", 14),
        id="unknown-counts",
    ),
    pytest.param([(13, "asdf qwer"), (14, "We are on it.")], ("missed", None), id="nothing-said"),
    pytest.param(
        [(13, "We are on it.\nIn short: downloads failing, uploads delayed.")],
        ("met", 13),
        id="outright",
    ),
    # Since the fault began, though it fell due at 12 only.
    pytest.param([(10.5, FAILING), (11, WAIT)], ("met", 11), id="before-it-was-due"),
    # Of before the fault nothing counts.
    pytest.param([(9, FAILING), (13, WAIT)], ("missed", None), id="before-the-fault"),
]


@pytest.mark.parametrize(("said", "found"), SAID)
def test_a_notice_states_one_of_the_sets(
    said: list[tuple[float, str]], found: tuple[str, float | None]
) -> None:
    """All of it, truly, in what reached the audience by then, taken together."""
    assert given(told(*said), SETS) == found


def test_after_a_look_unknown_counts_for_nothing() -> None:
    """Who looked could know."""
    story = told((14, "We do not know yet whether downloads work."), (15, WAIT))
    assert given(story.looks(13, "metrics"), SETS) == ("missed", None)


@pytest.mark.parametrize(
    ("asked", "text", "verdict"),
    [
        ("downloads", FAILING, "met"),
        ("downloads=failing", FAILING, "met"),
        ("downloads=works", FAILING, "missed"),
        ("uploads", FAILING, "missed"),
        ("any", FAILING, "met"),
        ("any", "We are on it.", "missed"),
        ("over", FAILING, "missed"),
        # Not so, and so not said.
        ("over", "The incident is over.", "missed"),
        # Trouble that is not there has told nobody anything.
        ("files", "Your files are at risk.", "missed"),
        ("files", "Your files are safe.", "met"),
    ],
)
def test_what_a_part_of_a_set_asks_for(asked: str, text: str, verdict: str) -> None:
    """A subject in any state, in one state, anything at all, or that it is over."""
    assert given(told((16, text)), [[asked]])[0] == verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [("We are on it.", "met"), ("asdf qwer", "missed"), ("Downloads are slow.", "missed")],
)
@pytest.mark.parametrize("templated", [True, False])
def test_without_claims_any_readable_message_will_do(
    text: str, verdict: str, *, templated: bool
) -> None:
    """That is not untrue; a template that asks for none changes nothing."""
    assert given(told((15.999, "asdf"), (17, text)), None, templated=templated)[0] == verdict


def test_what_was_told_to_others_is_not_taken_together() -> None:
    """Half of it to the team and half to users is not said to users."""
    story = told((13, FAILING)).says(14, "email", "response_team", text=WAIT)
    assert given(story, SETS) == ("missed", None)


RESTORED = [
    pytest.param("The incident is over.", "all_users", ("met", 42), id="over"),
    pytest.param("Downloads and uploads work again.", "all_users", ("met", 42), id="both-work"),
    pytest.param("The service is working again.", "all_users", ("met", 42), id="service-works"),
    pytest.param("Downloads work again.", "all_users", ("missed", None), id="only-one-works"),
    pytest.param("We are on it.", "all_users", ("missed", None), id="nothing-said"),
    # One subject is stated worse than it is: a flaw, and it works all the same.
    pytest.param(
        "The service is working again, and files are at risk.", "all_users", ("met", 42), id="worse"
    ),
    pytest.param("The incident is over.", "response_team", ("missed", None), id="to-the-team"),
]


@pytest.mark.parametrize(("text", "to", "found"), RESTORED)
def test_a_restoration_says_that_it_works_again(
    text: str, to: str, found: tuple[str, float | None]
) -> None:
    """That it is over, that the service works, or that downloads and uploads do; to the audience.

    It is owed from recovery at 40 on, within fifteen minutes and five of grace.
    """
    story = broken().says(42, "email", to, text=text)
    assert given(story, None, templated=False, since="recovered") == found


def test_a_restoration_said_before_recovery_is_none() -> None:
    """At 39.999 it is not so yet; at 40, the instant of recovery, it is."""
    early = told((39.999, "The incident is over."))
    assert given(early, None, templated=False, since="recovered") == ("missed", None)
    just = told((40, "The incident is over."))
    assert given(just, None, templated=False, since="recovered") == ("met", 40)


def test_a_restoration_that_breaks_again_was_none() -> None:
    """Said at 42, and at 57, within the fifteen minutes of the watch, a service is degraded."""
    story = told((42, "The incident is over.")).mode(57, "degraded").mode(58, "normal")
    assert given(story, None, templated=False, since="recovered") == ("missed", None)


def test_the_page_on_resolved_gives_a_restoration() -> None:
    """By itself, with any readable words; in another state its words have to say so."""
    page = broken().status_page(42, "resolved")
    assert given(page, None, templated=False, since="recovered") == ("met", 42)
    hollow = broken().status_page(42, "monitoring")
    assert given(hollow, None, templated=False, since="recovered") == ("missed", None)
    words = broken().status_page(42, "monitoring", "The service is working again.")
    assert given(words, None, templated=False, since="recovered") == ("met", 42)


@pytest.mark.parametrize(
    ("minute", "verdict"), [(60, "met"), (60.001, "late"), (80, "late"), (None, "missed")]
)
def test_until_when_a_restoration_is_owed(minute: float | None, verdict: str) -> None:
    """Recovered at 40: fifteen minutes of watching and five of grace are the last instant."""
    story = broken() if minute is None else told((minute, "The incident is over."))
    assert given(story, None, templated=False, since="recovered")[0] == verdict
