"""Which severities were stated: when, by whom and how, in order.

An explicit statement (`assess`, or `declare` with one) outranks what a broadcast's word or a
message's text implies: from the first explicit one on, implied ones are listed and change nothing.
Knows statements only; how good one is, the criterion says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring import actions, messages
from scoring.facts import done_at
from sim.language.stated import implied_severity_counts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scoring.facts import Fact, Facts
    from sim.journal.bodies import Action, Message
    from sim.scenario.policy import Policy


DECIDED = "a decision"
"""How a severity was stated that a tabletop's players decided on."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A severity that a responder stated.

    Attributes:
        seq: the journal entry; `at`: when, ms since StartEx.
        by: who stated it; `how`: by what, in words.
        explicit: whether it was stated outright.
        counts: whether it changed what stands.
    """

    seq: int
    at: int
    level: int
    by: str = ""
    how: str = ""
    explicit: bool = True
    counts: bool = True


def _level(word: str, policy: Policy) -> int | None:
    wanted = word.strip().casefold()
    for severity in policy.severities:
        if wanted in {severity.name.casefold(), str(severity.level)}:
            return severity.level
    return None


def _known(level: int | None, policy: Policy) -> int | None:
    return None if level is None or policy.severity(level) is None else level


def _commanded(fact: Fact[Action], policy: Policy) -> Statement | None:
    stated = fact.body.arguments.get("severity")
    if stated is None or not actions.took_effect(fact.body):
        return None
    if {"assesses", "declares"}.isdisjoint(fact.body.effect):
        return None
    level = _level(str(stated), policy)
    if level is None:
        return None
    return Statement(fact.seq, fact.at, level, fact.body.actor, f"with {fact.body.command}")


def _implied(facts: Facts, fact: Fact[Message], policy: Policy) -> Statement | None:
    message = fact.body
    by, sent = message.sender, messages.means(message)
    if messages.opens(message, policy):
        level = _level(message.severity, policy)
        if level is not None:
            how = f"through the severity field ({message.severity}) of a broadcast"
            return Statement(fact.seq, fact.at, level, by, how, explicit=False)
    level = _known(facts.reading(message).severity, policy)
    if level is None:
        return None
    return Statement(
        fact.seq, fact.at, level, by, f"inferred from the wording of a {sent}", explicit=False
    )


def _all(facts: Facts, policy: Policy) -> Iterator[Statement]:
    for action in facts.actions:
        if action.at >= facts.began_at and (one := _commanded(action, policy)) is not None:
            yield one
    for message in messages.by_responders(facts, facts.began_at):
        if (one := _implied(facts, message, policy)) is not None:
            yield one
    for decision in facts.decisions:
        level, at = _known(decision.body.severity, policy), done_at(decision)
        if level is not None and at >= facts.began_at:
            yield Statement(decision.seq, at, level, decision.body.by, DECIDED)


def statements(facts: Facts, policy: Policy) -> tuple[Statement, ...]:
    """Every statement from the first fault on, in order."""
    found: list[Statement] = []
    outright = False
    for one in sorted(_all(facts, policy), key=lambda one: (one.at, one.seq)):
        outright = outright or one.explicit
        counts = one.explicit or implied_severity_counts(assessed=outright)
        found.append(Statement(one.seq, one.at, one.level, one.by, one.how, one.explicit, counts))
    return tuple(found)
