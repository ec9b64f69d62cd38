"""Small words that turn what is read: under which a clause names a case, and which end a row."""

from __future__ import annotations

import pytest

from sim.language.read import read


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        # What an alarm is for is no report, however its case is named.
        ("Alarms ring, downloads fail, if the file is big.", set()),
        ("Alarms ring, downloads fail, when the file is big.", set()),
        ("Alarms ring, downloads fail, whenever the file is big.", set()),
        ("Alarms ring, downloads fail, and the file is big.", {"downloads failing"}),
        # A state goes to what stands behind `when`, and to no further name.
        ("Errors occur when uploading, downloads", {"uploads failing"}),
        ("It hangs when downloading; uploads.", {"downloads failing"}),
        # `They` holds words together that would be a row without it.
        ("status uploads failing downloads failing they lists safe eta soon", {"uploads failing"}),
        ("status uploads failing downloads failing lists safe eta soon", set()),
        # What is aimed at is left out, with the word before the semicolon.
        ("Goal: lists safe; uploads", set()),
        # `Some` within twenty characters says that not all is well; one further speaks of others.
        ("Uploads work. Thanks for it. Some tea?", {"uploads works"}),
        ("Uploads work. Thanks for a. Some tea?", set()),
    ],
)
def test_a_small_word(text: str, claims: set[str]) -> None:
    """The claims of a sentence with the word, and of the same without."""
    assert {f"{one.subject} {one.state}" for one in read(text).claims} == claims


@pytest.mark.parametrize(
    ("text", "readable"),
    [
        pytest.param("Bob axed it.", True, id="a-verb-of-four-letters"),
        pytest.param("They tied it.", True, id="another"),
        pytest.param("Bob ded it.", False, id="three-letters-are-none"),
        pytest.param("Bob creed it.", False, id="no-verb-ends-like-this"),
    ],
)
def test_what_can_be_a_verb(text: str, *, readable: bool) -> None:
    """A message with a subject and a verb is readable, though it claims nothing."""
    assert read(text).readable == readable
