"""The scorer against a slow one that shares nothing with it, over random sessions."""

from __future__ import annotations

import pytest

from sim.journal.bodies import Action
from sim.journal.conduct import Decision
from tests.scoring.independent.claims import verdict
from tests.scoring.independent.compare import all_rows, differences
from tests.scoring.independent.criteria import scores
from tests.scoring.independent.instants import instants_of
from tests.scoring.independent.record import record_of
from tests.scoring.independent.sessions import play_session
from tests.scoring.independent.total import caps

SOME = 25
ALL = 200


def _agree(number: int) -> None:
    session = play_session(number)
    assert differences(session.entries, corrections=session.corrections) == []


@pytest.mark.parametrize("number", range(SOME))
def test_a_slow_scorer_says_the_same(number: int) -> None:
    """Every figure of the scorecard that a formula of the page gives is equal, to the decimal."""
    _agree(number)


@pytest.mark.slow
@pytest.mark.one_of_many
@pytest.mark.parametrize("number", range(SOME, ALL))
def test_a_slow_scorer_says_the_same_of_two_hundred_sessions(number: int) -> None:
    """As above, for every scenario under every policy at least four times."""
    _agree(number)


@pytest.mark.slow
def test_the_sessions_show_all_there_is_to_see() -> None:
    """Agreeing on sessions that are all alike would prove little: these differ in everything."""
    seen: dict[str, set[object]] = {
        name: set()
        for name in ("reached", "missing", "verdicts", "claims", "caps", "judged", "kinds")
    }
    refused = decided = corrected = 0
    for number in range(ALL):
        session = play_session(number)
        record = record_of(session.entries, None, session.corrections)
        instants = instants_of(record)
        seen["reached"] |= {name for name, at in instants.items() if at is not None}
        seen["missing"] |= {name for name, at in instants.items() if at is None}
        seen["verdicts"] |= {(row.kind, row.verdict) for row in all_rows(record)}
        seen["kinds"] |= {row.name for row in all_rows(record)}
        seen["claims"] |= {
            verdict(record, claim, word.at)
            for word in record.words()
            for claim in word.reading.claims
        }
        seen["caps"] |= {*caps(record)}
        seen["judged"] |= {name for name, one in scores(record).items() if one is not None}
        bodies = [entry.body for entry in record.entries]
        refused += sum(isinstance(body, Action) and body.status >= 400 for body in bodies)
        decided += sum(isinstance(body, Decision) for body in bodies)
        corrected += bool(session.corrections.readings)
    assert len(seen["reached"]) == len(seen["missing"]) == 12
    assert len(seen["verdicts"]) == 9
    assert {"update", "promise"} < seen["kinds"]
    assert len(seen["claims"]) == 4
    assert len(seen["caps"]) == 5
    assert len(seen["judged"]) == 11
    assert min(refused, decided) > 100
    assert corrected > 20
