"""What stands around a statement and makes it none: rules, scenarios, risks, alerts, a `but`.

`The alert fires when uploads fail`, `a risk that lists are lost` and `shall notify where records
have been lost` say of nothing how it is; `possible, but sluggish` says less than its first half.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from sim.language.parts import ACTIONS
from sim.language.sets import set_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.language.settle import Found
    from sim.language.tokens import Token


def framed(one: Found, inside: Sequence[Token], words: Sequence[Token]) -> bool:
    """Whether what stands around a claim takes it out of what is so."""
    return (
        _norm(words)
        or _mild(one, inside, words)
        or _limited(one, words)
        or _before_now(one, inside)
        or _on_a_day(one, inside, words)
        or _to_come(inside)
        or _announced(one, words)
        or _not_the_last(one, words)
        or _not_so_bad(one, words)
        or _could_be(one, inside)
    )


def _norm(words: Sequence[Token]) -> bool:
    """Whether it says what has to be, or what was mended: `shall notify where lists are lost`."""
    for place, token in enumerate(words):
        if token.text == "shall" and place and words[place - 1].text not in {"we", "i"}:
            return True
    mended = len(words) > 1 and words[0].value == "repaired" and words[1].text == ":"
    return mended and any(token.text in {"when", "if"} for token in words)


def _mild(one: Found, inside: Sequence[Token], words: Sequence[Token]) -> bool:
    """`It is not broken, but it is not what people pay for` does not say that it works."""
    if _unsure(one, words):
        return True
    denied = any(token.kind == "not" for token in inside)
    if one.state != "works" or not denied:
        return False
    after = [token for token in words if token.start >= one.end]
    but = next((at for at, token in enumerate(after) if token.text == "but"), len(after))
    return any(token.kind == "they" for token in after[but + 1 : but + 2])


def _unsure(one: Found, words: Sequence[Token]) -> bool:
    """`We think that they are safe, but we are not sure`: nobody says that they are."""
    after = [token for token in words if token.start >= one.end]
    but = next((at for at, token in enumerate(after) if token.text == "but"), len(after))
    doubt = next((at for at in range(but, len(after)) if after[at].value == "unknown"), -1)
    if one.state not in {"works", "can", "repaired", "safe"} or doubt < 0:
        return False
    return all(token.kind != "subject" for token in after[but:])


def _limited(one: Found, words: Sequence[Token]) -> bool:
    """Whether `but` and some trouble follow that speak of the same: `possible, but sluggish`."""
    if one.state not in {"works", "can", "repaired"}:
        return False
    after = [token for token in words if token.start >= one.end]
    but = next((at for at, token in enumerate(after) if token.text in _BUT), len(after))
    only = len(after) > 1 and after[0].text == "," and after[1].text in {"just", "only"}
    but = 1 if only else but
    if only and any(
        token.text in _LATER or token.value == "slow" or token.text.startswith("take")
        for token in after[2:8]
    ):
        return True
    if _some_of(one, words, after):
        return True
    behind: list[Token] = []
    for token in after[but + 1 :]:
        if token.kind == "joint":
            break
        behind.append(token)
    named = any(token.value in ACTIONS for token in behind)
    if any(
        token.text.startswith("take") or (token.text in _CATCH and not named) for token in behind
    ):
        return True
    if any(token.kind in {"subject", "they", "not"} for token in behind):
        return False
    return any(token.value in _ILL for token in behind)


def _some_of(one: Found, words: Sequence[Token], after: Sequence[Token]) -> bool:
    """`4 ok, 6 x 502`: some of the tries fail."""
    counted = any(token.kind == "number" for token in words if one.start <= token.start < one.end)
    others = len(after) > 1 and after[0].text == "," and after[1].kind == "number"
    return counted and others and any(token.value == "failing" for token in after[2:4])


_LATER: Final = set_of("later late delay delays wait afterwards")
_CATCH: Final = set_of("speed slow slower late delay delays patience longer time")
_BUT: Final = frozenset({"but", "however", "though", "although", "albeit"})
_ILL: Final = frozenset({"failing", "slow", "delayed", "affected"})


def _before_now(one: Found, inside: Sequence[Token]) -> bool:
    """`We have never had that before` says nothing of now."""
    texts = [token.text for token in inside]
    return one.state in {"works", "safe"} and "never" in texts and texts[-1] in {"before", "this"}


def _on_a_day(one: Found, inside: Sequence[Token], words: Sequence[Token]) -> bool:
    """`On 4 May your upload failed`, `last Tuesday they came late`: that is no news of now."""
    before = [token for token in words if token.start < one.end]
    texts = [token.text for token in before]
    day = any(text.startswith(_DAYS) for text in texts) or any(
        texts[at - 2] in {"on", "of", "from"} and texts[at] in _MONTHS
        for at in range(2, len(texts))
        if before[at - 1].kind == "number"
    )
    day = day or any(
        one_in.text in {"in", "of", "back in"}
        and year.kind == "number"
        and _YEAR.fullmatch(year.text)
        for one_in, year in pairwise(words)
    )
    day = day or any(
        token.value == "past" and token.text.startswith(("between ", "from "))
        for token in before[:2]
    )
    day = day or any(token.value == "past" and _YEAR.search(token.text) for token in words)
    day = day or " ".join(texts[-3:]) in _THAT_DAY
    now = any(
        token.kind == "tense" and token.value in {"present", "lasting"} and token.text != "be"
        for token in inside
    )
    return day and not now and _MAY.isdisjoint(token.text for token in inside)


_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_DAYS: Final = ("last monday", "last tuesday", "last wednesday", "last thursday", "last friday",
                "last saturday", "last sunday", "last week", "last month")  # fmt: skip
_MONTHS: Final = set_of(
    "january february march april may june july august september october november december jan feb "
    "mar apr jun jul aug sep sept oct nov dec"
)
_THAT_DAY: Final = frozenset({"the same day", "that same day", "the next day", "the following day"})


def _to_come(inside: Sequence[Token]) -> bool:
    """`There may be interruptions in the coming hours` says nothing of now."""
    words = " ".join(token.text for token in inside).split()
    text = f" {' '.join(words)} "
    later = any(f" {one} " in text for one in _COMING)
    return later and not _MAY.isdisjoint(words)


_COMING: Final = (
    "in the coming", "in the next", "over the next", "over the coming", "during the next",
    "during the coming",
)  # fmt: skip
_MAY: Final = set_of("may might can could will")


def _not_the_last(one: Found, words: Sequence[Token]) -> bool:
    """`Came back at 11:20, broke again and are still out`: what follows is not read as well."""
    if one.state not in {"works", "repaired", "can"} or not one.again:
        return False
    after = [token for token in words if token.start >= one.end]
    if any(token.kind == "subject" and token.value != "other" for token in after):
        return False
    return any(token.text in {"again", "still"} for token in after)


def _not_so_bad(one: Found, words: Sequence[Token]) -> bool:
    """`Wobbling, but not failing` and `hangs, then it lets me in` are less than failing."""
    if one.state != "failing":
        return False
    after = [token for token in words if token.start >= one.end]
    if any(token.kind == "subject" and token.value != "other" for token in after):
        return False
    for place, token in enumerate(after):
        behind = after[place + 1 : place + 3]
        if token.kind == "not" and any(other.value == "failing" for other in behind):
            return True
        if token.text == "then" and any(other.kind == "they" for other in behind):
            return True
    return False


def _could_be(one: Found, inside: Sequence[Token]) -> bool:
    """`Could be their own provider` says nothing of what can be done."""
    said = [at for at, token in enumerate(inside) if token.kind == "state"]
    if one.state != "works" or len(said) != 1 or inside[said[0]].text not in {"could", "can"}:
        return False
    behind = inside[said[0] + 1 : said[0] + 3]
    return len(behind) > 1 and behind[0].text == "be" and behind[1].text in _A_THING


_A_THING: Final = set_of("a an the their our your his her its my that this due because related")


def _announced(one: Found, words: Sequence[Token]) -> bool:
    """Whether it stands behind `the scenario:`, `by noon` or `a risk that`: not as what is so."""
    before = [token for token in words if token.start < one.start]
    colon = next((at for at, token in enumerate(before) if token.text == ":"), 0)
    if any(not _FRAMES.isdisjoint(token.text.split()) for token in before[:colon]):
        return True
    if _supposing([token.text for token in words]):
        return True
    risk = any(token.text in _RISKS and behind.text == "that" for token, behind in pairwise(words))
    fires = any(token.text.split()[-1] in _ALARMS for token in before if token.value == "other")
    fires = fires and any(token.text in {"when", "whenever", "if"} for token in words)
    return fires or (risk and one.state != "at_risk")


def _supposing(texts: list[str]) -> bool:
    """`Had it failed, we would know` and `by noon it works`."""
    if texts[0] == "had" and "would" in texts:
        return True
    if len(texts) == 1 or texts[0].split()[0] != "by":
        return False
    behind = texts[0].split()[1:] or texts[1:2]
    return behind[0] in _HOURS or behind[0][:1].isdigit()


_FRAMES: Final = set_of(
    "template templates draft scenario exercise sample wording headline dream wish motto joke "
    "hypothesis example agenda talk minutes chapter slide"
)
_RISKS: Final = set_of("risk danger chance possibility fear")
_ALARMS: Final = set_of("alert alerts alarm alarms monitor monitors pager notification rule")
_HOURS: Final = set_of("noon midnight tonight tomorrow evening then")
