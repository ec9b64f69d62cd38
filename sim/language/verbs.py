"""Everyday verbs set straight: goes in timeout, comes an hour later, answers 403, nobody gets in.

Each takes a sentence's tokens and gives them back as the grammar reads them, or as they were.
"""

from __future__ import annotations

from typing import Final

from sim.language.parts import ACTIONS
from sim.language.sets import set_of
from sim.language.spans import ends, names_until, text_at
from sim.language.tokens import Token

_Words = list[Token]
_GOES: Final = set_of("go goes going come comes coming get gets getting")


def _word(one: Token) -> Token:
    return one._replace(kind="word", value=one.text)


def goes_in(words: _Words) -> _Words:
    """`Half of the downloads goes in timeout`: `goes in` is what downloads do, and no upload."""
    found: _Words = []
    named = False
    for at, one in enumerate(words):
        named = named and one.kind != "joint"
        verb = one.kind == "subject" and one.text.split()[0] in _GOES
        verb = verb and one.text.split()[1:] in (["in"], ["out"])
        behind = words[at + 1] if at + 1 < len(words) else None
        trouble = behind is not None and behind.kind == "state" and behind.value == "failing"
        if verb and named and one.value != "sign_in":
            found.append(_word(one))
            continue
        if verb and trouble and one.value == "uploads" and at and words[at - 1].value == "other":
            found.append(_word(one))
            continue
        named = named or (one.kind == "subject" and one.value in {*ACTIONS, "service"})
        found.append(one)
    return found


_COMES: Final = set_of("come comes coming arrive arrives")
_LATE: Final = set_of("later after hour hours minute minutes late delay")


def comes_later(words: _Words) -> _Words:
    """`But the file comes an hour later` says that it appears late."""
    found: _Words = []
    for at, one in enumerate(words):
        if one.kind != "word" or one.text not in _COMES:
            found.append(one)
            continue
        back = at - 1
        while back >= 0 and (words[back].kind == "tense" or words[back].text in {"only", "just"}):
            back -= 1
        lists = back >= 0 and (words[back].value == "files" or words[back].kind == "they")
        end = next((to for to in range(at, len(words)) if ends(words, to)), len(words))
        late = any(
            not _LATE.isdisjoint(other.text.split()) or other.value == "delayed"
            for other in words[at + 1 : end]
        )
        if lists and late:
            found.append(one._replace(kind="state", value="appears"))
        else:
            found.append(one)
    return found


_ANSWERS: Final = set_of("answers answer replies reply responds respond answering responding")


def answers_code(words: _Words) -> _Words:
    """`The bucket answers 403` is how it fails, and no answer."""
    found: _Words = []
    for at, one in enumerate(words):
        then = at + 1 + (text_at(words, at + 1) == "with")
        last = next((to for to in range(then, len(words)) if ends(words, to)), len(words))
        then = next((to + 1 for to in range(then, last) if words[to].text == "with"), then)
        code = then < len(words) and words[then].kind == "state" and words[then].value == "failing"
        if one.text in _ANSWERS and one.kind == "state" and code:
            continue
        on_all = text_at(found, len(found) - 1) in {"on", "to", "for"} and len(found) > 1
        if on_all and one.text in _ALL and found[-2].value == "failing":
            found.append(_word(one))
            continue
        found.append(one)
    return found


_ALL: Final = frozenset({"everything", "all", "everyone", "requests", "request"})


def nobody_in(words: _Words) -> _Words:
    """`Nobody gets in` says that signing in fails."""
    for at, one in enumerate(words[:-1]):
        then = at + 1 + (words[at + 1].value == "can")
        into = text_at(words, then)
        begins = at == 0 or words[at - 1].kind == "joint"
        alone = ends(words, then + 1) or words[then + 1].kind == "tense"
        if one.text in _NOBODY and begins and alone and into in {"gets in", "get in"}:
            name = words[then]
            failing = Token("state", "failing", one.start, name.end, "impossible")
            return [*words[:at], name._replace(start=one.start), failing, *words[then + 1 :]]
    return words


