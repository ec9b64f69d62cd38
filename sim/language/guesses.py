"""Claims that are only inferred: from a code, from what is looked at, from hearsay."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from sim.language.sets import set_of
from sim.language.spans import text_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.language.settle import Found
    from sim.language.tokens import Token

LONG: Final = 8
"""Words from which on a sentence says more than a claim and its subject."""
_SAY: Final = set_of(
    "say says said tell tells told write writes wrote mention mentions mentioned insist insists "
    "insisted maintain maintains argue argues swear swears swore assures assured"
)
_FIELD: Final = 2
USERS: Final = set_of(
    "customer customers cust user users people callers caller partner client clients someone "
    "office offices branch branches colleague colleagues"
)


def is_field(words: Sequence[Token]) -> bool:
    """`Uploads: down` names what its field speaks of."""
    return len(words) > _FIELD and words[0].kind == "subject" and words[1].kind == "joint"


def guessed(one: Found, inside: Sequence[Token], words: Sequence[Token]) -> bool:
    """Whether the subject is only inferred: from a code, from what is being looked at."""
    named = any(
        token.kind == "subject" and token.value in {one.subject, "rate"} for token in inside
    )
    named = named or (is_field(words) and words[0].value == one.subject)
    values = {token.value for token in words}
    if one.subject == "service" and one.state == "failing":
        return bool(values & {"uploads", "downloads"}) and "service" not in values
    if one.state != "unknown":
        return False
    if _wanted(words) or _hearsay(words) or _when_only(words) or _by_supplier(words):
        return True
    if one.subject == "service" and not one.real:
        return not any(token.value == "unknown" for token in inside)
    return not named and len(words) > LONG


def _when_only(words: Sequence[Token]) -> bool:
    """`We cannot say when they will be possible again`: only the time is not known."""
    for place, token in enumerate(words):
        then = place + 1 + (text_at(words, place + 1) in {"you", "us", "me", "them"})
        behind = text_at(words, then)
        long = behind == "how" and text_at(words, then + 1) == "long"
        if token.value == "unknown" and (behind in {"when", "why", "how long"} or long):
            return True
    return False


def _by_supplier(words: Sequence[Token]) -> bool:
    """`The storage provider reports an outage`: the supplier's house is no subject."""
    return any(
        token.text.startswith("storage ")
        and token.text.split()[-1] in _HOUSES
        and behind.kind == "reported"
        for token, behind in pairwise(words)
    )


_HOUSES: Final = set_of("provider supplier vendor host")


def _wanted(words: Sequence[Token]) -> bool:
    """`I need a list of all who complained`, `I wonder if`: nobody reports anything."""
    verb = text_at(words, 1).split(" ")[0]
    return words[0].text in {"i", "we"} and verb in _WANTS


_WANTS: Final = set_of("need want would wonder wondered wondering")


def _hearsay(words: Sequence[Token]) -> bool:
    """Whether somebody tells it who is no customer: only what customers report is in doubt."""
    told = any(
        token.kind == "reported" and not _SAY.isdisjoint(token.text.split()) for token in words
    )
    told = told or any(
        token.value == "other" and behind.kind == "reported" for token, behind in pairwise(words)
    )
    return told and all(USERS.isdisjoint(token.text.split()) for token in words)
