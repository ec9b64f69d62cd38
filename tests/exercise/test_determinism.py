"""Same scenario, seed and time-stamped actions: the same journal, byte for byte.

However time is cut into steps, in whatever process, and again from any prefix of the record.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.commands.command import Actor, Request
from sim.errors import ExerciseOver, ReplayDiffers
from sim.exercise.exercise import Exercise
from sim.exercise.replay import rebuild
from sim.exercise.responders import RecordedResponder, nobody, play
from sim.exercise.script import Scripted
from sim.journal.bodies import Action, Ended, Header, ModeChanged
from sim.journal.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.journal.encoding import Entry
    from sim.scenario.model import Scenario
    from sim.scenario.policy import Policy
    from sim.scenario.responder import ResponderScript
    from tests.conftest import Short

ROOT = Path(__file__).parents[2]

PROGRAM = """
from sim.scenario.library import find_policy, find_reference, find_scenario
from sim.scenario.load import load_policy, load_responder, load_scenario
from sim.exercise.exercise import Exercise
from sim.exercise.responders import play
from sim.exercise.script import Scripted
scenario = load_scenario(find_scenario("complete-r2-outage"))
exercise = Exercise(scenario, load_policy(find_policy("list-cutter")), 11)
play(exercise, Scripted(load_responder(find_reference(scenario))))
print(exercise.journal.digest)
"""


@pytest.fixture(scope="module")
def played(
    scenario: Scenario, policy: Policy, reference: ResponderScript
) -> Callable[[int], Exercise]:
    """The reference responder's exercise of a seed."""

    def run(seed: int) -> Exercise:
        exercise = Exercise(scenario, policy, seed)
        play(exercise, Scripted(reference))
        return exercise

    return run


def test_twice_the_same(played: Callable[[int], Exercise]) -> None:
    """Two runs are equal in every byte; another seed is not."""
    first, second, other = played(11), played(11), played(12)
    assert first.journal.lines == second.journal.lines
    assert first.journal.lines != other.journal.lines


@pytest.mark.parametrize("hash_seed", ["0", "4242"])
def test_the_same_in_another_process(hash_seed: str, played: Callable[[int], Exercise]) -> None:
    """Neither the process nor Python's hash seed leaves a trace."""
    path = os.pathsep.join([str(ROOT), *filter(None, sys.path)])
    printed = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": path},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert printed.strip() == played(11).journal.digest


CALLS = [
    ("POST", "/health/circuit-breaker/reset"),
    ("POST", "/health/services/R2_STORAGE/restore"),
    ("POST", "/health/queue/process"),
    ("POST", "/health/r2/test"),
    ("POST", "/health/check"),
    ("POST", "/exercise/ack"),
    ("GET", "/health/metrics?minutes=2"),
]


