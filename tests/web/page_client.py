"""An open board without a browser: does over its live connection what `board.js` does."""

from __future__ import annotations

import asyncio
import contextlib
import json
import uuid
from collections import Counter
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from sim.surfaces.web.board_actions import BoardAnswer

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator

    import httpx

    from tests.web.hosting import Guest

PATIENCE_S = 90.0
MOST_RECEIVED = 4 * 1024 * 1024
"""A board's first message is longer than what the client takes by itself."""


def cookie_of(guest: Guest) -> str:
    """What the guest's browser sends."""
    return "; ".join(f"{name}={value}" for name, value in guest.cookie.items())


def live_address(address: str, guest: Guest) -> str:
    """Where the guest's board has its live connection."""
    return f"{address.replace('http', 'ws', 1).rstrip('/')}{guest.board}/live"


class PageClient:
    """One open board; made by `open_page`.

    Attributes:
        socket: the live connection.
        sections: what the board shows, by section; `times`, how often each was sent.
        time: what its clocks and the timer run from.
        changed: set by each message; whoever waits for it clears it.
        process: the server's name for itself.
        chars: characters received, as a measure of what is sent.
    """

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.sections: dict[str, str] = {}
        self.time: dict[str, Any] = {}
        self.times: Counter[str] = Counter()
        self.changed = asyncio.Event()
        self.process = ""
        self.chars = 0
        self.origin = uuid.uuid4().hex
        self._number = 0
        self._lock = asyncio.Lock()
        self._answers: dict[str, asyncio.Future[BoardAnswer]] = {}

    async def receive(self) -> None:
        """Take what comes, until the connection ends."""
        with contextlib.suppress(ConnectionClosed):
            async for text in self.socket:
                self.chars += len(text)
                message: dict[str, Any] = json.loads(text)
                self.process = message.get("process", self.process)
                self.sections |= message.get("sections", {})
                self.time = message.get("time", self.time)
                self.times.update(message.get("sections", {}).keys())
                self.changed.set()
                answer = message.get("answer")
                if answer is not None and answer["id"] in self._answers:
                    self._answers.pop(answer["id"]).set_result(
                        BoardAnswer(answer["ok"], answer["text"])
                    )

    async def do(self, action: str, **fields: str) -> BoardAnswer:
        """Press a button or send a form; what the board is told came of it.

        Raises:
            TimeoutError: no answer came.
        """
        async with self._lock:
            self._number += 1
            return await self.send(f"{self.origin}-{self._number}", action, fields)

    def expect(self, number: str) -> asyncio.Future[BoardAnswer]:
        """The answer under this number, which may have been asked for by another window."""
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        return answer

    async def send(self, number: str, action: str, fields: dict[str, str]) -> BoardAnswer:
        """The same under a number of one's own, as when a lost connection sends it again."""
        answer = self.expect(number)
        await self.socket.send(json.dumps({"id": number, "action": action, "fields": fields}))
        return await asyncio.wait_for(answer, PATIENCE_S)


@asynccontextmanager
async def open_page(
    client: httpx.AsyncClient, guest: Guest, trust: ssl.SSLContext | None = None
) -> AsyncIterator[PageClient]:
    """Open somebody's board as a browser does; closed at the end.

    Args:
        client: with the session's address as base.
        guest: who has joined.
        trust: what the live connection trusts; None without TLS.
    """
    answer = await client.get(guest.board, headers={"Cookie": cookie_of(guest)})
    assert answer.status_code == 200, answer.text[:300]
    options: dict[str, Any] = {} if trust is None else {"ssl": trust}
    async with connect(
        live_address(str(client.base_url), guest),
        additional_headers={"Cookie": cookie_of(guest)},
        open_timeout=PATIENCE_S,
        compression=None,
        max_size=MOST_RECEIVED,
        proxy=None,
        **options,
    ) as socket:
        page = PageClient(socket)
        receiving = asyncio.create_task(page.receive())
        try:
            yield page
        finally:
            receiving.cancel()
            await asyncio.gather(receiving, return_exceptions=True)
