"""Instructions: they claim nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sim.language.sets import set_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.language.tokens import Token

_HINTS: Final = frozenset(["please", "kindly", "pls", "then", "just", "and", "so", "ok"])
_ORDERS: Final = set_of(
    "try retry avoid use make ensure contact ask tell wait join see refer visit refrain "
    "remember repeat let keep check checking verify monitor report confirm expect treat "
    "hold stop do never send post write say give go call save store upload download open "
    "log sign submit"
)
_NO_ORDERS: Final = frozenset({"expect", "checking"})
_OBJECTS: Final = set_of("the a an your any that all new again it them this those")
_NOTICES: Final = frozenset(["note", "be", "find", "advised", "informed", "know", "expect", "bear"])


def is_order(words: Sequence[Token]) -> bool:
    """Whether a clause tells somebody to do something."""
    place = 0
    polite = False
    while place < len(words) and (
        words[place].text in _HINTS or (polite and words[place].text == "to")
    ):
        polite = polite or words[place].text in {"please", "kindly", "pls"}
        place += 1
    if place >= len(words):
        return False
    first = words[place].text
    if polite:
        return first.split()[0] not in _NOTICES
    if first == "do" and place + 1 < len(words) and words[place + 1].kind == "not":
        return True
    if first.split()[0] in _ORDERS - _NO_ORDERS:
        after = words[place + 1].text if place + 1 < len(words) else ""
        if words[place].kind == "subject":
            object_inside = any(one in _OBJECTS for one in first.split()[1:])
            return object_inside or after in _OBJECTS
        return after != "" and words[place + 1].kind != "joint"
    return False
