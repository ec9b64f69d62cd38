"""A live exercise: requests and ticks move one world, and nothing is acknowledged before disk.

All of it runs on one event loop, so the world is never touched by two at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from typing import TYPE_CHECKING

from sim.commands.command import Actor, Request, Response
from sim.commands.console import manual, request_of
from sim.commands.dispatch import role_of
from sim.disk import reason
from sim.errors import ExerciseOver, Unusable
from sim.legible import shown
from sim.surfaces.layout import columns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sim.exercise.exercise import Exercise
    from sim.journal.conduct import Conduct
    from sim.journal.encoding import Entry
    from sim.journal.file import LiveJournal
    from sim.surfaces.live.paced_clock import PacedClock

TICK_SECONDS = 0.1
NO_ROOM = (
    "the disk of the record is full: nothing was done. The person who runs the exercise "
    "has to make room; then try again"
)


class LiveSession:
    """One world in real time, whoever acts in it.

    Attributes:
        told_after: the answer to whoever acts after EndEx.

    Args:
        exercise: the world, at the instant the clock starts from.
        disk: the record's journal; holds the first `written` entries already.
        clock: simulated time.
        shown: called with every entry that is new on disk.
    """

    told_after = "the exercise is over"

    def __init__(
        self,
        exercise: Exercise,
        disk: LiveJournal,
        clock: PacedClock,
        *,
        shown: Callable[[Entry], None],
        written: int = 0,
    ) -> None:
        self.exercise = exercise
        self.clock = clock
        self._disk = disk
        self._shown = shown
        self._written = written
        self._flush()
        self._disk.sync()

    @property
    def over(self) -> bool:
        """Whether the horizon is reached, or EndEx was called."""
        return self.exercise.ended or self.exercise.next_action_at >= self.exercise.horizon

    def act(self, request: Request, actor: Actor) -> Response:
        """Carry out a request now; on disk before this returns, or refused."""
        if not self.has_room:
            return Response(507, {"success": False, "error": NO_ROOM})
        try:
            response = self.exercise.act(request, actor, self.clock.now())
        except ExerciseOver:
            response = Response(410, {"success": False, "error": self.told_after})
        try:
            self._save()
        except OSError as error:
            text = f"carried out, but not kept on disk yet: {reason(error)}"
            return Response(507, {"success": False, "error": text})
        return response

    def enter(self, body: Conduct) -> None:
        """Enter how the exercise is run, now; on disk before this returns.

        Raises:
            TabletopError: it cannot be entered; nothing has changed.
        """
        self._need_room()
        self.exercise.enter(body, self.clock.now())
        self._save()

    def fire(self, inject: str) -> None:
        """Send an inject now; on disk before this returns.

        Raises:
            TabletopError: it cannot be sent; nothing has changed.
        """
        self._need_room()
        self.exercise.fire(inject, self.clock.now())
        self._save()

    def tick(self) -> None:
        """Let the world catch up with the clock."""
        if not self.exercise.ended:
            self.exercise.advance(self.clock.now())
            # No sync: a tick acknowledges nothing. What the disk refuses waits until it has room.
            self._flush()
            with contextlib.suppress(OSError):
                self._disk.write()

    async def run(self) -> None:
        """Tick until cancelled."""
        while True:
            self.tick()
            await asyncio.sleep(TICK_SECONDS)

    async def sleep(self, ms: int) -> None:
        """Return when `ms` of simulated time have passed, or at the horizon."""
        until = min(self.clock.now() + ms, self.exercise.horizon)
        # The end depends on the wall clock and on skips, which no event announces.
        while not self.over and (rest := until - self.clock.now()) > 0:  # noqa: ASYNC110 - see above
            await asyncio.sleep(min(TICK_SECONDS, rest / 1000 / self.clock.pace))

    def finish(self) -> None:
        """The players have left: run to EndEx and put the rest on disk."""
        if self.exercise.ended:
            return
        self.exercise.advance(self.clock.now())
        self.exercise.finish()
        self._save()

    def save(self) -> None:
        """Put everything that has happened on disk.

        Raises:
            OSError: the operating system refuses.
        """
        if not self.exercise.ended:
            self.exercise.advance(self.clock.now())
        self._save()

    def _save(self) -> None:
        self._flush()
        self._disk.sync()

    @property
    def has_room(self) -> bool:
        """Whether the disk of the record has room for what is done next."""
        return self._disk.has_room

    def _need_room(self) -> None:
        if not self.has_room:
            raise Unusable(NO_ROOM)

    def _flush(self) -> None:
        for entry in self._fresh():
            self._shown(entry)

    def _fresh(self) -> Iterator[Entry]:
        journal = self.exercise.journal
        if len(journal) == self._written:
            return
        self._disk.append(journal.lines_since(self._written))
        fresh = journal.since(self._written)
        self._written = len(journal)
        yield from fresh


class DrillSession(LiveSession):
    """A live session of one player, whose shell alone has the session's key.

    Args:
        player: the responder's name.

    Attributes:
        key: proves that a call comes out of the drill's own shell; a secret that the shell's curl
            reads from its configuration. Never in the journal, and no part of the exercise.
    """

    told_after = "the exercise is over: type `exit` for your scorecard"

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
        self.key = secrets.token_urlsafe(24)
        self._player = player
        super().__init__(exercise, disk, clock, shown=shown, written=written)

    async def handle(self, request: Request, authorization: str | None) -> Response:
        """Carry out a request now; on disk before this returns."""
        return self.act(request, Actor(self._player, role_of(authorization, {})))

    def listens_to(self, authorization: str | None) -> bool:  # noqa: ARG002 - see below
        """Everybody: who comes this far has the key, and a call without a token is on record."""
        return True

    def say(self, words: list[str]) -> tuple[int, str]:
        """An incident command as typed; its exit code and what to print."""
        return said(words, lambda request: self.act(request, Actor(self._player, "responder")))

    def knows(self, key: str) -> bool:
        """Whether it is this session's own key."""
        return secrets.compare_digest(key.encode(), self.key.encode())


def said(words: list[str], act: Callable[[Request], Response]) -> tuple[int, str]:
    """An incident command as typed, given to `act`; its exit code and what to print."""
    # The drill's own terminal, in which the command was typed, or one much like it.
    if (text := manual(words, columns())) is not None:
        return 0, text
    try:
        request = request_of(words)
    except Unusable as error:
        return 2, shown(str(error))
    response = act(request)
    if response.body["success"]:
        return 0, str(response.body.get("message", "done"))
    return 1, str(response.body["error"])
