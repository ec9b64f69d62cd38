"""The severity that a message gives this incident."""

from __future__ import annotations

import re
from typing import Final

_WORDS: Final = {"critical": 1, "high": 2, "medium": 3, "moderate": 3, "low": 4}
_SAID: Final = re.compile(
    r"\b(?:severity|sev|severities)(?:\s+level)?(?:\s*(?:is|was|now|of|at|to|remains|still|set to|"
    r"stays|has|have|been|gone|went|moved|risen|rose|up|lowered|raised|changed|from|downgraded|upgraded|reduced"
    r"|[-:=#(]))*\s*(?:sev\s*)?(?P<n>[1-4])(?!\d|:\d|%)"
    r"|\bseverity\s*(?:level\s*)?(?P<how>:|=|-|\bis\b)\s*\W{0,3}(?P<w>critical|high|medium"
    r"|moderate|low)\b"
    r"|\bsev(?P<roman>-?\s?(?:iii|ii|iv|i))\b"
)
_ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_BEFORE: Final = re.compile(
    r"(?:\b(?:not|hardly|scarcely|no|never|isn't|ain't|no longer|wasn't|was|were|been|nor"
    r"|from|than|former"
    r"|formerly|"
    r"previously|originally|initially|instead of|former|old|last|once|downgraded|lowered|until|if|"
    r"(?:started|began) (?:out )?(?:as|at)|starting as|yesterday's|would be"
    r"|becomes?)\s+(?:a\s+|an\s+|the\s+|any\s+|our\s+|at\s+|as\s+|from\s+|yet\s+|really\s+)*"
    r"(?:full\s+|real\s+)?)$"
)
_PAST: Final = re.compile(r"\b(?:severity|sev)\s*(?:level\s*)?(?:was|were|had been)\b")
_MISTAKEN: Final = re.compile(r"\W{0,2}(?:by mistake|in error|by accident|wrongly|mistakenly)\b")
_THIS_ONE: Final = re.compile(
    r"\b(?:now|to|this (?:one |incident )?is|ours is|real|actual|true|correct)\b[^.\n]{0,12}$"
)
"""What stands before the number that counts, where several are said."""
_MOVED: Final = re.compile(
    r"\b(?:to|now|->|→|is|at)\s*(?:a\s+)?(?:severity\s*|sev[\s-]*)?(?P<n>[1-4])\b(?![:%\d])"
)


def severity_in(text: str) -> int | None:
    """The number said of this incident; `text` is plain. Denied and former ones do not count."""
    found = None
    for match in _SAID.finditer(text):
        before = text[max(0, match.start() - 40) : match.start()]
        if match["n"]:
            number = int(match["n"])
        elif match["w"]:
            number = _WORDS[match["w"]]
        else:
            number = _ROMAN[match["roman"].strip("- ")]
        after = text[match.end() : match.end() + 24]
        if _MISTAKEN.match(after):
            continue
        change = re.search(
            r"\b(?:lowered|raised|changed|downgraded|upgraded|reduced|increased|moved|reclassified|"
            r"dropped|escalated|bumped)?\s?(?:from )?\(?(?:sev(?:erity)?\s?)?[1-4] (?:to|->"
            r"|→) (?:sev(?:erity)?\s?)?([1-4])\b",
            text[match.start() : match.end() + 40],
        )
        if change:
            found = int(change[1])
            continue
        moved = re.match(
            r"\s*(?:to|->|→|=>)\s*(?:a\s+)?(?:severity\s*|sev[\s-]*)?([1-4])\b(?![:%])", after
        )
        if moved:
            found = int(moved[1])
            continue
        if _BEFORE.search(before) or _PAST.match(match[0]):
            continue
        if found is None or _THIS_ONE.search(before):
            found = number
    return found
