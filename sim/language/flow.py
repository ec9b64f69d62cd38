"""From the clauses of a sentence to its claims: names and states brought together in order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sim.language.clauses import clauses
from sim.language.limits import for_a_part
from sim.language.naming import (
    CLIPPED,
    PART_WORDS,
    Memory,
    bare,
    by_way,
    checked,
    first_named,
    is_aside,
    is_elliptic,
    is_later,
    meant,
    negated,
    odd,
    of_it,
    own_experience,
    own_noun,
    refused,
    says_own,
    takes_up,
    tried,
    unconfirmed,
)
from sim.language.parts import ACTIONS
from sim.language.settle import Found, of_sentence
from sim.language.timeline import intends, is_dated
from sim.language.unnamed import NOT_ONE, SELF, unnamed
from sim.language.verdicts import FAULTS, fitting, opposite, verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.language.parts import Clause
    from sim.language.tokens import Token

_TAKING: Final = frozenset({":", "-", "when", "(", "=", ",", "and", "or", "where", ";"})
_TOGETHER: Final = frozenset({"and", "or", "nor", ",", "/", "&", "+"})


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
    elliptic: Clause | None = None
    """The sentence, where it only takes up a state."""
    ordered: bool = False
    """Whether the clause before tells somebody to do something."""
    until: bool = False
    """Whether it begins with what is waited for: trouble holds now, soundness does not."""
    supposed: bool = False
    """Whether the clause before only supposes: we would say."""
    refused: list[Clause] = field(default_factory=list)
    """The clauses that say `no uploads`, while nothing else is said of them."""
    told: bool = False
    """Whether what waits was said something of, of another time: nothing behind it is shared."""
    opened: bool = False
    """Whether the clause before named a subject and left its state open."""
    last: int = 0
    """How many claims the last clause made."""
    denied: bool = False
    """Whether the last state was a negated one, which `or` and `nor` carry on."""


def plain_claims(found: Sequence[Token], memory: Memory) -> list[Found]:
    """What one sentence without an exception claims."""
    work = _Work(memory, state=memory.state, start=found[0].start if found else 0)
    parts = clauses(found)
    work.dated = memory.dated or any(is_dated(one) for one in found) or intends(found)
    for place, part in enumerate(parts):
        _take(work, part, parts[place + 1] if place + 1 < len(parts) else None)
    if len(parts) == 1 and is_elliptic(parts[0]):
        work.elliptic = parts[0]
    _finish(work, dated=any(is_dated(one) for one in found))
    _accepted(found, work)
    return of_sentence(work.found)


_TAKEN: Final = frozenset({"accepted", "accept", "accepts", "accepting"})


def _accepted(found: Sequence[Token], work: _Work) -> None:
    """`Accepted, but stored only once ...` is accepted now and carried out later."""
    put_off = any(
        (one.kind == "condition" and one.text != "if") or one.text == "when" for one in found
    )
    if put_off and any(one.text in _TAKEN for one in found):
        for one in work.found:
            if one.subject == "uploads" and one.state == "works":
                one.state = "delayed"


def _take(work: _Work, part: Clause, after: Clause | None) -> None:
    """Read one clause after the others."""
    _mood(work, part)
    if work.killed:
        work.waiting = None
        if part.subjects and part.joint not in {",", "and"} and not part.conditional:
            work.pending = []
        return
    if part.joint in {":", "-", "|", "="} and all(one.kind == "not" for one in part.tokens):
        _none(work, part)
        return
    state = _state(work, part, after)
    named = meant(work.memory, work.start, part)
    work.neither = work.neither or part.joint == "nor"
    if named and state:
        _both(work, part, named, state)
    elif named:
        _subjects_only(work, part, named)
    elif state:
        _state_only(work, part, state)
    elif part.tokens[0].text in _YES and part.joint == ":" and work.pending:
        _claim(work, work.pending, "works", part)
        work.pending = []
    elif part.tokens[0].text in _SAME and work.pending and work.state:
        _claim(work, work.pending, work.state, part)
        work.pending = []
    elif part.joint in _FIELDS and after is not None and after.joint in {":", "="}:
        work.pending = []  # `Topic: uploads | Priority: normal` are fields of their own


_FIELDS: Final = frozenset({"|", ",", ";"})
_OTHERS: Final = frozenset({"others"})
"""Some are slow, others fail: both speak of the same."""
_YES: Final = frozenset({"yes", "yep", "yeah", "yup", "aye"})
_SAME: Final = frozenset({"same", "ditto", "likewise", "also", "too"})


def _mood(work: _Work, part: Clause) -> None:
    """Whether what follows is denied, reported, ordered, or holds under a condition."""
    if part.joint in {";", "but", ":", "however", "."}:
        work.flipped = work.flipped and part.joint == ":" and "denied" in part.flags
        work.killed = part.joint == ":" and work.supposed
        work.unknown = work.unknown and part.joint == ":"
    work.supposed = any(one.text == "would" for one in part.tokens)
    listed = work.backwards and part.joint in _TOGETHER and bool(part.subjects)
    _order(work, part, ordered=part.order and not listed)
    work.flipped = work.flipped or "denied" in part.flags
    if "confirmed" in part.flags and not unconfirmed(part):
        work.unknown = False
        for one in work.found if not part.subjects else ():
            one.state = one.real or one.state
    elif work.unknown and own_experience(part):
        work.unknown = False
        for one in work.found:
            one.state = one.real or one.state
    elif ("reported" in part.flags and "denied" not in part.flags and not of_it(part)) or (
        part.said and part.said[0].value == "unknown"
    ):
        work.unknown = True
    if part.joint == "" and is_later(part):
        work.killed = True
    if part.conditional and part.joint in {"", "-", ",", ";"} and not tried(part):
        work.until = part.joint == "" and part.tokens[0].text in {"until", "till"}
        work.killed = not work.until


def _order(work: _Work, part: Clause, *, ordered: bool) -> None:
    """An instruction claims nothing; what `it` does behind it does: do not upload, it fails."""
    if work.ordered and part.tokens[0].kind == "they" and part.said and not part.conditional:
        work.killed = False
    work.ordered = ordered
    if ordered or "unsaid" in part.flags:
        work.killed = True
        done = [one for one in part.subjects if one.value in ACTIONS]
        work.memory.subjects = done or work.memory.subjects


def _state(work: _Work, part: Clause, after: Clause | None) -> str:
    """What a clause says, with a negation that an `or` before it carries on."""
    listed = part.joint == "," and after is not None and after.joint in {"or", "nor"}
    listed = listed and after is not None and not after.subjects
    carried = work.denied and not part.subjects and (part.joint in {"or", "nor"} or listed)
    state, denied = verdict(part, dated=work.dated, carried=carried)
    if state:
        work.denied = denied or carried
    bare_not = {one.kind for one in part.tokens} == {"tense", "not"}
    if not state and bare_not and part.joint == ":" and work.pending:
        return "failing"
    return state


def _both(work: _Work, part: Clause, named: list[Token], state: str) -> None:
    """A clause with names and a state; names that waited before it share the state."""
    others = part.joint == "," and "tense" in part.flags and named[0].value == "other"
    if part.joint in _TOGETHER and not work.told and not others:
        named = [*work.pending, *named]
    if work.neither and not negated(part):
        state = opposite(state)
    if part.joint in {":", "-"} and work.waiting and work.waiting[0].said[0].value == "repaired":
        state = "works" if state in FAULTS else state
    before = work.subjects or work.memory.subjects
    of_it = "they" in part.flags and state in {"slow", "delayed"}
    if of_it and named[0].value == "files" and before and before[0].value in ACTIONS:
        named = before  # `it takes a minute per list`
    if work.subjects and state in FAULTS and all(one.text in _OTHERS for one in named):
        named = work.subjects
    _claim(work, named, state, part)
    work.backwards = (
        bool(part.subjects)
        and bool(part.said)
        and part.said[0].place < part.tokens.index(first_named(part))
    )
    work.pending = []
    work.neither = False
    work.waiting = None


def _none(work: _Work, part: Clause) -> None:
    """`Impact on uploads: none` says that they work."""
    if work.last:
        for one in work.found[-work.last :]:
            if one.state in {"at_risk", *FAULTS}:
                one.state = opposite(one.state)
    elif work.waiting is not None:
        work.waiting = (work.waiting[0], opposite(work.waiting[1]))
    elif work.pending and part.tokens[0].text in {"no", "nope"}:
        _claim(work, work.pending, "failing", part)
        work.pending = []


def _subjects_only(work: _Work, part: Clause, named: list[Token]) -> None:
    """A clause that only names: it takes the state that was said, or waits for one."""
    if work.waiting is not None and part.joint in _TAKING and not odd(part):
        _claim(work, named, work.waiting[1], work.waiting[0], part)
        if part.joint in {"when", "where"}:
            work.waiting = None
        else:
            work.backwards = True
        return
    state = _summed_up(work, part) or _echoed(work, part)
    if state:
        _claim(work, named, state, part)
        return
    first = part.tokens[0].text
    if first in _NO_ONE or (part.loose_not and any(one.text == "neither" for one in part.tokens)):
        work.neither = True
    if first == "not" and not work.unknown:
        return
    if part.joint == "when" and work.found and work.found[-1].subject == "service":
        _made_precise(work, part, named)
    elif work.last and work.denied and part.joint in _CONTRAST and is_elliptic(part):
        _claim(work, named, opposite(work.state), part)  # X does not fail, Y does
    elif (work.unknown or checked(part)) and not part.said:
        _claim(work, named, "unknown", part)
        work.backwards = True
    elif not is_aside(part, named):
        _wait(work, part, named)


def _wait(work: _Work, part: Clause, named: list[Token]) -> None:
    """What is only named waits for what is said of it."""
    work.pending, work.told = [*work.pending, *named], says_own(part)
    if refused(part):
        work.refused.append(part)
    work.opened = part.joint in {":", "-"} or any(
        one.kind == "tense" and one.value == "present" for one in part.tokens
    )


def _made_precise(work: _Work, part: Clause, named: list[Token]) -> None:
    """`There are errors when saving` are errors of saving."""
    last = work.found.pop()
    work.found.extend(
        Found(one.value, last.state, last.start, part.tokens[-1].end)
        for one in named
        if one.value in ACTIONS
    )


_TROUBLE: Final = frozenset({"at_risk", *FAULTS})
_NO_ONE: Final = frozenset({"at no time", "neither", "no", "none", "not one", "not a single"})


_OPENERS: Final = frozenset({"neither", "no", "nobody", "no one", "none", "nothing"})
"""`Nobody gets in` takes up no state that was said."""


def _summed_up(work: _Work, part: Clause) -> str:
    """`Everything works again: sign-in, uploads` is meant of what is listed."""
    first = work.subjects[0].text.split(" ")[-1] if len(work.subjects) == 1 else ""
    if part.joint != ":" or not work.last or first not in _SUMS:
        return ""
    state = work.found[-1].state
    work.found, work.backwards = work.found[: -work.last], True
    return state


_SUMS: Final = frozenset({"everything", "all", "services", "components", "functions"})


def _echoed(work: _Work, part: Clause) -> str:
    """The state said before, where a clause takes it up: Y too, Y is not, nor Y, X and Y."""
    state, first = work.state, part.tokens[0].text
    if not state or _either(work, part):
        return ""
    if "also" in part.flags:
        turned = part.loose_not and not first.startswith(("neither", "nor"))
        if turned and state in FAULTS:
            return ""
        return opposite(state) if turned else state
    if part.joint == "nor" and not work.pending:
        return state
    ends = part.tokens[-1].kind in {"not", "tense"} or len(part.tokens) <= 3  # noqa: PLR2004
    if part.loose_not and first not in _OPENERS and ends:
        vague = opposite(state) == "failing" and not by_way(part)
        return "affected" if vague else opposite(state)
    joined = part.joint in _TOGETHER and part.joint != "nor"
    return state if work.backwards and joined and bare(part) and not odd(part) else ""


def _either(work: _Work, part: Clause) -> bool:
    """`It does not work! Not login`: whether that works or fails too is not said."""
    bare_name = part.tokens[0].text == "not" and len(part.tokens) < CLIPPED
    return bare_name and work.memory.denied and not work.found


def _state_only(work: _Work, part: Clause, state: str) -> None:
    """A clause that only says a state: of what was named, of `them`, or of what comes next."""
    texts = {one.token.text for one in part.said}
    of_them = "they" in part.flags or part.tokens[0].text in NOT_ONE
    things = [one.value for one in (*work.pending, *work.subjects)]
    if things and {"rate", "service", "sign_in"}.issuperset(things):  # `it` is one of these
        pronouns = {one.text for one in part.tokens if one.kind == "they"}
        of_them = of_them and not (pronouns and pronouns <= _ONE)
    if state in {"safe", "at_risk"} and of_them and not work.unknown:
        _put(work, "files", opposite(state) if work.flipped else state, part, part)
        return
    if any(SELF.get(text) == "files" for text in texts) and not work.unknown:
        before = len(work.found)
        _put(work, "files", state, part, part)
        work.last = len(work.found) - before
        return
    named = _waiting_names(work, part)
    if named:
        carried = work.denied  # `neither failing nor slow` is turned already
        if work.neither and not negated(part) and not carried:
            state = opposite(state)
        work.neither = False
        _claim(work, named, state, part)
        return
    if work.waiting is None and state not in {"gone", "remains"}:
        work.waiting = (part, state)
    work.state = state


def _waiting_names(work: _Work, part: Clause) -> list[Token]:
    own = own_noun(part)
    if work.pending and (
        part.joint in {":", "-", "(", "=", "|", "]", "when"}
        or "they" in part.flags
        or (part.joint in {",", "and", "but"} and "tense" in part.flags)
        or (work.opened and not own)
    ):
        named, work.pending = work.pending, []
        return named
    if work.subjects and not own:
        return work.subjects
    return work.memory.subjects if takes_up(part) else []


_CONTRAST: Final = frozenset({",", "but", ";", "-"})
_ONE: Final = frozenset({"it", "which", "this"})


def _finish(work: _Work, *, dated: bool) -> None:
    """Give what still waits its subject, and remember what later sentences refer to."""
    if work.waiting is not None and not work.subjects:
        part, state = work.waiting
        own = unnamed(part, state)
        if own and not (own == "service" and work.pending):
            _put(work, own, state, part, part)
    for part in work.refused:
        for one in part.subjects:
            if one in work.pending:
                _put(work, one.value, "failing", part, part)
    memory = work.memory
    echoed = memory.state not in {"", "unknown"}  # whether it is so was left open before
    if work.pending and not work.found and work.elliptic and echoed:
        state = opposite(memory.state) if memory.denied else memory.state
        _claim(work, work.pending, state, work.elliptic)
    memory.state, memory.denied = work.state, work.denied
    memory.dated = dated or (memory.dated and not work.found)
    memory.subjects = work.subjects or work.pending or memory.subjects


def _claim(
    work: _Work, named: list[Token], state: str, part: Clause, until: Clause | None = None
) -> None:
    real = ""
    if work.unknown and state != "unknown":
        real, state = state, "unknown"
    if work.until and (part.conditional or state not in _TROUBLE):
        return
    work.state = state
    if work.flipped and not real:
        state = opposite(state)
    work.subjects = list(named)
    before = len(work.found)
    for one in named:
        subject = "service" if one.value == "rate" else one.value
        _put(work, subject, state, part, until or part)
    work.last = len(work.found) - before
    some = not PART_WORDS.isdisjoint(one.text.split()[0] for one in part.tokens) or any(
        one.value == "affected" and one.denied and part.tokens[0].kind == "word"
        for one in part.said
    )
    for claim in work.found[before:]:
        claim.real = "at_risk" if real == "gone" and claim.subject == "files" else real
        claim.some = some or for_a_part(part.tokens)


def _put(work: _Work, subject: str, state: str, part: Clause, until: Clause) -> None:
    if subject == "service" and any(SELF.get(one.token.text) == "uploads" for one in part.said):
        subject = "uploads"
    said = fitting(subject, state, part)
    if said is None:
        return
    start = min(part.tokens[0].start, until.tokens[0].start)
    again = any(one.value == "repaired" for one in part.said) or any(
        one.text in {"again", "now", "anymore", "longer", "no longer", "meanwhile"}
        for one in part.tokens
    )
    found = Found(*said, start, max(part.tokens[-1].end, until.tokens[-1].end), again)
    found.denied = any(one.denied for one in part.said)
    work.found.append(found)
