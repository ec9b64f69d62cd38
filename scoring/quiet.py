"""A day on which nothing breaks: who raised an alarm, who looked, who answered.

Knows the scenario's injects and what was said; points are the criteria's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring import actions
from sim.journal.bodies import InjectSent, Message

if TYPE_CHECKING:
    from scoring.facts import Fact
    from scoring.ground import Ground
    from scoring.said import Said
    from sim.journal.bodies import Action

_ANSWERS = frozenset({"service", "downloads", "uploads"})
"""What an answer to an alarm speaks of."""


def alarms(ground: Ground) -> tuple[Fact[Message], ...]:
    """The injects that say that something is wrong, as they reached the player, in order."""
    raising = {one.id for one in ground.facts.scenario.injects if one.alarm}
    sent = {fact.seq for fact in ground.facts.of(InjectSent) if fact.body.inject in raising}
    # An inject's message follows its own entry.
    return tuple(
        fact
        for fact in ground.facts.of(Message)
        if fact.body.purpose == "inject" and fact.seq - 1 in sent
    )


def looks(ground: Ground) -> tuple[Fact[Action], ...]:
    """Every look or test that took effect, in order."""
    return actions.did(ground.facts, "looks", "tests")


def answers(ground: Ground) -> tuple[Said, ...]:
    """What responders said that answers an alarm: readable, true, about what works."""
    raised = alarms(ground)
    since = raised[0].at if raised else 0
    return tuple(
        one
        for one in ground.said
        if one.at >= since
        and one.counts
        and any(
            held.claim.subject in _ANSWERS
            and held.beside.worth == "true"
            and held.claim.state == "works"
            for held in one.held
        )
    )


def needless_alarms(ground: Ground) -> tuple[Said, ...]:
    """Words to users, status page or public that claim trouble which is not there."""
    return tuple(
        one
        for one in ground.said
        if one.outside
        and any(held.beside.worth == "worse" and not held.beside.counts for held in one.held)
    )
