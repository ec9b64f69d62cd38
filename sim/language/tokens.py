"""A sentence as the words of the grammar, each with its place in the text."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from sim.language.lexicon import LENGTHS, PHRASES, Sense
from sim.language.sets import set_of


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
    r"|\d+(?:[:.,]\d+)*(?:xx|k\b)?|[.]{2,}|->|=>|[^\w\s]",
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
    "n": "and", "q": "queue",
    "ain": "is", "cust": "customer", "ppl": "people", "pls": "please", "plz": "please",
    "everything's": "everything is", "who's": "who is", "nothing's": "nothing is",
    "nobody's": "nobody is", "he's": "he is", "she's": "she is", "signon": "sign on",
    "storage's": "storage is", "app's": "app is", "login's": "login is",
}  # fmt: skip
_ENDINGS: Final = (("n't", "not"), ("'re", "are"), ("'ve", "have"), ("'ll", "will"), ("'m", "am"),
                   ("'d", "would"), ("'s", ""), ("'", ""))  # fmt: skip
_EMOJI: Final = {
    **dict.fromkeys("🚀✅👍🟢🆗💚☑✔🎉👌😀🙂", "works"),
    **dict.fromkeys("✘❌👎🔴🚫⛔💥🛑💀🔥✖✗☠🟥", "failing"),
    **dict.fromkeys("🐌🐢🟡", "slow"),
    **dict.fromkeys("🟠", "affected"),
    **dict.fromkeys("⏳⌛🕒", "delayed"),
    **dict.fromkeys("❓❔🤷", "unknown"),
}
JOINTS: Final = {
    **dict.fromkeys(",;:()|/&+=.!?[]{}", ""),
    **dict.fromkeys("-→•*~", "-"),
    "->": "-", "=>": "-", "..": ",", "...": ",", "....": ",", "…": ",",
    **dict.fromkeys(("and", "or", "but", "nor", "while", "whilst", "whereas", "though", "although",
                     "albeit",
                     "yet", "however", "because", "so", "plus", "when", "where", "only that",
                     "despite", "hence", "therefore", "thus"), ""),
}  # fmt: skip
_CODES: Final = frozenset(
    {"500", "501", "502", "503", "504", "507", "429", "413", "403", "401", "404", "408", "5xx"}
)
FINE_CODES: Final = frozenset({"200", "201", "204", "200s"})
_PARTS: Final = set_of(
    "part parts facility facilities function functionality feature features side path "
    "service services page form button endpoint endpoints api process operation operations "
    "request requests attempt attempts job jobs traffic calls call module section screen "
    "system systems option tool subsystem component components pipeline pipelines activity "
    "server"
)
"""What may stand behind the name of an action without changing what is spoken of."""
_COUNTED: Final = set_of("list lists file files user users customer customers uploads")


_REPEATED: Final = re.compile(r"([^\W\d_])\1{2,}")
"""A letter drawn out, as in `sooo` and `aaages`."""


def _words(text: str, plain: str, start: int, end: int) -> list[tuple[str, int, int]]:
    found: list[tuple[str, int, int]] = []
    shouted = text[start:end].isupper()
    for match in _WORD.finditer(plain, start, end):
        word, left, right = _REPEATED.sub(r"\1", match[0]), match.start(), match.end()
        hyphen = word == "-" == text[left]
        if hyphen and plain[left - 1 : left].isalpha() and plain[right : right + 1].isalpha():
            continue  # sign-in is read as sign in
        if word in _METHODS:
            figure = _FIGURE.match(plain, right) is not None
            written = text[left:right] in {word.upper(), f"{word[:-1].upper()}s"}
            method = written and (word == "put" or not shouted or figure)
            named = plain[left - 1 : left] in {"-", "_"} or plain[right : right + 1] in {"-", "_"}
            begins = plain[start:left].rstrip()[-1:] in {"", *",;:|/(+-"}
            begins = begins or word in {"put", "puts"}  # everybody gets errors
            counted = begins and _COUNTED_BY.match(plain, right) is not None
            if method or named or counted or (word.endswith("s") and figure):
                word = _METHODS[word]
        found.extend((one, left, right) for one in _spelt_out(word))
    return found


_FIGURE: Final = re.compile(r"[\s:=(/>\u2192-]{0,4}(?:put\W{1,3})?\d")
_COUNTED_BY: Final = re.compile(r"\s(?:errors?|failures?|timeouts?|latency|latencies|p\d\d|5xx)\b")
_METHODS: Final = {"put": "uploads", "puts": "uploads", "get": "downloads", "gets": "downloads"}
"""HTTP's words, where they are written as such or have a figure behind them."""


def _spelt_out(word: str) -> list[str]:
    """`can't` as can and not; `vendor's` as vendor; `crawlin` as crawling."""
    if word in _SHORT:
        return _SHORT[word].split()
    if "'" in word and len(word) > 1:
        for ending, long in _ENDINGS:
            if word.endswith(ending):
                return [one for one in (word.removesuffix(ending), long) if one]
    drawled = word.endswith("in") and (word,) not in PHRASES and (f"{word}g",) in PHRASES
    return [f"{word}g" if drawled else word]


