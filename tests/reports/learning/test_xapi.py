"""xAPI statements: each is valid to a library that is not ours, and says what the record says."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from ralph.models.xapi.base.statements import BaseXapiStatement

from reports.learning.xapi import Issuer, people, statements
from reports.material import material
from scoring.score import score
from sim.exercise.exercise import Exercise
from sim.exercise.responders import play
from sim.exercise.script import Scripted
from sim.journal.bodies import Participant
from tests.scoring.cheats.play import policy_of, scenario_of, script_of

if TYPE_CHECKING:
    from reports.material import Material
    from sim.journal.bodies import ExerciseType

ISSUER = Issuer("https://example.org")
PLAYED = datetime(2026, 3, 31, 14, 0, tzinfo=UTC)
NAMES = ("Ann", "Björn Ødegård", "שרה")


def played(seed: int, kind: ExerciseType = "functional") -> Exercise:
    """An exercise with people, worked by the beginner's script."""
    scenario = scenario_of("breaker-stuck-open")
    exercise = Exercise(
        scenario,
        policy_of(scenario.policy),
        seed,
        exercise_type=kind,
        participants=tuple(Participant(name=one, role=scenario.player) for one in NAMES),
    )
    play(exercise, Scripted(script_of("slow", "breaker-stuck-open")))
    return exercise


def made(seed: int, kind: ExerciseType = "functional") -> Material:
    """What its reports are made from."""
    entries = played(seed, kind).journal.entries
    return material(score(entries), entries)


@pytest.mark.slow
def test_a_thousand_statements_are_valid() -> None:
    """Different seeds and names; none is rejected by the models of an open record store."""
    checked, ids = 0, set[str]()
    for seed in range(200):
        for one in statements(made(seed), ISSUER, PLAYED):
            BaseXapiStatement.model_validate(json.loads(json.dumps(one)))
            checked += 1
            ids.add(one["id"])
        if checked >= 1000:
            break
    assert checked >= 1000
    assert len(ids) == checked


def test_a_spoiled_statement_is_not() -> None:
    """The library does reject: the thousand above were looked at."""
    good = statements(made(1), ISSUER, PLAYED)[0]
    for spoiled in (
        {**good, "actor": {"name": "Ann"}},
        {**good, "verb": {"id": "no iri"}},
        {**good, "more": 1},
    ):
        with pytest.raises(ValueError, match="validation error"):
            BaseXapiStatement.model_validate(spoiled)


def test_each_says_what_the_record_says() -> None:
    """Everybody once for the scenario; score, end and figures are the scorecard's."""
    one = made(3)
    found = statements(one, ISSUER, PLAYED)
    completed = [row for row in found if row["verb"]["display"]["en"] == "completed"]
    assert [row["actor"]["name"] for row in completed] == list(NAMES)
    result = completed[0]["result"]
    assert result["score"]["raw"] == one.card.total
    assert result["extensions"]["urn:tabletop:impact"]["failed"] == one.card.impact.failed
    # When they played: simulated hours are no time of theirs.
    assert completed[0]["timestamp"] == "2026-03-31T14:00:00.000Z"
    assert "duration" not in result
    assert result["extensions"]["urn:tabletop:simulated-seconds"] == one.card.ended_at // 1000
    rated = {row["object"]["id"].rpartition(":")[2]: row["result"] for row in found if
             row["verb"]["display"]["en"] == "attempted"}  # fmt: skip
    for objective in one.card.objectives:
        if objective.rating is not None:
            assert rated[objective.id]["success"] == (objective.rating in "PS")
    assert statements(one, ISSUER, PLAYED) == found


def test_automation_states_nothing_of_anybody() -> None:
    assert people(made(1, "regression")) == ()
    assert statements(made(1, "regression"), ISSUER, PLAYED) == []
