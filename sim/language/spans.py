"""Small questions about a row of words: what stands where, where a clause or a list ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sim.language.sets import set_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.language.tokens import Token

ON: Final = set_of("on for from to at in with of during")
ARTICLES: Final = set_of("the a an our your their my this these those")
_LISTING: Final = frozenset({"and", "or", "&", "/", "nor"})


def text_at(words: Sequence[Token], place: int) -> str:
    """The word at a place; "" where there is none."""
    return words[place].text if 0 <= place < len(words) else ""


def ends(words: Sequence[Token], place: int) -> bool:
    """Whether a clause ends before this place."""
    return place >= len(words) or words[place].kind == "joint"


def names_until(words: Sequence[Token], place: int) -> int:
    """Where a list of names ends: downloads and sign-in."""
    while place < len(words) and (
        words[place].kind == "subject"
        or words[place].text in ARTICLES
        or (
            words[place].text in _LISTING
            and place + 1 < len(words)
            and words[place + 1].kind == "subject"
        )
    ):
        place += 1
    return place


def listed_until(words: Sequence[Token], place: int) -> int:
    """Where a list of names with commas ends: uploads, downloads or sign-in."""
    last = names_until(words, place)
    while last > place and text_at(words, last) == ",":
        then = names_until(words, last + 1 + (text_at(words, last + 1) in _LISTING))
        if then <= last + 1:
            break
        last = then
    return last
