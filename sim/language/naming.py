"""Whom a clause speaks of: what it names, what it refers to, and what is none of the subjects."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from sim.language.parts import ACTIONS
from sim.language.sets import set_of

if TYPE_CHECKING:
    from sim.language.parts import Clause
    from sim.language.tokens import Token


@dataclass(slots=True)
class Memory:
    """What later clauses may refer to.

    Attributes:
        subjects: of the last claim: what `they` and a clause without a subject speak of.
        named: the subjects named in the text, last last.
        state: the last state that was said.
        denied: whether that was by a negation.
        dated: whether the sentence before spoke of a later day.
    """

    subjects: list[Token] = field(default_factory=list)
    named: list[Token] = field(default_factory=list)
    state: str = ""
    dated: bool = False
    denied: bool = False


PART_WORDS: Final = set_of(
    "before older earlier until other others most remaining rest small smaller short shorter large "
    "larger"
)


_ADVERBS: Final = set_of(
    "colleagues colleague staff folks guys guy person persons clients client tenants tenant "
    "members employees agents also only even just partly then mostly already all some most "
    "many few often always "
    "sometimes usually to of very extremely quite a bit for at from by too again yes simply "
    "certainly really actually basically however thus users user customers customer people "
    "everyone everybody anyone attempt attempts requests calls tries every third second "
    "tenth fifth other each you we i he she us me them and or but with not the if that who "
    "there mine ours as well so both completely totally entirely fully largely generally "
    "apparently seemingly perhaps maybe probably likely presumably possibly may might must "
    "should need needs get gets getting got see seeing seen receive receives show shows "
    "showing face facing faces experience experiencing experiences have returns return "
    "returning give gives giving say says % percent about around up down in on half several "
    "lots lot more than less one two three four five ten hundred please currently slightly "
    "somewhat rather pretty super though tho still big large bigger larger great much "
    "little no ones thing things part stuff parts either neither same went go come came "
    "goes going processing"
)


def named(part: Clause) -> list[Token]:
    """What a clause speaks of: actions before their objects and places."""
    subjects = part.subjects
    if not subjects:
        return []
    if subjects[0].value == "other" and len(subjects) > 1:
        place = part.tokens.index(subjects[0])
        after = part.tokens[place + 1].text if place + 1 < len(part.tokens) else ""
        caused = subjects[0].text in {"cause", "reason", "trigger"}
        if (after in {"of", "for", "to"} and not caused) or subjects[0].text.startswith(
            ("backup", "cutting")
        ):
            return subjects[:1]
        if any(_done_to(one) for one in subjects[1:]) and not _done_to(subjects[0]):
            return subjects[:1]
    real = [one for one in subjects if one.value != "other"]
    actions = [one for one in real if one.value in ACTIONS]
    if actions and not (actions[0].text == "opening" and real[0].value == "service"):
        return actions  # `your site is not opening` is said of the site
    plain = [one for one in real if one.value != "rate" and one not in actions]
    if any(one.value == "files" for one in plain) and any(one.value == "service" for one in plain):
        return _object_or_owner(part, plain)
    return plain or real or subjects[:1]


def _done_to(name: Token) -> bool:
    """`Invoices cannot be downloaded`: what is done, and to what stands before it."""
    return name.value in ACTIONS and name.text.split()[-1] in _PASSIVE


_PASSIVE: Final = set_of(
    "uploaded saved stored submitted downloaded exported fetched retrieved opened imported written"
)


_SUPPLIER: Final = ("provider", "supplier", "vendor", "host")


def _object_or_owner(part: Clause, plain: list[Token]) -> list[Token]:
    """`The store rejects lists` speaks of the store; `lists in the store are safe` of lists."""
    first = plain[0]
    if first.text.startswith("storage ") and first.text.endswith(_SUPPLIER):
        return [first]
    stored = any(one.value in {"safe", "at_risk", "unknown", "affected"} for one in part.said)
    if first.value == "service" and part.said and not stored and part.said[0].token.end > first.end:
        return [one for one in plain if one.value == "service"]
    return [one for one in plain if one.value == "files"]


def meant(memory: Memory, start: int, part: Clause) -> list[Token]:
    """What a clause speaks of, with `the latter` and a later `everything` taken as meant."""
    own = named(part)
    texts = {one.text for one in part.tokens if one.kind == "they"}
    if not own and len(memory.named) > 1:
        if "the former" in texts:
            return [memory.named[-2]]
        if "the latter" in texts:
            return [memory.named[-1]]
    if len(own) == 1 and own[0].text in {"everything", "all"}:
        before = {one.value: one for one in memory.named if one.start >= start}
        return list(before.values()) or own
    for one in own:
        if one.value in ACTIONS or one.value == "files":
            memory.named = [*memory.named[-3:], one]
    return own


def bare(part: Clause) -> bool:
    """Whether a clause has no figures of its own."""
    return all(one.kind != "number" for one in part.tokens)


def own_noun(part: Clause) -> bool:
    """Whether a clause speaks of something that is no subject: `the canteen is closed`."""
    if part.said and part.said[-1].value == "can" and part.said[-1].denied:
        return part.tokens[-1].kind not in {"not", "state"}
    for token in part.tokens:
        if token.kind in {"tense", "state", "they", "also", "emoji"}:
            return False
        own = token.kind == "word" and token.text.isalpha() and token.text not in _ADVERBS
        if own and not token.text.endswith(("ed", "ly")):
            return True
    return False


def refused(part: Clause) -> bool:
    """`Still no uploads` says that there are none."""
    words = part.tokens[part.tokens[0].text.startswith("until ") :]
    words = [one for one in words if one.text not in {"still", "currently", "now", "again"}]
    if len(words) > 2 and (words[2].text.startswith("until ") or words[2].value == "present"):  # noqa: PLR2004
        words = words[:2] if words[2].text not in _VERBS else words
    return (
        len(words) == 2  # noqa: PLR2004
        and words[0].text == "no"
        and words[1].kind == "subject"
        and words[1].value in ACTIONS
    )


_VERBS: Final = set_of("is are am be been has have do does did being get gets")


def is_later(part: Clause) -> bool:
    """`From 1 June on, ...` puts what follows on a later day."""
    first = part.tokens[0]
    begins = first.value == "future" and first.text.startswith(_BEGINS)
    return begins and not part.subjects and not part.said


_BEGINS: Final = ("from ", "starting ", "effective ", "tomorrow", "next ", "later today", "on ")


def unconfirmed(part: Clause) -> bool:
    """`We cannot confirm`, `not been able to reproduce it`."""
    place = next(at for at, one in enumerate(part.tokens) if one.kind == "confirmed")
    names = [at for at, one in enumerate(part.tokens[:place]) if one.kind == "subject"]
    if any(one.text in {"if", "whether"} or one.value == "unknown" for one in part.tokens[:place]):
        return True
    return any(one.kind == "not" for one in part.tokens[names[-1] if names else 0 : place])


def odd(part: Clause) -> bool:
    """Whether a word stands behind a name that is not known: `login untested`."""
    name = next(at for at, one in enumerate(part.tokens) if one.kind == "subject")
    behind = part.tokens[name + 1 : name + 2]
    known = _ADVERBS - {"later", "next"}
    return any(
        one.kind == "word" and one.text.isalpha() and one.text not in known for one in behind
    )


def own_experience(part: Clause) -> bool:
    """`... and they fail for me too`: what was told is so here as well."""
    texts = {one.text for one in part.tokens}
    here = not texts.isdisjoint({"me", "us", "here"})
    return part.tokens[0].kind == "they" and bool(part.said) and here and not part.said[0].denied


def of_it(part: Clause) -> bool:
    """`I had calls about it` reports nothing that follows."""
    return any(
        one.kind == "reported" and one.text.endswith(("about", "of")) and behind.kind == "they"
        for one, behind in pairwise(part.tokens)
    )


def says_own(part: Clause) -> bool:
    """Whether a clause that only names says something of its own, of which nothing is shared."""
    names = [at for at, one in enumerate(part.tokens) if one.kind == "subject"]
    made = any(part.tokens[at - 1].text in _MAKES for at in names if at)
    figure = bool(names) and any(one.kind == "number" for one in part.tokens[names[-1] :])
    return not made and (bool(part.said) or figure or unread(part) or odd(part))


_MAKES: Final = set_of("make makes making leaves leaving renders rendering")


def unread(part: Clause) -> bool:
    """Whether a clause says something of what it names in a word that is not known."""
    verb = next((at for at, one in enumerate(part.tokens) if one.kind == "tense"), None)
    if verb is None or all(one.kind != "subject" for one in part.tokens[:verb]):
        return False
    behind = [one for one in part.tokens[verb + 1 :] if one.kind != "tense"][:3]
    return any(
        one.kind == "word" and one.text.isalpha() and one.text not in _ADVERBS for one in behind
    )


def checked(part: Clause) -> bool:
    """Whether something is being looked at now, as in `checking uploads`."""
    return (
        "checking" in part.flags
        and not any(
            one.kind == "tense" and one.value in {"past", "will", "future"} for one in part.tokens
        )
        and not any(
            one.text.startswith("look") and one.text.split()[0] == "look" for one in part.tokens
        )
    )


def tried(part: Clause) -> bool:
    """`If you try to upload` names what is tried; what follows is said of it now."""
    return (
        bool(part.subjects)
        and not part.said
        and any(one.text in {"try", "attempt", "you", "you try", "trying"} for one in part.tokens)
    )


def is_aside(part: Clause, named: list[Token]) -> bool:
    """`Writes follow tomorrow` and `we moved to the bucket` say nothing that others share."""
    if any(one.value in {"future", "will"} for one in part.tokens if _comes(one)):
        return True
    if any(one.text in {"helped", "helps"} for one in part.tokens):
        return True
    return part.tokens[0].text in {"we", "i"} and all(one.value == "service" for one in named)


def _comes(token: Token) -> bool:
    return token.kind == "tense" and token.text != "would"


def takes_up(part: Clause) -> bool:
    """`They do`, `today you can` and `currently ok` speak of what was named before."""
    if "they" in part.flags:
        return True
    if any(one.kind not in _KINDS and one.text not in _PEOPLE for one in part.tokens):
        return False
    if any(one.text in {"nothing", "nobody", "none"} for one in part.tokens):
        return False
    now = part.tokens[0].text in _NOW and len(part.tokens) > 1
    return now and bool(part.said) and part.said[-1].tense == "present"


_KINDS: Final = frozenset({"tense", "state", "not", "also"})
_PEOPLE: Final = frozenset({"you", "we", "i", "people", "all", "again"})
_NOW: Final = set_of("today now currently presently") | {"right now", "at present", "at the moment"}


def negated(part: Clause) -> bool:
    """Whether a clause denies something by its own words."""
    return any(one.denied for one in part.said) and part.tokens[0].text != "neither"


CLIPPED: Final = 3
"""Words below which a clause is clipped: `not login`."""
_WAYS: Final = frozenset({"with", "via", "through", "by"})


def by_way(part: Clause) -> bool:
    """`Logins with SSO do not` speaks of one way in, and is nothing that others make precise."""
    return any(one.text in _WAYS for one in part.tokens[1:]) and len(part.tokens) > CLIPPED


def is_elliptic(part: Clause) -> bool:
    """`Uploads are.` takes up what the sentence before denied of something else."""
    kinds = {one.kind for one in part.tokens}
    last = part.tokens[-1]
    return kinds == {"subject", "tense"} and last.kind == "tense" and last.value == "present"


def first_named(part: Clause) -> Token:
    """What is named first: what is done before what it is done to."""
    return next((one for one in part.subjects if one.value in ACTIONS), part.subjects[0])
