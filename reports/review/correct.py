"""What a review corrects for the scorer: decisions that do not count, messages that were misread.

A correction names the journal's entry, and one that names another kind of entry is refused: here it
is known what can be corrected, not where in the file it stands.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from textwrap import shorten
from typing import TYPE_CHECKING

from scoring.corrections import Corrections
from scoring.facts import embedded_policy
from sim.journal.bodies import Arrived, Message
from sim.journal.conduct import Decision
from sim.language.model import Claim
from sim.language.read import read

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reports.review.model import Reread, Review
    from sim.journal.encoding import Entry
    from sim.language.model import Reading

    Place = tuple[str | int, ...]

_MOST_NAMED = 8
_QUOTED = 80
"""Characters of a message that stand for what an evaluator reads in it."""


@dataclass(slots=True)
class _Correctable:
    """What of a journal can be corrected.

    Attributes:
        decisions: their entries.
        texts: the words of messages, arrivals and decisions by entry.
        whose: the message that an entry belongs to.
        last: the number of the last entry.
    """

    last: int
    decisions: list[int] = field(default_factory=list)
    texts: dict[int, str] = field(default_factory=dict)
    whose: dict[int, str] = field(default_factory=dict)


def _correctable(entries: Sequence[Entry]) -> _Correctable:
    found, sent = _Correctable(entries[-1].seq), dict[str, str]()
    for entry in entries:
        body = entry.body
        if isinstance(body, Message) and body.by_responders:
            sent[body.message] = found.texts[entry.seq] = body.text
            found.whose[entry.seq] = body.message
        elif isinstance(body, Arrived) and body.message in sent:
            found.texts[entry.seq] = sent[body.message]
            found.whose[entry.seq] = body.message
        elif isinstance(body, Decision):
            found.decisions.append(entry.seq)
            if body.says:
                found.texts[entry.seq] = body.says
                found.whose[entry.seq] = f"decision {entry.seq}"
    return found


def texts_of(entries: Sequence[Entry]) -> dict[int, str]:
    """The words that can be read anew, by the entries of messages, arrivals and decisions."""
    return _correctable(entries).texts


def _known(kind: str, seqs: Sequence[int]) -> str:
    if not seqs:
        return f"the journal has no {kind}"
    more = f" and {len(seqs) - _MOST_NAMED} more" if len(seqs) > _MOST_NAMED else ""
    return f"there are {', '.join(map(str, seqs[:_MOST_NAMED]))}{more}"


def wrong(review: Review, entries: Sequence[Entry]) -> Iterator[tuple[Place, str]]:
    """What of a review's corrections does not fit the journal: the place in it, and why."""
    found, seen = _correctable(entries), dict[str, int]()
    numbers = {str(seq) for seq in found.decisions}
    for name in review.decisions:
        if name not in numbers:
            there = name.isdecimal() and int(name) <= found.last
            what = f"entry {name} is not a decision" if there else f"there is no entry {name}"
            yield ("decisions", name), f"{what}; {_known('decision', found.decisions)}"
    policy = embedded_policy(entries)
    for index, one in enumerate(review.readings):
        place = ("readings", index)
        if one.message not in found.texts:
            there = one.message <= found.last
            what = "is no message of the responders" if there else "does not exist"
            known = _known("message of theirs", tuple(found.texts))
            yield (*place, "message"), f"entry {one.message} {what}; {known}"
        elif (before := seen.setdefault(found.whose[one.message], index)) != index:
            yield (*place, "message"), f"this message is read anew in readings[{before}] already"
        if one.severity is not None and policy.severity(one.severity) is None:
            levels = ", ".join(str(level.level) for level in policy.severities)
            yield (*place, "severity"), f"the policy has no level {one.severity}; it has {levels}"


def _reading(one: Reread, text: str) -> Reading:
    """The reading as corrected; what cannot be corrected stays as it was read."""
    before, words = read(text), shorten(text, _QUOTED, placeholder="…")
    says = bool(one.claims or one.next_update or one.severity) or one.over is not None
    return replace(
        before,
        claims=tuple(Claim(subject, state, words) for subject, state in one.claims.items()),
        next_update=one.next_update,
        over=one.over,
        over_quote=words if one.over is not None else "",
        severity=one.severity,
        readable=before.readable or says,
    )


def corrections(review: Review, entries: Sequence[Entry]) -> Corrections:
    """What the scorer is to go by; the review fits the journal."""
    texts = texts_of(entries)
    return Corrections(
        readings={one.message: _reading(one, texts[one.message]) for one in review.readings},
        rejected=frozenset(
            int(seq) for seq, standing in review.decisions.items() if standing == "rejected"
        ),
        ratings={one.id: one.confirmed for one in review.objectives if one.confirmed is not None},
    )
