"""Scorecards of random sessions and of every reference, with every sentence, are as they were.

The slow scorer holds each figure against a formula and the golden cards show what stories are
about; this shows which sentence, reason or piece of evidence a change touches besides. References
are played under each policy: rare duties (handovers, duties after the end) are met there. A row of
`kept_cards.txt` is a checksum, a session and a part of its card: it proves that nothing has
changed, not that it is right. After a change that is meant, TABLETOP_REWRITE=1 writes it anew.
"""

from __future__ import annotations

import json
import os
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from scoring.score import score
from sim.exercise.exercise import Exercise
from sim.exercise.responders import play
from sim.exercise.script import Scripted
from sim.scenario.library import (
    find_policy,
    find_reference,
    find_scenario,
    policy_names,
    scenario_names,
)
from sim.scenario.load import load_policy, load_responder, load_scenario
from tests.scoring.independent.sessions import play_session

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scoring.model import Scorecard

KEPT = Path(__file__).parent / "kept_cards.txt"
SESSIONS = 100
SEED = 7
LEFT_OUT = frozenset({"journal_digest", "schema_version", "scenario", "policy", "title"})
"""What says which files and which version it was."""


def _parts(card: dict[str, Any]) -> dict[str, object]:
    """The card by field, and lists of named things by name."""
    found: dict[str, object] = {}
    for field, value in card.items():
        rows = value if isinstance(value, list) else []
        names = [one.get("id") or one.get("name") for one in rows if isinstance(one, dict)]
        if rows and len(set(names)) == len(rows) and all(isinstance(one, str) for one in names):
            found |= {f"{field}/{name}": row for name, row in zip(names, rows, strict=True)}
        elif field not in LEFT_OUT:
            found[field] = value
    return found


def _cards() -> Iterator[tuple[str, Scorecard]]:
    """Each card, with a name of its own."""
    for number in range(SESSIONS):
        session = play_session(number)
        yield f"{number}", score(session.entries, corrections=session.corrections)
    for name in scenario_names():
        scenario = load_scenario(find_scenario(name))
        path = find_reference(scenario)
        assert path is not None
        reference = load_responder(path)
        for other in policy_names():
            exercise = Exercise(scenario, load_policy(find_policy(other)), SEED)
            play(exercise, Scripted(reference))
            yield f"{name}:{other}", score(exercise.journal.entries)


@pytest.mark.slow
def test_every_sentence_of_a_card_is_as_before() -> None:
    """No part of a card differs; where one is to, the file says so."""
    now = {}
    for whose, card in _cards():
        for name, part in _parts(card.model_dump(mode="json")).items():
            text = json.dumps(part, sort_keys=True)
            now[f"{whose} {name}"] = f"{zlib.crc32(text.encode()):08x}"
    if os.environ.get("TABLETOP_REWRITE"):
        text = "".join(f"{checksum} {name}\n" for name, checksum in now.items())
        KEPT.write_text(text, encoding="utf-8")
    rows = (line.partition(" ") for line in KEPT.read_text(encoding="utf-8").splitlines())
    kept = {name: checksum for checksum, _, name in rows}
    assert [name for name in {**kept, **now} if kept.get(name) != now.get(name)] == []
