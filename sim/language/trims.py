"""What a sentence can do without: how sure, what for, as planned; `at no point` as one word."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from sim.language.parts import ACTIONS
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


def _told_outright(words: _Words) -> _Words:
    """Without `we must tell you that`: the sender says it himself."""
    comma = next((at + 1 for at, one in enumerate(words[:_LEAD]) if one.text == ","), 0)
    that = next((at for at, one in enumerate(words[:_LEADS]) if one.text.endswith("that")), 0)
    lead = " ".join(one.text for one in words[comma : that + 1]).split()[:-1]
    lead = lead or [""]
    if lead[:1] not in (["we"], ["i"]) or "not" in lead:
        return words
    outright = lead[-1] == "you" and not _TELLING.isdisjoint(lead)
    outright = outright or (lead[-1] in _SAYING and _LEADING.issuperset(lead[1:-1]))
    return words[that + 1 :] if outright else words


_LEADS: Final = 11
_SAYING: Final = set_of("assume confirm report announce say")
_LEADING: Final = set_of(
    "am are can have to happy glad pleased delighted relieved sorry afraid must regret would like "
    "hereby now also just want wish able be"
)
_TELLING: Final = set_of("tell inform assure advise notify")


def _asked_for(words: _Words) -> _Words:
    """`The list you asked for` without saying which list."""
    for place, one in enumerate(words):
        then = place + 1 + (_text(words, place + 1) in {"that", "which"})
        who, asked = _text(words, then), _text(words, then + 1)
        named = one.kind == "subject" or one.value == "affected"
        if not named or who not in _WHO or asked not in _ASKED:
            continue
        last = then + 2 + (_text(words, then + 2) in {"for", "about", "us", "me", "to"})
        last += last < len(words) and words[last].text.startswith(("on ", "last ", "yesterday"))
        return [*words[: place + 1], *words[last:]]
    return words


_WHO: Final = set_of("you he she they i we")
_ASKED: Final = set_of("asked sent mentioned need needed wanted want ordered named wrote described")


def _aside(words: _Words) -> _Words:
    """`Saving, on the other hand, works` without what stands between the commas."""
    commas = [at for at, one in enumerate(words) if one.text == ","]
    for left, right in pairwise(commas):
        between = " ".join(one.text for one in words[left + 1 : right])
        if between in _ASIDES:
            return [*words[:left], *words[right + 1 :]]
    return words


_ASIDES: Final = frozenset({
    "on the other hand", "on the contrary", "by contrast", "in contrast", "however", "by the way",
    "of course", "as you know", "in turn", "meanwhile", "at least", "for example", "in fact",
    "too", "though", "for their part", "in particular", "as always", "unfortunately", "sadly",
    "fortunately", "luckily", "I am afraid", "i am afraid", "it seems", "as announced",
})  # fmt: skip


def _contrary(words: _Words) -> _Words:
    """`Contrary to what the banner says, uploads work` without the banner."""
    if not words or not words[0].text.startswith("contrary to"):
        return words
    comma = next((at for at, one in enumerate(words) if one.text == ","), 0)
    return words[comma + 1 :] if comma else words


def _whether(words: _Words) -> _Words:
    """`Checking if lists are whole` asks whether they are; it is no condition."""
    return [
        one._replace(kind="reported", value="whether", text="whether")
        if one.text == "if" and at and _asks(words[at - 1])
        else one
        for at, one in enumerate(words)
    ]


def _asks(before: Token) -> bool:
    return before.kind == "checking" or before.value == "unknown"


def _compared(words: _Words) -> _Words:
    """`Slower than an hour ago`, `as long as it did on Monday` without what it is measured by."""
    for place, one in enumerate(words):
        if one.text.split()[-1] not in {"than", "as"} or place == 0:
            continue
        last = place + 1
        while not _ends(words, last):
            last += 1
        then = words[place + 1 : last]
        past = any(token.kind == "tense" and token.value == "past" for token in then)
        named = any(token.kind in {"subject", "state"} for token in then)
        other = one.text == "than" and len(then) <= _LEAD and then[:1] and then[0].value in ACTIONS
        other = other and words[place - 1].kind == "state"
        if other or (past and not named and len(then) <= _MEASURE):
            return [*words[:place], *words[last:]]
    return words


_MEASURE: Final = 6


def left_out(words: _Words) -> _Words:
    """Without `as far as we can tell`, `for repair work`, and `yet` behind `not known`."""
    words = _whether(_contrary(_aside(words)))
    words = _compared(_asked_for(_told_outright(words)))
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
        elif words[place].text == "so" and found and _text(words, place + 1) in _SO_SLOW:
            pass
        elif words[place].text != "yet" or not unsure:
            found.append(words[place])
        place += 1
    return found


def _skipped(words: _Words, place: int) -> int:
    """Where an aside ends that begins here; the same place without one."""
    text = words[place].text
    if text == "according to" and _text(words, place + 1) in _KNOWLEDGE:
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


_SO_SLOW: Final = set_of("slow sluggish laggy slowly")
_KNOWLEDGE: Final = frozenset({"our", "my", "present", "current"})
_WORKS: Final = frozenset({"work", "works"})


def _fallen(words: _Words, place: int) -> bool:
    """`The error rate is down` and `down to 40` speak of a figure."""
    counted = any(one.value == "rate" or one.text.startswith("latenc") for one in words[:place])
    figure = place + 1 < len(words) and words[place + 1].kind == "number"
    return counted or figure or _text(words, place + 1) == "to"


def _for(token: Token) -> bool:
    return token.text.split()[-1] == "for"


_REPAIRS: Final = set_of("repair repairs maintenance upkeep servicing")
