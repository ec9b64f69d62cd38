"""What a console needs of the live session it plays in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from sim.commands.command import Actor, Request, Response


class World(Protocol):
    """A world in live time."""

    @property
    def horizon(self) -> int:
        """EndEx at the latest, ms since StartEx."""
        ...

    def now(self) -> int:
        """Simulated ms since StartEx; may stand still. Asked from the console's own thread."""
        ...

    async def act(self, request: Request, actor: Actor, at: int) -> Response:
        """Carry out a command; on disk before it returns. Awaited on the session's loop.

        Args:
            request: what is asked of the worker or of people.
            actor: the console's seat, in the role that the call's token gives.
            at: when the console gave it, ms since StartEx; not later than `now()`.

        Raises:
            ExerciseOver: it is EndEx.
        """
        ...
