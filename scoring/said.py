"""What responders said, beside the world: each message that arrived, with its claims' worth.

Knows what a text was read as and how each subject was. Whether a message came in time, and what it
was owed for, is decided elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from scoring import messages
from scoring.spans import broken_within
from sim.language.read import read
from sim.language.stated import split

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from scoring.facts import Fact, Facts
    from scoring.spans import Span
    from scoring.subjects import Beside, Subjects
    from sim.journal.bodies import Message
    from sim.language.model import Claim, Reading, State
    from sim.scenario.policy import Policy

Side = Literal["inside", "outside"]
"""Who is told: the team, or users, status page and public, which are one audience for promises."""


@dataclass(frozen=True, slots=True)
class Held:
    """A claim and what it is worth beside the world."""

    claim: Claim
    beside: Beside


@dataclass(frozen=True, slots=True)
class Said:
    """A message of the responders that reached somebody.

    Attributes:
        fact: the message at the instant it arrived.
        reading: what its text was read as.
        held: its claims, each beside the world.
        over: whether it says that the incident is over; `false_over`: whether that was untrue.
        outside: whether it reached users, status page or public.
        own_words: whether its words are readable without the line that states claims outright.
    """

    fact: Fact[Message]
    reading: Reading
    held: tuple[Held, ...]
    over: bool
    false_over: bool
    outside: bool
    own_words: bool

    @property
    def at(self) -> int:
        """When it arrived, ms since StartEx."""
        return self.fact.at

    @property
    def side(self) -> Side:
        """Whom a promise in it is made to."""
        return "outside" if self.outside else "inside"

    @property
    def readable(self) -> bool:
        """Whether it counts for anything at all."""
        return self.reading.readable

    @property
    def untruths(self) -> tuple[Held, ...]:
        """Claims that are better than the world was."""
        return tuple(one for one in self.held if one.beside.worth == "untruth")

    @property
    def counts(self) -> bool:
        """Whether it can give a notice: readable, and nothing in it is better than the world."""
        return self.readable and not self.untruths

    @property
    def stated(self) -> frozenset[str]:
        """What it says that counts as said: `downloads`, `downloads=failing`, `over`, `any`."""
        found: set[str] = set()
        for one in self.held:
            if one.beside.counts:
                found |= {one.claim.subject, f"{one.claim.subject}={one.claim.state}", "any"}
        if self.over and not self.false_over:
            found |= {"over", "any"}
        return frozenset(found)

    @property
    def updates(self) -> bool:
        """Whether it is an update: it claims something, promises the next, or nothing changed."""
        reading = self.reading
        over = self.over and not self.false_over
        return self.counts and bool(
            reading.claims or over or reading.next_update or reading.unchanged
        )


_TROUBLE: frozenset[State] = frozenset({"slow", "delayed", "failing", "at_risk"})


def _narrowed(claims: Iterable[Held], beside: Container[Claim]) -> tuple[Held, ...]:
    """The claims, a general one that all works narrowed by true trouble told in the same words.

    "R2 is healthy, our breaker is stuck: downloads fail" tells nobody that nothing is wrong. What
    is only stated `beside` the words does not narrow them: there the two differ.
    """
    held = tuple(claims)
    told = any(
        one.claim.subject != "service"
        and one.claim not in beside
        and one.claim.state in _TROUBLE
        and one.beside.worth == "true"
        for one in held
    )
    return tuple(
        Held(one.claim, replace(one.beside, worth="void", counts=False))
        if told and one.claim.subject == "service" and one.beside.worth == "untruth"
        else one
        for one in held
    )


def _said(
    facts: Facts, fact: Fact[Message], policy: Policy, subjects: Subjects, blocked: Sequence[Span]
) -> Said:
    reading, message = facts.reading(fact.body), fact.body
    over = messages.closes(message, policy) or reading.over is True
    stated = split(message.text)
    own = read(stated.text)
    beside = set(stated.claims) - set(own.claims)
    return Said(
        fact=fact,
        reading=reading,
        held=_narrowed(
            (
                Held(claim, subjects.beside(claim.subject, claim.state, fact.at))
                for claim in reading.claims
            ),
            beside,
        ),
        over=over,
        false_over=over and bool(false_at(blocked, fact.at, policy)),
        outside=messages.tells_outside(message, policy),
        own_words=own.readable,
    )


def false_at(blocked: Iterable[Span], at: int, policy: Policy) -> tuple[Span, ...]:
    """What makes it untrue, at this instant, that it is over; nothing when it is true."""
    return broken_within(blocked, at, policy.monitoring_period)


def what_was_said(
    facts: Facts, policy: Policy, subjects: Subjects, blocked: Sequence[Span], since: int
) -> tuple[Said, ...]:
    """Every message that responders sent from `since` on and somebody received, in order."""
    return tuple(
        _said(facts, fact, policy, subjects, blocked) for fact in messages.received(facts, since)
    )


def taken_back(untruth: Held, told: Said, later: Iterable[Said], within: int) -> bool:
    """Whether a later message to the same side says the truth about the subject, in time.

    Saying the same again takes nothing back, even when it has become true meanwhile or another
    state is claimed beside it; nor does a message that has an untruth of its own.
    """
    return any(
        told.at < one.at <= told.at + within
        and one.side == told.side
        and one.counts
        and _puts_right(untruth, one)
        for one in later
    )


def _puts_right(untruth: Held, one: Said) -> bool:
    """Whether a message says the truth about the subject, and not the untruth again."""
    mine = [held for held in one.held if held.claim.subject == untruth.claim.subject]
    again = any(held.claim.state == untruth.claim.state for held in mine)
    return not again and any(held.beside.worth == "true" for held in mine)
