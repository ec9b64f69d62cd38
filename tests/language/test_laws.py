"""Laws of the reader: any text is read, and what claims nothing adds nothing."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.language import stated
from sim.language.lexicon import PHRASES
from sim.language.model import SUBJECTS, State, Subject
from sim.language.read import read
from tests.language.agreement import messages

HERE = Path(__file__).parent
TEXTS = [one["text"] for one in messages(HERE / "given.jsonl")]
WORDS = sorted({" ".join(words) for words in PHRASES})
CLAIMS = [(subject, state) for subject in SUBJECTS for state in stated.states_of(subject)]


def said(text: str) -> set[tuple[Subject, State]]:
    """The claims of a text."""
    return {(one.subject, one.state) for one in read(text).claims}


@given(st.text(st.characters(), max_size=300))
def test_any_text_is_read(text: str) -> None:
    """No text is refused, and every quote stands in it."""
    reading = read(text)
    plain = " ".join(text.split())
    assert all(one.quote in plain for one in reading.claims)


@given(st.lists(st.sampled_from([*WORDS, ",", ".", ";", ":", "\n", "?", "14:30", "%", "not"])))
def test_any_row_of_known_words_is_read(words: list[str]) -> None:
    """However the words of the grammar are mixed, they are read."""
    read(" ".join(words))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[" * 3000 + "]" * 3000, id="brackets"),
        pytest.param("\ud800 uploads \udfff are down", id="surrogates"),
        pytest.param("\x00\x07\x1b uploads are down", id="control"),
        pytest.param("uploads are down and " * 5000, id="long"),
        pytest.param("a'" * 50_000, id="apostrophes"),
        pytest.param("next update in " * 7000, id="promises"),
        pytest.param("everything except " * 6000, id="exceptions"),
    ],
)
def test_hard_texts_are_read(text: str) -> None:
    """Long and broken texts are read."""
    read(text)


@pytest.mark.slow
@given(
    claims=st.lists(st.sampled_from(CLAIMS), unique_by=lambda one: one[0]),
    next_update=st.sampled_from(["", "20m", "2h", "14:40"]),
    over=st.booleans(),
)
def test_a_stated_line_is_read_as_it_was_written(
    claims: list[tuple[Subject, State]], next_update: str, *, over: bool
) -> None:
    """What is stated comes back: claims, next update, and the end."""
    reading = read(stated.line(claims, next_update=next_update, over=over))
    assert said(stated.line(claims, next_update=next_update, over=over)) == set(claims)
    assert (reading.next_update or "") == next_update
    assert (reading.over is True) is over


@pytest.mark.parametrize(
    "idle",
    [
        "Can someone check whether uploads work?",
        'Please do not post "downloads are back" yet.',
        "Last week sign-in was down for an hour.",
        "We will tell you more.",
        "Thank you for your patience.",
    ],
)
@given(text=st.sampled_from(TEXTS))
def test_what_claims_nothing_adds_nothing(idle: str, text: str) -> None:
    """A question, a quoted sentence, the past and politeness leave the claims as they are."""
    assert said(f"{text}\n\n{idle}") == said(text)


@pytest.mark.parametrize("subject", ["Uploads", "Downloads", "Logins"])
@pytest.mark.parametrize(
    ("state", "denied"),
    [("working", False), ("available", False), ("failing", True), ("down", True)],
)
def test_a_negation_turns_a_state_and_two_do_not(subject: str, state: str, *, denied: bool) -> None:
    """Denied once it is the opposite, denied twice it is what it was."""
    plain, once = said(f"{subject} are {state}."), said(f"{subject} are not {state}.")
    twice = said(f"It is not true that {subject.lower()} are not {state}.")
    assert {one for _, one in plain} == {"failing" if denied else "works"}
    assert {one for _, one in once} == {"works" if denied else "failing"}
    assert twice == plain


def test_reading_again_gives_the_same() -> None:
    """A text has one reading, which is remembered."""
    for text in TEXTS:
        assert read(text) is read(text)


@pytest.mark.parametrize(
    "row",
    ["problem of upload ", "success rate of uploads ", "uploads, downloads, ", "uploads work. "],
)
def test_a_row_of_words_costs_no_more_than_as_many_short_messages(row: str) -> None:
    """Twenty thousand characters in a row: at most as long as fifty times a thousand of them."""

    def cost(text: str, times: int) -> float:
        began = time.process_time()
        for number in range(times):
            read(text + str(number))
        return time.process_time() - began

    whole = (row * 2_000)[:20_000]
    short = cost(whole[:1_000], 10) / 10
    assert cost(whole, 1) <= 50 * short
