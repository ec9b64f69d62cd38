"""What a row of the timeline is: whose doing, what happened, how it is coloured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tone = Literal["truth", "service", "alert", "action", "refused", "message", "inject", "frame"]
"""How a row is coloured; the column `who` says the same in words."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words somebody said, with how they went and whom they reached."""

    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class LogRow:
    """One line of the timeline.

    Attributes:
        seqs: the journal entries it stands for; each gets an anchor.
        at: ms since StartEx; `until`: the last instant it covers, None when it is one instant.
        who: whose doing it is.
        what: what happened; `code`: a command line; `detail`: why, or the answer.
        quotes: words said with it.
        flag: a remark set apart: `ground truth`, `contingency`, a status code.
    """

    seqs: tuple[int, ...]
    at: int
    who: str
    what: str
    tone: Tone
    until: int | None = None
    code: str = ""
    detail: str = ""
    flag: str = ""
    quotes: tuple[Quote, ...] = ()
