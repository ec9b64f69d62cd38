"""What nobody claims in so many words: a service not named, what others say, who waits.

Measured on messages by people who never saw the reader: each of these was wrong in one of three to
one of eight cases, where claims that name their subject are wrong in one of thirty.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from sim.language.guesses import USERS, is_field
from sim.language.parts import ACTIONS
from sim.language.sets import set_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.language.settle import Found
    from sim.language.tokens import Token


def unclaimed(one: Found, inside: Sequence[Token], words: Sequence[Token]) -> bool:
    """Whether a claim is put together from words that do not make it."""
    return (
        _not_good(one, inside, words)
        or (one.state == "delayed" and one.subject != "uploads")
        or _nobody_named(one, inside, words)
        or _people_wait(one, inside)
        or _it(inside, words)
        or _unmarked(one, words)
        or _told(one, words)
        or _quoted(one, words)
        or _in_full(one, inside)
    )


def _nobody_named(one: Found, inside: Sequence[Token], words: Sequence[Token]) -> bool:
    """Whether the whole service is meant without being named, or only named."""
    if one.subject != "service":
        return False
    field = is_field(words) and words[0].value == one.subject
    names = {token.value for token in words if token.kind == "subject"}
    calls = {token.text for token in inside if token.value == "service" and token.kind == "subject"}
    if calls and calls <= _CALLS and names & ACTIONS:
        return True  # `uploads: every request 504`
    ahead = {t.value for t in words if t.kind == "subject" and t.start < one.start}
    if one.state == "failing" and calls and calls <= _SCREENS and ahead & ACTIONS:
        return True  # `I cannot log in, I get an error of the server`
    if ahead & ACTIONS and _as_place(words, inside):
        return True  # `reads come from the backup bucket at normal speed`
    meant = any(token.kind == "they" or "service" in token.text.split() for token in inside)
    meant = meant or (bool(names & _SERVICE) and names <= _SERVICE | {"other"})
    named = meant or any(token.kind == "subject" and token.value in _SERVICE for token in inside)
    said = any(token.kind in {"state", "emoji", "not", "number"} for token in inside)
    return not said or not (named or field or _short(inside))


def _as_place(words: Sequence[Token], inside: Sequence[Token]) -> bool:
    """Whether the service stands there as the place where something else is done."""
    place = next(
        (at for at, token in enumerate(words) if token.value == "service" and token in inside), 0
    )
    return any(token.text in {"from", "to", "in"} for token in words[max(0, place - 3) : place])


def _short(inside: Sequence[Token]) -> bool:
    """`Total outage` and `we are back` name nobody because they say nothing else."""
    return len([token for token in inside if token.kind != "filler"]) <= _CLIPPED


_CLIPPED: Final = 3
_SCREENS: Final = set_of("app server service system site page portal application website")
_CALLS: Final = set_of("request requests call calls")
_SERVICE: Final = frozenset({"service", "rate"})


def _not_good(one: Found, inside: Sequence[Token], words: Sequence[Token]) -> bool:
    """`p95 12 s, not good` is slow, and no failure."""
    measured = any(token.value == "percentile" for token in words)
    denied = any(token.kind == "not" for token in inside)
    return one.state == "failing" and measured and denied


def _it(inside: Sequence[Token], words: Sequence[Token]) -> bool:
    """`I can do it`, `zero errors on both`: a pronoun that is not what is spoken of."""
    places = [at for at, token in enumerate(inside) if token.kind == "they"]
    if is_field(words) or any(token.kind == "subject" for token in inside):
        return False
    return bool(places) and places[0] > 0 and inside[0].kind != "tense"


def _people_wait(one: Found, inside: Sequence[Token]) -> bool:
    """`You wait like forever` says who waits: no upload."""
    tensed = any(token.kind == "tense" for token in inside)
    if one.state == "delayed" and not tensed and any(token.text in _WAITED for token in inside):
        return True
    return one.state == "delayed" and any(
        token.text in _WAITERS and behind.text.startswith("wait")
        for token, behind in pairwise(inside)
    )


_WAITED: Final = set_of("stayed sat waited remained stood lay")
_WAITERS: Final = set_of("you we i users customers people they")


def _unmarked(one: Found, words: Sequence[Token]) -> bool:
    """Whether nothing beside the name says that it is not known."""
    if one.state != "unknown":
        return False
    before = [token for token in words if token.start < one.start]
    said = [token for token in words if one.start <= token.start < one.end]
    if before and before[-1].text == ":":
        said = [*before[-2:], *said]  # `a user reports: saving fails`
    if one.real in _WELL:
        return True  # who passes on that it works again leaves nothing open
    shrug = any(token.kind == "emoji" and token.value == "unknown" for token in said)
    if shrug and any(token.kind == "tense" for token in said):
        return True
    if any(token.text in {"while", "whilst"} for token in before):
        return True  # `uploads are off while we examine the write path`
    return all(token.value != "unknown" and token.kind not in _OPENS for token in said)


_WELL: Final = frozenset({"works", "can", "repaired", "safe", "quick"})
_OPENS: Final = frozenset({"reported", "checking", "confirmed"})


def _told(one: Found, words: Sequence[Token]) -> bool:
    """`A few people on social say the app is down`: they say so, and not the sender."""
    before = [token for token in words if token.start < one.end]
    for place, token in enumerate(before):
        if token.text not in USERS:
            continue
        for behind in before[place + 1 : place + _SOON]:
            if behind.kind in {"joint", "tense", "state", "subject"}:
                break
            if behind.kind == "word" and behind.text in _TELL:
                return True
    return False


def _quoted(one: Found, words: Sequence[Token]) -> bool:
    """`Our post stated that downloads were restored` repeats what was said."""
    texts = [token.text for token in words if token.start < one.end]
    stated = next((at for at, text in enumerate(texts) if text.split()[0] == "stated"), 0)
    return stated > 0


def _in_full(one: Found, inside: Sequence[Token]) -> bool:
    """`Whether the lists were stored completely` is asked of the lists."""
    lists = any(token.value == "files" for token in inside)
    whole = any(token.text in _WHOLLY for token in inside)
    return one.subject == "uploads" and one.state == "unknown" and lists and whole


_WHOLLY: Final = set_of("completely complete wholly correctly entirely")
_SOON: Final = 6
_TELL: Final = set_of("say says said tell tells told claim claims believe think")
