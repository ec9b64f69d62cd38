"""A journal that is being written: its order, its listeners, and holding entries back."""

from __future__ import annotations

import pytest

from sim.journal.bodies import ModeChanged
from sim.journal.encoding import GENESIS
from sim.journal.journal import Journal


def fact(reason: str) -> ModeChanged:
    """Any body."""
    return ModeChanged(service="AUTH_KV", mode="normal", by="automatic", reason=reason)


def told(journal: Journal) -> list[tuple[int, str]]:
    """The journal as (time, reason)."""
    return [(e.at, e.body.reason) for e in journal.entries if e.body.kind == "mode"]


def test_appending() -> None:
    """Entries count up, the digest follows the last one, listeners hear each once, in order."""
    journal = Journal()
    heard: list[int] = []
    assert journal.digest == GENESIS
    journal.append(0, fact("a"))
    journal.listen(lambda entry: heard.append(entry.seq))
    journal.append(0, fact("b"))
    journal.append(7, fact("c"))
    assert told(journal) == [(0, "a"), (0, "b"), (7, "c")]
    assert heard == [1, 2]
    assert [entry.seq for entry in journal.since(1)] == [1, 2]
    assert journal.lines_since(2) == journal.lines[2:]
    assert journal.digest == journal.last.hash


def test_time_never_runs_back() -> None:
    """An earlier entry is a defect of the world, and nothing of it is kept."""
    journal = Journal()
    journal.append(5, fact("a"))
    with pytest.raises(ValueError, match="runs back from 5 to 4"):
        journal.append(4, fact("b"))
    assert told(journal) == [(5, "a")]


def test_held_entries_are_the_callers_to_append() -> None:
    """What a command causes is collected, so that the command itself can be written first."""
    journal = Journal()
    with journal.held() as caused:
        journal.append(3, fact("effect 1"))
        journal.append(3, fact("effect 2"))
        assert len(journal) == 0
    journal.append(3, fact("cause"))
    for at, body in caused:
        journal.append(at, body)
    assert told(journal) == [(3, "cause"), (3, "effect 1"), (3, "effect 2")]


def test_holding_ends_when_it_fails() -> None:
    """After an error inside the block, appending appends again."""
    journal = Journal()
    with pytest.raises(RuntimeError), journal.held():
        raise RuntimeError
    journal.append(1, fact("a"))
    assert told(journal) == [(1, "a")]
