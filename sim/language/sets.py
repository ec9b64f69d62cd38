"""Sets of words, written as one reads them."""

from __future__ import annotations


def set_of(words: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(words.split())