_NOBODY: Final = frozenset({"nobody", "no one", "none", "noone"})


def but_not(words: _Words) -> _Words:
    """`Opened, but not changed or uploaded` denies the uploading too."""
    for at, one in enumerate(words[:-1]):
        if one.text != "but" or not words[at + 1].text.startswith("not"):
            continue
        then = at + 2
        while then < len(words) and words[then].kind == "word" and then - at < _LISTED:
            then += 1
        action = then + 1 < len(words) and words[then + 1].value in ACTIONS
        if text_at(words, then) in {"or", "nor", "and"} and action and ends(words, then + 2):
            denied = words[at + 1]._replace(kind="not", value="not", text="not")
            return [*words[: at + 1], denied, *words[then + 1 :]]
    return words


_LISTED: Final = 5

_STOPS: Final = set_of("disabled paused suspended stopped halted blocked disable pause") | {
    "switched off", "turned off", "taken down", "shut down", "taken offline",
}  # fmt: skip
_HOW: Final = set_of("temporarily therefore now also already currently deliberately just")
_FOR_NOW: Final = frozenset({"for now", "for the moment", "for the time being"})


def switched_off(words: _Words) -> _Words:
    """`We have temporarily disabled uploads` says that uploads are off."""
    for at, one in enumerate(words):
        if one.text not in {"we", "i", "ops", "they"}:
            continue
        then = at + 1
        have = text_at(words, then) == "have"
        then += have
        hedged = False
        while text_at(words, then) in _HOW:
            hedged = hedged or words[then].text == "temporarily"
            then += 1
        verb = words[then] if then < len(words) else None
        if verb is None or verb.text not in _STOPS or verb.kind != "state":
            continue
        last = names_until(words, then + 1)
        names = words[then + 1 : last]
        end = next((to for to in range(last, len(words)) if ends(words, to)), len(words))
        now = have or hedged or any(token.text in _FOR_NOW for token in words[last:end])
        if not now or not any(token.value in ACTIONS for token in names):
            continue
        if last < end and not _adds_nothing(words[last]):
            continue
        off = Token("state", "failing", one.start, names[-1].end, "switched off")
        rest = words[last:]
        if text_at(rest, 0) in {"and", "or", "&"} and text_at(rest, 1) in _MORE:
            rest = rest[2:]
        lead = words[:at]
        if lead and lead[-1].kind != "joint":
            lead = [*lead, Token("joint", ",", one.start, one.start, ",")]
        return [*lead, *names, off, *rest]
    return words


_MORE: Final = set_of("deletions deletion edits changes sharing renames deletes")


def _adds_nothing(behind: Token) -> bool:
    return behind.kind in {"tense", "filler"} or behind.text in {"temporarily", *_FOR_NOW, "in"}


def ought_to(words: _Words) -> _Words:
    """`Down and should be back in half an hour` says when, and not that they are back."""
    for at, one in enumerate(words):
        if one.text not in {"should", "ought"} or at == 0 or words[at - 1].kind != "joint":
            continue
        end = next((to for to in range(at, len(words)) if ends(words, to)), len(words))
        rest = words[at:end]
        then = any(token.text.split()[-1] in {"in", "by", "within", "around"} for token in rest)
        back = any(token.value in {"repaired", "works"} for token in rest)
        ill = any(token.value in {"failing", "slow", "delayed"} for token in words[: at - 1])
        if then and back and ill:
            return [*words[: at - 1], *words[end:]]
    return words


_PRODUCTS: Final = set_of(
    "portal platform app application tool site website system product software solution service"
)
_OF_IT: Final = set_of("file list document data csv record files lists documents")


