"""The parts of a sentence between its joints: what each speaks of and what it says of that."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

from sim.language.aims import put_off
from sim.language.implied import implied
from sim.language.orders import is_order
from sim.language.parts import ACTIONS, Clause, Said
from sim.language.sets import set_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.language.tokens import Token

_ERRORS: Final = ("an error", "errors", "error", "the error")
BARE_PAST: Final = frozenset(
    {f"{verb} {what}" for verb in ("showed", "returned", "gave", "threw") for what in _ERRORS}
    | {"failed", "crashed", "succeeded", "bounced", "went down", "went dark", "fell over"}
)
"""Past by itself, unless an auxiliary stands before it."""


def clauses(found: Sequence[Token]) -> list[Clause]:
    """A sentence's tokens, cut at its joints and where a second statement begins."""
    parts: list[Clause] = []
    joint: str = ""
    current: list[Token] = []
    for token in found:
        if token.kind == "joint":
            if current and token.value in _FIELD and joint == token.value and _field_after(current):
                parts.extend(_statements(joint, current[:-1]))
                joint, current = ",", current[-1:]
            if current:
                parts.extend(_statements(joint, current))
                joint, current = token.value, []
            elif joint in {"", ",", "-"} or token.value in {"but", ":", "nor"}:
                joint = token.value
            continue
        current.append(token)
    if current:
        parts.extend(_statements(joint, current))
    for part in parts:
        _read(part)
    return parts


_FIELD: Final = frozenset({":", "-", "="})


def _field_after(tokens: list[Token]) -> bool:
    """`Upload: down Download: fine` begins its second field without a joint."""
    return (
        len(tokens) > 1
        and tokens[-1].kind == "subject"
        and tokens[0].kind in {"emoji", "state"}
        and all(one.kind != "subject" for one in tokens[:-1])
    )


def _statements(joint: str, tokens: list[Token]) -> list[Clause]:
    """`downloads work uploads fail` says two things without a joint."""
    cut = []
    seen = ""
    emojis = [place for place, token in enumerate(tokens) if token.kind == "emoji"]
    first = next((at for at, one in enumerate(tokens) if one.kind == "subject"), 0)
    ahead = emojis[:1] == [0] or (emojis and emojis[0] < first and tokens[-1].kind == "subject")
    if len(emojis) > 1 and ahead:
        cut, tokens_left = emojis[1:], False
    else:
        tokens_left = True
    for place, token in enumerate(tokens if tokens_left else ()):
        if token.kind == "subject" and token.value not in {"files", "other", "rate"}:
            if seen == "subject state" and _states_itself(tokens, place):
                cut.append(place)
                seen = ""
            seen = seen or "subject"
        elif token.kind == "subject":
            seen = seen or "subject"
        elif token.kind in {"state", "emoji"} and seen == "subject" and token.value != "can":
            seen = "subject state"
    if not cut:
        return [Clause(joint, tokens)]
    edges = [0, *cut, len(tokens)]
    return [
        Clause(joint if left == 0 else ",", tokens[left:right])
        for left, right in itertools.pairwise(edges)
    ]


_BEFORE_OBJECT: Final = set_of(
    "on with in for of to at from by during when a an the your our any no every of "
    "affecting via into during through"
)


def _states_itself(tokens: list[Token], place: int) -> bool:
    before = tokens[place - 1]
    if before.kind == "state" and place > 1 and tokens[place - 2].text in _BEFORE_OBJECT:
        return False  # `the alert for failed uploads fires`
    if before.text in _BEFORE_OBJECT or (before.kind in {"not", "state"} and before.value == "can"):
        return False
    for token in tokens[place + 1 :]:
        if token.kind in {"state", "emoji"}:
            return True
        if token.kind == "subject" and token.value not in {"files", "other"}:
            return False
    return False


def _read(part: Clause) -> None:
    """Fill in what a clause names and says."""
    reading = _Reading(part)
    for place, token in enumerate(part.tokens):
        reading.kinds.add(token.kind)
        take = _TAKE.get(token.kind)
        if take is not None:
            take(reading, place, token)
    last = part.said[-1] if part.said else None
    if last is not None and last.value == "at_risk" and _lost_none(part, last.place):
        part.said[-1] = last._replace(denied=not last.denied)
        reading.denied = False
    if reading.denied and last is not None and not _subject_after(part):
        after = part.tokens[last.place + 1 : last.place + 2]
        if after and after[0].kind == "not":
            part.said[-1] = last._replace(denied=not last.denied)
            reading.denied = False
    part.loose_not = reading.denied
    implied(part)
    begin = reading.conditional_from
    part.conditional = begin == 0 or (begin == 1 and part.tokens[0].kind == "word")
    part.order = is_order(part.tokens)
    part.flags = frozenset(reading.kinds)


