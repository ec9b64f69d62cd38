"""The claims of a sentence and of a text against each other: which of them stand."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sim.language.verdicts import FAULTS, SOUND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_WORKS: Final = frozenset({"works", "can", "repaired"})
_LATE: Final = frozenset({"slow", "delayed"})
_NEAR: Final = 3
"""So many sentences on, `works` may be made precise."""
_MOST: Final = 40
"""So many claims of one subject are compared; of more, the first ones."""


@dataclass(slots=True)
class Found:
    """One claim as the grammar finds it.

    Attributes:
        subject: what it speaks of.
        state: the state; "affected" is a failing that gives way to a more precise one.
        start: where its words begin.
        end: where they end.
        again: whether it says that something changed: back, again, now.
        real: the state that a report gives, which holds once it is confirmed.
        some: whether it speaks of some only: what was stored before, the others.
        order: the number of its sentence.
        doubtful: whether its words are not understood well; it counts against others, not itself.
        denied: whether it is said by a negation: `no longer failing`.
    """

    subject: str
    state: str
    start: int
    end: int
    again: bool = False
    real: str = ""
    some: bool = False
    order: int = 0
    doubtful: bool = False
    denied: bool = False


def of_sentence(found: list[Found]) -> list[Found]:
    """Within a sentence the trouble is what is meant: the sound remainder is no second claim."""
    return _kept(found, _stands_in_sentence)


def of_text(found: list[Found]) -> list[Found]:
    """All claims of a text, without those that others make more precise or replace."""
    kept = _kept(found, _stands_in_text)
    return [one for one in kept if not one.doubtful and not _shaken(one, found)]


def _shaken(one: Found, found: list[Found]) -> bool:
    """Whether something not understood right beside it says less good of the same subject."""
    return (
        one.state in _WORKS
        and not one.again
        and any(
            other.doubtful
            and other.subject == one.subject
            and other.state in FAULTS
            and other.order in {one.order, one.order + 1}
            for other in found
        )
    )


def _kept(
    found: list[Found], stands: Callable[[Found, list[Found], list[Found]], bool]
) -> list[Found]:
    by_subject: dict[str, list[Found]] = defaultdict(list)
    for one in found:
        if len(by_subject[one.subject]) < _MOST:
            by_subject[one.subject].append(one)
    left = {
        id(one)
        for same in by_subject.values()
        for place, one in enumerate(same)
        if stands(one, same[:place], same[place + 1 :])
    }
    return [one for one in found if id(one) in left]


def _stands_in_sentence(one: Found, before: list[Found], after: list[Found]) -> bool:
    if one.state in _WORKS and one.some and any(other.state in FAULTS for other in after):
        return False
    if one.state in _WORKS:
        near = (*before, *after) if one.denied else after  # `slow, but no longer failing` is slow
        if any(other.state in _LATE for other in near):
            return False
        return one.again or not any(other.state in FAULTS for other in (*before, *after))
    if one.state in FAULTS:
        late = one.state in _LATE
        return not any(
            other.state in SOUND and other.again and not other.some and not (late and other.denied)
            for other in after
        )
    return True


def _stands_in_text(one: Found, before: list[Found], after: list[Found]) -> bool:
    others = [other for other in (*before, *after) if other.state != one.state]
    if one.state == "affected" and any(not other.doubtful for other in others):
        return False
    if one.state in _WORKS and not one.again and _qualified(one, others):
        return False
    if one.state in _WORKS and one.some and any(other.state in FAULTS for other in others):
        return False
    if one.state == "safe" and one.some and any(other.state == "at_risk" for other in others):
        return False
    return one.state == "unknown" or not any(
        other.again and not other.some and (other.state in SOUND) != (one.state in SOUND)
        for other in after
    )


def _qualified(one: Found, others: Iterable[Found]) -> bool:
    """Whether `works` is made precise right beside it: but slowly, but queued."""
    return any(other.state in _LATE and abs(other.order - one.order) <= _NEAR for other in others)
