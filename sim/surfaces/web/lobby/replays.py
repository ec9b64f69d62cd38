"""Replays of records that the lobby has been asked for, each served on a port of its own."""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING

from sim.errors import Unusable
from sim.surfaces.web.endpoint import Endpoint, listen

if TYPE_CHECKING:
    from pathlib import Path

REPLAY_PORT = 8700


class Replays:
    """Records that are shown, each on a port of its own, on loopback.

    Args:
        endpoint: where the lobby listens.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self._local = endpoint.local
        self._links: dict[str, str] = {}
        self._serving: list[asyncio.Task[None]] = []

    async def link(self, folder: Path) -> str:
        """Where a record's replay is shown; it is served from the first time on.

        Raises:
            TabletopError: it cannot be shown.
        """
        from sim.surfaces.web.host import server_of
        from sim.surfaces.web.serve_replay import replay_of

        if not self._local:
            raise Unusable(
                f"a replay is served on its own machine: tabletop replay {folder} --open"
            )
        if folder.name not in self._links:
            key = secrets.token_urlsafe(18)
            replay = await asyncio.to_thread(replay_of, folder, key)
            listener = listen(Endpoint(port=REPLAY_PORT))
            port = listener.getsockname()[1]
            serving = server_of(replay.app, {}, nested=True).serve(sockets=[listener])
            self._serving.append(asyncio.create_task(serving))
            board = next(iter(replay.boards))
            self._links[folder.name] = f"http://127.0.0.1:{port}/?key={key}#t=0&board={board}"
        return self._links[folder.name]

    async def close(self) -> None:
        """Stop serving."""
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)