def _lost_none(part: Clause, place: int) -> bool:
    """`We have lost no data`: the negation stands behind, before what would be lost."""
    after = part.tokens[place + 1 : place + 3]
    none = bool(after) and after[0].kind == "not" and after[0].text in _NO_ONE
    return none and len(after) > 1 and after[1].value == "files"


_NO_ONE: Final = frozenset({"no", "not a single", "not one", "none of your", "none of the", "zero"})


class _Reading:
    """How far a clause has been read: the tense and the negation that hold from here on."""

    def __init__(self, part: Clause) -> None:
        self.part = part
        self.tense = ""
        self.denied = False
        self.partly = False
        self.kinds: set[str] = set()
        self.lasting = any(one.kind == "tense" and one.value == "lasting" for one in part.tokens)
        self.before_then = any(one.text == "had" for one in part.tokens)
        self.conditional_from: int | None = None

    def subject(self, place: int, token: Token) -> None:
        """A name, unless it is `they all` or says which lists are meant."""
        before, after = self.part.tokens[:place], self.part.tokens[place + 1 : place + 2]
        if token.text == "all" and (
            any(one.kind in {"subject", "they", "tense"} for one in before)
            or not after
            or after[0].kind not in {"tense", "state"}
        ):
            return
        said = self.part.said
        if said and said[0].value != "unknown" and self.conditional_from is not None:
            return
        if not _modifies(self.part, place):
            self.part.subjects.append(token)

    def tensed(self, place: int, token: Token) -> None:
        """An auxiliary or a word of time; `Expect slow uploads` is not about later."""
        if token.value != "lasting" and not (token.text == "expect" and place == 0):
            self.tense = _later_tense(self.tense, token)

    def negation(self, place: int, token: Token) -> None:
        """A negation: of `can` right before it, otherwise of the state that follows."""
        said = self.part.said
        answers = place == 0 and token.text in {"no", "nope"}
        if answers and any(one.kind == "not" for one in self.part.tokens[1:]):
            return
        if said and said[-1].value == "can" and _only_small(self.part, said[-1].place, place):
            last = said[-1]
            tense = "past" if last.token.text == "could" else last.tense
            said[-1] = last._replace(denied=not last.denied, tense=tense)
        else:
            self.denied = not self.denied
            self.partly = token.text.startswith(_NOT_ALL)

    def condition(self, place: int, _token: Token) -> None:
        """A condition: what follows it is not said."""
        if self.conditional_from is None:
            self.conditional_from = place

    def reported(self, _place: int, token: Token) -> None:
        """Something that others say; `no reports of` denies what follows."""
        if self.denied:
            self.kinds.discard("reported")
            if token.text.split()[0] in _SAYING:
                self.kinds.add("unsaid")

    def state(self, place: int, token: Token) -> None:
        """A state, with the negation and the tense before it."""
        if (
            _attributive(self.part.tokens, place)
            or _paused(self.part.tokens, place)
            or _restricts(self.part, place)
            or _loses(self.part.tokens, place)
        ):
            return
        if token.text in _STOPPING and _state_next(self.part, place):
            self.denied, self.tense = not self.denied, "present"
            return
        tense = self.tense or "present"
        told = not self.tense and (token.text in BARE_PAST or _tells(self.part, place))
        if told or token.text.startswith(("was ", "were ")):
            tense = "past"
        if token.text == "could" and self.denied:
            tense = "past"
        if self.lasting and tense == "past" and not self.before_then:
            tense = "present"
        if token.value in _AIMED and tense != "past" and put_off(self.part.tokens, place):
            tense = "future"
        if self.conditional_from is not None:
            tense = "condition"
        denied = self.denied and not (self.partly and token.value in _TROUBLE)
        self.part.said.append(Said(token.value, denied, tense, token, place))
        self.denied = False


_AIMED: Final = frozenset({"works", "repaired", "can", "quick"})
"""What is aimed at; nobody aims at trouble."""
_TAKE: Final = {
    "subject": _Reading.subject,
    "tense": _Reading.tensed,
    "not": _Reading.negation,
    "condition": _Reading.condition,
    "reported": _Reading.reported,
    "state": _Reading.state,
    "emoji": _Reading.state,
}


_NOT_ALL: Final = ("not all", "not every", "not each")
"""`Not all uploads fail`: some do, and some is enough for trouble."""
_TROUBLE: Final = frozenset({"failing", "slow", "delayed", "affected", "at_risk"})
_LOSING: Final = frozenset({"lost", "lose", "loses", "losing"})


def _loses(words: Sequence[Token], place: int) -> bool:
    """`The vendor lost a rack`: what is lost stands behind, and it is no list."""
    after = words[place + 1 : place + 2]
    if words[place].text not in _LOSING or not after or after[0].text not in _AN_OBJECT:
        return False
    return all(one.kind != "subject" or one.value == "other" for one in words[place + 1 :])


_AN_OBJECT: Final = set_of("a an the its his her their one two three power contact sight track")


