"""A second look at each claim, in the sentence it stands in: what takes it back again.

A condition (`until R2 is back`), an amount of nothing (`fails for none of us`), a moment (`came
back for a minute`), a part (`some downloads work`), what happens later, or another thing's name:
where one of these stands beside a claim, it is not made.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sim.language.settle import Found

_ENDS: Final = re.compile(r"[.!?;\n]")
_CONDITION: Final = re.compile(
    r"\b(?:until|till|once|as soon as|when|whenever|unless|if|in case)\s+(?:the |our |their )?$"
)
_STARTS: Final = re.compile(r"^(?:until|till|once|as soon as|when|unless|if)\b")
_NONE: Final = re.compile(
    r"\b(?:for|by|to|of) (?:none|nobody|no one|zero|0(?:\.0+)?)\b|"
    r"\b0(?:\.0+)? ?(?:%|percent|seconds?|minutes?|s\b)|\bof our competitors\b"
)
_BRIEFLY: Final = re.compile(
    r"\bfor a (?:minute|moment|while|second)\b|\bbriefly\b|\bthen (?:broke|failed|fell)\b|"
    r"\bfailed again\b|\botherwise\b"
)
_PARTLY: Final = re.compile(
    r"\b(?:some|half|most|part|many|few|fewer|usually|sometimes|two of three|one of two)\b"
)
_LATER: Final = re.compile(
    r"\b(?:stor|sav|process|show|appear|write|written|kept|keep)\w*\b[^.!?]*\b(?:later|once|afterwards)\b"
)
_NOT_FROM: Final = re.compile(r",?\s*(?:but |and )?not (?:from|with|via|through|by|for)\b")
"""`They work from the office, not from outside`: only a part works."""
_READ_ONLY: Final = re.compile(r"\bread[- ]only\b")
_DOWNLOADS: Final = re.compile(
    r"\b(?:downloads?|downloading|retriev\w*|fetch\w*|open\w*|reads|get)\b"
)
_ONE_WAY: Final = re.compile(
    r"\b(?:with|via|by|using|through) (?:a |an |the |your |their )?"
    r"(?:password|sso|google|e?-?mail|saml)\b(?! or| and)"
)
"""`Signing in with a password works` is the rest of what fails."""
_OTHERS: Final = re.compile(r"\b(?:d1|kv|dns|cdn|database|monitoring|chat|website|web site)\b")
_NAMED: Final = re.compile(
    r"\b(?:download\w*|upload\w*|files?|lists?|sign\w*|log\w*|storage|r2|bucket|service|they|both|all|"
    r"these|those|everything|it)\b"
)
_GONE: Final = re.compile(r"\bnot found\b|\bcome back as (?:not|empty|garbage)\b")


_TURN: Final = re.compile(r"[,;:]\s|\bbut\b")


def _begin(text: str, one: Found) -> int:
    before = [match.end() for match in _ENDS.finditer(text, 0, one.start)]
    return before[-1] if before else 0


def _sentence(text: str, one: Found) -> str:
    after = _ENDS.search(text, one.end)
    return text[_begin(text, one) : after.start() if after else len(text)]


def _well(text: str, one: Found) -> bool:
    """Whether a claim that something is well is taken back by what stands beside it."""
    quote, sentence = text[one.start : one.end], _sentence(text, one)
    if _CONDITION.search(text[max(0, one.start - 30) : one.start]) or _STARTS.match(quote):
        return True
    if _BRIEFLY.search(sentence) or (one.subject == "files" and _GONE.search(sentence)):
        return True
    if _PARTLY.search(text[max(0, one.start - 12) : one.end + 20]) or _one_way(text, one):
        return True
    if one.state != "safe" and _NOT_FROM.match(text, one.end):
        return True
    if one.subject == "uploads" and _LATER.search(sentence):
        return True
    return bool(_OTHERS.search(quote) and not _NAMED.search(quote))


def _one_way(text: str, one: Found) -> bool:
    return one.subject == "sign_in" and _ONE_WAY.search(text, one.start, one.end) is not None


def _ill(text: str, one: Found) -> bool:
    """Whether a claim of trouble is."""
    sentence = _sentence(text, one)
    if _NONE.search(text[one.start : one.end + 30].partition(".")[0]):
        return True
    misread = one.subject == "downloads" and _READ_ONLY.search(sentence)
    return bool(misread and not _DOWNLOADS.search(_READ_ONLY.sub("", sentence)))


_NOT_KNOWN: Final = re.compile(
    r"\b(?:not known|not (?:yet )?(?:sure|clear|certain)|unknown|unclear|unsure|uncertain|"
    r"no idea|report\w*|claim\w*|complain\w*|says?|said|check\w*|scan\w*|verif\w*|"
    r"investigat\w*|controlling|"
    r"(?:do not|don't|dont|cannot|can't|cant|does not) (?:yet )?(?:know|say|tell))\b"
)
_STORED: Final = re.compile(
    r"(?<!no )\b(?:files?|lists?|data|csvs?|documents?|objects?|records?|content)\b"
)
_BY_WAY: Final = re.compile(
    r"\b(?:with|via|through|using|by|from) (?:a |an |the |your )?\w+"
    r"|\bin the office\b|\bat home\b|\bon site\b"
)
_WELL: Final = frozenset({"works", "can", "safe", "repaired"})


def _guessed(text: str, one: Found) -> bool:
    """Whether it is said of files that nobody knows, without saying so of files."""
    sentence = _sentence(text, one)
    known = _NOT_KNOWN.search(sentence) and _STORED.search(sentence)
    return one.subject == "files" and one.state == "unknown" and not known


def _api(text: str, one: Found, other: Found) -> bool:
    """`From the browser they work, but the API times out`: both are ways to the same."""
    way = other.subject == "service" and re.search(r"\bapi\b", text[other.start : other.end])
    return bool(way) and _begin(text, one) == _begin(text, other)


def _narrowed(text: str, one: Found, others: Iterable[Found]) -> bool:
    """Whether another claim makes it the rest: another way in, or the figure of what is named."""
    quote = text[one.start : one.end]
    if one.state in _WELL:
        if one.subject == "service" and _of_another(text, one, others):
            return True
        ill = any(
            other.state not in _WELL and (other.subject == one.subject or _api(text, one, other))
            for other in others
        )
        ahead = _TURN.split(text[_begin(text, one) : one.start])[-1]
        return ill and _BY_WAY.search(ahead + quote) is not None
    return one.subject == "service" and _of_another(text, one, others)


_RATE: Final = re.compile(r"\berror rates?\b")
_SCREEN: Final = re.compile(
    r"\b(?:app|site|page|portal|application|website) "
    r"(?:\w+ )?(?:shows?|gives?|displays?|throws?|returns?|says?|reports?)\b"
)


def _of_another(text: str, one: Found, others: Iterable[Found]) -> bool:
    """Whether it is the figure, or the screen, of what the same sentence names."""
    sentence, quote = _sentence(text, one), text[one.start : one.end]
    if _RATE.search(quote):
        return any(
            other.subject != "service" and _sentence(text, other) == sentence for other in others
        )
    ahead = text[_begin(text, one) : one.start]
    return bool(_SCREEN.search(quote) and _ACTION.search(ahead))


_ACTION: Final = re.compile(
    r"\b(?:up|down)loads?\b|\b(?:up|down)loading\b|\bopen(?:ing)?\b|\bsav(?:e|ing)\b|\bstor(?:e|ing)\b"
)


def standing(text: str, found: Sequence[Found]) -> list[Found]:
    """The claims that nothing beside them takes back; `text` is in small letters."""
    kept = []
    for one in found:
        takes_back: Callable[[str, Found], bool] = _well if one.state in _WELL else _ill
        if takes_back(text, one) or _guessed(text, one) or _narrowed(text, one, found):
            continue
        kept.append(one)
    return kept
