"""Expected actions: what is read from the instants of an inject, its deadline and its mark."""

from __future__ import annotations

import pytest

from sim.exercise.expected import ExpectedAction

MINUTE = 60_000


@pytest.mark.parametrize(
    ("reached_at", "ended_at", "words"),
    [
        (
            11 * MINUTE,
            60 * MINUTE,
            "the incident was declared 1 min after this inject (limit 5 min)",
        ),
        (
            15 * MINUTE,
            60 * MINUTE,
            "the incident was declared 5 min after this inject (limit 5 min)",
        ),
        (
            15 * MINUTE + 1000,
            60 * MINUTE,
            "the incident was declared 5 min after this inject (limit 5 min), 1 s late",
        ),
        (10 * MINUTE, 60 * MINUTE, "the incident had already been declared"),
        (9 * MINUTE, 60 * MINUTE, "the incident had already been declared"),
        (
            10 * MINUTE + 1000,
            60 * MINUTE,
            "the incident was declared 1 s after this inject (limit 5 min)",
        ),
        (None, 60 * MINUTE, "the incident was not declared within 5 min"),
        (None, 15 * MINUTE + 1, "the incident was not declared within 5 min"),
        (
            None,
            15 * MINUTE,
            "the incident had not been declared when the exercise ended, 5 min allowed",
        ),
        (
            None,
            12 * MINUTE,
            "the incident had not been declared when the exercise ended, 5 min allowed",
        ),
    ],
    ids=[
        "in time",
        "on the deadline",
        "late",
        "with the inject",
        "before the inject",
        "just after the inject",
        "never",
        "never, the deadline just over",
        "open: the end is the deadline",
        "open",
    ],
)
def test_words(reached_at: int | None, ended_at: int, words: str) -> None:
    """Sent at ten minutes, due at fifteen."""
    action = ExpectedAction("press", "declared", 10 * MINUTE, 15 * MINUTE, reached_at, ended_at)
    assert action.words == words
