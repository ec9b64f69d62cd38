"""When, in this session, what the sources date of a re-lived night happened.

Instants only, each counted from the impact, as the sources count; whether sooner was better is the
report's to say. A scenario that re-lives nothing has none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scoring import actions, messages
from scoring.instants import sayings
from sim.journal.bodies import FaultEdge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scoring.facts import Facts
    from scoring.model import Scorecard
    from sim.scenario.policy import Policy
    from sim.scenario.relived import LivedMark, PublishedFact

Found = tuple[int, int]
"""Instant, ms since StartEx, and the journal entry that proves it."""


class Lived(NamedTuple):
    """One instant of that night beside the same of this session.

    Attributes:
        fact: what the source dates.
        then: when that was, ms from the impact, in this session's minutes.
        now: the same here; None when it did not happen.
        evidence: the entry that proves it.
    """

    fact: PublishedFact
    then: int
    now: int | None
    evidence: tuple[int, ...]


def lived(card: Scorecard, facts: Facts, policy: Policy) -> tuple[Lived, ...]:
    """What of that night can be compared, in the order of the file; nothing without an impact."""
    relived, impact = facts.scenario.relived, card.instant("impact").at
    if relived is None or impact is None:
        return ()
    rows = []
    for fact in relived.facts:
        if fact.mark is None or fact.after is None:
            continue
        found = min(_FINDS[fact.mark](card, facts, policy), default=None)
        rows.append(
            Lived(
                fact,
                fact.after // relived.scale,
                # What was done before anybody felt it, such as a page on a hunch, was done at once.
                None if found is None else max(0, found[0] - impact),
                () if found is None else (found[1],),
            )
        )
    return tuple(rows)


def _instant(name: str) -> Callable[[Scorecard, Facts, Policy], Iterator[Found]]:
    def find(card: Scorecard, _facts: Facts, _policy: Policy) -> Iterator[Found]:
        one = card.instant(name)
        if one.at is not None:
            yield one.at, (*one.evidence, 0)[0]

    return find


def _declared(_card: Scorecard, facts: Facts, _policy: Policy) -> Iterator[Found]:
    yield from ((one.at, one.seq) for one in actions.did(facts, "declares"))


def _escalated(_card: Scorecard, facts: Facts, _policy: Policy) -> Iterator[Found]:
    """Somebody was called in, and the call arrived."""
    for one in messages.received(facts):
        if one.body.calls_somebody:
            yield one.at, one.seq


def _told_users(_card: Scorecard, facts: Facts, policy: Policy) -> Iterator[Found]:
    for one in messages.received(facts):
        if any(name in policy.audiences for name in one.body.delivered):
            yield one.at, one.seq


def _status_page(_card: Scorecard, facts: Facts, _policy: Policy) -> Iterator[Found]:
    for one in messages.received(facts):
        if one.body.purpose == "status_page":
            yield one.at, one.seq


def _cause(_card: Scorecard, facts: Facts, _policy: Policy) -> Iterator[Found]:
    """A cause was stated; whether it was the right one, people judge."""
    for one in actions.did(facts, "assesses"):
        if one.body.arguments.get("cause"):
            yield one.at, one.seq


def _repaired(_card: Scorecard, facts: Facts, _policy: Policy) -> Iterator[Found]:
    """The first instant at which no fault was left; what follows one comes later."""
    on: set[str] = set()
    for one in facts.of(FaultEdge):
        (on.add if one.body.edge == "began" else on.discard)(one.body.fault)
        if not on:
            yield one.at, one.seq
            return


def _resolved(_card: Scorecard, facts: Facts, policy: Policy) -> Iterator[Found]:
    yield from sayings(facts, policy)


_FINDS: dict[LivedMark, Callable[[Scorecard, Facts, Policy], Iterator[Found]]] = {
    "alert": _instant("alert"),
    "declared": _declared,
    "told_users": _told_users,
    "status_page": _status_page,
    "escalated": _escalated,
    "cause": _cause,
    "repaired": _repaired,
    "recovered": _instant("recover"),
    "resolved": _resolved,
}
