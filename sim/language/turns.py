"""Turns of phrase set straight before the grammar reads them: a sentence's tokens for its tokens.

`200 on GET` becomes `GET 200`, `Impact: none on downloads` becomes `downloads unaffected`, and what
only says who said so, or how much is meant, is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sim.language.aims import aimed_at
from sim.language.ended import gone, incident_that, not_by
from sim.language.parts import ACTIONS
from sim.language.recast import (
    inside,
    instead,
    one_way,
    problem,
    queue_of,
    rate_of,
    sender,
    spinning,
    told_of,
    viewed,
    who_do,
    yes_no,
)
from sim.language.sets import set_of
from sim.language.spans import ARTICLES, ON, ends, listed_until, names_until, text_at
from sim.language.timeline import newest
from sim.language.tokens import FINE_CODES, Token
from sim.language.trims import left_out, never
from sim.language.verbs import (
    answers_code,
    but_not,
    comes_later,
    does_not_start,
    found_none,
    goes_in,
    nobody_in,
    opens_page,
    ought_to,
    product,
    see_lists,
    sent_back,
    switched_off,
    works_nothing,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_Words = list[Token]


def straight(words: _Words) -> _Words:
    """The tokens of a sentence with its turns of phrase set straight."""
    for turn in _TURNS:
        words = turn(words)
    return words


def _begins(words: _Words, place: int) -> bool:
    """Whether a clause begins at this place."""
    return place == 0 or words[place - 1].kind == "joint"


def _fine(near: Token) -> Token:
    return Token("state", "works", near.start, near.end, "unaffected")


def _codes(words: _Words) -> _Words:
    """`200 on GET, 503 on PUT`: each code belongs to the verb behind it."""
    found: _Words = []
    place = 0
    while place < len(words):
        code = words[place]
        coded = code.text[:1].isdigit() and (code.kind == "state" or code.text in FINE_CODES)
        verb = words[place + 2] if place + 2 < len(words) else None
        if (
            coded
            and verb is not None
            and verb.value in ACTIONS
            and text_at(words, place + 1) in ON
            and (_begins(words, place) or words[place - 1].text in {"http", "status", "code"})
        ):
            if not _begins(words, place):
                found.pop()
            value = "works" if code.text in FINE_CODES else "failing"
            found += [verb, Token("state", value, code.start, code.end, code.text)]
            place += 3
            continue
        named = bool(found) and found[-1].value in ACTIONS
        alone = ends(words, place + 1) or text_at(words, place + 1) in {
            "in",
            "after",
            "within",
            "ok",
        }
        if named and alone and code.text in FINE_CODES:
            code = code._replace(kind="state", value="works")
        found.append(code)
        place += 1
    return found


_HEADS: Final = set_of("impact effect effects consequences errors error failures restrictions")
_MUCH: Final = set_of("high severe major heavy total big critical significant large partial")
_SEEN: Final = set_of("currently known observed seen noticed reported detected measured identified")
_NONE: Final = frozenset({"none", "no", "zero", "nil", "nothing", "0"})


def _none_on(words: _Words) -> _Words:
    """`Impact: none on downloads` and `Impact: uploads none` say that they are not affected."""
    colon = next((at for at, one in enumerate(words[:6]) if one.text == ":"), 0)
    headed = colon > 0 and words[colon - 1].text.split()[-1] in _HEADS
    headed = headed or (colon > 0 and words[0].text in _HEADS)
    found: _Words = []
    place = colon + 1 if headed else 0
    spared = False
    while place < len(words):
        spares = words[place].text in _NONE if headed else words[place].text in {"none", "nothing"}
        on = place + 1
        while spares and text_at(words, on) in _SEEN:
            on += 1
        if spares and text_at(words, on) in ON and _begins(words, place):
            last = listed_until(words, on + 1)
            last = last if ends(words, last) else names_until(words, on + 1)
            if last > on + 1 and ends(words, last):
                found += [*words[on + 1 : last], _fine(words[last - 1])]
                place, spared = last, True
                continue
        if headed and words[place].text in _MUCH and text_at(words, place + 1) in ON:
            last = names_until(words, place + 2)
            if last > place + 2 and ends(words, last):
                hit = words[place]
                affected = Token("state", "affected", hit.start, words[last - 1].end, "affected")
                found += [*words[place + 2 : last], affected]
                place = last
                continue
        none = headed and text_at(words, place + 1) in _NONE and ends(words, place + 2)
        if words[place].value in ACTIONS and none:
            found += [words[place], _fine(words[place + 1])]
            place, spared = place + 2, True
            continue
        found.append(words[place])
        place += 1
    named = headed and any(one.value in ACTIONS for one in words[1:colon])
    return found if spared and not named else words


_SIZES: Final = set_of(
    "complete total full partial major minor massive widespread general big large severe"
)
_TROUBLES: Final = set_of("outage outages failure breakdown blackout disruption")


def _sized(words: _Words) -> _Words:
    """`Complete R2 outage` is an outage of R2: nothing there is complete."""
    return [
        one
        for at, one in enumerate(words)
        if one.text not in _SIZES
        or at + 2 >= len(words)
        or words[at + 1].kind != "subject"
        or not (
            words[at + 2].text in _TROUBLES
            or (
                one.text == "complete"
                and words[at + 1].value in ACTIONS
                and text_at(words, at - 1) in ARTICLES
            )
        )
    ]


_NUMBERS: Final = set_of(
    "one two three four five six seven eight nine ten twelve twenty fifty hundred thousand million"
)
_OPS: Final = frozenset({"operations", "ops", "operation", "attempts"})


def _shares(words: _Words) -> _Words:
    """`Three in ten operations fail`: some requests do."""
    found: _Words = []
    place = 0
    while place < len(words):
        last = _share_until(words, place)
        if last and last < len(words) and words[last].kind == "subject":
            name = words[last]
            value = "service" if name.text in _OPS else name.value
            found.append(name._replace(value=value))
            place = last + 1
            continue
        found.append(words[place])
        place += 1
    return found


def _share_until(words: _Words, place: int) -> int:
    """Where `three in ten`, `3 out of 10` ends; 0 for none."""
    if not _number(words, place):
        return 0
    behind = place + 1
    if text_at(words, behind) == "out":
        behind += 1
    if text_at(words, behind) not in {"in", "of", "out of"}:
        return 0
    behind += text_at(words, behind + 1) in {"a", "every"}
    if not _number(words, behind + 1):
        return 0
    last = behind + 2
    while text_at(words, last) in ARTICLES or text_at(words, last) in {"all", "every"}:
        last += 1
    return last


def _number(words: _Words, place: int) -> bool:
    return place < len(words) and (
        words[place].text in _NUMBERS or (words[place].text.isdigit() and words[place].text != "0")
    )


_TALK: Final = set_of("rumour rumours rumor rumors reports claims talk gossip stories allegations")
_FALSE: Final = set_of(
    "false untrue wrong unfounded nonsense baseless incorrect mistaken rubbish invented"
)


def _rumours(words: _Words) -> _Words:
    """`Rumours that we have lost data are false` denies what the rumours say."""
    start = 1 if text_at(words, 0) in {"the", "any", "all"} else 0
    if text_at(words, start).split(" ")[0] not in _TALK:
        return words
    for place in range(start + 2, len(words)):
        if words[place].kind == "joint" and words[place].text in {".", ";", ":"}:
            break
        if not ends(words, place + 1):
            continue
        back = place - 1
        not_true = words[place].text == "true" and words[back].kind == "not"
        back -= not_true
        untrue = not_true or words[place].text in _FALSE or words[place].text == "not true"
        if untrue and text_at(words, back) in {"is", "are"}:
            head = words[start]
            denied = Token("denied", "denied", head.start, head.end, "not true that")
            return [denied, *words[start + 1 : back], *words[place + 1 :]]
    return words


_AGAIN: Final = frozenset({"repaired", "safe", "works"})
_GOES_ON: Final = set_of("have has had are is were was can do does")


def _when(token: Token) -> bool:
    """Whether a word says when: yesterday, this morning, at 9."""
    past = token.kind == "tense" and token.value == "past"
    return (past and token.text not in _GOES_ON) or token.kind == "number" or token.text in ON


_BELIEVED: Final = (
    "reported", "believed", "thought", "feared", "presumed", "supposedly", "allegedly", "assumed",
)  # fmt: skip
_LEADS: Final = set_of("that which had have has been were was are is you they we initially first")


def _reported(words: _Words) -> _Words:
    """`The lists reported as missing have turned up` says where they are now."""
    for place, one in enumerate(words):
        if not one.text.startswith(_BELIEVED):
            continue
        first = words[place + 1 : place + 3]
        leads = [token.kind for token in first] == ["state", "subject"]
        if leads and any(token.kind == "state" for token in words[place + 3 :]):
            return [*words[:place], *words[place + 2 :]]
        back = place - 1
        while back >= 0 and words[back].text in _LEADS:
            back -= 1
        after = place + 1
        while text_at(words, after) in {"as", "to", "be"}:
            after += 1
        if back < 0 or after + 1 >= len(words) or words[back].kind != "subject":
            continue
        then = after + 1
        while then + 1 < len(words) and _when(words[then]):
            then += 1
        goes_on = words[then].text in _GOES_ON or words[then].value in _AGAIN
        if words[after].kind == "state" and goes_on:
            return [*words[: back + 1], *words[then:]]
    return words


_DIFFER: Final = set_of(
    "differs differ deviates deviate difference differences deviation deviations discrepancy "
    "discrepancies mismatch mismatches"
)
_NO_ONE: Final = frozenset({"none", "nothing", "no", "not a single", "not one", "zero"})


def _same(words: _Words) -> _Words:
    """`Not a single one differs`, said of lists, is that they are whole."""
    if not any(one.value == "files" or one.text.startswith("checksum") for one in words):
        return words
    found: _Words = []
    place = 0
    while place < len(words):
        if words[place].text in _NO_ONE:
            last = place + 1
            while text_at(words, last) in {"one", "of", "them", "any", "of them"}:
                last += 1
            if text_at(words, last) in _DIFFER:
                near = words[place]
                found.append(Token("they", "they", near.start, near.end, "they"))
                found.append(Token("state", "safe", near.start, words[last].end, "intact"))
                place = last + 1
                continue
        found.append(words[place])
        place += 1
    return found


def _others(words: _Words) -> _Words:
    """`All other lists` are the rest, which is not named."""
    found: _Words = []
    for one in words:
        last = found[-1] if found else None
        rest = last is not None and last.text.split()[-1] in {"other", "remaining"}
        if rest and one.kind == "subject" and one.value == "files":
            found.append(one._replace(value="other", text="other lists"))
        else:
            found.append(one)
    return found


def _off(words: _Words) -> _Words:
    """`Uploads: off` says what a switch does."""
    return [
        one._replace(kind="state", value="failing", text="switched off")
        if one.text == "off"
        and at > 1
        and words[at - 1].text in {":", "-", "="}
        and words[at - 2].value in ACTIONS
        and ends(words, at + 1)
        else one
        for at, one in enumerate(words)
    ]


_TURNS: Final[tuple[Callable[[_Words], _Words], ...]] = (
    incident_that,
    not_by,
    gone,
    goes_in,
    product,
    nobody_in,
    sent_back,
    switched_off,
    ought_to,
    answers_code,
    but_not,
    comes_later,
    opens_page,
    does_not_start,
    see_lists,
    found_none,
    works_nothing,
    told_of,
    aimed_at,
    newest,
    left_out,
    never,
    _codes,
    _none_on,
    _sized,
    _shares,
    _rumours,
    _reported,
    _same,
    _others,
    _off,
    sender,
    rate_of,
    problem,
    inside,
    who_do,
    one_way,
    queue_of,
    spinning,
    yes_no,
    viewed,
    instead,
)
