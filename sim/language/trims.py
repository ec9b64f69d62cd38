"""What a sentence can do without: how sure, what for, as planned; `at no point` as one word."""

from __future__ import annotations

from typing import Final

from sim.language.sets import set_of
from sim.language.tokens import Token

_Words = list[Token]
_ARTICLES: Final = set_of("the a an our your their my this these those")


def _text(words: _Words, place: int) -> str:
    return words[place].text if 0 <= place < len(words) else ""


def _ends(words: _Words, place: int) -> bool:
    return place >= len(words) or words[place].kind == "joint"


_AS_PLANNED: Final = frozenset({"as planned", "as expected", "as designed", "as intended"})
_MOMENTS: Final = set_of("time point stage moment instant")


def never(words: _Words) -> _Words:
    """`At no point` as one word, and `there is none that` without its lead."""
    if len(words) > _LEAD and words[0].text == "there" and words[1].text in {"is", "are"}:
        none = words[2].kind == "not" and words[2].text in {"none", "not one", "not a single"}
        that = _text(words, 3) in {"that", "which"}
        cannot = any(one.value == "can" for one in words)
        if none and not cannot:
            words = [words[2], *words[3 + that :]]
    found: _Words = []
    place = 0
    while place < len(words):
        at_no = _text(words, place) == "at" and _text(words, place + 1) == "no"
        if at_no and _text(words, place + 2) in _MOMENTS:
            start, end = words[place].start, words[place + 2].end
            found.append(Token("not", "not", start, end, "at no time"))
            place += 3
            continue
        found.append(words[place])
        place += 1
    return found


_LEAD: Final = 3
_KNOWN: Final = set_of("tell see know judge say aware")


def left_out(words: _Words) -> _Words:
    """Without `as far as we can tell`, `for repair work`, and `yet` behind `not known`."""
    several = sum(one.kind == "state" for one in words) > 1
    words = [one for one in words if not (several and one.text in _AS_PLANNED)]
    found: _Words = []
    place = 0
    while place < len(words):
        after = _skipped(words, place)
        unsure = found and (found[-1].value == "unknown" or found[-1].kind == "not")
        if after > place:
            place = after
            continue
        if words[place].text == "down" and _fallen(words, place):
            found.append(words[place]._replace(kind="word", value="down"))
        elif words[place].text != "yet" or not unsure:
            found.append(words[place])
        place += 1
    return found


def _skipped(words: _Words, place: int) -> int:
    """Where an aside ends that begins here; the same place without one."""
    text = words[place].text
    if text == "according to" and _text(words, place + 1) in {"our", "my"}:
        return place + 3
    if text == "as far as":
        last = place + 1
        while last < place + 6 and not _ends(words, last) and _text(words, last) not in _KNOWN:
            last += 1
        return last + 1 if _text(words, last) in _KNOWN else place
    if text == "for" and place and words[place - 1].kind == "state":
        last = place + 1
        while _text(words, last) in _ARTICLES or _text(words, last) in {"urgent", "necessary"}:
            last += 1
        works = _text(words, last + 1) in _WORKS
        return last + 1 + works if _text(words, last) in _REPAIRS else place
    works = text in _REPAIRS and _text(words, place + 1) in _WORKS
    return place + 2 if works and place and _for(words[place - 1]) else place


_WORKS: Final = frozenset({"work", "works"})


def _fallen(words: _Words, place: int) -> bool:
    """`The error rate is down` and `down to 40` speak of a figure."""
    counted = any(one.value == "rate" or one.text.startswith("latenc") for one in words[:place])
    return counted or _text(words, place + 1) == "to"


def _for(token: Token) -> bool:
    return token.text.split()[-1] == "for"


_REPAIRS: Final = set_of("repair repairs maintenance upkeep servicing")