@pytest.mark.slow
@settings(max_examples=30)
@given(
    seed=st.integers(0, 500),
    stops=st.lists(st.integers(0, 3_000_000), max_size=60),
    calls=st.lists(
        st.tuples(
            st.integers(0, 3000).map(lambda second: second * 1000),
            st.integers(0, len(CALLS) - 1),
        ),
        max_size=10,
    ),
)
def test_however_time_is_cut(
    scenario: Scenario,
    policy: Policy,
    seed: int,
    stops: list[int],
    calls: list[tuple[int, int]],
) -> None:
    """Advancing in any steps between the actions, backwards ones too, changes no byte."""
    actor = Actor("tester", "responder")
    straight, cut = Exercise(scenario, policy, seed), Exercise(scenario, policy, seed)
    for at, index in sorted(calls):
        straight.act(Request(*CALLS[index]), actor, at)
    straight.advance(3_000_001)
    todo = sorted(calls)
    for stop in sorted(stops):
        while todo and todo[0][0] <= stop:
            at, index = todo.pop(0)
            cut.act(Request(*CALLS[index]), actor, at)
        cut.advance(stop)
        cut.advance(stop // 2)
        cut.world.catch_up()
    for at, index in todo:
        cut.act(Request(*CALLS[index]), actor, at)
    cut.advance(3_000_001)
    for exercise in (straight, cut):
        exercise.finish()
    assert straight.journal.lines[:-1] == cut.journal.lines[:-1]
    assert straight.world.log.outcome.tolist() == cut.world.log.outcome.tolist()


@pytest.mark.parametrize("seed", range(5))
def test_a_record_replays(seed: int, played: Callable[[int], Exercise]) -> None:
    """The record's own actions rebuild it, line by line."""
    recorded = played(seed).journal
    assert rebuild(recorded.entries).journal.lines == recorded.lines


@pytest.mark.slow
@pytest.mark.one_of_many
@pytest.mark.parametrize("seed", range(5, 50))
def test_many_records_replay(seed: int, played: Callable[[int], Exercise]) -> None:
    """The same over more seeds."""
    recorded = played(seed).journal
    assert rebuild(recorded.entries).journal.lines == recorded.lines


def test_a_recording_is_a_responder(
    scenario: Scenario, policy: Policy, played: Callable[[int], Exercise]
) -> None:
    """Played by the recording the journal is the same; only the header may say something else."""
    recorded = played(3).journal
    exercise = Exercise(scenario, policy, 3, exercise_type="drill")
    play(exercise, RecordedResponder.of(recorded.entries))
    mine, theirs = exercise.journal.entries, recorded.entries
    assert mine[0].body != theirs[0].body
    assert [(e.at, e.body) for e in mine[1:]] == [(e.at, e.body) for e in theirs[1:]]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_weather_is_the_same_for_everybody(
    seed: int,
    scenario: Scenario,
    policy: Policy,
    played: Callable[[int], Exercise],
    short: Short,
) -> None:
    """Whoever responds, faults, repairs and arrivals come at the same instants."""
    worked, idle = played(seed), Exercise(scenario, policy, seed)
    play(idle, nobody())
    assert short(worked.journal.entries, "fault") == short(idle.journal.entries, "fault")
    assert len(short(idle.journal.entries, "fault")) == 2
    for field in ("at", "kind", "user", "file", "luck", "latency"):
        ours, theirs = (getattr(e.world.log.workload, field) for e in (worked, idle))
        assert np.array_equal(ours, theirs), field


def resealed(entries: Sequence[Entry], index: int, **changes: object) -> list[Entry]:
    """A forged record: one body changed, the chain computed anew."""
    journal = Journal()
    for number, entry in enumerate(entries):
        body = entry.body.model_copy(update=changes) if number == index else entry.body
        journal.append(entry.at, body)
    return list(journal.entries)


def index_of(entries: Sequence[Entry], kind: type, nth: int = 0) -> int:
    """Where the nth entry of a kind stands."""
    return [n for n, entry in enumerate(entries) if isinstance(entry.body, kind)][nth]


def test_a_forged_record_is_found(played: Callable[[int], Exercise]) -> None:
    """A changed request, answer, actor, fact or seed rebuilds to something else, at its line."""
    entries = played(4).journal.entries
    action = index_of(entries, Action, 3)
    mode = index_of(entries, ModeChanged)
    for index, changes in (
        (action, {"path": "/health/nothing"}),
        (action, {"response": {"success": True}}),
        (action, {"status": 500}),
        (action, {"arguments": {"x": 1}}),
        (mode, {"reason": "somebody else did it"}),
        (index_of(entries, Header), {"seed": 5}),
    ):
        with pytest.raises(ReplayDiffers) as caught:
            rebuild(resealed(entries, index, **changes))
        assert caught.value.line >= index + 1
        if index:
            assert caught.value.line == index + 1, changes


def test_an_entry_that_is_left_out_is_found(played: Callable[[int], Exercise]) -> None:
    """A record without one of its alerts does not replay, though its chain is in order."""
    entries = list(played(4).journal.entries)
    gone = index_of(entries, ModeChanged)
    with pytest.raises(ReplayDiffers) as caught:
        rebuild(resealed([*entries[:gone], *entries[gone + 1 :]], -1))
    assert caught.value.line == gone + 1


@pytest.mark.slow
@settings(max_examples=12)
@given(data=st.data())
def test_resuming_from_any_action(
    scenario: Scenario, policy: Policy, reference: ResponderScript, data: st.DataObject
) -> None:
    """Cut a record after any action, rebuild it, play the rest: the same bytes as if never cut."""
    whole = Exercise(scenario, policy, 8)
    play(whole, Scripted(reference))
    entries = whole.journal.entries
    places = [n for n, entry in enumerate(entries) if isinstance(entry.body, Action)]
    cut = data.draw(st.sampled_from(places), label="cut after entry")
    resumed = rebuild(entries[: cut + 1])
    rest = RecordedResponder.of(entries)
    for _ in range(places.index(cut) + 1):
        rest._moves.pop(0)  # noqa: SLF001 - what was played already
    play(resumed, rest)
    assert resumed.journal.lines == whole.journal.lines


def test_a_record_cut_off_after_the_world_spoke_is_rebuilt(
    played: Callable[[int], Exercise],
) -> None:
    """What happened at the record's very last instant is in the rebuilt one, too."""
    entries = played(11).journal.entries
    cuts = [
        index
        for index, entry in enumerate(entries[:-1])
        if entry.body.kind == "window" and entries[index + 1].at > entry.at
    ]
    for cut in (cuts[0], cuts[len(cuts) // 2], cuts[-1]):
        rebuilt = rebuild(entries[: cut + 1]).journal.entries
        assert rebuilt[: cut + 1] == entries[: cut + 1]


@pytest.mark.slow
def test_a_record_cut_off_anywhere_is_rebuilt_and_goes_on(
    played: Callable[[int], Exercise],
) -> None:
    """After any kind of entry, also one that users caused before the event that told of it."""
    entries = played(11).journal.entries
    last_of = {
        (entry.body.kind, getattr(entry.body, "by", "")): index
        for index, entry in enumerate(entries)
        if not isinstance(entry.body, Ended)
    }
    assert ("breaker", "traffic") in last_of
    for cut in last_of.values():
        resumed = rebuild(entries[: cut + 1])
        assert resumed.journal.entries[: cut + 1] == entries[: cut + 1]
        resumed.finish()
        assert rebuild(resumed.journal.entries).journal.lines == resumed.journal.lines


def test_after_endex(played: Callable[[int], Exercise]) -> None:
    """Nothing can be done any more, and finishing twice changes nothing."""
    exercise = played(1)
    lines = exercise.journal.lines
    with pytest.raises(ExerciseOver):
        exercise.act(Request("GET", "/health/status"), Actor("late", "responder"))
    exercise.finish()
    assert exercise.journal.lines == lines


def test_at_the_horizon(scenario: Scenario, policy: Policy) -> None:
    """The last millisecond can be acted in, the horizon itself cannot."""
    exercise = Exercise(scenario, policy, 1)
    actor, look = Actor("late", "responder"), Request("GET", "/health/status")
    assert exercise.act(look, actor, scenario.horizon - 1).status == 200
    with pytest.raises(ExerciseOver):
        exercise.act(look, actor, scenario.horizon)
