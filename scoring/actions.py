"""What the responders did: commands that took effect, sorted by what they count for.

Knows single actions and what each says it did (its `effect`); no command by its name. Whether one
came in time, or in its order, is decided elsewhere.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sim.language.read import read, says_something

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scoring.facts import Fact, Facts
    from sim.command_set import Effect
    from sim.journal.bodies import Action

_CAUSE = re.compile(r"\bcause[sd]?\b", re.IGNORECASE)
"""The word, in its forms: "because" is another."""


def took_effect(action: Action) -> bool:
    """Whether the command was carried out: an answer in the 200s."""
    return action.took_effect


def did(facts: Facts, *effects: Effect, since: int = 0) -> tuple[Fact[Action], ...]:
    """The commands that had at least one of these effects, from `since` on."""
    # By their numbers, because one command can have several of the effects.
    found = {fact.seq: fact for effect in effects for fact in facts.by_effect.get(effect, ())}
    return tuple(found[seq] for seq in sorted(found) if found[seq].at >= since)


def named(facts: Facts, names: Iterable[str], since: int = 0) -> tuple[Fact[Action], ...]:
    """The commands of these names, as a policy writes them, that took effect from `since` on.

    A note that says nothing is no note.
    """
    wanted = frozenset(names)
    return tuple(
        fact
        for fact in facts.carried_out
        if fact.at >= since and fact.body.command in wanted and not _empty_note(fact.body)
    )


def _empty_note(action: Action) -> bool:
    return "notes" in action.effect and not says_something(argument(action, "text"))


def _taken(action: Action) -> frozenset[str]:
    """The alerts that an `ack`'s answer lists as taken so far."""
    response = action.response
    data = response.get("data") if isinstance(response, dict) else None
    taken = data.get("acknowledged") if isinstance(data, dict) else None
    return frozenset(str(one) for one in taken) if isinstance(taken, list) else frozenset()


def acknowledgements(facts: Facts) -> tuple[tuple[Fact[Action], bool], ...]:
    """Every `ack`, with whether it took an alert that nobody had taken."""
    found, taken = [], frozenset[str]()
    for fact in facts.actions:
        if "acknowledges" not in fact.body.effect:
            continue
        now = _taken(fact.body) if took_effect(fact.body) else taken
        found.append((fact, bool(now - taken)))
        taken |= now
    return tuple(found)


def test_passed(action: Action) -> bool:
    """Whether a test, of R2 or of restored files, found all well; the call succeeds either way."""
    response = action.response
    if not isinstance(response, dict):
        return False
    data = response.get("data")
    return isinstance(data, dict) and data.get("success") is True


def passed_tests(facts: Facts, since: int = 0) -> tuple[Fact[Action], ...]:
    """The R2 tests that passed."""
    return tuple(fact for fact in did(facts, "tests_r2", since=since) if test_passed(fact.body))


def texts(action: Action) -> str:
    """Every text the command carried, one after the other."""
    return " ".join(value for value in action.arguments.values() if isinstance(value, str))


def cause_in(action: Action) -> str:
    """The cause that a command wrote down; "" when it wrote none, or no statement."""
    if "assesses" in action.effect:
        text = argument(action, "cause")
        return text if read(text).readable else ""
    text = argument(action, "text") if "notes" in action.effect else ""
    return text if _CAUSE.search(text) and read(text).readable else ""


def causes(facts: Facts, since: int = 0) -> tuple[Fact[Action], ...]:
    """Each time the cause was written down: with the severity, or in a note that names it."""
    written = did(facts, "assesses", "notes", since=since)
    return tuple(fact for fact in written if cause_in(fact.body))


def argument(action: Action, name: str) -> str:
    """A text argument, stripped; "" when absent or not a text."""
    value = action.arguments.get(name)
    return value.strip() if isinstance(value, str) else ""
