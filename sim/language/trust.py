"""How far the words of a claim are understood: what is not understood well is not claimed.

The grammar finds subjects and states wherever they stand. Here the words between and around them
are weighed: a claim is kept while its clause consists of words that the lexicon and everyday
English know, and while nothing in it says that it is about another time, another system, or what
somebody else says. To read wrong is worse than not to read.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from sim.language.embedded import only_named
from sim.language.frames import framed
from sim.language.guesses import LONG, guessed
from sim.language.parts import always
from sim.language.sets import set_of
from sim.language.spans import text_at
from sim.language.tokens import PLACE
from sim.language.unclaimed import unclaimed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.language.settle import Found
    from sim.language.tokens import Token

_EVERYDAY: Final = set_of(
    "the we a an of to been that on you our with in i for some again at my may from your one every "
    "any there users user just only s as customers customer hour hours about three two four five "
    "like should minutes minute min mins already me us than see attempt new note then get gets "
    "getting got o'clock usual kindly very found by seeing several seconds second merely reached "
    "received half anything take takes taken end ends their his her its them they he she people "
    "everyone everybody nobody anyone someone clients client most many more much few part parts "
    "all both each other others morning afternoon evening noon today night week since day days "
    "please dear hi hello team colleagues regret inform informed must might could can have has "
    "utc cet gmt est ist pst am pm # % and or also even too quite rather almost nearly roughly "
    "around behind approximately over under up out off into through between without within "
    "region regions "
    "europe eu us usa uk germany asia location locations side sides page screen app web mobile "
    "what who where which how this these those here there whoever everything something thing "
    "things way place places time times ms mb gb kb s sec secs reason precaution purpose own "
    "account accounts first last next middle late large small big bigger larger long short same "
    "different certain single entire whole now so yes no ok well indeed really actually just "
    "again fully completely properly correctly normally simply partly partially mostly usually "
    "currently presently immediately instantly directly quickly slowly "
    "unfortunately luckily fortunately happily sorry say says inc sev severity incident status "
    "update level ratio depth count p95 p99 percent pct do does did be being am is are "
    "believe think brought bring turning turn state declared declare crit af attempts share "
    "handful quarter third fifth tenth majority portion number percentage "
    "runs run fyi tbh fine contents good lists sending tldr shared prod experiencing "
    "error errors mean means because still yet heads up live main european american office offices "
    "compared compare checksum checksums checked nah nope condition detected "
    "fourth sixth seventh eighth ninth better worse faster than since "
    "ngl idk smh omg wtf haha hmm hey guys ffs afaik afaict press pressing click clicking personal "
    "make makes making leaves leaving "
    "existing ones eleven thirteen fifteen twenty thirty dozen dozens hundred hundreds thousand "
    "use using used process processing "
    "yay phew oops "
    "restart restarts reboot rollback failover deploy "
    "man dude bro mate z across nvm btw imho imo lol argh meh ugh rn atm yo lmk tho "
    "get go goes going went come comes coming came back bit lot "
    "automated automatic automatically scheduled manual bulk batch sampled"
)
_MOST: Final = 3
_SHARE: Final = 0.34
_SHORT: Final = 6
_ELSEWHERE: Final = set_of(
    "pagerduty aws grafana prometheus ci staging sandbox stack jira github backup backups tar "
    "session webinar workshop course "
    "vendor's competitor exercise drill scenario test retro postmortem wiki slide faq"
)
"""Words that put what is said on another system or out of the incident."""
_TALE: Final = set_of(
    "remember remembers wrote write writes asked asks ask wanted tried told tell tells "
    "imagine assume assumes assumed suppose supposes pretend would "
    "example instance rumour rumours rumor rumors gossip wish "
    "correction corrections thought doubt doubts doubtful effect effects"
)
"""Words by which somebody else speaks, or nobody: what follows is not the sender's statement."""
_WHENEVER: Final = frozenset({"when", "whenever", "where", "if", "once", "unless", "should"})
_LASTS: Final = frozenset({"until", "till"})
_HARM: Final = frozenset({"at_risk", "gone"})
_WHOLE: Final = frozenset({"safe", "at_risk", "gone", "affected", "unknown"})
_BACK: Final = re.compile(r"restor|recover|repair|back|found|turned up|return|appear")
_UNHURT: Final = frozenset(
    {"unaffected", "untouched", "unharmed", "fine", "ok", "okay", "unscathed"}
)
_FIRM: Final = frozenset({"repaired", "safe", "at_risk"})


