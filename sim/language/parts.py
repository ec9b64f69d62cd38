"""The parts of a sentence as the grammar handles them, and what they say."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.language.tokens import Token

ACTIONS: Final = frozenset({"downloads", "uploads", "sign_in"})
_ALWAYS: Final = (
    "throughout", "at all times", "at any time", "the whole time", "all along", "never",
    "at no time", "at no point", "at no stage", "at no moment", "at any point", "at any stage",
    "at any moment",
)  # fmt: skip


class Said(NamedTuple):
    """A state as it is said in a clause.

    Attributes:
        value: the state, or a kind that `sim.language.grammar` turns into one.
        denied: whether it is negated.
        tense: present, past, will or future.
        token: the words.
        place: its place in the clause.
    """

    value: str
    denied: bool
    tense: str
    token: Token
    place: int


@dataclass(slots=True)
class Clause:
    """One part of a sentence.

    Attributes:
        joint: what joins it to the part before.
        tokens: its words.
        subjects: what it names, in order.
        said: the states it says.
        loose_not: whether a negation is left that no state took.
        flags: other kinds of words that stand in it.
        conditional: whether it begins with a condition.
        order: whether it is an instruction.
    """

    joint: str
    tokens: list[Token]
    subjects: list[Token] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    loose_not: bool = False
    flags: frozenset[str] = frozenset()
    conditional: bool = False
    order: bool = False


def number_of(text: str) -> float:
    """The number that a word begins with; 0 for none."""
    match = re.match(r"\d+(?:[.,]\d+)?", text)
    return float(match[0].replace(",", ".")) if match else 0.0


def always(words: Iterable[Token]) -> bool:
    """Whether the past is spoken of as a whole: `at no time`, `throughout`."""
    text = " ".join(one.text for one in words)
    return any(one in text for one in _ALWAYS)
