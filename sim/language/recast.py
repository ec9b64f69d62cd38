"""More turns of phrase set straight: lengths, rates, lists that are shown, who is meant.

Each takes a sentence's tokens and gives them back as the grammar reads them, or as they were.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from sim.language.parts import ACTIONS
from sim.language.sets import set_of
from sim.language.spans import ON, ends, names_until, text_at
from sim.language.tokens import Token

_Words = list[Token]
_BOTH: Final = 2
_TAKES: Final = ("take", "need")
_COUNTS: Final = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30,
    "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90,
}  # fmt: skip
_SECONDS: Final = {"s": 1, "sec": 1, "secs": 1, "second": 1, "seconds": 1, "min": 60, "mins": 60,
                   "minute": 60, "minutes": 60, "hour": 3600, "hours": 3600}  # fmt: skip


def instead(words: _Words) -> _Words:
    """`Takes forty seconds instead of two` is slow; two instead of forty is not."""
    for place, one in enumerate(words):
        instead = one.text in {"instead of", "rather than"}
        behind = place + 1 if instead else place + 2
        if not instead and (one.text, text_at(words, place + 1)) not in _INSTEAD:
            continue
        now, usual = _long(words, place - 2), _long(words, behind)
        start = next((at for at in range(place) if words[at].text.startswith(_TAKES)), -1)
        if not now or not usual or start < 0:
            continue
        seconds, unit = now
        slow = seconds > usual[0] * (usual[1] or unit)
        near = words[start]
        state = Token("state", "slow" if slow else "works", near.start, words[behind].end, "slow")
        return [*words[:start], state, *words[behind + 1 + bool(usual[1]) :]]
    return words


_INSTEAD: Final = frozenset({("instead", "of"), ("rather", "than")})


def _long(words: _Words, place: int) -> tuple[float, int] | None:
    """A length in seconds with its unit, 0 where none is said; None for no number."""
    text = text_at(words, place)
    number = _COUNTS.get(text) or (float(text) if text.replace(".", "", 1).isdigit() else 0)
    unit = _SECONDS.get(text_at(words, place + 1), 0)
    return (number * (unit or 1), unit) if number else None


_SPINS: Final = set_of("spins spinning spinner spinners hourglass hang hangs hanging")


def spinning(words: _Words) -> _Words:
    """`A spinner for a minute` is slow: it ends."""
    for place, one in enumerate(words):
        if one.text.split()[-1] not in _SPINS or text_at(words, place + 1) != "for":
            continue
        then = place + 2
        while text_at(words, then) in _UP_TO:
            then += 1
        if _long(words, then) is not None and text_at(words, then + 1) in _SECONDS:
            slow = one._replace(kind="state", value="slow", end=words[then + 1].end)
            return [*words[:place], slow, *words[then + 2 :]]
    return words


_UP_TO: Final = frozenset({"up", "to", "up to", "about", "around", "some", "roughly", "good"})


def sender(words: _Words) -> _Words:
    """`List Cutter: uploads fail` is said by List Cutter, and not of it."""
    if text_at(words, 1) != ":" or words[0].text not in {"list cutter", "lc"}:
        return words
    rest = words[2:]
    named = any(one.kind == "subject" and one.value != "other" for one in rest)
    return rest if named and any(one.kind == "state" for one in rest) else words


_VIEWED: Final = set_of("accessed displayed shown viewed reached loaded read retrieved")


def viewed(words: _Words) -> _Words:
    """`Lists cannot be shown` speaks of getting them out."""
    found: _Words = []
    for at, one in enumerate(words):
        lists = any(
            before.value == "files" and behind.value == "can"
            for before, behind in pairwise(words[:at])
        )
        if lists and one.text in _VIEWED and words[at - 1].text == "be":
            found.append(one._replace(kind="subject", value="downloads"))
        else:
            found.append(one)
    return found


def inside(words: _Words) -> _Words:
    """`People already logged in can save` says who, and nothing of logging in."""
    for at, one in enumerate(words):
        who = at - 1 - (text_at(words, at - 1) == "already")
        who -= (
            who > 1 and text_at(words, who) in {"are", "were"} and text_at(words, who - 1) == "who"
        )
        who -= text_at(words, who) == "who"
        done = one.value == "sign_in" and one.text.split()[0] in {"logged", "signed"}
        if done and who >= 0 and text_at(words, who) in _PEOPLE:
            return [*words[: who + 1], *words[at + 1 :]]
    return words


def queue_of(words: _Words) -> _Words:
    """`Upload queue: slow` names the queue; `uploads queue` says what they do."""
    for at, one in enumerate(words[:-2]):
        named = one.value == "uploads" and words[at + 1].text in {"queue", "queues"}
        if named and words[at + 2].text in {":", "-", "="} and words[at + 1].kind == "state":
            return [*words[: at + 1], *words[at + 2 :]]
    return words


WAY: Final = "way"
"""The value of what stands for a way in: `downloads (API)`."""
_WAYS: Final = set_of("web api mobile app browser ios android cli s3 desktop website")


def one_way(words: _Words) -> _Words:
    """`Downloads (API)` are most of the downloads at best."""
    for at, one in enumerate(words[:-3]):
        way = words[at + 1].text == "(" and words[at + 3].text == ")"
        if one.value in ACTIONS and way and words[at + 2].text in _WAYS:
            some = words[at + 2]._replace(kind="word", value=WAY, text="most")
            return [*words[:at], one, some, *words[at + 4 :]]
    return words


def who_do(words: _Words) -> _Words:
    """`Those who store lists in Asia see errors` says who sees them, and nothing of storing."""
    for at, one in enumerate(words[:-1]):
        if one.text != "who" or words[at + 1].value not in ACTIONS:
            continue
        last = next((to for to in range(at + 2, len(words)) if words[to].kind in _MAIN), 0)
        if last and words[last].kind == "tense":
            return [*words[:at], *words[last:]]
    return words


_MAIN: Final = frozenset({"tense", "state", "joint", "not"})
_PEOPLE: Final = set_of("people users customers those everyone anyone everybody anybody colleagues")


def problem(words: _Words) -> _Words:
    """`The problem with uploads and downloads is solved` is that they work."""
    for at, one in enumerate(words):
        if one.value != "affected" or one.kind != "state":
            continue
        then = at + 1 + (text_at(words, at + 1) in {"that", "which"})
        if then >= len(words) or not (
            text_at(words, then) in {*ON, "affecting"} or words[then].value == "affected"
        ):
            continue
        last = names_until(words, then + 1)
        names = words[then + 1 : last]
        end = next((place for place in range(last, len(words)) if ends(words, place)), len(words))
        rest = words[last:end]
        solved = any(token.value == "repaired" for token in rest)
        open_ = any(token.kind == "not" or token.value in {"will", "future"} for token in rest)
        if sum(token.kind == "subject" for token in names) >= _BOTH and solved and not open_:
            return [*words[:at], *names, *words[last:]]
    return words


def told_of(words: _Words) -> _Words:
    """`Not affected by the attack that the press reports`: who reports it reports no list."""
    for at, one in enumerate(words):
        if one.kind != "reported" or not ends(words, at + 1):
            continue
        that = next((to for to in range(max(0, at - 3), at) if words[to].text in _THAT), -1)
        if that > 0 and any(token.kind == "state" for token in words[:that]):
            return [*words[:that], *words[at + 1 :]]
    return words


_THAT: Final = frozenset({"that", "which"})
_SUCCESSES: Final = frozenset(
    {"success rate", "success ratio", "success rates", "success", "availability"}
)


def rate_of(words: _Words) -> _Words:
    """`Success rate of uploads: 61 %`: the figure belongs to the rate."""
    for at, one in enumerate(words):
        if one.text not in _SUCCESSES:
            continue
        last = names_until(words, at + 1 + (text_at(words, at + 1) in ON))
        figure = words[last + 1 : last + 3]
        ratio = len(figure) == _BOTH and figure[0].kind == "number" and figure[1].text == "%"
        if text_at(words, last) in {":", "=", "-"} and ratio:
            return [*words[:last], *words[last + 1 :]]
    return words


_SAID_YES: Final = {"yes": "works", "yep": "works", "no": "failing", "nope": "failing"}


def yes_no(words: _Words) -> _Words:
    """`Downloads yes, uploads no`: each is said of its own."""
    plain = [one for one in words if one.kind != "joint"]
    names, answers = plain[::2], plain[1::2]
    if len(names) != len(answers) or len(names) < _BOTH:
        return words
    if any(one.value not in ACTIONS for one in names):
        return words
    if any(one.text not in _SAID_YES for one in answers):
        return words
    return [
        one._replace(kind="state", value=_SAID_YES[one.text], text="ok")
        if one.text in _SAID_YES
        else one
        for one in words
    ]
