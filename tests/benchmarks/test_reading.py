"""What reading a message costs: measured against a fixed loop in the same run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sim.language.read import read
from tests.language.agreement import messages

if TYPE_CHECKING:
    from tests.benchmarks.conftest import BestOf, Show

pytestmark = pytest.mark.slow

CORPUS = Path(__file__).parents[1] / "language"
TEXTS = [one["text"] for name in ("given", "own") for one in messages(CORPUS / f"{name}.jsonl")]
LOOP = 10_000
MOST_LOOPS_A_MESSAGE = 5
MOST_MS_AGAIN = 0.1


def reference() -> int:
    """A fixed loop: what the machine does in so much time."""
    total = 0
    for one in range(LOOP):
        total += one * one % 7
    return total


def first_reading() -> None:
    """Every text, none remembered."""
    read.cache_clear()
    for text in TEXTS:
        read(text)


def test_a_first_reading(best_of: BestOf, show: Show) -> None:
    """A message is read in a few turns of a loop of ten thousand."""
    loop, reading = best_of(9, reference), best_of(5, first_reading) / len(TEXTS)
    show("first reading", f"{reading:.3f} ms a message, {reading / loop:.1f} loops")
    assert reading / loop < MOST_LOOPS_A_MESSAGE


def test_reading_again(best_of: BestOf, show: Show) -> None:
    """A message that is read again costs next to nothing."""
    first_reading()
    repeats = 100
    again = best_of(9, lambda: [read(text) for text in TEXTS * repeats]) / repeats / len(TEXTS)
    show("reading again", f"{again:.5f} ms a message")
    assert again <= MOST_MS_AGAIN
