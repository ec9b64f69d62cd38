"""Whether a sentence is a statement at all: words that hang together, with something that is done.

A sentence counts when part of its words are those that join others (the, is, of, please …) and one
of them says what is, is done or was done. So does a short report, such as `Certificate expired`. A
row of words, however right each of them, is none.
"""

from __future__ import annotations

import re
from typing import Final

from sim.language.sets import set_of

_WORD: Final = re.compile(r"[a-z0-9_][a-z0-9_'\u2019-]*")
_JOINING: Final = set_of(
    "the a an this that these those some any all no every each both many few half most more "
    "i we you he she it they me us him them my our your his its their who what which where when "
    "is are was were be been being am has have had do does did can cannot could may might must "
    "shall should will would not and or but so as if than then because although while until "
    "of to in on at by for from with without into onto over under out up off about after before "
    "since during through against between please there here also still just only too yet "
    "let's don't doesn't isn't aren't can't won't i'm we're it's you're they're"
)
"""Words that join others."""

_DOING: Final = set_of(
    "is are was were be am has have had do does did can cannot could may might must shall should "
    "will would isn't aren't can't don't doesn't won't i'm we're it's you're they're let's "
    "accept act activate add affect agree allow answer appear apply ask assume attach avoid become "
    "begin "
    "believe block break bring build call change check clear close come complete confirm connect "
    "contact declare "
    "continue count cut deal decide deny depend detect die differ do drain drop end escalate "
    "expect explain fail fall fill find finish fix follow forward get give go grow handle hang "
    "happen have help hold hope impact inform investigate invite isolate join keep know last "
    "leave let lie limit listen look lose make manage mean meet migrate monitor move need note "
    "notice observe open own page pause phone point post prepare process promise push put reach "
    "read receive recover refuse reject remain remove repair repeat reply report request reset "
    "respond restart restore result retry return ring roll run save say see seem send serve set "
    "show slow sort speak stand start stay step stop store suffer suspect suspend switch take "
    "talk tell test think throw time track trigger try turn understand update use vanish verify "
    "wait want warn watch work write"
)
"""Verbs as they stand in the dictionary, and what helps them."""

_IRREGULAR: Final = set_of(
    "went gone came began begun broke broken brought built bought caught chose cut dealt did done "
    "drew fell fallen felt found gave given got held kept knew known led left lost made meant met "
    "paid put ran read said saw seen sent set shown spoke stood took taken told thought threw "
    "identified understood wrote written goes does dies lies tries replies"
)
_FEWEST: Final = 2
_JOINED: Final = 0.16
"""The share of joining words of a sentence: in running English about two in five are; of a row of
right words hardly one in ten."""


def _does(word: str) -> bool:
    """Whether a word is a verb's form: loses, deleted, failing."""
    if word in _DOING or word in _IRREGULAR:
        return True
    for ending in ("ing", "ed", "es", "s", "d"):
        stem = word.removesuffix(ending)
        if stem != word and (stem in _DOING or f"{stem}e" in _DOING or stem[:-1] in _DOING):
            return True
    return False


_PAST: Final = set_of(
    "bent bit bled blew bred burst crept drank drove fed fled flew forgot fought froze hid "
    "hit hung leapt lent lit outgrew overran overrode overwrote rang reran reset rewrote rode "
    "rose sank shook shot shrank shut slept slid sold sped spent spilt split spread sprang "
    "stole stuck struck swept swung tore undid unwound upset withdrew withheld woke won wore "
    "wound"
)
"""Verbs in the past that do not end in -ed, beside those above."""
_NO_VERBS: Final = set_of("hundred sacred naked wicked rugged kindred hatred crooked beloved shred")
_BEFORE_A_NOUN: Final = set_of(
    "the a an this that these those some any all no every each both many few half most more my our "
    "your his her its their whose which who what of to in on at by for from with without into onto "
    "over under about after before since during through against between and or as than"
)
"""Behind one of these `expired` only describes: the expired key, the key that expired."""
_ADVERBS: Final = set_of("not never also just only already still then later again")


def _past(word: str) -> bool:
    """Whether a word can be a verb in the past: expired, deleted, froze."""
    if word in _PAST or word in _IRREGULAR:
        return True
    regular = word.endswith("ed") and not word.endswith("eed") and len(word) >= _SHORTEST
    return regular and "-" not in word and word not in _NO_VERBS


_SHORTEST: Final = 4


def _happened(words: list[str]) -> bool:
    """`Somebody accidentally deleted the bucket`: a verb in the past right behind its subject.

    Any regular verb counts, since what breaks a system cannot be listed.
    """
    for at, word in enumerate(words):
        if not _past(word):
            continue
        before = at - 1
        while before >= 0 and (words[before] in _ADVERBS or words[before].endswith("ly")):
            before -= 1
        if before < 0 or words[before] in _BEFORE_A_NOUN:
            continue
        if not words[before].endswith(("'s", "s'", "\u2019s", "s\u2019")):
            return True
    return False


_CLIPPED: Final = re.compile(r"\W*[a-z][\w' -]*[.!]\s*")
_MOST: Final = 5
_BRIEF: Final = re.compile(r"\W*[a-z][\w'\u2019 -]*[.!]?\s*")
_BRIEFEST: Final = 3
"""A short report of so many words needs no full stop either; a longer one may be a row."""
_NAMES: Final = set_of(
    "upload uploads download downloads list lists file files user users login logins sign-in "
    "service storage bucket app severity status"
)


def _row_of_names(words: list[str]) -> bool:
    return sum(word in _NAMES for word in words) > 1


def _reports(words: list[str]) -> bool:
    """`Response completed` and `Investigating cause`: a thing and what is done, in short.

    Names of subjects in a row with a participle are a row of words all the same.
    """
    if _row_of_names(words):
        return False
    first, last = words[0], words[-1]
    return (last.endswith("ed") and _does(last)) or (first.endswith("ing") and _does(first))


def is_statement(sentence: str) -> bool:
    """Whether a sentence, in small letters, states or asks for something."""
    words = _WORD.findall(sentence)
    if len(words) < _FEWEST:
        return False
    if _CLIPPED.fullmatch(sentence) and len(words) <= _MOST and _reports(words):
        return True
    brief = len(words) <= _BRIEFEST and _BRIEF.fullmatch(sentence) is not None
    if brief and _happened(words) and not _row_of_names(words):
        return True
    joining = sum(word in _JOINING for word in words)
    says = any(_does(word) for word in words) or _happened(words)
    return joining >= _JOINED * len(words) and says
