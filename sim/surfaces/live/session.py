"""A live exercise: requests and ticks move one world, and nothing is acknowledged before disk.

All of it runs on one event loop, so the world is never touched by two at once.
"""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING

from sim.commands.command import Actor, Request, Response
from sim.commands.console import request_of
from sim.commands.dispatch import role_of
from sim.errors import ExerciseOver, Unusable

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.commands.command import CallerRole
    from sim.exercise.exercise import Exercise
    from sim.journal.encoding import Entry
    from sim.journal.file import LiveJournal
    from sim.surfaces.live.clock import PacedClock

TICK_SECONDS = 0.1


class LiveSession:
    """One world in real time.

    Args:
        exercise: the world, at the instant the clock starts from.
        disk: the record's journal; holds the first `written` entries already.
        clock: simulated time.
        player: the responder's name.
        shown: called with every entry that is new on disk.
    """

    def __init__(
        self,
        exercise: Exercise,
        disk: LiveJournal,
        clock: PacedClock,
        *,
        player: str,
        shown: Callable[[Entry], None],
        written: int = 0,
    ) -> None:
        self.exercise = exercise
        self.clock = clock
        self.token = secrets.token_urlsafe(24)
        self._disk = disk
        self._player = player
        self._shown = shown
        self._written = written
        self._tokens: dict[str, CallerRole] = {self.token: "responder"}
        self._flush()
        self._disk.sync()

    @property
    def over(self) -> bool:
        """Whether the horizon is reached."""
        return self.exercise.next_action_at >= self.exercise.horizon

    async def handle(self, request: Request, authorization: str | None) -> Response:
        """Carry out a request now; on disk before this returns."""
        return self.act(request, role_of(authorization, self._tokens))

    def act(self, request: Request, role: CallerRole) -> Response:
        """Carry out a request now; on disk before this returns."""
        try:
            response = self.exercise.act(request, Actor(self._player, role), self.clock.now())
        except ExerciseOver:
            text = "the exercise is over: leave the shell to see the scorecard"
            response = Response(410, {"success": False, "error": text})
        self._flush()
        self._disk.sync()
        return response

    def say(self, words: list[str]) -> tuple[int, str]:
        """A people's command as typed; its exit code and what to print."""
        try:
            request = request_of(words)
        except Unusable as error:
            return 2, str(error)
        response = self.act(request, "responder")
        if response.body["success"]:
            return 0, str(response.body.get("message", "done"))
        return 1, str(response.body["error"])

    def holds(self, authorization: str | None) -> bool:
        """Whether the caller has this session's own token."""
        return authorization == f"Bearer {self.token}"

    def tick(self) -> None:
        """Let the world catch up with the clock."""
        self.exercise.advance(self.clock.now())
        self._flush()

    async def run(self) -> None:
        """Tick until cancelled."""
        while True:
            self.tick()
            await asyncio.sleep(TICK_SECONDS)

    async def sleep(self, ms: int) -> None:
        """Return when `ms` of simulated time have passed, or at the horizon."""
        until = min(self.clock.now() + ms, self.exercise.horizon)
        # The end depends on the wall clock and on skips, which no event announces.
        while (rest := until - self.clock.now()) > 0:  # noqa: ASYNC110 - see above
            await asyncio.sleep(min(TICK_SECONDS, rest / 1000 / self.clock.pace))

    def finish(self) -> None:
        """The player has left: run to EndEx and put the rest on disk."""
        self.exercise.advance(self.clock.now())
        self.exercise.finish()
        self._flush()
        self._disk.sync()

    def _flush(self) -> None:
        journal = self.exercise.journal
        if len(journal) == self._written:
            return
        self._disk.append(journal.lines_since(self._written))
        fresh = journal.since(self._written)
        self._written = len(journal)
        for entry in fresh:
            self._shown(entry)