def trusted(one: Found, words: Sequence[Token]) -> bool:
    """Whether the words of a claim say what the grammar took from them."""
    inside = [token for token in words if one.start <= token.start < one.end]
    return not (
        _strange(inside)
        or _elsewhere(one, inside, words)
        or guessed(one, inside, words)
        or unclaimed(one, inside, words)
        or _unowned(one, inside, words)
        or _distant(one, inside, words)
        or _supposed(inside, words)
        or _mixed(one, inside)
        or _qualified(one, words)
        or _vague(one, inside, words)
        or _cleft(one, inside)
        or _of_supplier(inside)
        or framed(one, inside, words)
        or only_named(one, words)
        or (one.subject == "files" and not _of_files(one, inside))
    )


def _strange(inside: Sequence[Token]) -> bool:
    """Whether too many words are not known."""
    unknown = sum(_foreign(token) for token in inside)
    return unknown >= _MOST or unknown > _SHARE * len(inside)


def _elsewhere(one: Found, inside: Sequence[Token], words: Sequence[Token]) -> bool:
    """Whether it is about another system, another time, or what others say."""
    before = _segment(one, words)
    plain = {token.text for token in before if token.kind not in {"subject", "state"}}
    others = {token.text for token in inside if token.value == "other"}
    if any(token.kind == "denied" and token.text.startswith(_MILD) for token in before):
        return True
    if one.state == "safe":
        others = set()
    if not plain.isdisjoint(_TALE) or not (plain | others).isdisjoint(_ELSEWHERE):
        return True
    if one.subject == "files" and one.state == "at_risk" and _of_backup(words):
        return True
    tenses = {token.value for token in inside if token.kind == "tense"}
    past = "past" in tenses and "lasting" not in tenses
    now = "present" in tenses or _goes_on(inside)
    if past and now and any(token.text == "this morning" for token in inside):
        return False
    if any(token.kind == "tense" and token.text.startswith(_LAST) for token in before):
        return True
    firm = any(token.value in {*_FIRM, "affected"} for token in inside)
    firm = firm and not (one.state == "at_risk" and _before_name(inside))
    return past and not firm and not (one.state == "works" and always(inside))


def _before_name(inside: Sequence[Token]) -> bool:
    """`The empty folder you saw was a display error`: the state only belongs to the name."""
    kinds = [token.kind for token in inside if token.kind in {"state", "subject", "tense"}]
    return kinds[:3] == ["state", "subject", "tense"]


def _goes_on(inside: Sequence[Token]) -> bool:
    """`Takes ages this morning` is of now: the verb says so."""
    told = {"was", "were", "did", "had"}
    if any(token.text in told for token in inside):
        return False
    return any(token.kind == "state" and token.text.startswith(_PRESENT) for token in inside)


_PRESENT: Final = ("takes", "take", "fails", "fail", "hangs", "hang", "works", "needs")
_LAST: Final = ("last month", "last week", "last year", "yesterday")
_MILD: Final = ("would", "hardly")
"""Denials that say only that the word is too strong."""


def _segment(one: Found, words: Sequence[Token]) -> list[Token]:
    """The words of a claim and what stands before them up to a joint that turns."""
    found: list[Token] = []
    for token in words:
        if token.start >= one.end:
            break
        if token.kind == "joint" and token.text in _TURNS and token.start < one.start:
            found = []
        found.append(token)
    return found


def _of_backup(words: Sequence[Token]) -> bool:
    """Whether a backup is spoken of, and not only restored from."""
    texts = [token.text for token in words]
    places = [at for at, text in enumerate(texts) if text.startswith("backup")]
    return any("from" not in " ".join(texts[max(0, at - 4) : at]).split() for at in places)


def _unowned(one: Found, inside: Sequence[Token], words: Sequence[Token]) -> bool:
    """Whether the subject stands in another sentence, and no pronoun takes it up."""
    taken_up = all(token.kind in _TAKES_UP or token.text in _PEOPLE for token in inside)
    refers = {token.kind for token in inside} & _REFERS
    if taken_up and (refers if one.subject != "files" else one.state == "safe" and refers):
        return False
    return _nameless(one, inside, words)


