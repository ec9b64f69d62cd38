"""One night played and scored: a row of the table. What runs in every worker process.

Whatever a night needs comes with it, so that the process may be on another machine; it reads no
file but what a runbook's sandbox needs.
"""

from __future__ import annotations

import gc
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any

from scoring.score import score
from sim.campaigns.table import row_of
from sim.errors import NoIsolation, TabletopError, Unusable
from sim.exercise.exercise import Exercise, tool_version
from sim.exercise.responders import play
from sim.journal.bodies import Participant
from sim.journal.versions import WORLD
from sim.legible import clean
from sim.runbook.budgets import budgets_of
from sim.runbook.operator_pace import find_profile
from sim.runner.responder import RunbookResponder
from sim.runner.runbook_file import Runbook
from sim.world.streams import Streams

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.campaigns.contestants import Contestant
    from sim.campaigns.spelt_once import SpeltOnce
    from sim.journal.bodies import Durations
    from sim.scenario.model import Scenario
    from sim.scenario.policy import Policy

TURN = Lock()
"""A Dask worker may run several tasks as threads of one process; nights take turns there."""


def versions() -> tuple[str, int]:
    """The trainer's version and the world's."""
    return tool_version(), WORLD


@dataclass(frozen=True, slots=True)
class Edition:
    """A scenario, with its settings, under a policy."""

    scenario: Scenario
    policy: Policy


@dataclass(frozen=True, slots=True)
class NightSpec:
    """What is played: equal nights leave equal journals.

    Attributes:
        edition, contestant: by their digests.
        profile: how fast a runbook is worked; "" for those who work none.
        pauses: which draw of a runbook's pauses.
    """

    edition: str
    contestant: str
    seed: int
    profile: str = ""
    pauses: int = 0


@dataclass(frozen=True, slots=True)
class NightBatch:
    """Some nights, with all that is needed to play them.

    Attributes:
        number: its place in the campaign; `first`: that of its first night.
        made_by: the trainer's version and the world's, which the process that plays must have, too.
    """

    number: int
    first: int
    nights: tuple[NightSpec, ...]
    editions: Mapping[str, SpeltOnce[Edition]]
    contestants: Mapping[str, SpeltOnce[Contestant]]
    durations: Durations
    made_by: tuple[str, int] = field(default_factory=versions)


@dataclass(frozen=True, slots=True)
class PlayedBatch:
    """What became of a chunk.

    Attributes:
        rows: one for each night, in order.
        seconds, cpu: how long each took, by the clock and in processor time.
    """

    number: int
    rows: tuple[dict[str, Any], ...]
    seconds: tuple[float, ...]
    cpu: tuple[float, ...]


@contextmanager
def garbage_kept() -> Iterator[None]:
    """Collect no garbage meanwhile, and all of it at the end.

    A night is one large web of objects that die together: looking through them again and again
    while they live takes a seventh of its time.
    """
    was_on = gc.isenabled()
    gc.disable()
    # What is there already (modules, scenarios) is none of it: out of the collector's sight.
    gc.freeze()
    try:
        yield
    finally:
        gc.collect()
        gc.unfreeze()
        if was_on:
            gc.enable()


def play_chunk(chunk: NightBatch) -> PlayedBatch:
    """Play some nights.

    Raises:
        Unusable: this process has another version of the trainer.
        NoIsolation: nothing here can keep a runbook inside.
    """
    if chunk.made_by != versions():
        mine, theirs = (f"{tool} (world {world})" for tool, world in (versions(), chunk.made_by))
        raise Unusable(f"a worker process has trainer {mine}, and the campaign is from {theirs}")
    rows, seconds, cpu = [], [], []
    with TURN, garbage_kept():
        for night in chunk.nights:
            began, used = time.perf_counter(), time.process_time()
            rows.append(_row(chunk, night))
            seconds.append(time.perf_counter() - began)
            cpu.append(time.process_time() - used)
    return PlayedBatch(chunk.number, tuple(rows), tuple(seconds), tuple(cpu))


def _row(chunk: NightBatch, night: NightSpec) -> dict[str, Any]:
    edition = chunk.editions[night.edition].value
    contestant = chunk.contestants[night.contestant].value
    try:
        exercise, problem = play_night(edition, contestant, night, chunk.durations)
        return row_of(score(exercise.journal.entries), problem)
    except NoIsolation:
        raise
    except TabletopError as error:
        return {"failed": clean(str(error))}
    except Exception as error:  # noqa: BLE001 - one bad night costs no other its place
        first = next(iter(str(error).splitlines()), "")
        return {"failed": clean(f"{type(error).__name__}: {first}"[:300])}


def play_night(
    edition: Edition, contestant: Contestant, night: NightSpec, durations: Durations
) -> tuple[Exercise, str]:
    """Play a night; the exercise, and why a runbook's run proves nothing about it, or ""."""
    if isinstance(contestant.what, Runbook):
        exercise, responder = work_runbook(edition, contestant, night, durations)
        return exercise, responder.coverage.problem
    exercise = _begun(edition, contestant, night, durations)
    play(exercise, contestant.responder())
    return exercise, ""


def work_runbook(
    edition: Edition, contestant: Contestant, night: NightSpec, durations: Durations
) -> tuple[Exercise, RunbookResponder]:
    """Let somebody work a runbook through a night; the exercise, and them, at its end."""
    scenario, what = edition.scenario, contestant.what
    assert isinstance(what, Runbook)
    exercise = _begun(edition, contestant, night, durations)
    streams = Streams(night.seed)
    if night.pauses:
        streams = Streams(streams.derive(f"pauses|{night.pauses}"))
    with RunbookResponder(
        what,
        scenario,
        find_profile(night.profile),
        streams,
        seed=night.seed,
        budgets=budgets_of(what.settings),
        sections=contestant.sections,
    ) as responder:
        play(exercise, responder)
    return exercise, responder


def _begun(
    edition: Edition, contestant: Contestant, night: NightSpec, durations: Durations
) -> Exercise:
    # As `tabletop run` names whoever plays: both leave the same journal.
    who = Participant(name=contestant.name, role=edition.scenario.player)
    return Exercise(
        edition.scenario, edition.policy, night.seed, participants=(who,), durations=durations
    )