_PARTICIPLES: Final = set_of(
    "uploaded saved stored submitted written deposited imported ingested handed downloaded "
    "exported fetched retrieved opened sent"
)
_RELATIVE: Final = set_of(
    "is are that which what you we they customers users your team people he she i who have has had "
    "were was been being our just already recently"
)


def _modifies(part: Clause, place: int) -> bool:
    """`lists stored before noon` speaks of the lists, not of storing them."""
    token = part.tokens[place]
    if token.value not in ACTIONS or token.text.split()[0] not in _PARTICIPLES:
        return False
    back = place - 1
    while back >= 0 and place - back < 6 and part.tokens[back].text in _RELATIVE:  # noqa: PLR2004
        back -= 1
    before = part.tokens[back] if back >= 0 else None
    if before is None and part.tokens[0].text in {"what", "whatever"}:
        return True
    if before is None or before.kind != "subject":
        return False
    if before.value != "files" and not before.text.endswith(("list", "lists", "file", "files")):
        return False
    between = part.tokens[back + 1 : place]
    return not (between and between[0].kind == "tense")


def _paused(words: Sequence[Token], place: int) -> bool:
    """`Continue where you stopped`: whoever stopped, it is not what was named."""
    if words[place].text not in _PAUSES or place == 0 or words[place - 1].text not in _WHO:
        return False
    return all(one.kind != "subject" for one in words[place + 1 :])


_PAUSES: Final = set_of("stopped paused failed quit halted interrupted")
_WHO: Final = set_of("you we i he she")


def _attributive(words: Sequence[Token], place: int) -> bool:
    """`A failed download counts` does not say that downloads fail."""
    if not 0 < place < len(words) - 1 or words[place - 1].text not in _OF_ONE:
        return False
    if words[place].text in _SOUND_ONES:
        return words[place - 1].text in {"a", "an"} and words[place + 1].kind == "subject"
    return words[place].text in _ADJECTIVES and words[place + 1].value in ACTIONS


_ADJECTIVES: Final = set_of("failed broken interrupted rejected aborted")
_SOUND_ONES: Final = set_of("healthy working clean stable good functioning")
"""`We move to a healthy bucket` says of none that it is healthy."""
_OF_ONE: Final = set_of("a an the every each any your this that")


def _restricts(part: Clause, place: int) -> bool:
    """`Uploads that fail are retried` does not say that they fail."""
    words = part.tokens
    if place > 1 and words[place - 1].text in {"that", "which"}:
        return words[place - 2].kind == "subject" and any(
            one.kind == "tense" for one in words[place + 1 :]
        )
    first = next((one for one in words[:place] if one.kind == "subject"), None)
    lists = first is not None and first.value == "files"
    return words[0].text == "only" and (lists or words[place].value == "can")


_SAYING: Final = set_of("say says said saying claim claims claimed tell told")
_STOPPING: Final = frozenset(
    ["stop", "stops", "stopped", "ceased", "quit", "stopping", "cease", "ceases"]
)


def _state_next(part: Clause, place: int) -> bool:
    return place + 1 < len(part.tokens) and part.tokens[place + 1].kind == "state"


_IRREGULAR: Final = set_of(
    "sent took saw gave made told put wrote got kept held ran said knew left lost found "
    "brought caught cost felt met paid spent stood thought"
)
_LASTS: Final = set_of(
    "received got had seen identified detected noticed confirmed found got need based called "
    "named put kept left "
    "need limited elevated increased expected dear indeed speed red tired shared related "
    "unaffected"
)


def _tells(part: Clause, place: int) -> bool:
    """Whether a past verb before a state makes it a story: `a wrong rule sent uploads away`."""
    if not any(one.kind == "tense" for one in part.tokens) and any(
        one.kind == "word" and one.text in _IRREGULAR - _LASTS for one in part.tokens[1:]
    ):
        return True
    before = ""
    for one in part.tokens[:place]:
        past = one.text in _IRREGULAR or (len(one.text) > _ED and one.text.endswith("ed"))
        if past and one.kind == "word" and one.text not in _LASTS and before in _TELLERS:
            return True
        before = one.text
    return False


_ED: Final = 4
_TELLERS: Final = set_of(
    "we i they he she it you who team engineers customers users someone vendor"
)


def _only_small(part: Clause, left: int, right: int) -> bool:
    return all(one.kind in {"tense", "word"} for one in part.tokens[left + 1 : right])


def _later_tense(before: str, token: Token) -> str:
    if (
        token.value == "present"
        and before in {"will", "future", "past"}
        and token.text in {"be", "have"}
    ):
        return before
    if before == "would" or token.text == "would":
        return "would"
    if token.value == "present" and before in {"will", "future", "past"} and token.text in {
        "being", "having", "now", "today", "still", "remain", "stay", "keep", "continue", "do"
    }:  # fmt: skip
        return before
    return token.value


def _subject_after(part: Clause) -> bool:
    after = part.said[-1].place
    return any(one.kind == "subject" for one in part.tokens[after + 1 :])
