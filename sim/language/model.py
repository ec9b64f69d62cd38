"""The words of the reader: subjects, states, and what one text was read as."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Subject = Literal["downloads", "uploads", "files", "sign_in", "service"]
"""What a claim speaks of. `service` is the app as a whole, the storage, or requests in general."""

State = Literal["works", "slow", "delayed", "failing", "safe", "at_risk", "unknown"]
"""How a subject is said to be. `safe` and `at_risk` are said of files only."""

SUBJECTS: tuple[Subject, ...] = ("downloads", "uploads", "files", "sign_in", "service")
STATES: tuple[State, ...] = (
    "works",
    "slow",
    "delayed",
    "failing",
    "safe",
    "at_risk",
    "unknown",
)


@dataclass(frozen=True, slots=True, order=True)
class Claim:
    """One thing that a text says is so now.

    Attributes:
        subject: what it speaks of.
        state: how that is said to be.
        quote: the words that say so, as they stand in the text.
    """

    subject: Subject
    state: State
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one text was read as.

    Attributes:
        claims: in the order of the text; one (subject, state) stands once.
        next_update: when the next message is promised: `20m`, `2h` or `14:40`; None without.
        eta: when a repair is expected, written in the same way; None without.
        over: True: the text says that the incident is over; False: that it is not; None: neither.
        severity: 1 to 4, as stated of this incident; None without.
        over_quote: the words that `over` was read from.
        readable: whether at least one clause has a subject and a predicate.
        unchanged: whether it says that nothing has changed.
        placeholder: the first placeholder left in, such as `[Time]`; "" without.
    """

    claims: tuple[Claim, ...] = ()
    next_update: str | None = None
    eta: str | None = None
    over: bool | None = None
    severity: int | None = None
    over_quote: str = ""
    readable: bool = False
    unchanged: bool = False
    placeholder: str = ""