def _nameless(one: Found, inside: Sequence[Token], words: Sequence[Token]) -> bool:
    lost = {token.kind for token in inside if token.kind == "not" or token.value == "at_risk"}
    if one.subject == "files" and one.state == "safe" and lost == {"not", "state"}:
        return False
    names = {one.subject, "rate", "files"} if one.subject != "sign_in" else {one.subject}
    if any(token.kind == "subject" and token.value in names for token in words):
        return False
    if any(token.text == "locked out" for token in inside):
        return one.subject != "sign_in"
    if len(words) > LONG or words[0].text == "what" or _able(inside):
        return True
    if one.state == "works" and all(token.kind not in _SAYS for token in inside):
        return True
    return len(inside) > _SHORT and inside[0].kind != "they"


def _able(inside: Sequence[Token]) -> bool:
    return any(token.value == "can" for token in inside)


_TAKES_UP: Final = frozenset({"they", "tense", "state", "not", "also"})
_REFERS: Final = frozenset({"they", "tense"})
_PEOPLE: Final = frozenset({"you", "we", "i", "people", "again"})
"""`Today they can` and `now you can` take up what the sentence before named."""
_SAYS: Final = frozenset({"they", "not", "tense"})
"""One of these stands in what says by itself that it works; a bare `fixed` does not."""


def _distant(one: Found, inside: Sequence[Token], words: Sequence[Token]) -> bool:
    """Whether much that is not understood stands between the subject and what is said of it."""
    if any(token.kind == "subject" and token.value == one.subject for token in inside):
        return False
    between = 0
    named = False
    for token in words:
        if token.start >= one.start:
            break
        if token.kind == "subject" and token.value == one.subject:
            named, between = True, 0
        elif (
            token.kind == "word"
            and token.text not in _ARTICLES
            and token.text not in _OF | _COMPARED
        ):
            between += 1
    return named and between >= _MOST


def _supposed(inside: Sequence[Token], words: Sequence[Token]) -> bool:
    """Whether it stands behind a condition, or in a sentence that begins with one."""
    start = inside[0].start if inside else 0
    supposed = ahead = False
    for place, token in enumerate(words):
        if token.start > start:
            break
        if token.kind == "joint" and token.text in _TURNS:
            supposed = False
        opens = token.text.split()[0] in _WHENEVER
        supposed = supposed or (opens and (token.kind == "condition" or place == 0))
        supposed = supposed or token.text in _PURPOSE
        supposed = supposed or (token.text == "when" and text_at(words, place - 1) in _CASES)
        ahead = ahead or token.value in {"will", "future"}
        supposed = supposed or (ahead and token.text == "when")
    return supposed


_CASES: Final = frozenset({"do", "happens", "case", "cases", "time", "day", "days", "like"})
"""`What to do when uploads fail` says of no upload that it fails."""
_PURPOSE: Final = frozenset({"so that", "so as to", "in order to"})
_TURNS: Final = frozenset({"but", ";", ":", "."})
"""Joints behind which a condition no longer holds."""


def _cleft(one: Found, inside: Sequence[Token]) -> bool:
    """`It is our proxy that chokes` says what does, and that is no subject."""
    texts = [token.text for token in inside]
    that = next((at for at, text in enumerate(texts) if text in {"that", "which"}), 0)
    if texts[:2] != ["it", "is"] or that < len(_IT_IS):
        return False
    return all(token.value != one.subject for token in inside[:that])


_IT_IS: Final = ("it", "is", "what")


def _mixed(one: Found, inside: Sequence[Token]) -> bool:
    """Whether one clause says several things at once that do not go together."""
    signs = {token.value for token in inside if token.kind == "emoji"}
    if one.state in {"works", "failing"} and {"works", "failing"} - {one.state} <= signs:
        return True
    said = {
        _FAMILY.get(token.value)
        for before, token in pairwise([*inside[:1], *inside])
        if token.kind == "state" and before.text != "without"
    } - {None}
    joined = any(token.kind == "joint" for token in inside)
    return not joined and one.state in {"works", "failing"} and len(said) > 1


_FAMILY: Final = {"works": "works", "failing": "failing", "slow": "slow"}


