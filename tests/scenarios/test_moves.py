"""Every shipped scenario can be discussed in written moves that say what its world does."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from sim.exercise.discussion import beginning
from sim.exercise.exercise import Exercise
from sim.journal.bodies import BreakerMoved, FaultEdge, InjectSent, ModeChanged
from sim.scenario.library import find_policy, find_scenario, scenario_names
from sim.scenario.load import load_policy, load_scenario, with_moves

NAMES = scenario_names()
CLOCK = re.compile(r"\b([01][0-9]|2[0-3]):([0-5][0-9])\b")
SUPPOSED = re.compile(r"\bSuppose that [^.]*\.")
BACK = re.compile(r"succeed again|answers again|answers:|reachable again|has been repaired")


def discussed(name: str, seed: int = 1) -> Exercise:
    """The tabletop of a scenario, at StartEx."""
    path = find_scenario(name)
    scenario = with_moves(load_scenario(path), path)
    policy = load_policy(find_policy(scenario.policy, path))
    return Exercise(scenario, policy, seed, exercise_type="tabletop")


@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_has_written_moves(name: str) -> None:
    """At least three, each with a story, questions, and what good answers contain."""
    path = find_scenario(name)
    scenario = with_moves(load_scenario(path), path)
    assert len(scenario.moves) >= 3
    for move in scenario.moves:
        assert move.situation, move.id
        assert move.questions, move.id
        assert all(question.asks for question in move.questions), move.id
    stories = [move.situation for move in scenario.moves]
    assert len(set(stories)) == len(stories)


def check_stories(name: str, seed: int) -> None:
    """What a story says has come when its move begins, while nobody touches anything."""
    exercise = discussed(name, seed)
    scenario = exercise.scenario
    senders = {inject.id: inject.sender for inject in scenario.injects}
    for number, move in enumerate(exercise.moves):
        exercise.enter(beginning(move, "Flo"))
        assert exercise.now == move.at, (move.id, "time was beyond it already")
        bodies = [entry.body for entry in exercise.journal.entries]
        # What is only supposed is said to be; everything else has to be so.
        told = SUPPOSED.sub("", move.situation)
        sent = {senders[one.inject] for one in bodies if isinstance(one, InjectSent)}
        named = {
            sender
            for sender in senders.values()
            if re.search(rf"\b{re.escape(sender)}\b", told, re.IGNORECASE)
        }
        assert named <= sent, (move.id, "a story has somebody say what has not come")
        for found in CLOCK.finditer(told):
            now = scenario.starts_at + timedelta(milliseconds=move.at)
            assert (
                scenario.starts_at <= now.replace(hour=int(found[1]), minute=int(found[2])) <= now
            )
        edges = [one for one in bodies if isinstance(one, FaultEdge)]
        assert edges or not scenario.faults, (move.id, "nothing is broken yet")
        modes = [one.mode for one in bodies if isinstance(one, ModeChanged)]
        if "read-only" in told.replace("asks for read-only", ""):
            assert modes[-1:] == ["degraded"], move.id
        if "breaker is open" in told.casefold():
            states = [one.new for one in bodies if isinstance(one, BreakerMoved)]
            assert states[-1:] == ["OPEN"], move.id
        ended = {edge.fault for edge in edges if edge.edge == "ended"}
        first = {fault.id for fault in scenario.faults if fault.ends.by == "vendor"}
        if BACK.search(told):
            assert number > 0, move.id
            assert ended & first, (move.id, "nothing has been repaired yet")


@pytest.mark.parametrize("name", NAMES)
def test_a_story_says_what_has_come(name: str) -> None:
    """Senders, times, read-only mode, the breaker and repairs, under the seed of a live session."""
    check_stories(name, 1)


@pytest.mark.slow
@pytest.mark.one_of_many
@pytest.mark.parametrize("seed", range(2, 12))
@pytest.mark.parametrize("name", NAMES)
def test_a_story_says_what_has_come_under_other_seeds(name: str, seed: int) -> None:
    """The same of ten more."""
    check_stories(name, seed)
