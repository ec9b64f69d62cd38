"""How much a response took: what the responders did, counted, and how long they were at it.

Pure: entries in, figures out. No criterion reads it; a regression may expect it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.journal.bodies import Action, Alert, Message

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.journal.encoding import Entry


DONE = ("tells", "changes", "tests", "records")
"""The natures of commands that are counted."""
_WORD = re.compile(r"[A-Za-z0-9_.-]{1,40}")


@dataclass(frozen=True, slots=True)
class Effort:
    """What the responders did.

    Attributes:
        work: ms from the first alert or message that reached somebody to their last command; None
            when they gave none.
        last: that command's instant, ms since StartEx; None the same.
        natures: how many commands of each nature were carried out; of looks none is counted.
        counts: how often each command was carried out, and with which word as an argument:
            `resolve`, `page`, `page/vendor_support`.
    """

    work: int | None
    last: int | None
    natures: Mapping[str, int]
    counts: Mapping[str, int]


def effort_of(entries: Sequence[Entry]) -> Effort:
    """Count what a journal's responders did."""
    natures = dict.fromkeys(DONE, 0)
    counts: Counter[str] = Counter()
    began = last = None
    for entry in entries:
        body = entry.body
        if isinstance(body, Action) and "asks" in body.effect:
            continue  # to ask the coach is no work on the incident
        if isinstance(body, Action):
            began = entry.at if began is None else began
            last = entry.at
            if body.took_effect and body.effect:
                counts.update(_keys(body))
                if body.effect[0] in natures:
                    natures[body.effect[0]] += 1
        elif began is None and (
            (isinstance(body, Alert) and body.state == "delivered")
            or (isinstance(body, Message) and body.purpose == "inject" and body.delivered)
        ):
            began = entry.at
    work = None if last is None or began is None else last - began
    return Effort(work, last, natures, counts)


def _keys(action: Action) -> set[str]:
    """The command, and with each argument that is one short word."""
    words = (value for value in action.arguments.values() if isinstance(value, str))
    return {
        action.command,
        *(f"{action.command}/{word}" for word in words if _WORD.fullmatch(word)),
    }