def _qualified(one: Found, words: Sequence[Token]) -> bool:
    """Whether the name belongs to a longer one that is not known: the ticket portal, SSO of X."""
    found = [_longer(words, place) for place, token in enumerate(words) if _names(one, token)]
    return bool(found) and found[0]


def _names(one: Found, token: Token) -> bool:
    inside = one.start <= token.start < one.end
    return inside and token.kind == "subject" and token.value == one.subject


def _longer(words: Sequence[Token], place: int) -> bool:
    if words[place].text in {"password", "sso", "single sign on"} and place + 1 < len(words):
        return words[place + 1].value == "sign_in"  # `password logins` are one way in
    before = list(words[max(0, place - 3) : place])
    if before and _foreign(before[-1]):
        return True
    job = words[place].text.split()[-1] in {"job", "jobs"}
    if before and job and before[-1].text in _PERIODS:
        return True
    while before and before[-1].text in _ARTICLES:
        before.pop()
    return len(before) > 1 and before[-1].text in _OF and _foreign(before[-2])


_ARTICLES: Final = set_of("the a an our your their all any new its every each against")
_OF: Final = frozenset({"of", "for", "to", "behind", "in"})
_PERIODS: Final = set_of("hourly daily nightly weekly monthly")
_COMPARED: Final = frozenset({"with", "checksum", "checksums"})


def _foreign(token: Token) -> bool:
    known = token.value == PLACE or token.text in _EVERYDAY or token.text.endswith("ly")
    return token.kind == "word" and token.text.isalpha() and not known


def _of_files(one: Found, inside: Sequence[Token]) -> bool:
    """Whether loss or safety is said of stored lists in so many words."""
    states = {token.value for token in inside if token.kind == "state"}
    if one.state == "at_risk":
        denied = any(token.kind == "not" for token in inside)
        if denied:
            return "safe" in states or ("can" in states and bool(states & _HARM))
        return bool(states & _HARM)
    if one.state == "safe" and _completes(inside):
        return False
    if one.state == "safe":
        return bool(states & _WHOLE) or any(
            token.text in _UNHURT or (token.value == "repaired" and _BACK.search(token.text))
            for token in inside
        )
    return True


def _completes(inside: Sequence[Token]) -> bool:
    """`They all complete` is what calls do; lists are complete."""
    states = [token.text for token in inside if token.kind == "state"]
    tensed = any(token.kind == "tense" for token in inside)
    return states == ["complete"] and not tensed and any(token.kind == "they" for token in inside)


_WEAK: Final = set_of(
    "answer answers answering reply replies respond responds accept accepts accepted goes"
)


def _vague(one: Found, inside: Sequence[Token], words: Sequence[Token]) -> bool:
    """Whether a weak word of soundness has figures or an emphasis beside it that limit it."""
    weak = next((at for at, token in enumerate(inside) if token.text in _WEAK), None)
    if one.state != "works" or weak is None:
        return False
    if weak and inside[weak - 1].text == "does":
        return True
    if weak + 1 < len(inside) and _foreign(inside[weak + 1]):
        return True  # `answers NoSuchKey`
    waits = any(token.value == "delayed" for token in words)
    if waits and inside[weak].text.startswith("accept"):
        return True
    after = [token for token in words if token.start >= one.end]
    but = next((at for at, token in enumerate(after) if token.text == "but"), len(after))
    if but < len(after) and not _of_another(one, after[but:]):
        return True
    return any(token.kind == "number" or token.text in _LIMITS for token in inside[weak:])


def _of_another(one: Found, after: Sequence[Token]) -> bool:
    """Whether what follows `but` names something else: `uploads go, but downloads are broken`."""
    named = {token.value for token in after if token.kind == "subject"}
    return bool(named) and one.subject not in named


_LIMITS: Final = set_of("one two three four some only sometimes roughly few half every")


def _of_supplier(inside: Sequence[Token]) -> bool:
    """Whether the supplier is named, and is not who has the trouble: `a fault at our supplier`."""
    suppliers = {"storage provider", "storage supplier", "storage vendor", "storage host"}
    place = next((at for at, token in enumerate(inside) if token.text in suppliers), 0)
    if any(token.text in _REPAIRING for token in inside[place : place + _MOST]):
        return inside[place].text in suppliers
    return any(token.kind in {"state", "subject"} for token in inside[:place])


_REPAIRING: Final = set_of("repairing fixing replacing investigating repairs fixes replaces")
