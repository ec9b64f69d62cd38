"""What is over: uploads that waited and are through, a bucket that was lost for an hour."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from sim.language.sets import set_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.language.settle import Found
    from sim.language.tokens import Token

_DONE: Final = re.compile(
    r"\b(?:are|is|been|were|was)(?: all| now)? (?:processed|worked off|stored|written)\b"
    r"(?! (?:later|after|once|when|with|hours|only|in the background|one by one))"
)
_ANEW: Final = re.compile(r"\bto be (?:sent|uploaded|saved|stored|submitted) again\b")
"""What waited is done with, or has to be done again: neither is how uploads are now."""


def finished(one: Found, words: Sequence[Token]) -> bool:
    """Whether it speaks of what is over: that is nothing of now.

    Of uploads that waited and are through, and of a service that was lost for a while.
    """
    inside = [token for token in words if one.start <= token.start < one.end]
    if one.subject == "service" and one.state == "failing":
        return _lost_for_a_while(inside)
    if one.subject != "uploads" or one.state not in {"delayed", "failing", "affected"}:
        return False
    text = " ".join(token.text for token in inside)
    if any(_ANEW.search(token.text) for token in words):
        return True
    return _DONE.search(text) is not None and "not" not in text.split()


def _lost_for_a_while(inside: Sequence[Token]) -> bool:
    """`We lost the bucket for an hour`: a loss that is given its length, or its end, is over.

    `We have lost it for an hour` and `we lost it an hour ago` are of now, and so is a loss without
    a length: nobody says so of a bucket that is back.
    """
    texts = [token.text for token in inside]
    if "lost" not in texts:
        return False
    place = texts.index("lost")
    if not _GOING_ON.isdisjoint(texts):
        return False
    if "had" in texts[:place]:
        return True
    if not _STANDING.isdisjoint(texts[:place]):
        return False
    behind = " ".join(texts[place + 1 :])
    return _FOR_A_WHILE.search(behind) is not None


_GOING_ON: Final = set_of("now still currently since already yet")
_STANDING: Final = set_of("have has 've is are was were be being been remains")
_FOR_A_WHILE: Final = re.compile(
    r"\b(?:for|during) (?!(?:all|every|each|our|your|the users?|users?|now)\b)"
    r"(?:\S+ ){0,4}?(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|h|m|days?|while|moment)\b"
    r"|\bbetween \S+ and \S|\bfrom \S+ (?:to|until|till) \S"
)
