"""Expected actions: what is read from the instants of an inject, its deadline and its mark."""

from __future__ import annotations

import pytest

from sim.exercise.expected import ExpectedAction

MINUTE = 60_000


@pytest.mark.parametrize(
    ("reached_at", "ended_at", "words"),
    [
        (11 * MINUTE, 60 * MINUTE, "the incident was declared after 1m (limit 5m)"),
        (15 * MINUTE, 60 * MINUTE, "the incident was declared after 5m (limit 5m)"),
        (15 * MINUTE + 1000, 60 * MINUTE, "the incident was declared after 5m1s (limit 5m), late"),
        (10 * MINUTE, 60 * MINUTE, "the incident had already been declared"),
        (9 * MINUTE, 60 * MINUTE, "the incident had already been declared"),
        (10 * MINUTE + 1000, 60 * MINUTE, "the incident was declared after 1s (limit 5m)"),
        (None, 60 * MINUTE, "the incident was not declared within 5m"),
        (None, 15 * MINUTE + 1, "the incident was not declared within 5m"),
        (
            None,
            15 * MINUTE,
            "the incident had not been declared when the exercise ended, 5m allowed",
        ),
        (
            None,
            12 * MINUTE,
            "the incident had not been declared when the exercise ended, 5m allowed",
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
