"""Rows of words without a statement."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from sim.language.clauses import clauses
from sim.language.parts import ACTIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.language.tokens import Token

_SMALL: Final = frozenset(
    (
        "the",
        "a",
        "an",
        "to",
        "of",
        "in",
        "on",
        "for",
        "with",
        "we",
        "you",
        "your",
        "our",
        "all",
        "at",
        "by",
        "from",
        "that",
        "i",
        "my",
        "per",
        "every",
        "each",
        "until",
        "after",
    )
)
_FEW, _ROW, _REPEATS = 4, 5, 2


def is_soup(found: Sequence[Token]) -> bool:
    """Whether a sentence has neither small words nor a subject beside its own state."""
    content = [one for one in found if one.kind in {"subject", "state", "emoji"}]
    if len(content) < _FEW:
        return False
    if _runs(found):
        return True
    if any(one.kind in {"tense", "not", "they"} or one.text in _SMALL for one in found):
        return False
    parts = clauses(found)
    lonely = [part for part in parts if bool(part.subjects) != bool(part.said)]
    if len(parts) >= _FEW and len(lonely) * 2 > len(parts):
        return not any(part.joint in {":", "and", "(", "/", "-", "="} for part in parts)
    return any(_rows(part.tokens) for part in parts)


_LONG: Final = 8
_LABELS: Final = frozenset({"eta", "status", "severity", "sev", "fix", "thx", "rca", "incident"})
"""Names of fields: in a long run of words they are no part of a clipped statement."""


def _runs(found: Sequence[Token]) -> bool:
    """Whether so many words follow each other that no small word or joint holds together."""
    run: list[Token] = []
    for one in found:
        if one.kind in {"tense", "not", "they", "joint"} or one.text in _SMALL:
            run = []
        else:
            run.append(one)
            if len(run) >= _LONG and any(other.text in _LABELS for other in run):
                return True
            if len(run) > _ROW and (_rows(run) or _two_actions(run)):
                return True
    return False


def _two_actions(run: Sequence[Token]) -> bool:
    """`download upload` names two things side by side, which no sentence does."""
    return any(
        one.kind == next_.kind == "subject"
        and {one.value, next_.value} <= ACTIONS
        and (one.value != next_.value or one.text == next_.text)
        for one, next_ in pairwise(run)
    )


def _rows(found: Sequence[Token]) -> bool:
    """Whether names stand beside names, and states beside states."""
    kinds = [one.kind for one in found if one.kind in {"subject", "state"}]
    return len(kinds) >= _ROW and sum(one == next_ for one, next_ in pairwise(kinds)) >= _REPEATS
