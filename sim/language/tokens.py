"""A sentence as the words of the grammar, each with its place in the text."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from sim.language.lexicon import LENGTHS, PHRASES, Sense


class Token(NamedTuple):
    """One word or phrase of a sentence.

    Attributes:
        kind: subject, state, not, tense, ..., joint (a separator) or word.
        value: which subject, state, tense or joint; the word itself for a word.
        start: where it begins in the text.
        end: where it ends.
        text: the words, in small letters.
    """

    kind: str
    value: str
    start: int
    end: int
    text: str


_WORD: Final = re.compile(
    r"w/o?\b|w/|p\d\d\b|[rs]\d\b|[2-5]\d\ds\b|[^\W\d_]+(?:'[^\W\d_]+)*"
    r"|\d+(?:[:.,]\d+)*(?:xx)?|[.]{2,}|->|=>|[^\w\s]",
    re.UNICODE,
)
_SHORT: Final = {
    "can't": "can not", "cannot": "can not", "cant": "can not", "won't": "will not",
    "wont": "will not", "shan't": "shall not", "dont": "do not", "doesnt": "does not",
    "isnt": "is not", "arent": "are not", "didnt": "did not", "wasnt": "was not",
    "werent": "were not", "havent": "have not", "hasnt": "has not", "couldnt": "could not",
    "ain't": "is not", "aint": "is not", "gonna": "going to", "it's": "it is",
    "that's": "that is", "there's": "there is", "what's": "what is", "let's": "let us",
    "here's": "here is", "im": "i am", "thats": "that is", "theyre": "they are",
    "u": "you", "r": "are", "ur": "your", "w": "with", "w/": "with", "w/o": "without",
    "ain": "is", "cust": "customer", "pls": "please", "plz": "please",
    "everything's": "everything is", "who's": "who is", "nothing's": "nothing is",
    "nobody's": "nobody is", "he's": "he is", "she's": "she is", "signon": "sign on",
    "storage's": "storage is", "app's": "app is", "login's": "login is",
}  # fmt: skip
_ENDINGS: Final = (("n't", "not"), ("'re", "are"), ("'ve", "have"), ("'ll", "will"), ("'m", "am"),
                   ("'d", "would"), ("'s", ""), ("'", ""))  # fmt: skip
_EMOJI: Final = {
    **dict.fromkeys("✅👍🟢🆗💚☑✔🎉👌😀🙂", "works"),
    **dict.fromkeys("❌👎🔴🚫⛔💥🛑💀🔥✖✗☠🟥", "failing"),
    **dict.fromkeys("🐌🐢🟡", "slow"),
    **dict.fromkeys("🟠", "failing"),
    **dict.fromkeys("⏳⌛🕒", "delayed"),
    **dict.fromkeys("❓❔🤷", "unknown"),
}
JOINTS: Final = {
    **dict.fromkeys(",;:()|/&+=.!?[]{}", ""),
    **dict.fromkeys("-→•*~", "-"),
    "->": "-", "=>": "-", "..": ",", "...": ",", "....": ",", "…": ",",
    **dict.fromkeys(("and", "or", "but", "nor", "while", "whilst", "whereas", "though", "although",
                     "yet", "however", "because", "so", "plus", "when", "where", "only that",
                     "despite", "hence", "therefore", "thus"), ""),
}  # fmt: skip
_CODES: Final = frozenset(
    {"500", "501", "502", "503", "504", "507", "429", "413", "403", "401", "408", "5xx"}
)
_FINE_CODES: Final = frozenset({"200", "201", "204", "200s"})
_PARTS: Final = frozenset(
    [
        "part",
        "parts",
        "facility",
        "facilities",
        "function",
        "functionality",
        "feature",
        "features",
        "side",
        "path",
        "service",
        "services",
        "page",
        "form",
        "button",
        "endpoint",
        "endpoints",
        "api",
        "process",
        "operation",
        "operations",
        "request",
        "requests",
        "attempt",
        "attempts",
        "job",
        "jobs",
        "traffic",
        "calls",
        "call",
        "module",
        "section",
        "screen",
        "system",
        "systems",
        "option",
        "tool",
        "subsystem",
        "component",
        "components",
        "pipeline",
        "pipelines",
        "activity",
        "server",
    ]
)
"""What may stand behind the name of an action without changing what is spoken of."""
_COUNTED: Final = frozenset(
    ["list", "lists", "file", "files", "user", "users", "customer", "customers", "uploads"]
)


_REPEATED: Final = re.compile(r"([^\W\d_])\1{2,}")
"""A letter drawn out, as in `sooo` and `aaages`."""


def _words(text: str, plain: str, start: int, end: int) -> list[tuple[str, int, int]]:
    found: list[tuple[str, int, int]] = []
    for match in _WORD.finditer(plain, start, end):
        word, left, right = _REPEATED.sub(r"\1", match[0]), match.start(), match.end()
        if (
            word == "-" == text[left]
            and plain[left - 1 : left].isalpha()
            and plain[right : right + 1].isalpha()
        ):
            continue  # sign-in is read as sign in
        if word == "put" and text[left:right] == "PUT":
            word = "uploads"
        elif word == "get" and text[left:right] == "GET" and not _shouted(text, start, end):
            word = "downloads"
        elif word in {"gets", "puts"} and plain[right : right + 2].strip()[:1].isdigit():
            word = "uploads" if word == "puts" else "downloads"
        if word in _SHORT:
            found.extend((one, left, right) for one in _SHORT[word].split())
            continue
        if "'" in word and len(word) > 1:
            for ending, long in _ENDINGS:
                if word.endswith(ending):
                    found.append((word.removesuffix(ending), left, right))
                    if long:
                        found.append((long, left, right))
                    break
            else:
                found.append((word, left, right))
            continue
        found.append((word, left, right))
    return found


def _shape(name: str) -> str:
    """A word as phrases have it: `@` for a time of day, `#` for another number."""
    if not name[0].isdigit():
        return name
    return "@" if ":" in name else "#"


def _shouted(text: str, start: int, end: int) -> bool:
    return text[start:end].isupper()


_PERCENTILE: Final = re.compile(r"p\d\d$")


def _acts(found: list[Token], names: list[str], place: int) -> bool:
    """Whether `open`, `read` or `write` is what is done with lists here."""
    before = found[-1] if found else None
    after = names[place + 1] if place + 1 < len(names) else "."
    if names[place] in {"open", "opens"}:
        if before is None:
            return False
        if before.kind in {"tense", "state"} and before.text in {"is", "are", "remain", "remains"}:
            return False
        near = any(one.kind == "subject" and one.value == "files" for one in found[-4:])
        them = any(one.kind == "they" for one in found[-3:])
        to_do = before.text in {"not", "to", "can", "will", "do", "does", "did"}
        return (near or them) or (to_do and after not in {"a", "an", "the"})
    if after in _AFTER_NOUN:
        return True
    joined = after in JOINTS or after in _AFTER_VERB or after[0].isdigit()
    return joined and (
        before is None or before.kind in {"joint", "subject"} or before.text in _BEFORE_VERB
    )


_AFTER_NOUN: Final = frozenset(
    [
        "error",
        "errors",
        "failure",
        "failures",
        "timeout",
        "timeouts",
        "latency",
        "latencies",
        "problem",
        "problems",
        "issue",
        "issues",
        "outage",
        "delays",
        "throughput",
        "performance",
    ]
)
_AFTER_VERB: Final = frozenset(
    [
        "is",
        "are",
        "goes",
        "go",
        "works",
        "work",
        "fails",
        "fail",
        "ok",
        "fine",
        "down",
        "broken",
        "dead",
        "slow",
        "okay",
        "okish",
        "also",
        "still",
    ]
)
_BEFORE_VERB: Final = frozenset(
    ["the", "of", "on", "not", "no", "only", "each", "every", "any", "all", "be", "and", "or"]
)


def _alone(names: list[str], place: int) -> bool:
    """Whether a number stands at the end of its part, as a status code does."""
    after = names[place + 1] if place + 1 < len(names) else "."
    return after in JOINTS or after in {"ok", "again", "now", "everywhere"}


def tokens(text: str, plain: str, start: int, end: int) -> list[Token]:
    """The tokens of a sentence; `plain` is the text in small letters, place by place."""
    words = _words(text, plain, start, end)
    names = [word for word, _, _ in words]
    shapes = [_shape(name) for name in names]
    found: list[Token] = []
    place, last = 0, len(words)
    while place < last:
        name = names[place]
        sense, length = Sense("word", name), 1
        for size in LENGTHS.get(shapes[place], ()):
            known = PHRASES.get(tuple(shapes[place : place + size]))
            if known is not None and place + size <= last:
                sense, length = known, size
                break
        else:
            if name in {"open", "opens", "read", "write"} and _acts(found, names, place):
                sense = Sense("subject", "uploads" if name == "write" else "downloads")
            elif _PERCENTILE.match(name):
                sense = Sense("state", "percentile")
            elif name in JOINTS:
                sense = Sense("joint", JOINTS[name] or name)
            elif name in _EMOJI:
                sense = Sense("emoji", _EMOJI[name])
            elif name[0] == "." and len(name) > 1:
                sense = Sense("joint", "-")
            elif name in _FINE_CODES and _alone(names, place):
                sense = Sense("state", "works")
            elif name.removesuffix("s") in _CODES and not (
                place + 1 < last and names[place + 1] in _COUNTED
            ):
                sense = Sense("state", "failing")
            elif name[0].isdigit():
                number = name.replace(",", ".")
                sense = Sense("not") if number in {"0", "0.0"} else Sense("number", name)
        if sense.kind == "subject" and sense.value in {"uploads", "downloads", "sign_in"}:
            while place + length < last and names[place + length] in _PARTS:
                length += 1
        found.append(
            Token(
                sense.kind,
                sense.value or name,
                words[place][1],
                words[place + length - 1][2],
                " ".join(names[place : place + length]),
            )
        )
        place += length
    return found
