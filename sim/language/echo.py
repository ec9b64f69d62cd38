"""What a text was understood as, in words for whoever wrote it: one spelling for every surface."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sim.language.stated import implied_severity_counts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.language.model import Reading

VOID = "no verifiable statement"
NOTHING = f"{VOID}; say what works and what does not"
"""Said instead when a text has nothing in it."""

UNDERSTOOD = "understood as: "
"""Before what a message was taken to say: on screens, in findings and in hints alike."""

DAY = 24 * 60


def state_in_words(state: str) -> str:
    """A state as one says it of something: `working`, `failing`, `at risk`."""
    return "working" if state == "works" else state.replace("_", " ")


_SPAN = re.compile(r"(\d+)([mh])")


def said(reading: Reading, minute: int | None = None, *, assessed: int | None = None) -> str:
    """`downloads failing, uploads delayed; next update 14:40`; "" when nothing was read.

    Args:
        reading: what the text was read as.
        minute: of the day, when it is said; without it `20m` stays what it is.
        assessed: the severity that was set explicitly before, which outranks the text's.
    """
    return "; ".join(_parts(reading, minute, assessed))


def _parts(reading: Reading, minute: int | None, assessed: int | None) -> Iterator[str]:
    if reading.claims:
        named = (f"{claim.subject} {state_in_words(claim.state)}" for claim in reading.claims)
        yield ", ".join(named).replace("_", " ")
    if reading.unchanged:
        yield "nothing has changed"
    if reading.over is not None:
        yield "the incident is over" if reading.over else "the incident continues"
    if reading.severity is not None:
        unused = ""
        outranked = not implied_severity_counts(assessed=assessed is not None)
        if outranked and assessed != reading.severity:
            unused = f" (not used: severity {assessed} was set with `assess`)"
        yield f"severity {reading.severity}{unused}"
    if reading.eta is not None:
        yield f"repair expected {_clock(reading.eta, minute)}"
    if reading.next_update is not None:
        yield f"next update {_clock(reading.next_update, minute)}"
    if reading.placeholder:
        yield f"{reading.placeholder} not filled in"


def _clock(stated: str, minute: int | None) -> str:
    """A stated time on the clock: twenty minutes after 14:20 it is 14:40."""
    span = _SPAN.fullmatch(stated)
    if span is None:
        return stated
    if minute is None:
        return f"in {stated}"
    hours, minutes = divmod((minute + int(span[1]) * (60 if span[2] == "h" else 1)) % DAY, 60)
    return f"{hours:02}:{minutes:02}"


def checkable(reading: Reading) -> bool:
    """Whether it says how something is now, or whether the incident is over."""
    return bool(reading.claims) or reading.unchanged or reading.over is not None


def heard(reading: Reading) -> str:
    """The same for a file that is checked: `understood as: …`, also when that is nothing."""
    return f"{UNDERSTOOD}{said(reading) or VOID}"


UNCHECKABLE = f"users or the public read this, and it makes {NOTHING}"
