"""One message as a reading: its own words by the grammar, and what its last line states."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from sim.language import grammar, stated
from sim.language.model import Claim, Reading
from sim.language.naming import Memory
from sim.language.over import over_in
from sim.language.placeholders import placeholder_in
from sim.language.sentences import plain, sentences, unquoted
from sim.language.settle import Found, of_text
from sim.language.severity import severity_in
from sim.language.soup import is_soup
from sim.language.times import promises
from sim.language.tokens import tokens
from sim.language.verdicts import opposite

_REMEMBERED: Final = 4096
_READ: Final = 20_000
"""So many characters of a message are read; nobody writes more to say what is so."""
_UNCHANGED: Final = re.compile(
    r"\b(?:no|without|any) (?:\w+ )?changes?\b|\bunchanged\b|\bstill the same\b|\bsame as before\b|"
    r"\bnothing (?:new|has changed|changed)\b|\b(?:has|have) not changed\b|\bhasn't changed\b|"
    r"\bstatus quo\b|\bnothing to add\b|\bno (?:new )?(?:news|developments?)\b|\bas before\b"
)
_STATEMENT: Final = re.compile(
    r"\b(?:we|i|you|they|it|he|she|this|that|there|the|our|your|a|an|some|all|no|nobody|someone|"
    r"everyone|customers?|users?|teams?)\b[^.!?\n]{0,60}?\b(?:is|are|am|was|were|has|have|had|do|does|"
    r"did|will|can|could|may|must|should|would|shall|'re|'s|'ve|\w{3,}(?:ed|s|ing))\b"
    r"|\b(?:we|they|you|i|it|he|she|there)'(?:re|s|ve|ll|m)\b"
)


@lru_cache(maxsize=_REMEMBERED)
def read(text: str) -> Reading:
    """What a message claims, promises and says of the incident; any text is read."""
    split = stated.split(text)
    own = split.text[:_READ]
    small = unquoted(plain(own))
    memory = Memory()
    found: list[Found] = []
    kept = []
    soup = False
    for order, sentence in enumerate(sentences(small)):
        words = tokens(own, small, sentence.start, sentence.end)
        if is_soup(words):
            soup = True
            continue
        if sentence.heading is not None and not grammar.whole(words):
            words = [*tokens(own, small, *sentence.heading), grammar.COLON, *words]
        if sentence.turned:
            memory = Memory()
        kept.append(small[sentence.start : sentence.end])
        for one in grammar.sentence_claims(words, memory):
            one.order = order
            if sentence.turned:
                one.state = opposite(one.state)
            found.append(one)
    claims = _claims(own, of_text(found))
    over, over_quote = over_in(kept)
    next_update, eta = promises(kept)
    said = {(one.subject, one.state) for one in claims}
    claims.extend(one for one in split.claims if (one.subject, one.state) not in said)
    readable = bool(claims) or any(_STATEMENT.search(one) for one in kept)
    return Reading(
        claims=tuple(claims),
        next_update=split.next_update or next_update,
        eta=eta,
        over=True if split.over else over,
        severity=None if soup and not readable else severity_in("\n".join(kept)),
        over_quote="the incident is over" if split.over else over_quote,
        readable=readable,
        unchanged=any(_UNCHANGED.search(one) for one in kept),
        placeholder=placeholder_in(own),
    )


def _claims(text: str, found: list[Found]) -> list[Claim]:
    claims: dict[tuple[str, str], Claim] = {}
    for one in found:
        subject, state = grammar.subject_of(one.subject), grammar.state_of(one.state)
        quote = " ".join(text[one.start : one.end].split())
        claims.setdefault((subject, state), Claim(subject, state, quote))
    return list(claims.values())
