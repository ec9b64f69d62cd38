"""Trouble that is only named: `our policy on lost lists` says of no list that it is lost.

An adjective before a noun claims something where the noun phrase stands by itself, as in `slow
downloads since noon`, or where a verb says that there is such a thing: we see, customers get, this
causes. Behind any other word it is only a name for what is spoken of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sim.language.sets import set_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.language.settle import Found
    from sim.language.tokens import Token

_STATES: Final = {
    "failing": {"failing", "affected", "high"},
    "affected": {"affected"},
    "slow": {"slow", "failing"},
    "delayed": {"delayed"},
    "at_risk": {"at_risk", "gone"},
    "unknown": {"failing", "affected", "slow", "delayed", "at_risk", "gone"},
}
_BETWEEN: Final = set_of(
    "a an the our your their my its some many several few more most such these those all any every "
    "each very quite rather extremely of"
)
_ASSERTS: Final = set_of(
    "see sees seeing saw seen observe observes observing observed experience experiences "
    "experiencing experienced notice notices noticing noticed detect detects detecting detected "
    "have has having get gets getting face faces facing suffer suffers suffering from record "
    "records recording cause causes reason measure measures measuring encounter encounters "
    "encountering "
    "causing produce produces show shows showing report reports reporting investigate "
    "investigating confirm confirms confirmed identified expect expecting mean means still "
    "currently now with only just again is are be been because due owing leads results resulting "
    "lead to know knew aware there against had includes namely affecting by in "
    "fix fixing repairing repair debugging solving resolve resolving chasing tracking"
)
_TOPICS: Final = frozenset({"on", "about", "covers"})
_NOUNS: Final = set_of(
    "outage failure error problem issue delay trouble los timeout incident disruption slowness"
)
_HOLDS: Final = frozenset(
    {"reported", "checking", "confirmed", "not", "joint", "tense", "state", "also", "emoji",
     "number", "they", "denied", "except"}
)  # fmt: skip


def only_named(one: Found, words: Sequence[Token]) -> bool:
    """Whether the trouble of a claim is only named, as a part of something else."""
    states = _STATES.get(one.state)
    if states is None:
        return False
    inside = [at for at, token in enumerate(words) if one.start <= token.start < one.end]
    said = [at for at in inside if words[at].kind == "state" and words[at].value != "high"]
    if len(said) != 1 or words[said[0]].value not in states:
        return False
    place = said[0]
    if place + 1 < len(words) and words[place + 1].value == one.subject:
        governor = _governor(words, place - 1)
        known = _reason(words, place)
        return governor is not None and not known and not _asserts(governor)
    noun = words[place].text.split()[-1].rstrip("s") in _NOUNS
    if noun and place and words[place - 1].value == one.subject:
        governor = _governor(words, place - 2)
        return governor is not None and governor.text in _TOPICS
    return False


def _reason(words: Sequence[Token], place: int) -> bool:
    """`The reason for the slow downloads`: who has found it says that they are slow."""
    before = [one.text for one in words[max(0, place - 4) : place] if one.text not in _BETWEEN]
    return len(before) > 1 and before[-1] == "for" and before[-2] in _REASONS


_REASONS: Final = frozenset({"reason", "cause"})


def _governor(words: Sequence[Token], place: int) -> Token | None:
    """The word that a noun phrase depends on; None where the phrase begins its clause."""
    while place >= 0 and words[place].text in _BETWEEN:
        place -= 1
    return words[place] if place >= 0 else None


def _asserts(governor: Token) -> bool:
    if governor.kind in _HOLDS or governor.text.startswith("work"):
        return True
    if governor.kind == "subject":
        return governor.value != "other" or governor.text in {"cause", "reason", "trigger"}
    text = governor.text.split()[-1]
    return text in _ASSERTS and text not in _TOPICS
