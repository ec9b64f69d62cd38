"""Sentences for findings: the words that were said, and how the world was, with its figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scoring.flaws import flaws
from scoring.ground import ground_of
from scoring.score import score
from scoring.shown import claimed, read_as, shortened, what_was_sent
from tests.stories.policy import story_policy
from tests.stories.story import Story

if TYPE_CHECKING:
    from sim.language.model import State, Subject
    from tests.stories.setting import Weather


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("Downloads  are\n failing.", "Downloads are failing.", id="on-one-line"),
        pytest.param("x" * 80, "x" * 80, id="just-short-enough"),
        pytest.param("x" * 81, "x" * 79 + "…", id="too-long"),
        pytest.param("x" * 78 + " yyy", "x" * 78 + "…", id="no-space-before-the-cut"),
    ],
)
def test_a_text_is_shortened(text: str, shown: str) -> None:
    """To eighty characters on one line, cut without a space at its end."""
    assert shortened(text) == shown


@pytest.mark.parametrize(
    ("subject", "state", "words"),
    [
        ("downloads", "failing", "downloads failing"),
        ("sign_in", "works", "sign-in working"),
        ("files", "at_risk", "files at risk"),
    ],
)
def test_a_claim_in_words(subject: Subject, state: State, words: str) -> None:
    """As a reader writes it."""
    assert claimed(subject, state) == words


def told(text: str, weather: Weather = "outage") -> list[str]:
    """What the flaws of a mail to users say, sent in such weather."""
    story = Story(60).fault(10, 40).weather(10, 40, weather)
    return sentences(story, text)


def sentences(story: Story, text: str) -> list[str]:
    """What the flaws of a mail at minute 20 say."""
    ground = ground_of(story.says(20, "email", "all_users", text=text).entries())
    return [flaw.text for flaw in flaws(ground)]


@pytest.mark.parametrize(
    ("text", "weather", "sentence"),
    [
        pytest.param(
            "Downloads are working.",
            "outage",
            '"Downloads are working" (understood as: downloads working) was said while 100% of '
            "downloads "
            "failed.",
            id="downloads",
        ),
        pytest.param(
            "Uploads are working.",
            "outage",
            '"Uploads are working" (understood as: uploads working) was said while 30 uploads '
            "had to "
            "wait "
            "in the queue.",
            id="uploads",
        ),
        pytest.param(
            "The service works.",
            "rough",
            '"The service works" (understood as: service working) was said while 20% of downloads '
            "failed.",
            id="service",
        ),
        pytest.param(
            "Downloads are working.",
            "slow",
            '"Downloads are working" (understood as: downloads working) was said while the p95 '
            "response "
            "time was 12.0 s.",
            id="slow",
        ),
        pytest.param(
            "Downloads are working.",
            "garbled",
            '"Downloads are working" (understood as: downloads working) was said while 2 '
            "downloads met "
            "damaged or missing files.",
            id="damaged",
        ),
        pytest.param(
            "Uploads are failing.",
            "outage",
            '"Uploads are failing" (understood as: uploads failing) was worse than the truth: '
            "uploads "
            "delayed.",
            id="worse",
        ),
    ],
)
def test_a_flaw_quotes_the_words_and_the_world(text: str, weather: Weather, sentence: str) -> None:
    """What was said, what it was read as, and the figure of the window beside it."""
    assert told(text, weather) == [sentence]


def test_files_and_sign_in_are_told_as_well() -> None:
    """Three files damaged or gone, and a sign-in that fails."""
    story = Story(60).fault(10, 40).files(10, "damaged", 2, damaged=2, missing=1)
    assert sentences(story, "Your files are safe.") == [
        (
            '"Your files are safe" (understood as: files safe) was said while 3 files were damaged '
            "or gone."
        )
    ]
    story = Story(60).fault(10, 40, "tokens", "sessions_down")
    assert sentences(story, "Sign-in works.") == [
        '"Sign-in works" (understood as: sign-in working) was said while sign-in was failing.'
    ]


def test_what_stands_in_the_last_line_is_quoted_from_there() -> None:
    """An outright claim has words of its own."""
    assert told("We are on it.\nIn short: downloads works.") == [
        (
            '"downloads works" (understood as: downloads working) was said while 100% of downloads '
            "failed."
        )
    ]


@pytest.mark.parametrize(
    ("texts", "sent"),
    [
        pytest.param([], "", id="nothing"),
        pytest.param(
            ["asdf"],
            '"asdf" says nothing that could be understood as a statement.',
            id="unreadable",
        ),
        pytest.param(
            ["We are on it."], '"We are on it." makes no verifiable statement.', id="no-claim"
        ),
        pytest.param(
            ["asdf", "Downloads are failing, and uploads are delayed."],
            '"Downloads are failing, and uploads are delayed." was understood as: downloads '
            "failing, "
            "uploads delayed.",
            id="the-last-one",
        ),
        pytest.param(
            ["The incident is over."],
            '"The incident is over." was understood as: it is over.',
            id="over",
        ),
    ],
)
def test_what_was_sent_for_a_notice(texts: list[str], sent: str) -> None:
    """The last message, and what it was read as."""
    story = Story(60).fault(10, 40).weather(10, 40, "outage")
    for number, text in enumerate(texts):
        story.says(20 + number, "email", "all_users", text=text)
    said = ground_of(story.entries()).said
    assert what_was_sent(said) == sent
    if said and said[-1].over:
        assert read_as(said[-1]) == "it is over"


def missed(*texts: str) -> str:
    """What is said of a user notice that had to claim something, after these mails."""
    notices = [{"id": "users", "title": "user notice", "to": "all_users", "template": "short"}]
    sets = [["downloads", "uploads"], ["service=failing"], ["any"]]
    templates = [{"id": "short", "title": "Short", "text": "So.", "claims": sets}]
    policy = story_policy(notices=notices, templates=templates, procedure=[])
    story = Story(60).fault(10, 40).weather(10, 40, "outage").does(12, "declare")
    for number, text in enumerate(texts):
        story.says(13 + number, "email", "all_users", text=text)
    card = score(story.entries(), policy)
    return next(one for one in card.criteria if one.id == "communication").findings[0].text


def test_a_missed_notice_says_what_would_have_counted() -> None:
    """What was sent for it, what that was read as, and what the template asks for."""
    asked = "It needed one accurate statement that can be checked."
    assert missed() == f"User notice (All users): missed. {asked}"
    assert missed("asdf", "We are on it.") == (
        f'User notice (All users): missed. "We are on it." makes no verifiable statement. {asked}'
    )
