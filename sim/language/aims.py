"""What is aimed at, planned or promised for a time is not so yet."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from sim.language.sets import set_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.language.tokens import Token

_AIMS: Final = set_of(
    "aim aims aiming goal target objective plan plans planning intend intends intention want wants "
    "wish wishes hope hopes hoping hopeful confident optimistic expectation estimate estimated "
    "try tries trying attempting promise promises promised ambition eta likely hoped "
    "intended planned forecast"
)
_TO: Final = frozenset({"expected", "due", "set", "scheduled", "bound", "supposed", "meant"})
_DUE: Final = set_of("noon midnight tonight tomorrow lunchtime evening morning end")
_SO: Final = frozenset({"has", "have", "had", "was", "were", "has been", "have been", "been"})


def put_off(words: Sequence[Token], place: int) -> bool:
    """Whether a sound state at this place of a clause is one of later."""
    for at, token in enumerate(words[:place]):
        if token.kind == "joint":
            continue
        first = token.text.split()[0]
        if first in _AIMS and token.kind != "state" and _leads(words, at):
            return True
        if token.text.startswith(("look forward", "looking forward")):
            return True
        if token.kind == "word" and first in _MAKING and _yet(words, at, place):
            return True
        after = words[at + 1].text if at + 1 < len(words) else ""
        if token.text in _TO and (after in {"to be", "to"} or at + 1 == place):
            return at + 2 >= place or after == "to be" or words[at + 2].text == "be"
    if any(token.text in _SO and token.kind == "tense" for token in words[:place]):
        return False
    return (
        _by_then(words, place + 1)
        or _later(words, place)
        or _to_be(words, place)
        or _begins_later(words)
    )


_HEDGES: Final = frozenset({"should", "ought", "must", "may", "might"})
_SPANS: Final = set_of("minute minutes min hour hours day days")


def _later(words: Sequence[Token], place: int) -> bool:
    """Words of a later time around a state: soon, at the earliest, in an hour."""
    before, after = words[:place], words[place + 1 : place + 5]
    texts = [token.text for token in after]
    if any(token.value == "future" and token.text != "would" for token in after[:3]):
        return True
    if words[-1].text in {"earliest", "latest"} or any(_by_then(before, at) for at in range(place)):
        return True
    hedged = any(token.text in {*_HEDGES, "can"} for token in before)
    within = any(
        one in {"within", "in", "at"} and (two[:1].isdigit() or two in {"the", "an", "a"})
        for one, two in pairwise(texts)
    )
    if hedged and within and any(one in _SPANS or one[:1].isdigit() for one in texts):
        return True
    return bool(before) and before[0].text == "in" and any(one.text in _SPANS for one in before)


def _to_be(words: Sequence[Token], place: int) -> bool:
    """`To be repaired: uploads`; what ought to be fine may be so."""
    texts = [token.text for token in words[max(0, place - 3) : place]]
    return texts[-2:] == ["to", "be"] and texts[0] not in {"ought", "seems", "seem", "appears"}


_MAKING: Final = set_of(
    "get getting bring bringing make making turn turning switch switching put putting restoring"
)
_MUST: Final = set_of("must need needs to us should let lets")


def _yet(words: Sequence[Token], at: int, place: int) -> bool:
    """`We must get uploads working`, `we are getting uploads back`: they are not so far."""
    if all(token.kind != "subject" for token in words[at:place]):
        return False
    before = words[at - 1] if at else None
    asked = before is None or before.text in _MUST
    return asked or (words[at].text.endswith("ing") and before is not None and before.text != "by")


def _begins_later(words: Sequence[Token]) -> bool:
    """`From 18:00`, `from 15:00 on`: not before."""
    if all(one.value != "can" and not one.text.startswith("from ") for one in words):
        return False
    return any(_from_then(words, at) for at in range(len(words)))


def _from_then(words: Sequence[Token], at: int) -> bool:
    token = words[at]
    if token.text.startswith("from ") and token.text[5:6].isdigit():
        return True
    return token.text == "from" and at + 1 < len(words) and ":" in words[at + 1].text[1:]


def _leads(words: Sequence[Token], at: int) -> bool:
    """Whether it is an aim that is spoken of, not `according to plan` or `on target`."""
    before = words[at - 1].text if at else ""
    return before not in {"to", "on", "as", "within", "above", "below", "all"} or at == 0


def _by_then(words: Sequence[Token], place: int) -> bool:
    """Whether `by 14:00` follows within the next words."""
    for at, token in enumerate(words[place : place + 3], place):
        parts = token.text.split()
        if parts[0] != "by":
            continue
        after = parts[1] if len(parts) > 1 else words[at + 1].text if at + 1 < len(words) else ""
        return after[:1].isdigit() or after in _DUE
    return False


_HEADS: Final = set_of(
    "goal goals target targets aim aims plan plans objective objectives expected expectation "
    "forecast planned eta outlook intended scheduled step steps todo"
)


def _tells(word: Token) -> bool:
    """A figure or a verb: `the target of 99 % is`, `the plan worked`."""
    past = word.text.endswith("ed") and word.text not in _HEADS
    return past or word.kind == "number" or word.text == "%"


def _leads_on(words: list[Token], place: int) -> bool:
    """Whether the aim itself follows: to do something, that something is so."""
    behind = words[place : place + 1]
    return bool(behind) and (behind[0].kind == "subject" or behind[0].text in {"to", "that"})


_LONGEST: Final = 6


def aimed_at(words: list[Token]) -> list[Token]:
    """What stands behind `Our goal for tonight:` is left out."""
    colon = next((at for at, one in enumerate(words[:_LONGEST]) if one.text in {":", "is"}), 0)
    head = words[:colon]
    if not head or any(one.kind in {"state", "not"} for one in head):
        return words
    if _HEADS.isdisjoint(part for one in head for part in one.text.split()):
        return words
    said = any(one.kind == "state" or one.text in {"on", "off"} for one in words[colon:])
    if words[colon].text == "is" and not (_leads_on(words, colon + 1) and said):
        return words
    if any(_tells(one) for one in head):
        return words
    if any(one.kind == "subject" for one in head) and head[0].text not in _HEADS:
        return words
    end = next((at for at, one in enumerate(words) if one.text == ";"), len(words))
    return words[end + 1 :]
