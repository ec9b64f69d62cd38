"""What is said of a statement that cannot be taken."""

from __future__ import annotations

import pytest

from sim.language.echo import heard, said
from sim.language.read import read
from sim.language.stated import StatedError, claims_of

ALL = "write one of downloads, uploads, files, sign_in, service."
OF_FILES = "'safe', 'at_risk', 'unknown'"
OF_OTHERS = "'works', 'slow', 'delayed', 'failing', 'unknown'"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("download=failing", f"unknown subject 'download', did you mean 'downloads'? {ALL}"),
        ("sign-in=failing", f"unknown subject 'sign-in', did you mean 'sign_in'? {ALL}"),
        ("weather=failing", f"unknown subject 'weather'; {ALL}"),
        ("files=failing", f"unknown state 'failing' for files: must be one of {OF_FILES}."),
        ("uploads=safe", f"unknown state 'safe' for uploads: must be one of {OF_OTHERS}."),
        ("service", f"unknown state '' for service: must be one of {OF_OTHERS}."),
        (
            "uploads=slow,uploads=failing",
            "uploads is stated twice: slow and failing.",
        ),
        (" , ", "Nothing is stated: write for example downloads=failing,uploads=delayed."),
    ],
)
def test_why_a_statement_is_refused(text: str, words: str) -> None:
    """Which word, what was meant where that is close, and what may stand there."""
    with pytest.raises(StatedError) as refusal:
        claims_of(text)
    assert str(refusal.value) == words


@pytest.mark.parametrize("text", ["Uploads fail.", "Hello."])
def test_what_was_understood_is_said_also_when_it_is_nothing(text: str) -> None:
    """In the words of the echo, or that it was nothing that can be checked."""
    words = heard(read(text))
    assert words.startswith("understood as: ")
    assert said(read(text)) in words
    assert len(words) > len("understood as: ")
