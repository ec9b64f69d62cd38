"""`There is no incident`: who denies trouble outright says that the service works."""

from __future__ import annotations

import re
from typing import Final

from sim.language.settle import Found

_ABSENT: Final = re.compile(
    r"^\W*(?:no, |nope, )?(?:no(?= \w+ (?:on|at) (?:our|this|my) (?:side|end)\b)"
    r"|there (?:is|'s) (?:currently |at present )?no|there isn't an?|we (?:have|see) no) "
    r"(?:known |active |ongoing |current |service )?(?:incident|outage|disruption|interruption)s?"
    r"(?= (?:now|at present|at the moment|today|(?:on|at|from) (?:our|my) (?:side|end|part))\b"
    r"|\s*(?:[.;,!]|and\b|$))"
)


def denied_trouble(text: str, start: int, end: int) -> Found | None:
    """The claim of a plain sentence that denies any incident."""
    match = _ABSENT.match(text[start:end])
    if match is None:
        return None
    return Found("service", "works", start, start + match.end(), again=True)
