"""Every shipped scenario keeps its promise under many seeds: what was meant is what happens.

The reference response recovers, meets every obligation, loses nothing and is well marked with room
above it; doing nothing is worth nothing; the world gets as bad as the scenario says. Two seeds a
scenario by default, twenty with `slow`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest

from scoring.score import score
from sim.exercise.exercise import Exercise
from sim.exercise.responders import nobody, play
from sim.exercise.script import Scripted
from sim.scenario.library import find_policy, find_reference, find_scenario, scenario_names
from sim.scenario.load import load_policy, load_responder, load_scenario
from sim.scenario.rules.criteria import QUIET_IDS

if TYPE_CHECKING:
    from scoring.model import Scorecard
    from sim.scenario.model import Scenario
    from sim.scenario.policy import Policy
    from sim.scenario.responder import ResponderScript

NAMES = scenario_names()
TROUBLED = tuple(name for name in NAMES if load_scenario(find_scenario(name)).worst_severity)
QUIET = tuple(name for name in NAMES if name not in TROUBLED)
LOWEST, HIGHEST = 75, 92
"""What a reference response is worth: a good night's work, and a very good team has room above."""


@dataclass(frozen=True, slots=True)
class Shipped:
    """A scenario with what belongs to it."""

    scenario: Scenario
    policy: Policy
    reference: ResponderScript


@cache
def shipped(name: str) -> Shipped:
    path = find_scenario(name)
    scenario = load_scenario(path)
    reference = find_reference(scenario, path)
    assert reference is not None, f"{name} has no reference response"
    policy = load_policy(find_policy(scenario.policy, path))
    return Shipped(scenario, policy, load_responder(reference))


@cache
def played(name: str, responder: str, seed: int) -> tuple[Exercise, Scorecard]:
    one = shipped(name)
    exercise = Exercise(one.scenario, one.policy, seed)
    play(exercise, nobody() if responder == "none" else Scripted(one.reference))
    return exercise, score(exercise.journal.entries)


def worst(card: Scorecard) -> int | None:
    return min((span.level for span in card.truth if span.level is not None), default=None)


def harmed(card: Scorecard) -> int:
    return card.impact.failed + card.impact.corrupted + card.impact.lost


def check_trouble(name: str, seed: int) -> None:
    _, good = played(name, "reference", seed)
    _, bad = played(name, "none", seed)
    assert good.instant("recover").at is not None
    assert [(o.to, o.reason, o.verdict) for o in good.obligations if o.verdict != "met"] == []
    assert good.impact.overwritten == 0
    # Only a queue that does not wait gives up what it took, and then much less than unattended.
    kept = shipped(name).scenario.worker.queue.waits_for_storage
    assert good.impact.lost <= (0 if kept else bad.impact.lost // 2)
    assert good.resolved
    assert not good.false_resolve
    # Where alerting is blind there may be no alert to acknowledge; all else is judged.
    alerted = good.instant("alert").at is not None
    unjudged = {part.id for part in good.criteria if part.weight and part.score is None}
    assert unjudged == (set() if alerted else {"acknowledgement"})
    assert good.total is not None
    # As a scorecard shows it, in whole points.
    assert LOWEST <= round(good.total) <= HIGHEST
    assert good.caps == ()
    assert bad.total == 0
    # Withholding damaged files is a failure to whoever asks for one, and better than serving it.
    assert harmed(bad) >= harmed(good)
    expected = shipped(name).scenario.worst_severity
    assert (worst(good), worst(bad)) == (expected, expected)


def check_quiet(name: str, seed: int) -> None:
    for responder in ("reference", "none"):
        exercise, card = played(name, responder, seed)
        # A day like any other has minutes with three failures: level 4 at the most.
        assert worst(card) in (None, 4)
        assert card.impact.bad_minutes == 0
        assert card.obligations == ()
        assert not [e for e in exercise.journal.entries if e.body.kind in ("alert", "breaker")]
        assert card.total == (100 if responder == "reference" else 0)
        unjudged = {part.id for part in card.criteria if part.score is None}
        # Where nobody raises an alarm there is none to answer.
        alarmed = any(inject.alarm for inject in shipped(name).scenario.injects)
        assert unjudged & set(QUIET_IDS) == (set() if alarmed else {"answering"})
        assert card.coverage_percent == (100 if alarmed else 60)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("name", TROUBLED)
def test_the_reference_keeps_its_promise(name: str, seed: int) -> None:
    check_trouble(name, seed)


@pytest.mark.slow
@pytest.mark.one_of_many
@pytest.mark.parametrize("seed", range(3, 21))
@pytest.mark.parametrize("name", TROUBLED)
def test_the_reference_keeps_its_promise_under_twenty_seeds(name: str, seed: int) -> None:
    check_trouble(name, seed)


@pytest.mark.parametrize("name", QUIET)
def test_where_nothing_is_wrong_nothing_happens(name: str) -> None:
    """No alert, no bad minute, nothing owed; to look, to answer and to leave it alone is right."""
    for seed in range(1, 6):
        check_quiet(name, seed)


@pytest.mark.parametrize("name", TROUBLED)
def test_a_second_try_is_not_a_memory_test(name: str) -> None:
    """Another seed moves every fault that can move."""
    begins = [
        tuple(
            entry.at
            for entry in played(name, "none", seed)[0].journal.entries
            if entry.body.kind == "fault"
        )
        for seed in (1, 2)
    ]
    assert begins[0] != begins[1]


def check_weather(name: str, seed: int) -> None:
    """Common random numbers: what a responder does changes no draw of the world."""
    one, other = (
        played(name, responder, seed)[0].world.log.workload for responder in ("reference", "none")
    )
    for field in fields(one):
        assert np.array_equal(getattr(one, field.name), getattr(other, field.name))


@pytest.mark.slow
@pytest.mark.one_of_many
@pytest.mark.parametrize("seed", range(1, 51))
def test_doing_nothing_is_worse_on_every_time(seed: int) -> None:
    """Complete R2 outage, fifty seeds: each time and adherence; same faults, repairs, arrivals."""
    name = "complete-r2-outage"
    (one, good), (other, bad) = played(name, "reference", seed), played(name, "none", seed)
    for measure in ("TTD", "TTA", "TTM", "TTR", "respond"):
        ours, theirs = good.measure(measure).ms, bad.measure(measure).ms
        assert ours is not None
        assert theirs is not None
        assert ours < theirs
    assert good.adherence_percent is not None
    assert bad.adherence_percent is not None
    assert bad.adherence_percent < good.adherence_percent
    edges = [
        [(e.at, e.body) for e in exercise.journal.entries if e.body.kind == "fault"]
        for exercise in (one, other)
    ]
    assert edges[0] == edges[1]
    check_weather(name, seed)


@pytest.mark.parametrize("name", TROUBLED)
def test_both_responders_face_the_same_users(name: str) -> None:
    check_weather(name, 1)
