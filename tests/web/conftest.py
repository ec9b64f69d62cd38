"""A team session in this process, without a browser: a frozen clock, the record on disk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from sim.exercise.exercise import Exercise
from sim.journal.conduct import EVALUATOR, FACILITATOR, OBSERVER
from sim.journal.file import LiveJournal
from sim.records.hot_wash import HotWashFile
from sim.surfaces.arguments import choose
from sim.surfaces.live.paced_clock import PacedClock
from sim.surfaces.web.board_actions import BoardAnswer, carry_out
from sim.surfaces.web.move_timer import MoveTimer
from sim.surfaces.web.seats import SeatPlan
from sim.surfaces.web.team import TeamSession

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sim.journal.bodies import ExerciseType
from sim.surfaces.web.seats import Person

SCENARIO = "complete-r2-outage"


class Hand:
    """A wall clock that moves when it is told to, in seconds."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        """Now."""
        return self.seconds


@dataclass
class Table:
    """A session with somebody in the usual seats.

    Attributes:
        wall: the wall clock; at pace 60 a second is a simulated minute.
    """

    session: TeamSession
    wall: Hand
    record: Path
    flo: Person
    eva: Person
    wes: Person
    ana: Person
    ben: Person

    def do(self, person: Person, action: str, **fields: str) -> BoardAnswer:
        """What a board sends."""
        return carry_out(self.session, person, action, fields)

    def at(self, minutes: float) -> None:
        """Let time pass up to this simulated minute."""
        self.wall.seconds += (minutes * 60_000 - self.session.clock.now()) / 60_000
        self.session.tick()

    def everybody(self) -> tuple[Person, ...]:
        """One of each kind of seat, and a second player."""
        return (self.flo, self.eva, self.wes, self.ana, self.ben)


@pytest.fixture
def open_table(tmp_path: Path) -> Iterator[Callable[..., Table]]:
    """Opens a session that has not begun, at pace 60."""
    disks: list[LiveJournal] = []

    def begin(kind: ExerciseType = "functional") -> Table:
        record = tmp_path / f"record-{len(disks)}"
        record.mkdir()
        chosen = choose(SCENARIO, None)
        exercise = Exercise(chosen.scenario, chosen.policy, 1, exercise_type=kind)
        disk = LiveJournal(record)
        disks.append(disk)
        wall = Hand()
        clock = PacedClock(0, 60, exercise.horizon, paused=True, seconds=wall)
        seats = SeatPlan.fresh(chosen.policy, record)
        timer = MoveTimer(record / "timer.json", wall, wall)
        session = TeamSession(exercise, disk, clock, seats, timer=timer, wash=HotWashFile(record))

        def sit(role: str, name: str) -> Person:
            return session.join(seats.code_of(role), name)

        return Table(
            session,
            wall,
            record,
            flo=sit(FACILITATOR, "Flo"),
            eva=sit(EVALUATOR, "Eva"),
            wes=sit(OBSERVER, "Wes"),
            ana=sit("oncall_engineer", "Ana"),
            ben=sit("technical_lead", "Ben"),
        )

    yield begin
    for disk in disks:
        disk.__exit__(None, None, None)


@pytest.fixture
def table(open_table: Callable[[], Table]) -> Table:
    """A session that has begun."""
    opened = open_table()
    assert opened.do(opened.flo, "start").ok
    return opened
