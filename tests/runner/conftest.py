"""Consoles of a small live session, whose clock is paced or moved by the test's own hand."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Protocol

import pytest

from sim.commands.command import Response
from sim.exercise.exercise import Exercise
from sim.runner.console import Console
from sim.surfaces.live.paced_clock import PacedClock

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sim.commands.command import Actor, Request
    from sim.runner.screen import Chunk
    from sim.scenario.model import Scenario
    from sim.scenario.policy import Policy
    from tests.conftest import MakeScenario

START = 180_000
"""Minute three: the bucket has been gone for a minute."""

HOUR = 3_600_000
PATIENCE_S = 10.0


class HandClock:
    """A clock that stands still until the test moves it."""

    def __init__(self, now: int) -> None:
        self.at = now

    def now(self) -> int:
        """Milliseconds since StartEx."""
        return self.at


class Session:
    """A live session as a console sees it; keeps what was asked of it.

    Args:
        exercise: the world.
        clock: live time.
    """

    def __init__(self, exercise: Exercise, clock: PacedClock | HandClock) -> None:
        self.exercise = exercise
        self.clock = clock
        self.acts: list[tuple[str, str, str]] = []
        self.holds: asyncio.Event | None = None
        self.busy = False
        self.fails: Exception | None = None

    def moves(self, ms: int) -> None:
        """Move a hand's clock on."""
        assert isinstance(self.clock, HandClock)
        self.clock.at += ms

    @property
    def horizon(self) -> int:
        """EndEx at the latest, ms."""
        return self.exercise.horizon

    def now(self) -> int:
        """The clock's."""
        return self.clock.now()

    async def act(self, request: Request, actor: Actor, at: int) -> Response:
        """Carry out a command; waits first when the test holds the session."""
        assert at <= self.now()
        if self.holds is not None:
            await self.holds.wait()
        if self.fails is not None:
            raise self.fails
        self.acts.append((actor.name, actor.role, f"{request.method} {request.path}"))
        if self.busy:
            return Response(503, {"success": False, "error": "busy"})
        return self.exercise.act(request, actor, at)


class Player:
    """Somebody at a console, who reads what it shows."""

    def __init__(self, session: Session, actor: str, output: int, keep_s: float) -> None:
        self.session = session
        self.chunks: list[Chunk] = []
        starts_at = session.exercise.scenario.starts_at
        self.console = Console(
            session,
            actor=actor,
            epoch_ms=int(starts_at.timestamp() * 1000),
            shown=self._see,
            output=output,
            keep_s=keep_s,
        )

    def _see(self, chunk: Chunk) -> None:
        if chunk.kind != "typed":  # the player knows what was typed
            self.chunks.append(chunk)

    def text(self, kind: str) -> str:
        """All that was shown of one kind."""
        return "".join(chunk.text for chunk in self.chunks if chunk.kind == kind)

    @property
    def lines(self) -> list[str]:
        """What the commands printed."""
        return self.text("output").splitlines()

    async def run(self, text: str) -> int:
        """Paste a text and wait for its end."""
        return await asyncio.wait_for(self.console.run(text), PATIENCE_S)

    async def until(self, seen: Callable[[Player], bool]) -> None:
        """Wait until something is seen."""
        until = time.monotonic() + PATIENCE_S
        while not seen(self):
            assert time.monotonic() < until, self.chunks
            await asyncio.sleep(0.01)

    async def interrupted(self, text: str, seen: Callable[[Player], bool]) -> int:
        """Paste a text, press Ctrl-C once something is seen, and wait for its end."""
        running = asyncio.create_task(self.run(text))
        await self.until(seen)
        self.console.interrupt()
        return await running


class Sit(Protocol):
    """Plays a scene at a console (or two) and closes it."""

    def __call__(
        self,
        scene: Callable[..., Awaitable[None]],
        *,
        pace: float | None = None,
        output: int = 400_000,
        keep_s: float = 120.0,
        seats: tuple[str, ...] = ("technical lead",),
        start: int = START,
    ) -> None: ...


@pytest.fixture(scope="session")
def outage(small: MakeScenario, bucket_gone: dict[str, object]) -> Scenario:
    """Four hours; the bucket is gone from minute 2 to minute 7."""
    users = {"requests_per_second": 2.0, "files": 200, "people": 20}
    return small(faults=[bucket_gone], horizon="4h", users=users)


@pytest.fixture(scope="session")
def sit(sandbox: None, outage: Scenario, policy: Policy) -> Sit:
    """Players at consoles; skips where no sandbox can be had."""
    del sandbox

    def play(
        scene: Callable[..., Awaitable[None]],
        *,
        pace: float | None = None,
        output: int = 400_000,
        keep_s: float = 120.0,
        seats: tuple[str, ...] = ("technical lead",),
        start: int = START,
    ) -> None:
        async def sitting() -> None:
            exercise = Exercise(outage, policy, 1)
            exercise.advance(start)
            clock = HandClock(start) if pace is None else PacedClock(start, pace, exercise.horizon)
            session = Session(exercise, clock)
            players = [Player(session, seat, output, keep_s) for seat in seats]
            try:
                await scene(*players)
            finally:
                for player in players:
                    await player.console.close()

        asyncio.run(sitting())

    return play
