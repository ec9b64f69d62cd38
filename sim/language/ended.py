"""What is over: `uploads 500s gone`, and an incident told of by what it affected.

Each takes a sentence's tokens and gives them back as the grammar reads them, or as they were.
"""

from __future__ import annotations

from typing import Final

from sim.language.sets import set_of
from sim.language.spans import ends, names_until, text_at
from sim.language.tokens import Token

_Words = list[Token]
_TROUBLES: Final = frozenset({"failing", "slow", "delayed", "affected"})
_NOUNS: Final = set_of(
    "error errors failure failures timeout timeouts exception exceptions rejection rejections "
    "delay delays latency slowness lag backlog"
)
_SMALL: Final = set_of("are is have has been all now finally mostly completely to and since again")
_FALLEN: Final = set_of("at down dropped fallen fell back gone went decreased")
_OF: Final = set_of("on for of in with when while during")
_ZERO: Final = set_of("0 zero none nothing 0.0 nil")
_GONE: Final = set_of("gone cleared stopped ceased over ended disappeared vanished")


def _code(text: str) -> bool:
    """Whether a word is a status code: 503s, 5xx."""
    return text.removesuffix("s").removesuffix("xx").isdigit()


def _counts(one: Token) -> bool:
    """Whether a word names trouble that can be counted."""
    last = one.text.split()[-1]
    trouble = one.kind == "state" and one.value in _TROUBLES
    return one.value == "rate" or (trouble and (last in _NOUNS or _code(last)))


def gone(words: _Words) -> _Words:
    """`Uploads 500s gone` and `upload errors are down to zero` say that uploads work."""
    for place, one in enumerate(words):
        if not _counts(one):
            continue
        if place + 1 < len(words) and _counts(words[place + 1]) and _code(one.text):
            words = [*words[:place], *words[place + 1 :]]  # `502 errors` are 502s
        last = _gone_until(words, place)
        if not last:
            continue
        start, end = one.start, words[last - 1].end
        fine = Token("state", "repaired", start, end, "resolved")
        joint = place > 0 and words[place - 1].text in {":", "-", "="}
        named = place > 0 and words[place - 1].kind == "subject"
        what = [] if one.value != "rate" or named else [one]
        if joint and place > 1 and words[place - 2].kind == "subject":
            return [*words[: place - 1], fine, *words[last:]]
        return [*words[:place], *what, *_names(words[place + 1 : last]), fine, *words[last:]]
    return words


def _names(words: _Words) -> _Words:
    """What stands between the trouble and its end, as far as it is a name."""
    return [one for one in words if one.kind == "subject"]


def _gone_until(words: _Words, place: int) -> int:
    """Where `have stopped`, `are down to zero` ends behind a trouble; 0 for none."""
    then = place + 1
    if text_at(words, then) in _OF and then + 1 < len(words):
        then += 1
        while text_at(words, then) in {"the", "all", "our"}:
            then += 1
        if then >= len(words) or words[then].kind != "subject":
            return 0
        then = names_until(words, then)
    while text_at(words, then) in _SMALL:
        then += 1
    text = text_at(words, then)
    if (
        text in _GONE
        and (words[place].value != "rate" or text == "gone")
        and _closes(words, then + 1)
    ):
        return then + 1
    if text in _FALLEN:
        then += 1
        while text_at(words, then) in {"to", "down", "back", "at"}:
            then += 1
        if text_at(words, then) in _ZERO and text_at(words, then + 1) != "%":
            return then + 1
    return 0


def _closes(words: _Words, place: int) -> bool:
    """Whether nothing follows but when it was: `errors over the last hour` are not over."""
    behind = words[place] if place < len(words) else None
    return (
        behind is None
        or behind.kind in {"joint", "tense", "number", "filler"}
        or behind.text in {"since", "at", "as", "again", "everywhere", "for", "around"}
    )


_HIT: Final = set_of("affected impacted touched hit concerned harmed disrupted")
_SPARED: Final = set_of("unaffected untouched unimpacted unharmed spared")


def not_by(words: _Words) -> _Words:
    """`Uploads are not affected by the outage` says of no upload that it fails."""
    for place, one in enumerate(words[:-1]):
        denied = one.text in _HIT and any(
            token.kind == "not" for token in words[max(0, place - 3) : place]
        )
        by = text_at(words, place + 1)
        if not (denied or one.text in _SPARED) or by.split(" ")[0] not in {"by", "from"}:
            continue
        noun = place + 2
        while noun < len(words) and words[noun].kind in {"word", "they"} and noun - place < _NEAR:
            noun += 1
        trouble = noun < len(words) and words[noun].value in _TROUBLES
        if not trouble:
            continue
        end = next((to for to in range(noun, len(words)) if ends(words, to)), len(words))
        if any(token.kind == "subject" for token in words[noun:end]):
            near = words[place + 1]
            joint = Token("joint", ",", near.start, near.end, ",")
            return [*words[: place + 1], joint, *words[noun:]]
        return [*words[: place + 1], *words[end:]]
    return words


_INCIDENTS: Final = set_of(
    "incident disruption outage interruption disturbance event degradation breakdown error fault "
    "bug problem rule setting change misconfiguration"
)
_THEN: Final = set_of("was were had hit made kept caused left brought took put meant")
_ENDS: Final = set_of(
    "over ended closed resolved finished solved gone ceased passed concluded history removed "
    "corrected eliminated reverted undone fixed"
)
_IS: Final = set_of("is has was are have been")


def incident_that(words: _Words) -> _Words:
    """`The disruption, which affected logins, has ended` says of no login that it fails."""
    for place, one in enumerate(words):
        if one.text.split()[-1] not in _INCIDENTS:
            continue
        aside = text_at(words, place + 1) == ","
        then = place + 1 + aside
        verb = then + 1
        while text_at(words, verb) in {"briefly", "also", "mainly", "only", "temporarily"}:
            verb += 1
        past = text_at(words, verb)
        told = past in _THEN or past.split(" ")[0].endswith("ed")
        if text_at(words, then) not in {"which", "that"} or not told:
            continue
        last = _main(words, verb + 1)
        if last:
            return [*words[: place + 1], *words[last:]]
    return words


def _main(words: _Words, start: int) -> int:
    """Where the main verb of an incident's end stands; 0 for none."""
    for place in range(start, len(words)):
        if words[place].text in _ENDED and words[place - 1].kind not in {"not", "joint"}:
            return place
        if words[place].text not in _IS:
            continue
        last = place
        while not ends(words, last) and last - place < _NEAR:
            if words[last].kind == "not":
                return 0
            if words[last].text.split()[-1] in _ENDS:
                return place
            last += 1
    return 0


_NEAR: Final = 5
_ENDED: Final = set_of("ended finished ceased")
