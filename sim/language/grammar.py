"""From the words of a sentence to its claims, exceptions included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, cast

from sim.language.clauses import clauses
from sim.language.flow import plain_claims
from sim.language.parts import ACTIONS
from sim.language.settle import Found
from sim.language.tokens import Token
from sim.language.verdicts import opposite, verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.language.model import State, Subject
    from sim.language.naming import Memory

COLON: Final = Token("joint", ":", 0, 0, ":")
"""Between a heading and the line below it."""


def whole(found: Sequence[Token]) -> bool:
    """Whether a line says something by itself, and needs no heading."""
    kinds = {one.kind for one in found}
    return "subject" in kinds and bool(kinds & {"state", "emoji"})


def is_title(found: Sequence[Token]) -> bool:
    """Whether a line only names something: a component, a part."""
    kinds = [one.kind for one in found]
    return 0 < len(kinds) <= _TITLE and "subject" in kinds and not {"state", "not"} & set(kinds)


_TITLE: Final = 4
_DOUBTS: Final = ("reproduc", "repro", "confirm", "verif", "unconfirmed", "unverified")


def doubts(found: Sequence[Token]) -> bool:
    """Whether a line says that the one before it is not confirmed."""
    if any(one.kind == "subject" for one in found):
        return False
    return any(
        one.value == "unknown" and any(stem in one.text for stem in _DOUBTS) for one in found
    )


def confirms(found: Sequence[Token]) -> bool:
    """Whether a line says that the report before it is right."""
    first = next((at for at, one in enumerate(found) if one.kind == "joint"), len(found))
    kinds = {one.kind for one in found[:first]}
    if any(one.kind == "confirmed" and _alone(found, at) for at, one in enumerate(found)):
        return True
    open_ = any(one.value == "unknown" for one in found[:first])
    return "confirmed" in kinds and not kinds & {"subject", "not"} and not open_


def _alone(found: Sequence[Token], place: int) -> bool:
    """`Just checked, he is right`: the confirmation is a clause of its own."""
    before, behind = found[max(0, place - 1) : place], found[place + 1 : place + 2]
    person = found[place].text.split()[0] in {"he", "she", "they"}
    return person and all(one.kind == "joint" for one in (*before, *behind))


def answers(found: Sequence[Token]) -> bool | None:
    """`They do` and `they aren't`: whether what was told before is so; None for neither."""
    first = next((at for at, one in enumerate(found) if one.kind == "joint"), len(found))
    kinds = [one.kind for one in found[:first]]
    if set(kinds) - {"not"} != {"they", "tense"} or len(kinds) > _TITLE:
        return None
    return "not" not in kinds


_RULED: Final = frozenset(
    {"right", "correct", "wrong", "nonsense", "false", "rubbish", "untrue", "premature"}
)


def takes_sides(found: Sequence[Token]) -> bool:
    """`The customers are right`."""
    texts = [one.text for one in found if one.kind != "joint"]
    return 0 < len(texts) <= _TITLE + 1 and texts[-1] in _RULED


def sentence_claims(found: Sequence[Token], memory: Memory) -> list[Found]:
    """What one sentence claims."""
    place = next((at for at, one in enumerate(found) if one.kind == "except"), None)
    if place is None:
        return plain_claims(found, memory)
    before = list(found[:place])
    after = [one for one in found[place + 1 :] if one.kind != "except"]
    return _exception(before, after, memory, all_but=found[place].text.endswith("but"))


class _Excepted(NamedTuple):
    """What stands behind `except`, and where the main statement goes on."""

    subjects: list[Token]
    rest: int


def _exception(
    before: list[Token], after: list[Token], memory: Memory, *, all_but: bool
) -> list[Found]:
    """`Everything except X works` speaks of X only: the rest is not named."""
    said_before = any(one.kind == "state" for one in before)
    own = after if said_before else [] if all_but else _own_statement(after)
    if own:
        claims = plain_claims(own, memory)
        if claims:
            return claims
    excepted = _excepted(after)
    if not excepted.subjects:
        return []
    outside = [*before, *after[excepted.rest :]]
    states = [
        state for part in clauses(before if said_before else outside) if (state := verdict(part)[0])
    ]
    if not states or (said_before and not any(one.kind in {"subject", "not"} for one in before)):
        return []
    state = opposite(states[-1] if said_before else states[0])
    memory.subjects, memory.state = excepted.subjects, state
    start = (before or after)[0].start
    return [
        Found(one.value, "works" if state == "repaired" else state, start, after[-1].end)
        for one in excepted.subjects
        if one.value != "files"
    ]


def _own_statement(after: list[Token]) -> list[Token]:
    """`Apart from slow downloads, ...` says itself what is wrong."""
    first = next((at for at, one in enumerate(after) if one.kind == "joint"), len(after))
    kinds = {one.kind for one in after[:first]}
    if {"state", "subject"} <= kinds and first < len(after) and after[first].value == ",":
        return after[:first]
    return []


def _excepted(after: list[Token]) -> _Excepted:
    found: list[Token] = []
    rest = len(after)
    for at, one in enumerate(after):
        main = one.kind == "subject" and one.text.startswith(("everything", "all"))
        ends = one.kind in {"state", "tense", "emoji", "not"} or (
            one.kind == "joint" and one.value not in {"and", "or", ","}
        )
        if found and (main or ends or one.value == "other"):
            rest = at
            break
        if one.kind == "subject" and one.value not in {"other", "rate"}:
            found.append(one)
    return _Excepted([one for one in found if one.value in ACTIONS] or found, rest)


def subject_of(value: str) -> Subject:
    """A subject's name as the interface has it."""
    return cast("Subject", value)


def state_of(value: str) -> State:
    """A state's name as the interface has it: affected, without more, is failing."""
    return cast(
        "State", {"affected": "failing", "can": "works", "repaired": "works"}.get(value, value)
    )
