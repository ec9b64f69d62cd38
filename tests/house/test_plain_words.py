"""What people read is in plain words: none of the phrases that read as if translated."""

from __future__ import annotations

import pytest

from tests.house.plain_words import PHRASES, QUOTED, Text, offences, texts


def test_no_text_that_people_read_uses_a_phrase_to_avoid() -> None:
    """Help, errors, findings, reports, docs and scenarios use none of them, but for exceptions."""
    found = [
        f"{one.place}: {one.phrase.name}: “{one.found}”; write: {one.phrase.better}"
        for text in texts()
        for one in offences(text)
        if not any(one.place.startswith(place) and words in one.found for place, words in QUOTED)
    ]
    assert not found, "\n".join(found)


def test_every_exception_is_still_needed() -> None:
    """An exception whose text is gone is taken off the list."""
    found = [one for text in texts() for one in offences(text)]
    for place, words in QUOTED:
        assert any(one.place.startswith(place) and words in one.found for one in found), words


def test_the_texts_are_of_every_kind() -> None:
    """Literals, help, templates, pages, schemas and scenarios are read, or nothing is proved."""
    places = [text.place for text in texts()]
    for kind in (
        "sim/errors.py:",
        "sim/surfaces/web/",
        "tabletop run",
        "reports/templates/",
        "docs/how-to/",
        "README.md",
        "CHANGELOG.md",
        "scenarios/schema/",
        "scenarios/reference/",
        "scenarios/runbooks/",
        "scenarios/relived/",
        "scenarios/complete-r2-outage.yaml: injects",
    ):
        assert any(place.startswith(kind) for place in places), kind


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Hold runbooks against scenarios", "hold against"),
        ("What is wrong is told with file, line and field", "told with"),
        ("Each name is told once.", "is told"),
        ("the commands of the real night", "the real night"),
        ("A drill that was cut off", "cut off session"),
        ("The exercise goes on", "goes on"),
        ("To go on: press Enter", "goes on"),
        ("It says. Who opens it plays in the browser", "who opens"),
        ("For whoever asks", "whoever"),
        ("The seed makes the weather", "the weather"),
        ("`<admin_token>` is no gap to fill in", "is no gap"),
        ("The objectives hold again from 37 min on", "objectives hold again"),
        ("Outside help asked (level 2): not done", "not done"),
        ("does not say when the next word comes", "word for message"),
        ("word from support", "word for message"),
        ("without being owed a call", "owed"),
        ("Called severity 1, too grave", "too grave"),
        ("0 not ended well", "ended well"),
        ("although the storage is well", "is well"),
        ("services ill at once", "is well"),
        ("opens without a network", "in the dark"),
        ("A link that went astray", "astray"),
        ("is worth one seat and no more", "worth one seat"),
        ("What was not played for longest", "not played for longest"),
        ("It stands in the report", "stands"),
        ("typed as it stands", "stands"),
        ("In whose hands it is", "whose hands"),
        ("the clock in the facilitator's hand", "whose hands"),
        ("Objective, and what became\nof it", "what became of"),
        ("with the way out", "the way out"),
        ("Nothing of it is run", "nothing of it"),
        ("A re-lived incident", "relived"),
        ("six public incidents to relive", "relived"),
        ("the simulation plays on", "plays on"),
        ("the people's commands", "people's commands"),
        ("It ends by itself", "by itself"),
    ],
)
def test_a_phrase_is_found(text: str, phrase: str) -> None:
    """Each phrase to avoid is recognised, over the end of a line as well."""
    assert phrase in {one.phrase.name for one in offences(Text("here", text))}


def test_every_phrase_has_an_example() -> None:
    """The table above has each of them."""
    marks = test_a_phrase_is_found.pytestmark  # type: ignore[attr-defined]
    (table,) = [mark.args[1] for mark in marks if mark.name == "parametrize"]
    assert {phrase for _, phrase in table} == {one.name for one in PHRASES}


@pytest.mark.parametrize(
    "text",
    [
        "What is going on?",
        "Who must know, by when?",
        "The incident was worked well and the words are read.",
        "A standing assessment; standard output",
        "due to the outage, owing to the supplier",
        "an understanding in outline",
    ],
)
def test_ordinary_english_passes(text: str) -> None:
    """Phrases that only look like those to avoid are left alone."""
    assert not list(offences(Text("here", text)))