def product(words: _Words) -> _Words:
    """`The file portal` is the portal, and no file."""
    found: _Words = []
    for one in words:
        before = found[-1] if found else None
        named = one.kind == "subject" and one.value == "service" and one.text in _PRODUCTS
        if named and before is not None and before.value == "files" and before.text in _OF_IT:
            found[-1] = one._replace(start=before.start)
            continue
        found.append(one)
    return found


_OPENS: Final = set_of("open opens opening opened reach access load loads")


def opens_page(words: _Words) -> _Words:
    """`When they open the sign-in page` gets no list out."""
    found: _Words = []
    for at, one in enumerate(words):
        then = at + 1
        while text_at(words, then) in {"the", "our", "their", "your", "a"}:
            then += 1
        place = words[then] if then < len(words) else None
        page = place is not None and place.kind == "subject"
        page = page and place is not None and place.value in {"sign_in", "service"}
        subject = one.kind == "subject" and one.value == "downloads"
        if subject and one.text in _OPENS and page and not ends(words, then):
            found.append(_word(one))
        else:
            found.append(one)
    return found


_STARTS: Final = set_of("start starts open opens launch load loads")


def does_not_start(words: _Words) -> _Words:
    """`The app does not start` says that it is down."""
    for at, one in enumerate(words):
        if one.kind != "not" or one.text != "not" or not 1 < at < len(words) - 1:
            continue
        verb = words[at + 1]
        helps = words[at - 1].text in {"does", "do", "will", "can"}
        name = words[at - 2].kind == "subject" and words[at - 2].value in {"service", "sign_in"}
        alone = ends(words, at + 2) or words[at + 2].kind in {"tense", "filler"}
        if verb.text in _STARTS and helps and name and alone:
            down = Token("state", "failing", words[at - 1].start, verb.end, "down")
            return [*words[: at - 1], down, *words[at + 2 :]]
    return words


def see_lists(words: _Words) -> _Words:
    """`You cannot see them` is that lists cannot be opened."""
    for at, one in enumerate(words[:-1]):
        then = at + 1
        while text_at(words, then) in {"the", "your", "their", "our", "my", "any", "all"}:
            then += 1
        lists = then < len(words) and (
            words[then].value == "files" or words[then].text in {"them", "it"}
        )
        named = any(token.value == "files" for token in words)
        if one.text == "not see" and at and words[at - 1].value == "can" and lists and named:
            denied = one._replace(text="not")
            read = Token("subject", "downloads", one.start, words[then].end, "open them")
            return [*words[:at], denied, read, *words[then + 1 :]]
    return words


_FINDS: Final = ("not find", "not see", "not detect", "not notice", "not spot")


def found_none(words: _Words) -> _Words:
    """`We could not find any problem` denies the problem, and not that we can."""
    found: _Words = []
    for one in words:
        denies = one.kind == "not" and one.text.startswith(_FINDS)
        if denies and found and found[-1].value == "can":
            found.pop()
        found.append(one)
    return found


def works_nothing(words: _Words) -> _Words:
    """`It does not work nothing` is denied once."""
    return [
        one
        for at, one in enumerate(words)
        if one.text != "nothing"
        or at < _DENIED
        or words[at - 1].kind != "state"
        or words[at - 2].kind != "not"
        or not ends(words, at + 1)
    ]


_DENIED: Final = 2


_SENT: Final = set_of("returned sent thrown redirected kicked bounced taken brought dropped")


def sent_back(words: _Words) -> _Words:
    """`Returned to the login screen` is how signing in fails."""
    for at, one in enumerate(words):
        if one.text.split()[0] not in _SENT:
            continue
        then = at + 1
        while text_at(words, then) in {"back", "to", "the", "out", "again", "right", "straight"}:
            then += 1
        page = then < len(words) and words[then].value == "sign_in"
        if page and then > at + 1 and words[then].text.split()[-1] in _PAGES:
            failing = Token("state", "failing", one.start, words[then].end, "locked out")
            return [*words[:at], failing, *words[then + 1 :]]
    return words


_PAGES: Final = set_of("screen page form mask dialog window")
