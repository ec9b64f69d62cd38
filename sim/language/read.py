"""One message as a reading: its own words by the grammar, and what its last line states."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from sim.language import grammar, stated
from sim.language.absent import denied_trouble
from sim.language.english import is_english
from sim.language.finished import finished
from sim.language.genre import speaks_of_now
from sim.language.limits import bracketed
from sim.language.model import Claim, Reading
from sim.language.naming import Memory
from sim.language.over import over_in
from sim.language.parts import ACTIONS
from sim.language.placeholders import placeholder_in
from sim.language.quotes import unquoted
from sim.language.readable import is_statement
from sim.language.second_look import standing
from sim.language.sentences import Sentence, plain, sentences
from sim.language.settle import Found, of_text
from sim.language.severity import severity_in
from sim.language.soup import is_soup
from sim.language.times import promises
from sim.language.tokens import tokens
from sim.language.trust import trusted
from sim.language.turns import straight
from sim.language.verdicts import opposite

if TYPE_CHECKING:
    from sim.language.tokens import Token

_REMEMBERED: Final = 4096
_READ: Final = 20_000
"""So many characters of a message are read; nobody writes more to say what is so."""
_SENTENCE: Final = 1_500
"""A longer sentence is not read: people's end long before, and its cost grows faster than it."""
_UNCHANGED: Final = re.compile(
    r"\b(?:no|without|any) (?:\w+ )?changes?\b|\bunchanged\b|\bstill the same\b|\bsame as before\b|"
    r"\bnothing (?:new|has changed|changed)\b|\b(?:has|have) not changed\b|\bhasn't changed\b|"
    r"\bstatus quo\b|\bnothing to add\b|\bno (?:new )?(?:news|developments?)\b|\bas before\b"
)
_HOLLOW: Final = re.compile(r"\b(?:take|takes|taking) [^.!?,;:]{1,160} seriously\b")
"""`We take the safety of your data seriously` claims nothing."""
_PAST_THEN: Final = frozenset({"failing", "slow", "delayed"})
"""What cannot be meant of now where the incident is said to be over."""
_WELL: Final = frozenset({"works", "can", "repaired", "safe"})
"""`Works for me, cannot reproduce` leaves nothing open."""
_NOW: Final = re.compile(
    r"\b(?:still|is|are|remains?|cannot|can't|not|do|does|fails?|keeps?|now|appears?|arrives?|shows?|takes?|waits?)\b",
    re.IGNORECASE,
)
_STATUS: Final = frozenset({"status", "state", "condition", "current status", "health"})


@lru_cache(maxsize=_REMEMBERED)
def read(text: str) -> Reading:
    """What a message claims, promises and says of the incident; any text is read."""
    split = stated.split(text)
    own = split.text[:_READ]
    reading = _Sentences(own, unquoted(plain(own)))
    order = 0
    for sentence in sentences(reading.small):
        if sentence.asked:
            reading.ask(sentence)
        else:
            reading.take(order, sentence)
            order += 1
    kept = reading.kept
    found = standing(reading.small, of_text(reading.found))
    claims = _claims(own, found) if speaks_of_now(reading.small) else []
    over, over_quote = over_in(kept)
    if over:
        claims = [one for one in claims if one.state not in _PAST_THEN or _NOW.search(one.quote)]
    next_update, eta = promises(kept)
    said = {(one.subject, one.state) for one in claims}
    claims.extend(one for one in split.claims if (one.subject, one.state) not in said)
    readable = bool(claims) or any(is_statement(one) for one in kept)
    return Reading(
        claims=tuple(claims),
        next_update=split.next_update or next_update,
        eta=eta,
        over=True if split.over else over,
        severity=None if reading.soup and not readable else severity_in("\n".join(reading.heads)),
        over_quote="the incident is over" if split.over else over_quote,
        readable=readable,
        unchanged=any(_UNCHANGED.search(one) for one in kept),
        placeholder=placeholder_in(own),
    )


@lru_cache(maxsize=_REMEMBERED)
def says_something(text: str) -> bool:
    """Whether a note is more than an empty phrase: a statement, or a thing and how it is.

    Notes are clipped: `degraded mode on` says something, `something odd` and rows of words do not.
    """
    if read(text).readable:
        return True
    small = plain(text[:_READ])
    words = tokens(text[:_READ], small, 0, len(small))
    return any(one.kind in {"subject", "state"} for one in words) and not is_soup(words)


