"""Phrases as the words of the grammar: each phrase of the word lists with its kind and value."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final, NamedTuple

from sim.language import marks, states, subjects, troubles

if TYPE_CHECKING:
    from collections.abc import Iterator


class Sense(NamedTuple):
    """What a phrase is in the grammar, such as ("subject", "uploads")."""

    kind: str
    value: str = ""


_LISTS: Final = (
    # Later rows win where two lists have the same phrase.
    (Sense("filler"), marks.FILLERS),
    (Sense("subject", "other"), subjects.OTHER),
    (Sense("subject", "service"), subjects.SERVICE),
    (Sense("subject", "rate"), subjects.RATE),
    (Sense("subject", "files"), subjects.FILES),
    (Sense("subject", "sign_in"), subjects.SIGN_IN),
    (Sense("subject", "downloads"), subjects.DOWNLOADS),
    (Sense("subject", "uploads"), subjects.UPLOADS),
    (Sense("they"), subjects.ANAPHORA),
    (Sense("tense", "present"), marks.PRESENT),
    (Sense("tense", "past"), marks.PAST),
    (Sense("tense", "lasting"), marks.LASTING),
    (Sense("tense", "future"), marks.FUTURE),
    (Sense("tense", "will"), marks.WILL),
    (Sense("condition"), marks.CONDITION),
    (Sense("reported"), marks.REPORTED),
    (Sense("confirmed"), marks.CONFIRMED),
    (Sense("checking"), marks.CHECKING),
    (Sense("also"), marks.ALSO),
    (Sense("except"), marks.EXCEPT),
    (Sense("joint", "and"), marks.JOINED),
    (Sense("not"), marks.NOT),
    (Sense("denied"), marks.DENIED),
    (Sense("state", "high"), troubles.HIGH),
    (Sense("state", "affected"), troubles.AFFECTED),
    (Sense("state", "works"), states.WORKS),
    (Sense("state", "can"), states.CAN),
    (Sense("state", "failing"), troubles.FAILING),
    (Sense("state", "slow"), troubles.SLOW),
    (Sense("state", "appears"), troubles.APPEARS),
    (Sense("state", "delayed"), troubles.DELAYED),
    (Sense("state", "at_risk"), states.AT_RISK),
    (Sense("state", "safe"), states.SAFE),
    (Sense("state", "quick"), states.QUICK),
    (Sense("state", "gone"), states.GONE),
    (Sense("state", "repaired"), states.REPAIRED),
    (Sense("state", "unknown"), states.UNKNOWN),
)


def _spellings(phrase: str) -> Iterator[tuple[str, ...]]:
    """Every way to write a phrase of the lists, as words."""
    parts = []
    for part in phrase.split():
        words = part.removesuffix("?").split("/")
        parts.append([*words, ""] if part.endswith("?") else words)
    for chosen in product(*parts):
        joined = " ".join(filter(None, chosen)).replace("cannot", "can not").replace("n't", " not")
        if joined:
            yield tuple(joined.split())


def _phrases() -> dict[tuple[str, ...], Sense]:
    found = {}
    for sense, lines in _LISTS:
        for line in lines.strip().splitlines():
            for words in _spellings(line):
                found[words] = sense
    return found


PHRASES: Final = _phrases()


def _lengths() -> dict[str, tuple[int, ...]]:
    found: dict[str, set[int]] = {}
    for words in PHRASES:
        found.setdefault(words[0], set()).add(len(words))
    return {first: tuple(sorted(lengths, reverse=True)) for first, lengths in found.items()}


LENGTHS: Final = _lengths()
"""For the first word of phrases: how many words they have, longest first."""
