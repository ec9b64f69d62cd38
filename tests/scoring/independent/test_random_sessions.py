"""The scorer against a slow one that shares nothing with it, over random sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.journal.bodies import Action
from sim.journal.encoding import header_of
from tests.scoring.independent.compare import differences
from tests.scoring.independent.escalation import rows
from tests.scoring.independent.instants import instants_of
from tests.scoring.independent.record import record_of
from tests.scoring.independent.sessions import play_session, shipped_policy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.journal.encoding import Entry

SOME = (7, 22, 39, 72)
"""A few for every day, under all three policies."""


def _agree(entries: Sequence[Entry]) -> None:
    assert differences(entries) == []
    if header_of(entries).policy["name"] == "list-cutter":
        # The other policy calls the same people by other names, and is stricter.
        assert differences(entries, shipped_policy("incident-command")) == []


@pytest.mark.parametrize("number", SOME)
def test_a_slow_scorer_says_the_same(number: int) -> None:
    """Instants, times, severities, obligations and adherence are equal, to the millisecond."""
    _agree(play_session(number))


@pytest.mark.parametrize("number", SOME)
def test_a_slow_scorer_says_the_same_of_tabletops(number: int) -> None:
    """The same people and dice, with the system out of reach: no times, and the same debts."""
    _agree(play_session(number, "tabletop"))


@pytest.mark.slow
@pytest.mark.parametrize("number", range(200))
def test_a_slow_scorer_says_the_same_of_two_hundred_sessions(number: int) -> None:
    """As above, for every scenario under every policy at least four times."""
    _agree(play_session(number))


@pytest.mark.slow
def test_the_sessions_show_all_there_is_to_see() -> None:
    """Agreeing on sessions that are all alike would prove little: these differ in everything."""
    reached: set[str] = set()
    missing: set[str] = set()
    verdicts: set[tuple[str, str]] = set()
    refused = 0
    for number in range(200):
        record = record_of(play_session(number))
        instants = instants_of(record)
        reached |= {name for name, at in instants.items() if at is not None}
        missing |= {name for name, at in instants.items() if at is None}
        verdicts |= {(row.kind, row.verdict) for row in rows(record)}
        actions = [entry.body for entry in record.entries if isinstance(entry.body, Action)]
        refused += sum(action.status >= 400 for action in actions)
    assert len(reached) == len(missing) == 11
    assert len(verdicts) == 6
    assert refused > 100
