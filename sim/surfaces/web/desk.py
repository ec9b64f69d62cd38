"""A player's console on the board: what it printed is there again when the page is loaded anew."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from sim.errors import ExerciseOver
from sim.surfaces.console.console import Console

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sim.commands.command import Actor, Request, Response
    from sim.surfaces.console.screen import Chunk
    from sim.surfaces.web.seats import Person
    from sim.surfaces.web.team import TeamSession

KEPT = 100_000
"""Characters of output that a reloaded page shows again."""


class _TeamWorld:
    """What a console needs of the session: the clock, and a player's way to act."""

    def __init__(self, session: TeamSession, person: Person) -> None:
        self._session = session
        self._person = person

    @property
    def horizon(self) -> int:
        return self._session.exercise.horizon

    def now(self) -> int:
        return self._session.clock.now()

    async def act(self, request: Request, actor: Actor, at: int) -> Response:  # noqa: ARG002 - now
        if self._session.over:
            raise ExerciseOver(self._session.exercise.now)
        return self._session.play(self._person, request, actor.role)


class Desk:
    """One player's console.

    Args:
        session: where it acts.
        person: whose it is.
        shown: called when there is something new, with the chunks.
        kept: a file that outlives the server; what is in it is shown again. None for none.
    """

    def __init__(
        self,
        session: TeamSession,
        person: Person,
        shown: Callable[[list[tuple[str, str]]], None],
        kept: Path | None = None,
    ) -> None:
        self._session = session
        self._shown = shown
        self._kept = kept
        self._size = 0
        self.transcript: deque[tuple[str, str]] = deque()
        self.running = 0
        self._console = Console(
            _TeamWorld(session, person),
            actor=person.name,
            epoch_ms=int(session.exercise.scenario.starts_at.timestamp() * 1000),
            shown=self._print,
        )
        if kept is not None and kept.is_file():
            text = kept.read_text(encoding="utf-8", errors="replace")[-KEPT:]
            self._keep("output", text)
            self._keep("note", "(the session was taken up again: variables and files are gone)\n")

    async def run(self, text: str) -> str:
        """Run what was typed; what to tell beside the output."""
        self._add("typed", f"$ {text.rstrip()}\n")
        self.running += 1
        try:
            code = await self._console.run(text)
        finally:
            self.running -= 1
        return "" if code == 0 else f"exit code {code}"

    def interrupt(self) -> None:
        """Ctrl-C."""
        self._console.interrupt()

    async def close(self) -> None:
        """End the sandbox."""
        await self._console.close()

    def _print(self, chunk: Chunk) -> None:
        if chunk.kind == "clear":
            while self.transcript and self.transcript[-1][0] != "typed":
                self._size -= len(self.transcript.pop()[1])
        self._add(chunk.kind, chunk.text)

    def _add(self, kind: str, text: str) -> None:
        if text and kind != "clear":
            self._keep(kind, text)
            if self._kept is not None:
                with self._kept.open("a", encoding="utf-8") as file:
                    file.write(text)
        self._shown([(kind, text)])

    def _keep(self, kind: str, text: str) -> None:
        self.transcript.append((kind, text))
        self._size += len(text)
        while self._size > KEPT and len(self.transcript) > 1:
            self._size -= len(self.transcript.popleft()[1])
