"""What is only quoted is nobody's statement; what the sender confirms or answers is."""

from __future__ import annotations

import re
from typing import Final

_QUOTED: Final = re.compile(r"\"([^\"\n]{1,400})\"|(?<!\w)'([^'\n]{9,400})'(?!\w)")
FORBIDDEN: Final = re.compile(
    r"\b(?:do not|don't|dont|never|must not|mustn't|should not|shouldn't|not to"
    r"|nobody should|avoid|"
    r"stop|instead of|rather than|refrain from|no one should|not yet|before we|let's not|hold off|"
    r"are not to|may not)\s+(?:yet\s+)?(?:please\s+)?"
    r"(?:post|say|write|tell|announce|claim|publish|send|state|declare|saying|writing|posting|"
    r"telling|announcing|claiming|publishing|sending|stating|declaring|promise|promising|use)\b"
)
_OWNED: Final = re.compile(
    r"\W*(?:(?:so |and |that is |this is |which is |all )?(?:confirmed|verified)\b(?! yet)|"
    r"(?:(?:i|we)(?:'ve| have)? )?(?:just |also )?(?:checked|tested|looked|measured)\b[^.\n]{0,20}"
    r"\b(?:and|:)[^.\n]{0,30}\b(?:match\w*|same|true|right|correct|agrees?|confirms?)\b|"
    r"(?:(?:i|we) )(?:can |do |hereby )*(?:confirm|verified|confirmed|second|see the same)\b|"
    r"(?:(?:it|this|that|which) )(?:exactly )?(?:matches|agrees with|is (?:also )?what (?:we|i) "
    r"(?:see|measure|observe|find)|is (?:true|right|correct|the case)))"
)
_DENIED: Final = re.compile(r"\b(?:not|n't|cannot|nothing|no|never|unconfirmed|nor)\b|n't\b")
_ASKED: Final = re.compile(
    r"[^.!?\n\"]*\b(?:ask|asks|asked|asking|question|wonder(?:s|ed|ing)?|want to know)"
    r"\b[^.!?\n\"]{0,30}[:,]\s*$"
)
_ANSWER: Final = re.compile(
    r"\W*(?:no|nope|yes|yep|not yet|"
    r"(?:they|it) (?:are|is|have|has|do|does|can|were|was)(?: not\b|n't\b)?)[^\w]"
)
_SHOWN: Final = re.compile(r"\b(?:say|says|said|saying|reads|message|called|titled|labelled)\W+$")
"""`It says "storage error"` gives the words on a screen."""
_WORDS: Final = 2
_BEFORE: Final = 90


def _replied_to(text: str) -> str:
    """A mail without the lines that it answers: `> uploads fail` is the other one's.

    A question stays, as the answer to it says something; and lines under a heading are a list.
    """
    lines = text.split("\n")
    heading = False
    for place, line in enumerate(lines):
        if not line.startswith(">"):
            heading = line.rstrip().endswith(":") and not line.rstrip().endswith("wrote:")
        elif not heading and not line.rstrip().endswith("?"):
            own = any(one.strip() and not one.startswith(">") for one in lines[place + 1 :])
            lines[place] = " " * len(line) if own else line
    return "\n".join(lines)


def unquoted(text: str) -> str:
    """The text without what is only quoted, and without what is not to be posted."""
    text = _replied_to(text)
    whole = text.strip()
    if whole.startswith('"') and whole.endswith('"') and whole.count('"') == _WORDS:
        return text.replace('"', " ")
    found = text
    for match in _QUOTED.finditer(text):
        inner = match[1] or match[2]
        start = match.start()
        if inner.count(" ") < _WORDS and not _SHOWN.search(text, max(0, start - 24), start):
            continue
        asked = _asked_from(text, match, inner)
        if asked >= 0:
            found = found[:asked] + " " * (start + 1 - asked) + found[start + 1 :]
        elif _owned(text, match):
            lead = max(text.rfind(one, 0, start) for one in "\n.!?") + 1
            ended = "." if inner[-1] not in ".!?" else " "
            blank = " " * (start + 1 - lead)
            found = found[:lead] + blank + inner + ended + found[match.end() :]
        else:
            ended = inner[-1] if inner[-1] in ".!?" else " "
            blank = '"' + " " * (len(match[0]) - 3) + ended + '"'
            found = found[:start] + blank + found[match.end() :]
    return found


def _asked_from(text: str, match: re.Match[str], inner: str) -> int:
    """Where the sentence begins that quotes a question which the sender answers; -1 without."""
    if not inner.endswith("?") or not _ANSWER.match(text, match.end()):
        return -1
    line = text.rfind("\n", 0, match.start()) + 1
    start = max(line, *(text.rfind(one, line, match.start()) + 1 for one in ".!?"))
    lead = text[start : match.start()]
    return start if not lead.strip() or _ASKED.match(lead) else -1


def _owned(text: str, match: re.Match[str]) -> bool:
    """Whether the sender says of a quotation that it is so."""
    before = text[max(0, match.start() - _BEFORE) : match.start()]
    if FORBIDDEN.search(before) or _DENIED.search(before):
        return False
    said = _OWNED.match(text, match.end())
    if said is None:
        return False
    end = re.compile(r"[.!?\n]|$").search(text, said.end())
    return not _DENIED.search(text[match.end() : end.start() if end else len(text)])
