"""Stretches of time: half-open intervals, and the first stretch in which nothing stands in the way.

Pure arithmetic on integer milliseconds; knows no incident.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scoring.model import Evidence


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` up to, not including, `end`.

    Attributes:
        what: what held during it, in words.
        evidence: the journal entries that opened and closed it.
    """

    start: int
    end: int
    what: str = ""
    evidence: Evidence = ()

    def covers(self, at: int) -> bool:
        """Whether the instant lies in it."""
        return self.start <= at < self.end


def covering(spans: Iterable[Span], at: int) -> tuple[Span, ...]:
    """The spans that hold this instant, in their given order."""
    return tuple(span for span in spans if span.covers(at))


def broken_within(spans: Iterable[Span], at: int, length: int) -> tuple[Span, ...]:
    """The spans that hold this instant, or begin no more than `length` after it."""
    return tuple(span for span in spans if span.start <= at + length and at < span.end)


def first_clear(spans: Iterable[Span], *, after: int, until: int, length: int) -> int | None:
    """The start of the first stretch of at least `length` that no span touches.

    Args:
        spans: what stands in the way, in any order, overlapping or not.
        after: no stretch starts earlier.
        until: no stretch lasts longer; one cut off here before `length` does not count.
        length: how long the stretch must last, ms.
    """
    clear_from = after
    for span in sorted(spans, key=lambda span: (span.start, span.end)):
        # It ended within an earlier one, or holds no instant at all: nothing moves.
        if span.end <= clear_from or span.start == span.end:
            continue
        if span.start - clear_from >= length:
            break
        clear_from = span.end
    return clear_from if until - clear_from >= length else None
