"""The one session that a lobby runs at a time: opened from a plan or a record, closed, left."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.errors import Unusable
from sim.exercise.exercise import Exercise
from sim.exercise.replay import rebuild
from sim.journal.conduct import ClockChanged, Joined
from sim.journal.file import LiveJournal, journal_bytes, read_torn_journal
from sim.records.hot_wash import HotWashFile
from sim.records.record import Record
from sim.records.repair import keep_cut
from sim.surfaces.complaints import cause, complain
from sim.surfaces.live.paced_clock import PacedClock
from sim.surfaces.session_plans import session_durations
from sim.surfaces.web.app import WebApp
from sim.surfaces.web.endpoint import forget_certificate
from sim.surfaces.web.host import last_results, rebuilt, results
from sim.surfaces.web.move_timer import FILE_NAME as TIMER_NAME
from sim.surfaces.web.move_timer import MoveTimer
from sim.surfaces.web.seats import SeatPlan
from sim.surfaces.web.team import TeamSession

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from reports.handouts.handouts import Planned
    from sim.journal.encoding import Entry
    from sim.scenario.responder import ResponderScript
    from sim.surfaces.web.endpoint import Endpoint


@dataclass(frozen=True, slots=True)
class Opening:
    """A session that can be served, while its record is owned.

    Attributes:
        people: who is planned for each role, or had taken its seat.
        keep_bytes: of a journal that is gone on with; None for a new one.
        earlier: entries that are on disk already.
    """

    folder: Path
    exercise: Exercise
    seats: SeatPlan
    pace: float
    people: tuple[tuple[str, str], ...] = ()
    keep_bytes: int | None = None
    earlier: Sequence[Entry] = ()


@contextmanager
def from_plan(
    planned: Planned, name: str, coach: ResponderScript | None = None
) -> Iterator[Opening]:
    """A new session; owns its record.

    Args:
        planned: the plan.
        name: the plan's name, which the record's folder gets.
        coach: what a coach takes its hints from; None without one.

    Raises:
        TabletopError: the plan cannot be played.
    """
    plan, scenario = planned.plan, planned.scenario
    exercise = Exercise(
        scenario,
        planned.policy,
        plan.seed,
        exercise_type=plan.type,
        durations=session_durations(plan, scenario),
        coach=coach,
    )
    with Record.begun(None, name) as kept:
        kept.write_about(plan.team)
        seats = SeatPlan.fresh(planned.policy, kept.folder)
        for role in plan.outside:
            seats.wait_outside(role, outside=True)
        people = tuple((one.role, one.name) for one in plan.participants)
        yield Opening(kept.folder, exercise, seats, plan.pace, people)


@contextmanager
def from_record(folder: Path) -> Iterator[Opening]:
    """A session that was interrupted, or its hot wash; owns its record.

    Raises:
        TabletopError: it cannot be taken up again.
    """
    with Record(folder).owned("played"):
        seats = SeatPlan.load(folder)
        entries, good = read_torn_journal(folder)
        exercise = rebuild(entries)
        if cut := journal_bytes(folder)[good:]:
            keep_cut(folder, cut)
        if exercise.ended and len(exercise.journal) > len(entries):
            with LiveJournal(folder, keep_bytes=good) as disk:
                disk.append(exercise.journal.lines_since(len(entries)))
            entries, good = read_torn_journal(folder)
        clocks = [entry.body for entry in entries if isinstance(entry.body, ClockChanged)]
        pace = clocks[-1].pace_permille / 1000 if clocks else 1.0
        joined = [entry.body for entry in entries if isinstance(entry.body, Joined)]
        people = tuple(dict.fromkeys((body.role, body.name) for body in joined))
        yield Opening(folder, exercise, seats, pace, people, good, entries)


@dataclass(frozen=True, slots=True)
class Current:
    """The session that is open now."""

    opening: Opening
    web: WebApp


class Room:
    """Holds at most one session.

    Args:
        endpoint: where the lobby listens, and so the session.

    Attributes:
        last: the record of the session that was opened last; "" before the first.
        closed: whether its facilitator has closed it: it will not be resumed.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._task: asyncio.Task[None] | None = None
        self.current: Current | None = None
        self.last = ""
        self.closed = False

    async def open(self, opening: AbstractContextManager[Opening]) -> None:
        """Open a session; returns once its boards are served.

        Raises:
            TabletopError: another one is open, or this one cannot be.
        """
        if self._task is not None and not self._task.done():
            raise Unusable("another session is open; close it first")
        ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._task = asyncio.create_task(self._play(opening, ready))
        await ready

    async def _play(
        self, opening: AbstractContextManager[Opening], ready: asyncio.Future[None]
    ) -> None:
        try:
            with opening as opened:
                await self._served(opened, ready)
        except Exception as error:  # noqa: BLE001 - told to whoever opened it, or to the terminal
            if ready.done():
                complain(f"the session failed: {cause(error)}; what was acknowledged is saved")
            else:
                ready.set_exception(error)
        finally:
            self.current = None

    async def _served(self, opened: Opening, ready: asyncio.Future[None]) -> None:
        exercise, folder, seats = opened.exercise, opened.folder, opened.seats
        with LiveJournal(folder, keep_bytes=opened.keep_bytes) as disk:
            clock = PacedClock(exercise.next_action_at, opened.pace, exercise.horizon, paused=True)
            wash = HotWashFile(folder)
            timer = MoveTimer(folder / TIMER_NAME)
            session = TeamSession(
                exercise, disk, clock, seats, earlier=opened.earlier, timer=timer, wash=wash
            )
            left = asyncio.Event()
            web = WebApp(
                session,
                folder,
                self._endpoint.hosts,
                self._endpoint.address,
                lambda: results(exercise, folder),
                rebuild=lambda before: rebuilt(exercise, folder, before),
                leave=left.set,
            )
            seats.serve_at(self._endpoint)
            self.last, self.closed = folder.name, False
            try:
                async with web.running():
                    self.current = Current(opened, web)
                    ready.set_result(None)
                    await left.wait()
            finally:
                if exercise.ended and web.failure is None:
                    last_results(web, exercise, folder, wash)
                    seats.forget()
                    timer.forget()
                    forget_certificate(folder)
            if web.failure is not None:
                raise web.failure
            self.closed = session.closed

    async def close(self) -> None:
        """Leave the session, as Ctrl+C does: what has not ended can be resumed."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
