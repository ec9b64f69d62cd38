"""What the responders did: commands that took effect, sorted by what they count for.

Knows single actions; whether one came in time, or in its order, is decided elsewhere.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scoring.facts import Fact, Facts
    from sim.journal.bodies import Action

PEOPLES = frozenset(
    {
        "declare",
        "ack",
        "assess",
        "page",
        "post",
        "status-page",
        "call",
        "email",
        "resolve",
        "note",
        "roster",
        "receipts",
        "incident-report",
        "incident-analysis",
        "incident-action-items",
    }
)
"""Commands of the people's side: they change what is known, not the worker."""

BROADCASTS = frozenset({"broadcast", "targeted"})
RECORD = frozenset({"services", "service"})
RESETS = frozenset({"breaker-reset", "force-recovery"})
RESTORES = frozenset({"restore", "force-recovery"})
CHECKS = frozenset({"health-check", "test-operations", "r2-test", "test-user-operations"})
LOOKS_BY_POST = CHECKS | {"integrity-check", "verify-all", "verify-restored", "backup-verify"}
"""Commands that are sent with POST and only look."""

_OK, _REDIRECT = 200, 300
_CAUSE = re.compile(r"\bcause[sd]?\b", re.IGNORECASE)
"""The word, in its forms: "because" is another."""


def took_effect(action: Action) -> bool:
    """Whether the command was carried out: an answer in the 200s."""
    return _OK <= action.status < _REDIRECT


def effective(facts: Facts, names: Iterable[str], since: int = 0) -> tuple[Fact[Action], ...]:
    """The commands of these names that took effect from `since` on."""
    wanted = frozenset(names)
    return tuple(
        fact
        for fact in facts.actions
        if fact.at >= since and fact.body.command in wanted and took_effect(fact.body)
    )


def changes_worker(action: Action) -> bool:
    """Whether the command changed something in the worker."""
    return (
        took_effect(action)
        and action.method != "GET"
        and bool(action.command)
        and action.command not in PEOPLES | LOOKS_BY_POST
    )


def test_passed(action: Action) -> bool:
    """Whether a test, of R2 or of restored files, found all well; the call succeeds either way."""
    response = action.response
    if not isinstance(response, dict):
        return False
    data = response.get("data")
    return isinstance(data, dict) and data.get("success") is True


def passed_tests(facts: Facts, since: int = 0) -> tuple[Fact[Action], ...]:
    """The R2 tests that passed."""
    return tuple(fact for fact in effective(facts, ("r2-test",), since) if test_passed(fact.body))


def texts(action: Action) -> str:
    """Every text the command carried, one after the other."""
    return " ".join(value for value in action.arguments.values() if isinstance(value, str))


def causes(facts: Facts, since: int = 0) -> tuple[Fact[Action], ...]:
    """Each time the cause was written down: with the severity, or in a note that names it."""
    return tuple(
        fact
        for fact in effective(facts, ("assess", "note"), since)
        if (fact.body.command == "assess" and argument(fact.body, "cause"))
        or (fact.body.command == "note" and _CAUSE.search(argument(fact.body, "text")))
    )


def argument(action: Action, name: str) -> str:
    """A text argument, stripped; "" when absent or not a text."""
    value = action.arguments.get(name)
    return value.strip() if isinstance(value, str) else ""
