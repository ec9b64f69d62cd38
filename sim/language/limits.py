"""For whom it holds: `restored for customers in Europe` says nothing of all the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sim.language.recast import WAY
from sim.language.sets import set_of
from sim.language.spans import text_at
from sim.language.tokens import PLACE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.language.settle import Found
    from sim.language.tokens import Token

_REGIONS: Final = set_of(
    "europe european america american americas asia asian pacific africa australia canada japan "
    "india brazil germany france uk eu us usa apac emea latam north south east west northern "
    "southern eastern western"
)
_WHOLE: Final = set_of("all every everywhere worldwide globally both each everyone")
_IN: Final = set_of("in from for across outside within to")


def for_a_part(words: Sequence[Token]) -> bool:
    """Whether a clause names a region or a place, and not all of them."""
    if any(not _WHOLE.isdisjoint(one.text.split()) for one in words):
        return False
    for place, one in enumerate(words):
        if one.value == PLACE or one.text in _REGIONS - {"us"}:
            return True
        if one.text == "us" and text_at(words, place - 1) in _IN and place + 1 < len(words):
            return True  # `to us` at the end is the sender
    return False


def bracketed(one: Found, words: Sequence[Token]) -> bool:
    """`Operational (Virginia, Oregon)` is said of what stands in the brackets."""
    if any(token.value == WAY for token in words):
        return True
    behind = [token for token in words if token.start >= one.end][:2]
    if len(behind) < len("()") or behind[0].text != "(" or behind[1].kind != "word":
        return False
    return behind[1].text not in _WHOLE
