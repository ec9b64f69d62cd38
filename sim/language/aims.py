"""What is aimed at, planned or promised for a time is not so yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sim.language.sets import set_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.language.tokens import Token

_AIMS: Final = set_of(
    "aim aims aiming goal target objective plan plans planning intend intends intention want wants "
    "wish wishes hope hopes hoping hopeful confident optimistic expectation estimate estimated "
    "try tries trying attempt attempting promise promises promised ambition eta likely"
)
_TO: Final = frozenset({"expected", "due", "set", "scheduled", "bound", "supposed", "meant"})
_DUE: Final = set_of("noon midnight tonight tomorrow lunchtime evening morning end")
_SO: Final = frozenset({"has", "have", "had", "was", "were", "has been", "have been", "been"})
_BACK: Final = frozenset({"back", "up", "again"})


def put_off(words: Sequence[Token], place: int) -> bool:
    """Whether a sound state at this place of a clause is one of later."""
    for at, token in enumerate(words[:place]):
        if token.kind == "joint":
            continue
        first = token.text.split()[0]
        if first in _AIMS and token.kind != "state" and _leads(words, at):
            return True
        after = words[at + 1].text if at + 1 < len(words) else ""
        if token.text in _TO and (after in {"to be", "to"} or at + 1 == place):
            return at + 2 >= place or after == "to be" or words[at + 2].text == "be"
    if any(token.text in _SO and token.kind == "tense" for token in words[:place]):
        return False
    return _by_then(words, place + 1)


def _leads(words: Sequence[Token], at: int) -> bool:
    """Whether it is an aim that is spoken of, not `according to plan` or `on target`."""
    before = words[at - 1].text if at else ""
    return before not in {"to", "on", "as", "within", "above", "below"} or at == 0


def _by_then(words: Sequence[Token], place: int) -> bool:
    """Whether `by 14:00` follows within the next words."""
    for at, token in enumerate(words[place : place + 3], place):
        parts = token.text.split()
        if parts[0] != "by":
            continue
        after = parts[1] if len(parts) > 1 else words[at + 1].text if at + 1 < len(words) else ""
        return after[:1].isdigit() or after in _DUE
    return False
