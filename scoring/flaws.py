"""What is wrong with what was said: untruths, placeholders, the page's order, what was left out.

Reads the words of responders' messages beside the truth of that moment. Timeliness is not its
business.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from scoring import actions, messages
from scoring.obligations.notices import addressed, due_notices
from scoring.shown import beside_the_world, shortened
from sim.scenario.durations import spoken
from sim.scenario.names import STATUS_PAGE_ORDER, StatusPageState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scoring.facts import Fact
    from scoring.ground import Ground
    from scoring.model import Evidence
    from scoring.said import Held, Said
    from sim.journal.bodies import Message

FlawKind = Literal["untruth", "worse", "placeholder", "order", "incomplete", "unreadable", "flood"]


_IDENTIFIED = STATUS_PAGE_ORDER.index("identified")


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong with what was said.

    Attributes:
        kind: what it is.
        text: one sentence with the words in question.
        at: when it was said, ms since StartEx.
        evidence: the message, and what contradicts it.
        words: those in question; the same ones are one flaw, however often they were sent.
    """

    kind: FlawKind
    text: str
    at: int
    evidence: Evidence
    words: str = ""


def _purpose(one: Said) -> str:
    """How it was sent, with its article: `an email`, `a status page update`."""
    purpose = one.fact.body.purpose
    sent = "status page update" if purpose == "status_page" else purpose.replace("_", " ")
    return f"{'an' if sent.startswith('e') else 'a'} {sent}"


def _held(one: Said, held: Held) -> Flaw | None:
    worth = held.beside.worth
    if worth not in {"untruth", "worse"}:
        return None
    window = held.beside.window
    seqs = (one.fact.seq,) if window is None else tuple(sorted((one.fact.seq, window.seq)))
    text = beside_the_world(held)
    claim = held.claim
    words = f"{claim.subject} {claim.state} {claim.quote}"
    return Flaw("untruth" if worth == "untruth" else "worse", text, one.at, seqs, words)


def _in_words(one: Said) -> Iterator[Flaw]:
    seqs = (one.fact.seq,)
    if one.reading.placeholder:
        text = f'The placeholder "{one.reading.placeholder}" was left in {_purpose(one)}.'
        yield Flaw("placeholder", text, one.at, seqs, one.reading.placeholder)
    if one.outside and not one.own_words:
        words = shortened(one.fact.body.text)
        sent = _purpose(one)
        text = f'{sent[:1].upper()}{sent[1:]} said nothing that could be checked: "{words}"'
        yield Flaw("unreadable", text, one.at, seqs, words)
    for held in one.held:
        flaw = _held(one, held)
        if flaw is not None:
            yield flaw


def _order(ground: Ground, since: int) -> Iterator[Flaw]:
    """Steps back and steps skipped; after a false `resolved` a step back is only honest."""
    before: Fact[Message] | None = None
    cause = next(iter(actions.causes(ground.facts, since)), None)
    for fact in messages.received(ground.facts, since):
        if fact.body.purpose != "status_page":
            continue
        if fact.body.label not in get_args(StatusPageState):
            continue
        states: tuple[str, ...] = STATUS_PAGE_ORDER
        new = states.index(fact.body.label)
        # Before its first state the page stands one step in front of `investigating`.
        old = -1 if before is None else states.index(before.body.label)
        corrected = before is not None and before.body.label == "resolved" and new < old
        seqs = (fact.seq,) if before is None else (before.seq, fact.seq)
        if new > old + 1:
            skipped = ", ".join(states[old + 1 : new])
            text = f"The status page went to {fact.body.label} without {skipped}."
            yield Flaw("order", text, fact.at, seqs)
        elif new < old and not corrected:
            text = f"The status page went back from {states[old]} to {fact.body.label}."
            yield Flaw("order", text, fact.at, seqs)
        arrives = new == _IDENTIFIED and new != old
        if arrives and (cause is None or cause.seq > fact.seq):
            text = (
                "The status page went to identified before anybody had written down a cause as a "
                "statement."
            )
            yield Flaw("order", text, fact.at, (fact.seq,))
        before = fact


def _left_out(ground: Ground) -> Iterator[Flaw]:
    """What a notice's template asks for beside claims, and nothing sent for it in time has.

    A late notice has until the message that gave it.
    """
    for notice, due in due_notices(ground):
        template = ground.policy.template(notice.template)
        first = min(due.settled_by, default=None)
        if template is None or first is None:
            continue
        restoration = notice.since == "recovered"
        giving = [
            one
            for one in addressed(ground, notice.to, restoration=restoration)
            if one.at <= max(due.deadline, first.at)
            and one.readable
            and (not restoration or one.at >= due.due)
        ]
        evidence = (first.seq,)
        if template.promises and not any(one.reading.next_update for one in giving):
            text = f"The {notice.title} does not say when the next update comes."
            yield Flaw("incomplete", text, first.at, evidence)
        stated = any(one.at <= max(due.deadline, first.at) for one in ground.statements)
        if (
            template.severity
            and not stated
            and not any(one.reading.severity or one.fact.body.severity for one in giving)
        ):
            text = f"The {notice.title} does not say the severity."
            yield Flaw("incomplete", text, first.at, evidence)


def _floods(ground: Ground, told: Iterable[Said], audience: str) -> Iterator[Flaw]:
    most, per = ground.policy.floods.most, ground.policy.floods.per
    stretch: list[Said] = []
    for one in told:
        stretch = [other for other in stretch if one.at - other.at <= per]
        stretch.append(one)
        if len(stretch) > most:
            text = f"{audience} got {len(stretch)} messages within {spoken(per)}."
            yield Flaw("flood", text, one.at, tuple(other.fact.seq for other in stretch))
            stretch = []


def flaws(ground: Ground) -> tuple[Flaw, ...]:
    """Everything wrong with what the responders said, from the first fault on, in order."""
    player = ground.facts.scenario.player
    found = [*_order(ground, ground.facts.began_at), *_left_out(ground)]
    inside = [
        one
        for one in ground.said
        if not one.outside and messages.tells_team(one.fact.body, ground.policy, player)
    ]
    found += _floods(ground, inside, "The team")
    found += _floods(ground, (one for one in ground.said if one.outside), "Users and the public")
    seen: set[tuple[FlawKind, str]] = set()
    for one in ground.said:
        for flaw in _in_words(one):
            # The same words are one flaw, to however many and however often they were sent.
            if (flaw.kind, flaw.words) not in seen:
                seen.add((flaw.kind, flaw.words))
                found.append(flaw)
    return tuple(sorted(found, key=lambda flaw: (flaw.at, flaw.evidence)))
