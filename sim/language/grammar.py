"""From the clauses of a sentence to its claims: who is spoken of, and in which state."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, cast

from sim.language.clauses import Clause, always, clauses
from sim.language.tokens import Token

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.language.clauses import Said
    from sim.language.model import State, Subject

_DATED: Final = frozenset({"tomorrow", "tonight", "planned", "scheduled", "later today"})
FAULTS: Final = ("failing", "slow", "delayed", "affected")
_INVERSE: Final = {
    "works": "failing",
    "can": "failing",
    "repaired": "failing",
    "failing": "works",
    "affected": "works",
    "slow": "works",
    "delayed": "works",
    "safe": "at_risk",
    "at_risk": "safe",
    "unknown": "unknown",
    "quick": "slow",
    "gone": "remains",
    "appears": "",
    "percentile": "works",
}
_ACTIONS: Final = frozenset({"downloads", "uploads", "sign_in"})
_OPENING: Final = frozenset(
    "available unavailable accessible inaccessible reachable unreachable offline online load loads "
    "loading".split()
)
_MEASURES: Final = frozenset(
    "error errors failure failures timeout timeouts latency latencies 5xx 503s 500s 502s 504s "
    "exceptions rejections delays delay response".split()
)
_SELF_SERVICE: Final = frozenset({"errors", "timeouts", "5xx", "503s", "500s", "502s", "504s"})
_SELF_FILES: Final = frozenset({"data loss", "data corruption", "file loss", "list loss"})
_VAGUE: Final = frozenset({"complete", "empty", "present", "whole", "is there", "are there"})
_SOURCES: Final = frozenset({"repaired", "works"})


@dataclass(slots=True)
class Found:
    """One claim as the grammar finds it.

    Attributes:
        subject: what it speaks of; "other" for what is no subject.
        state: the state; "affected" is a failing that gives way to a more precise one.
        start: where its words begin.
        end: where they end.
        again: whether it says that something changed: back, again, since.
        real: the state that a report gives, which holds once it is confirmed.
        order: the number of its sentence.
    """

    subject: str
    state: str
    start: int
    end: int
    again: bool = False
    real: str = ""
    part: bool = False
    order: int = 0


@dataclass(slots=True)
class Memory:
    """What later clauses may refer to.

    Attributes:
        subjects: of the last claim: what `they` and a clause without a subject speak of.
        named: the subjects named in the text, last last.
    """

    subjects: list[Token] = field(default_factory=list)
    named: list[Token] = field(default_factory=list)
    state: str = ""
    dated: bool = False


@dataclass(slots=True)
class _Work:
    """A sentence on its way to claims."""

    memory: Memory
    found: list[Found] = field(default_factory=list)
    pending: list[Token] = field(default_factory=list)
    waiting: tuple[Clause, str] | None = None
    state: str = ""
    subjects: list[Token] = field(default_factory=list)
    unknown: bool = False
    flipped: bool = False
    killed: bool = False
    neither: bool = False
    backwards: bool = False
    dated: bool = False
    """Whether it speaks of a later day."""
    start: int = 0
    """Where it begins in the text."""
    refused: Clause | None = None
    """The clause that says `no uploads`, while nothing else is said of them."""
    opened: bool = False
    """Whether the clause before named a subject and left its state open."""
    last: int = 0
    """How many claims the last clause made."""
    denied: bool = False
    """Whether the last state was a negated one, which `or` and `nor` carry on."""


def sentence_claims(found: Sequence[Token], memory: Memory) -> list[Found]:
    """What one sentence claims."""
    if any(one.kind == "except" for one in found):
        return _exception(found, memory)
    work = _Work(memory, state=memory.state, start=found[0].start if found else 0)
    parts = clauses(found)
    work.dated = any(
        one.kind == "tense"
        and one.value == "future"
        and one.text in _DATED
        or one.text.startswith(("next ", "from tomorrow", "on ", "tomorrow"))
        for one in found
        if one.kind == "tense"
    )
    for place, part in enumerate(parts):
        after = parts[place + 1] if place + 1 < len(parts) else None
        _take(work, part, after)
    _finish(work)
    _accepted(found, work)
    return _settled(work.found)


_TAKEN: Final = frozenset({"accepted", "accept", "accepts", "accepting"})


def _accepted(found: Sequence[Token], work: _Work) -> None:
    """`Accepted, but stored only once ...` is accepted now and carried out later."""
    if any(one.text in _TAKEN for one in found) and any(
        one.kind == "condition" and one.text != "if" for one in found
    ):
        for one in work.found:
            if one.subject == "uploads" and one.state == "works":
                one.state = "delayed"


def _settled(found: list[Found]) -> list[Found]:
    """Within a sentence the trouble is what is meant: the sound remainder is no second claim."""
    kept = []
    for place, one in enumerate(found):
        rest = [other for other in found if other.subject == one.subject and other is not one]
        if one.state in {"works", "can", "repaired"}:
            later = any(
                other.state in {"slow", "delayed"}
                for other in found[place + 1 :]
                if other.subject == one.subject
            )
            if later or not one.again and any(other.state in FAULTS for other in rest):
                continue
        if one.state in FAULTS and any(
            _sound(other) and other.again
            for other in found[place + 1 :]
            if other.subject == one.subject
        ):
            continue
        kept.append(one)
    return kept


def settled(found: list[Found]) -> list[Found]:
    """All claims of a text, without those that others make more precise or replace."""
    kept = []
    for place, one in enumerate(found):
        same = [
            (at, other)
            for at, other in enumerate(found)
            if at != place and other.subject == one.subject and other.state != one.state
        ]
        if one.state == "affected" and any(other.state != "affected" for _, other in same):
            continue
        if (
            one.state in {"works", "can", "repaired"}
            and not one.again
            and any(
                other.state in {"slow", "delayed"} and abs(other.order - one.order) <= 1
                for _, other in same
            )
        ):
            continue
        if one.state == "safe" and one.part and any(o.state == "at_risk" for _, o in same):
            continue
        if one.state != "unknown" and any(
            at > place and other.again and _sound(other) != _sound(one) for at, other in same
        ):
            continue
        kept.append(one)
    return kept


def _sound(one: Found) -> bool:
    return one.state in {"works", "can", "repaired", "safe"}


def whole(found: Sequence[Token]) -> bool:
    """Whether a line says something by itself, and needs no heading."""
    kinds = {one.kind for one in found}
    return "subject" in kinds and bool(kinds & {"state", "emoji"})


COLON: Final = Token("joint", ":", 0, 0, ":")
"""Between a heading and the line below it."""


def is_soup(found: Sequence[Token]) -> bool:
    """Whether a sentence is a row of words without a statement."""
    return _is_soup(clauses(found))


def _is_soup(parts: list[Clause]) -> bool:
    """A row of words without a statement: neither small words nor a subject beside its state."""
    words = [token for part in parts for token in part.tokens]
    content = [one for one in words if one.kind in {"subject", "state", "emoji"}]
    if len(content) < 4:
        return False
    small = [one for one in words if one.kind in {"tense", "not", "they"} or one.text in _SMALL]
    if small:
        return False
    lonely = [part for part in parts if bool(part.subjects) != bool(part.said)]
    if len(parts) >= 4 and len(lonely) * 2 > len(parts):
        return not any(part.joint in {":", "and", "(", "/"} for part in parts)
    for part in parts:
        named = [one for one in part.tokens if one.kind in {"subject", "state"}]
        kinds = [one.kind for one in named]
        if len(kinds) >= 5 and sum(a == b for a, b in zip(kinds, kinds[1:], strict=False)) >= 2:
            return True
    return False


_SMALL: Final = frozenset(
    "the a an to of in on for with we you your our all at by from that".split()
)


def _take(work: _Work, part: Clause, after: Clause | None) -> None:
    """Read one clause after the others."""
    if part.joint in {";", "but", ":", "however", "."}:
        if part.joint != ":" or "denied" not in part.flags:
            work.flipped = False
        work.killed = False
        if part.joint != ":":
            work.unknown = False
    if part.order or "unsaid" in part.flags:
        work.killed = True
    if "denied" in part.flags:
        work.flipped = True
    if "confirmed" in part.flags and not part.loose_not:
        work.unknown = False
        for one in work.found:
            one.state = one.real or one.state
    elif "reported" in part.flags and "denied" not in part.flags:
        work.unknown = True
    elif part.said and part.said[0].value == "unknown":
        work.unknown = True
    if part.conditional and part.joint in {"", "-", ",", ";"} and not _tried(part):
        work.killed = True
    if work.killed:
        work.waiting = None
        if part.subjects and part.joint not in {",", "and"} and not part.conditional:
            work.pending = []
        return
    if all(one.kind == "not" for one in part.tokens) and part.joint in {":", "-", "|", "="}:
        _none(work)
        return
    or_follows = after is not None and after.joint in {"or", "nor"} and not after.subjects
    state = _state_of(work, part, or_follows=or_follows)
    if not part.subjects and not part.said and part.joint == ":" and work.pending:
        if {one.kind for one in part.tokens} == {"tense", "not"}:
            state = "failing"
    named = _meant(work, part, _named(part))
    if part.joint in {"nor"}:
        work.neither = True
    if named and state:
        if part.joint in {"and", "or", "nor", ",", "/", "&", "+"} and work.pending:
            named = [*work.pending, *named]
        if work.neither and not _negated(part):
            state = _INVERSE.get(state, state)
        _claim(work, named, state, part)
        work.backwards = bool(part.subjects) and (
            part.said[0].place < part.tokens.index(part.subjects[0])
        )
        work.pending = []
        work.neither = False
        work.waiting = None
    elif named:
        _subjects_only(work, part, named)
    elif state:
        _state_only(work, part, state)
    elif "also" in part.flags:
        pass


def _none(work: _Work) -> None:
    """`Impact on uploads: none` says that they work."""
    if work.last:
        for one in work.found[-work.last :]:
            if one.state in {"affected", "at_risk", *FAULTS}:
                one.state = _INVERSE[one.state]
    elif work.waiting is not None:
        work.waiting = (work.waiting[0], _INVERSE[work.waiting[1]])


def _tried(part: Clause) -> bool:
    """`If you try to upload` names what is tried; what follows is said of it now."""
    return (
        bool(part.subjects)
        and not part.said
        and any(one.text in {"try", "attempt", "you", "you try", "trying"} for one in part.tokens)
    )


def _negated(part: Clause) -> bool:
    return any(one.denied for one in part.said) and part.tokens[0].text not in {"neither"}


def _named(part: Clause) -> list[Token]:
    """What a clause speaks of: actions before their objects and places."""
    subjects = part.subjects
    if not subjects:
        return []
    if subjects[0].value == "other" and len(subjects) > 1:
        place = part.tokens.index(subjects[0])
        after = part.tokens[place + 1].text if place + 1 < len(part.tokens) else ""
        if after in {"of", "for", "to"} or subjects[0].text.startswith(("backup", "cutting")):
            return subjects[:1]
    real = [one for one in subjects if one.value != "other"]
    actions = [one for one in real if one.value in _ACTIONS]
    if actions:
        return actions
    plain = [one for one in real if one.value != "rate"]
    if any(one.value == "files" for one in plain) and any(one.value == "service" for one in plain):
        return [one for one in plain if one.value == "files"]
    return plain or real or subjects[:1]


def _subjects_only(work: _Work, part: Clause, named: list[Token]) -> None:
    """A clause that only names: it joins what follows, or takes the state that was said."""
    if work.waiting is not None and part.joint in {
        ":",
        "-",
        "when",
        "(",
        "=",
        ",",
        "and",
        "or",
        "where",
        ";",
    }:
        _claim(work, named, work.waiting[1], work.waiting[0], part)
        if part.joint in {"when", "where"}:
            work.waiting = None
        else:
            work.backwards = True
        return
    if "also" in part.flags and work.state:
        state = work.state
        if part.loose_not and not part.tokens[0].text.startswith(("neither", "nor")):
            state = _INVERSE[state]
        _claim(work, named, state, part)
        return
    if part.joint == "nor" and work.state and not work.pending:
        _claim(work, named, work.state, part)
        return
    if part.loose_not and work.state and part.tokens[0].text not in {"neither", "no"}:
        state = _INVERSE[work.state]
        _claim(work, named, "affected" if state == "failing" else state, part)
        return
    if part.tokens[0].text in {"neither", "no", "none", "not one", "not a single"} or (
        part.loose_not and any(one.text == "neither" for one in part.tokens)
    ):
        work.neither = True
    if part.joint == "when" and work.found and work.found[-1].subject in {"service"}:
        last = work.found.pop()
        work.found.extend(
            Found(one.value, last.state, last.start, part.tokens[-1].end) for one in named
        )
        return
    if (
        work.backwards
        and _bare(part)
        and part.joint in {"and", "or", ",", "&", "+", "/"}
        and work.state
    ):
        _claim(work, named, work.state, part)
        return
    if (work.unknown or _checked(part)) and not part.said:
        _claim(work, named, "unknown", part)
        work.backwards = True
        return
    work.pending = [*work.pending, *named]
    work.refused = part if _refused(part) else None
    work.opened = part.joint in {":", "-"} or any(
        one.kind == "tense" and one.value == "present" for one in part.tokens
    )


def _checked(part: Clause) -> bool:
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


def _refused(part: Clause) -> bool:
    """`Still no uploads` says that there are none."""
    words = [one for one in part.tokens if one.text not in {"still", "currently", "now", "again"}]
    return (
        len(words) == 2  # noqa: PLR2004
        and words[0].text == "no"
        and words[1].kind == "subject"
        and words[1].value in _ACTIONS
    )


def _meant(work: _Work, part: Clause, named: list[Token]) -> list[Token]:
    """Subjects with `the former`, `the latter` and a later `everything` taken for what they mean."""
    texts = {one.text for one in part.tokens if one.kind == "they"}
    if not named and len(work.memory.named) > 1:
        if "the former" in texts:
            return [work.memory.named[-2]]
        if "the latter" in texts:
            return [work.memory.named[-1]]
    if len(named) == 1 and named[0].text in {"everything", "all"}:
        own = {one.value: one for one in work.memory.named if one.start >= work.start}
        return list(own.values()) or named
    for one in named:
        if one.value in _ACTIONS or one.value == "files":
            work.memory.named = [*work.memory.named[-3:], one]
    return named


def _bare(part: Clause) -> bool:
    return all(one.kind != "number" for one in part.tokens)


_PART_WORDS: Final = frozenset(
    "before older earlier until other others most remaining rest".split()
)
_ADVERBS: Final = frozenset(
    "also only even just partly then mostly already all some most many few often always sometimes "
    "usually to of very extremely quite a bit for at from by too again yes simply certainly really "
    "actually basically however thus users user customers customer people everyone everybody anyone "
    "attempt attempts requests calls tries every third second tenth fifth other each you we i he she "
    "us me them and or but with not the if that who there mine ours as well so both completely "
    "totally entirely fully largely generally apparently seemingly perhaps maybe probably likely "
    "presumably possibly may might must should need needs get gets getting got see seeing seen "
    "receive receives show shows showing face facing faces experience experiencing experiences have "
    "returns return returning give gives giving say says % percent about around up down in on half "
    "several lots lot more than less one two three four five ten hundred please currently slightly "
    "somewhat rather pretty super though tho still big large bigger larger great much little no "
    "ones thing things part stuff parts either neither same went go come came goes going".split()
)


def _own_noun(part: Clause) -> bool:
    """Whether a clause speaks of something that is no subject: `the canteen is closed`."""
    for token in part.tokens:
        if token.kind in {"tense", "state", "they", "also", "emoji"}:
            return False
        if token.kind == "word" and token.text.isalpha() and token.text not in _ADVERBS:
            return True
    return False


def _state_only(work: _Work, part: Clause, state: str) -> None:
    """A clause that only says a state: of what `they` are, of what was named, or is named next."""
    if work.pending and (
        part.joint in {":", "-", "(", "=", "|", "when"}
        or "they" in part.flags
        or part.joint in {",", "and", "but"}
        and any(one.kind == "tense" for one in part.tokens)
        or (work.opened and not _own_noun(part))
    ):
        named = work.pending
        work.pending = []
    elif work.subjects and not _own_noun(part):
        named = work.subjects
    elif "they" in part.flags:
        named = work.memory.subjects
    else:
        named = []
    if named:
        if work.neither and not _negated(part):
            state = _INVERSE.get(state, state)
        work.neither = False
        _claim(work, named, state, part)
        return
    if work.waiting is None:
        work.waiting = (part, state)
    work.state = state


def _finish(work: _Work) -> None:
    if work.waiting is not None and not work.subjects:
        part, state = work.waiting
        texts = {one.token.text for one in part.said}
        nothing = part.tokens[0].text in {"nothing", "not one", "none"}
        if texts & {"read only", "readonly"}:
            _put(work, "uploads", state, part, part)
        elif texts & {"locked out"}:
            _put(work, "sign_in", state, part, part)
        elif texts & _SELF_FILES or (nothing and state in {"safe", "at_risk"}):
            _put(work, "files", state, part, part)
        elif texts & _SELF_SERVICE and not work.pending:
            _put(work, "service", "works" if state == "works" else state, part, part)
    work.memory.state = work.state
    work.memory.dated = work.dated or (work.memory.dated and not work.found)
    if work.pending and work.refused:
        part = work.refused
        for one in work.pending:
            _put(work, one.value, "failing", part, part)
    if work.subjects:
        work.memory.subjects = work.subjects
    elif work.pending:
        work.memory.subjects = work.pending


def _claim(
    work: _Work, named: list[Token], state: str, part: Clause, until: Clause | None = None
) -> None:
    real = ""
    if work.unknown and state != "unknown":
        real, state = state, "unknown"
    elif work.flipped:
        state = _INVERSE[state]
    work.state = state if not work.flipped else _INVERSE[state]
    work.subjects = list(named)
    before = len(work.found)
    for one in named:
        subject = "service" if one.value == "rate" else one.value
        _put(work, subject, state, part, until or part)
    work.last = len(work.found) - before
    some = not _PART_WORDS.isdisjoint(one.text.split()[0] for one in part.tokens)
    for one in work.found[before:]:
        one.real = real
        one.part = some


def _put(work: _Work, subject: str, state: str, part: Clause, until: Clause) -> None:
    said = _fitting(subject, state, part)
    if said is None:
        return
    start = min(part.tokens[0].start, until.tokens[0].start)
    again = any(one.value == "repaired" for one in part.said) or any(
        one.text in {"again", "now", "anymore", "longer", "no longer", "meanwhile"}
        for one in part.tokens
    )
    work.found.append(Found(*said, start, max(part.tokens[-1].end, until.tokens[-1].end), again))


def _fitting(subject: str, state: str, part: Clause) -> tuple[str, str] | None:
    """The claim as the labels have it: files are safe or at risk, and nothing else is."""
    if subject == "other":
        return None
    if state == "gone":
        lost = any(one.token.text in {"gone", "disappeared", "vanished"} for one in part.said)
        if not lost:
            return None
        return ("files", "at_risk") if subject == "files" else (subject, "failing")
    if state in {"safe", "at_risk"} and subject == "uploads":
        if any(one.tense == "past" for one in part.said):
            return None
    if state in {"safe", "at_risk"}:
        vague = any(one.token.text in _VAGUE for one in part.said)
        if vague and subject != "files" and not any(one.value == "files" for one in part.subjects):
            return None
        whole = subject == "service" and any(
            one.text in {"everything", "all"} for one in part.subjects
        )
        return ("files", state) if subject in {"files", "uploads"} or whole else None
    if (
        state == "delayed"
        and subject != "uploads"
        and any(
            one.text in {"second", "seconds", "sec", "s", "minute", "minutes"}
            for one in part.tokens
        )
    ):
        return ("downloads" if subject == "files" else subject), "slow"
    if subject != "files" or state == "unknown":
        return subject, state
    if state == "slow":
        return "downloads", "slow"
    if state == "delayed":
        return "uploads", "delayed"
    if any(one.token.text in _OPENING for one in part.said):
        return "downloads", state
    if any(one.value == "can" for one in part.said):
        return None
    return "files", "safe" if state == "works" else "at_risk"


def _state_of(work: _Work, part: Clause, *, or_follows: bool = False) -> str:
    """What a clause says as one state; "" when it says nothing of now."""
    rate = any(one.value == "rate" for one in part.subjects)
    said = []
    for one in part.said:
        if one.value == "high" and not rate:
            continue
        value = _now(one, part, work)
        if value:
            said.append((value, one))
    if not said:
        return ""
    carried = (
        (part.joint in {"or", "nor"} or part.joint == "," and or_follows)
        and work.denied
        and not part.subjects
    )
    if carried and not any(one.denied for _, one in said):
        said = [(_INVERSE.get(value, value), one) for value, one in said]
    if any(one.value == "appears" for one in part.said) and any(v == "slow" for v, _ in said):
        return "delayed"
    emoji = [value for value, one in said if one.token.kind == "emoji"]
    words = [(value, one) for value, one in said if one.token.kind != "emoji"]
    if not words:
        return emoji[0]
    work.denied = words[-1][1].denied
    return _together(words)


def _now(one: Said, part: Clause, work: _Work) -> str:
    """A said state with its negation worked in; "" when it is not of now."""
    value = "failing" if one.value == "high" else one.value
    if value == "percentile":
        value = _percentile(part)
    elif value == "appears":
        value = "delayed" if not _LATER.isdisjoint(token.text for token in part.tokens) else ""
        return value if one.tense in {"present", "will"} else ""
    if one.denied:
        value = _INVERSE[value]
    elif value == "quick":
        value = "works"
    if one.tense in {"condition", "future"} or any(token.text == "would" for token in part.tokens):
        return ""
    if one.tense == "will":
        dated = work.dated or work.memory.dated
        return value if value in {*FAULTS, "at_risk"} and not dated else ""
    if one.tense == "past":
        if one.value == "repaired" and not one.denied:
            return value
        if value in {"safe", "at_risk"} or one.value == "affected" and one.denied:
            return value
        if one.token.text in {"unaffected", "untouched"} or value == "works" and always(part):
            return "works"
        return ""
    return value


_LATER: Final = frozenset(
    "later after until following hours minutes late delay delayed afterwards".split()
)
_SLOW_S: Final = 1.5


def _percentile(part: Clause) -> str:
    """`p95 9 s` is slow, `p95 180 ms` is not."""
    for token, unit in zip(part.tokens, part.tokens[1:], strict=False):
        if token.kind == "number" and (":" not in token.text):
            number = float(token.text.replace(",", ".").strip("xs").rstrip(".") or 0)
            if unit.text in {"s", "sec", "secs", "second", "seconds"}:
                return "slow" if number >= _SLOW_S else "works"
            if unit.text in {"ms", "msec"}:
                return "slow" if number >= 1000 * _SLOW_S else "works"
    return ""


def one_is_repair(said: list[tuple[str, Said]]) -> bool:
    """`Resolved: write errors` says that they are gone."""
    return said[0][0] == "repaired" and said[1][0] in FAULTS and said[1][1].token.text in _NOUNS


def _together(said: list[tuple[str, Said]]) -> str:
    """Several words of one clause as one state: the worse one, unless it is said to be gone."""
    if {value for value, _ in said} == {"can", "gone"}:
        said = [one for one in said if one[0] != "can"]
    values = [value for value, _ in said]
    if len(values) > 1 and one_is_repair(said):
        return "works"
    if "unknown" in values:
        return "unknown"
    if "remains" in values:
        return values[0] if values[0] in FAULTS else "safe"
    if values == ["gone"]:
        return "gone"
    for kind in ("at_risk", "safe"):
        if kind in values:
            return kind
    first, one = said[0]
    if (
        len(said) > 1
        and not one.denied
        and first in FAULTS
        and one.token.text.split()[-1] in _NOUNS
    ):
        rest = [value for value, other in said[1:]]
        if rest[-1] in {"repaired", "works", "gone"}:
            return "works"
        if any(other.value == "repaired" for _, other in said[1:]):
            return first
    if values[-1] == "repaired" and len(values) > 1 and values[0] in FAULTS:
        return "works"
    for kind in ("failing", "delayed", "slow", "affected"):
        if kind in values:
            return kind
    return "works" if any(value in {"works", "can", "repaired"} for value in values) else ""


_NOUNS: Final = frozenset(
    "error errors failure failures timeout timeouts latency latencies delay delays issue issues "
    "problem problems trouble outage outages disruption interruption slowness incident backlog "
    "slowdown difficulties downtime degradation time times performance".split()
)


def _exception(found: Sequence[Token], memory: Memory) -> list[Found]:
    """`Everything except X works` speaks of X only."""
    place = next(at for at, one in enumerate(found) if one.kind == "except")
    before, after = list(found[:place]), list(found[place + 1 :])
    excepted: list[Token] = []
    rest = len(after)
    if not any(one.kind == "state" for one in before) and after:
        first = next((at for at, one in enumerate(after) if one.kind == "joint"), len(after))
        kinds = {one.kind for one in after[:first]}
        if {"state", "subject"} <= kinds and first < len(after) and after[first].value == ",":
            return sentence_claims(after[:first], memory)
    for at, one in enumerate(after):
        if one.kind == "subject":
            if one.value == "other" or (one.text.startswith(("everything", "all")) and excepted):
                rest = at
                break
            excepted.append(one)
        elif one.kind in {"state", "tense", "emoji", "not"} and excepted:
            rest = at
            break
        elif one.kind == "joint" and one.value not in {"and", "or", ","} and excepted:
            rest = at
            break
    outside = [*before, *after[rest:]]
    real = [one for one in excepted if one.value not in {"other", "rate"}]
    real = [one for one in real if one.value in _ACTIONS] or real
    if not real:
        return []
    everything = any(one.kind == "subject" for one in before) or any(
        one.kind == "not" for one in before
    )
    main = before if any(one.kind == "state" for one in before) else outside
    own = after if main is before else []
    if own:
        claims = sentence_claims(after, memory)
        if claims:
            return claims
    parts = clauses([one for one in main if one.kind != "except"])
    work = _Work(memory)
    states = [state for part in parts if (state := _state_of(work, part))]
    if not states or not (everything or main is outside):
        return []
    state = _INVERSE[states[-1]]
    part = Clause("", list(found))
    _claim(work, real, state, part)
    return work.found


def subject_of(value: str) -> Subject:
    """A subject's name as the interface has it."""
    return cast("Subject", value)


def state_of(value: str) -> State:
    """A state's name as the interface has it: affected, without more, is failing."""
    return cast(
        "State", {"affected": "failing", "can": "works", "repaired": "works"}.get(value, value)
    )
