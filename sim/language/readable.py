"""Whether a sentence is a statement at all: words that hang together, with something that is done.

A sentence counts when part of its words are those that join others (the, is, of, please …) and one
of them says what is or is done. A row of words, however right each of them, is none.
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


_CLIPPED: Final = re.compile(r"\W*[a-z][\w' -]*[.!]\s*")
_MOST: Final = 5
_NAMES: Final = set_of(
    "upload uploads download downloads list lists file files user users login logins sign-in "
    "service storage bucket app severity status"
)


def _reports(words: list[str]) -> bool:
    """`Response completed` and `Investigating cause`: a thing and what is done, in short.

    Names of subjects in a row with a participle are a row of words all the same.
    """
    if sum(word in _NAMES for word in words) > 1:
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
    joining = sum(word in _JOINING for word in words)
    return joining >= _JOINED * len(words) and any(_does(word) for word in words)