def _shape(name: str) -> str:
    """A word as phrases have it: `@` for a time of day, `#` for another number."""
    if not name[0].isdigit():
        return name
    return "@" if ":" in name else "#"


_PERCENTILE: Final = re.compile(r"p\d\d$")


def _acts(found: list[Token], names: list[str], place: int) -> bool:
    """Whether `open`, `read` or `write` is what is done with lists here."""
    before = next((one for one in reversed(found) if one.text not in _LIGHT), None)
    after = names[place + 1] if place + 1 < len(names) else "."
    if names[place] in {"open", "opens"}:
        if before is None or not _LEFT_OPEN.isdisjoint(names[max(0, place - 3) : place]):
            return False
        if before.kind in {"tense", "state"} and before.text in {"is", "are", "remain", "remains"}:
            return False
        near = any(one.kind == "subject" and one.value == "files" for one in found[-4:])
        them = any(one.kind == "they" for one in found[-3:])
        to_do = before.text in {"not", "to", "can", "will", "do", "does", "did", "neither"}
        return (near or them) or (to_do and after not in {"a", "an", "the"})
    if after in _AFTER_NOUN or (before is not None and before.text in {"every", "each", "any"}):
        return True
    joined = after in JOINTS or after in _AFTER_VERB or after[0].isdigit()
    return joined and (
        before is None or before.kind in {"joint", "subject"} or before.text in _BEFORE_VERB
    )


_LEFT_OPEN: Final = set_of(
    "incident ticket case issue call bridge window page tab door doors question questions"
)
"""What is left open without being read."""
_LIGHT: Final = set_of("even just simply still actually really currently properly")
_AFTER_NOUN: Final = set_of(
    "error errors failure failures timeout timeouts latency latencies problem problems "
    "issue issues outage delays throughput performance"
)
_AFTER_VERB: Final = set_of(
    "is are goes go not nok works work fails fail ok fine down broken dead slow okay okish also "
    "still"
)
_BEFORE_VERB: Final = set_of("the of on not no only each every any all be and or")


def _alone(names: list[str], place: int) -> bool:
    """Whether a number stands at the end of its part, as a status code does."""
    after = names[place + 1] if place + 1 < len(names) else "."
    return after in JOINTS or after in {"uploads", "downloads", "ok", "again", "now", "everywhere"}


def tokens(text: str, plain: str, start: int, end: int) -> list[Token]:
    """The tokens of a sentence; `plain` is the text in small letters, place by place."""
    words = _words(text, plain, start, end)
    names = [word for word, _, _ in words]
    shapes = [_shape(name) for name in names]
    found: list[Token] = []
    place, last = 0, len(words)
    while place < last:
        length = _phrase_length(shapes, place)
        if length:
            sense = PHRASES[tuple(shapes[place : place + length])]
        else:
            sense, length = _single(found, names, place), 1
        if sense.kind == "subject" and sense.value in _ACTIONS:
            while place + length < last and names[place + length] in _PARTS:
                length += 1
        left, right = words[place][1], words[place + length - 1][2]
        said = " ".join(names[place : place + length])
        value = sense.value or names[place]
        if sense.kind == "word" and text[left].isupper() and found and _locates(found[-1]):
            value = PLACE
        found.append(Token(sense.kind, value, left, right, said))
        place += length
    return found


PLACE: Final = "place"
"""The value of a capitalised name behind `in` or `from`: it says where, and changes nothing."""


def _locates(before: Token) -> bool:
    return before.value == PLACE or before.text in {"in", "from", "across", "outside", "around"}


_ACTIONS: Final = frozenset({"uploads", "downloads", "sign_in"})


def _phrase_length(shapes: list[str], place: int) -> int:
    """How many words the longest known phrase has that begins here; 0 without."""
    for size in LENGTHS.get(shapes[place], ()):
        last = place + size
        product = shapes[last - 1 : last + 1] == ["list", "cutter"]  # no list is reached there
        if last <= len(shapes) and tuple(shapes[place:last]) in PHRASES and not product:
            return size
    return 0


def _single(found: list[Token], names: list[str], place: int) -> Sense:
    """A word that is no phrase: a joint, an emoji, a figure, or just a word."""
    name = names[place]
    if name in JOINTS:
        return Sense("joint", JOINTS[name] or name)
    if name[0].isdigit():
        return _figure(names, place)
    if name in _EMOJI:
        return Sense("emoji", _EMOJI[name])
    if name in {"open", "opens", "read", "write"} and _acts(found, names, place):
        return Sense("subject", "uploads" if name == "write" else "downloads")
    if name[0] == ".":
        return Sense("joint", "-")
    return Sense("state", "percentile") if _PERCENTILE.match(name) else Sense("word", name)


def _figure(names: list[str], place: int) -> Sense:
    """A number: a status code, none at all, or just a number."""
    name = names[place]
    if name in FINE_CODES and _alone(names, place):
        return Sense("state", "works")
    counted = place + 1 < len(names) and names[place + 1] in _COUNTED
    if name.removesuffix("s") in _CODES and not counted:
        return Sense("state", "failing")
    return Sense("not") if name.replace(",", ".") in {"0", "0.0"} else Sense("number", name)