class _Sentences:
    """A text's sentences, read one after the other.

    Attributes:
        small: the text in small letters, without what is only quoted.
        found: what has been claimed so far.
        kept: the sentences that state something.
        heads: the same, with the headings above them.
        soup: whether one of them was a row of words.
    """

    def __init__(self, own: str, small: str) -> None:
        self.own = own
        self.small = small
        self.found: list[Found] = []
        self.kept: list[str] = []
        self.heads: list[str] = []
        self.soup = False
        self._memory = Memory()
        self._titled: list[Token] = []

    def take(self, order: int, sentence: Sentence) -> None:
        """Read the next sentence."""
        if sentence.end - sentence.start > _SENTENCE:
            return
        words = self._words(sentence)
        if is_soup(words) or _HOLLOW.search(self.small, sentence.start, sentence.end):
            self.soup = self.soup or is_soup(words)
            return
        plain_text = self.small[sentence.start : sentence.end]
        self.kept.append(plain_text)
        if sentence.heading is not None:
            self.heads.append(self.small[slice(*sentence.heading)])
        self.heads.append(plain_text)
        if not is_english(plain_text):
            return
        if sentence.turned:
            self._memory = Memory()
        self._look_back(order, words)
        # `That is not true` says nothing but that.
        if _names(words) or not grammar.takes_sides(words):
            self._claim(order, sentence, words)

    def _claim(self, order: int, sentence: Sentence, words: list[Token]) -> None:
        denied = denied_trouble(self.small, sentence.start, sentence.end)
        if denied is not None:
            denied.order = order
            self.found.append(denied)
        for one in grammar.sentence_claims(words, self._memory):
            if finished(one, words):
                continue
            one.doubtful = not trusted(one, words)
            one.some = one.some or bracketed(one, words)
            one.order = order
            if sentence.turned:
                one.state = opposite(one.state)
            self.found.append(one)

    def ask(self, sentence: Sentence) -> None:
        """A question claims nothing, but `they` may take up what it names."""
        if sentence.end - sentence.start > _SENTENCE:
            return
        words = tokens(self.own, self.small, sentence.start, sentence.end)
        named = [one for one in words if one.value in ACTIONS]
        if len({one.value for one in named}) == 1:
            self._memory.subjects = named[:1]

    def _words(self, sentence: Sentence) -> list[Token]:
        """A sentence's words, behind the title or the heading that they need."""
        words = straight(tokens(self.own, self.small, sentence.start, sentence.end))
        whole = grammar.whole(words)
        if self._titled and words and words[0].text in _STATUS and not whole:
            words = [*self._titled, grammar.COLON, *words]
        if self._titled and words and self._titled[-1].text == "." and not _names(words):
            words = [*self._titled[:-1], grammar.COLON, *words]
        self._titled = words if grammar.is_title(words) else []
        if sentence.heading is not None and not whole and not is_soup(words):
            heading = tokens(self.own, self.small, *sentence.heading)
            asked = self.small[sentence.heading[1] :][:1] == "?"
            if not (asked and any(one.kind == "state" for one in heading)):
                words = [*heading, grammar.COLON, *words]
        return words

    def _look_back(self, order: int, words: list[Token]) -> None:
        """`It is confirmed` and `not confirmed` speak of the sentence before.

        Who is right where two say different things is not followed: what they say is left out.
        """
        if grammar.takes_sides(words):
            self.found = [one for one in self.found if one.order < order - 1 or not one.real]
        answered = grammar.answers(words)
        for one in self.found if answered is not None else ():
            if one.order == order - 1 and one.real:
                one.state = one.real if answered else opposite(one.real)
        confirmed = grammar.confirms(words)
        if not confirmed and not grammar.doubts(words):
            return
        for one in self.found:
            if one.order == order - 1 and (confirmed or one.state not in _WELL):
                one.state = (one.real or one.state) if confirmed else "unknown"


def _names(words: list[Token]) -> bool:
    return any(one.kind == "subject" for one in words)


def _claims(text: str, found: list[Found]) -> list[Claim]:
    claims: dict[tuple[str, str], Claim] = {}
    for one in found:
        subject, state = grammar.subject_of(one.subject), grammar.state_of(one.state)
        quote = " ".join(text[one.start : one.end].split())
        claims.setdefault((subject, state), Claim(subject, state, quote))
    return list(claims.values())
