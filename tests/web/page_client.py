"""An open board without a browser: the page's address, its live connection, its deeds.

Does what `nicegui.js` and `board.js` do: loads the page with the person's cookie, connects with the
query that stands in it, and sends each deed as the event of the page's root element.
"""

from __future__ import annotations

import asyncio
import json
import re
import uuid
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import socketio  # type: ignore[import-untyped]

from sim.surfaces.web.board_actions import BoardAnswer

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator

    import httpx

    from tests.web.hosting import Guest

PATIENCE_S = 90.0
ACK_S = 3.0
"""As often a browser tells what it has received; the server forgets it then."""

_CLIENT = re.compile(r"query: \{'client_id': '([0-9a-f-]+)', 'next_message_id': (\d+)")
_DEED = re.compile(r'"listener_id":"([0-9a-f-]+)","type":"deed"')
_ANSWER = "board.answer(..."


@dataclass(frozen=True, slots=True)
class Handle:
    """What a page says about itself.

    Attributes:
        client_id: the page's name in the live connection.
        listener_id: who listens to its deeds.
        next_message_id: the first message it expects.
    """

    client_id: str
    listener_id: str
    next_message_id: int

    @classmethod
    def in_page(cls, html: str) -> Handle:
        """Read it from a loaded board."""
        client, deed = _CLIENT.search(html), _DEED.search(html)
        assert client is not None, html[:500]
        assert deed is not None, html[:500]
        return cls(client[1], deed[1], int(client[2]))


class PageClient:
    """One open board; made by `open_page`.

    Attributes:
        scripts: messages received so far.
        chars: their characters, as a measure of what is sent.
    """

    def __init__(self, handle: Handle, trust: ssl.SSLContext | None = None) -> None:
        self._handle = handle
        self._next = handle.next_message_id
        self._number = 0
        self._lock = asyncio.Lock()
        self._answers: asyncio.Queue[BoardAnswer] = asyncio.Queue()
        self._origin = uuid.uuid4().hex
        self.scripts = 0
        self.chars = 0
        # A test wants to see a lost connection, not to have it mended.
        options = {} if trust is None else {"ssl": trust}
        self._sio = socketio.AsyncClient(reconnection=False, websocket_extra_options=options)
        self._sio.on("*", self._received)

    async def connect(self, address: str, cookie: str) -> None:
        """Open the live connection, with a tab of its own."""
        query: dict[str, str] = {
            "client_id": self._handle.client_id,
            "next_message_id": str(self._next),
            "implicit_handshake": "true",
            "document_id": uuid.uuid4().hex,
            "tab_id": uuid.uuid4().hex,
            "old_tab_id": "null",
        }
        words = "&".join(f"{name}={value}" for name, value in query.items())
        try:
            await self._sio.connect(
                f"{address}/?{words}",
                headers={"Cookie": cookie},
                transports=["websocket"],
                socketio_path="/board/_nicegui_ws/socket.io",
                wait_timeout=PATIENCE_S,
            )
        except socketio.exceptions.ConnectionError:
            if self._sio.eio.http is not None:  # a refused connection leaves it open
                await self._sio.eio.http.close()
            raise

    def _received(self, _kind: str, message: dict[str, Any]) -> None:
        code = message.get("code", "")
        self._next = message["_id"] + 1
        self.scripts += 1
        self.chars += len(code)
        start = code.find(_ANSWER)
        if start >= 0:
            (_, ok, text), _end = json.JSONDecoder().raw_decode(code[start + len(_ANSWER) :])
            self._answers.put_nowait(BoardAnswer(ok, text))

    async def acknowledge(self) -> None:
        """Tell what was received, every few seconds, until cancelled."""
        while True:
            await asyncio.sleep(ACK_S)
            body = {"client_id": self._handle.client_id, "next_message_id": self._next}
            await self._sio.emit("ack", body)

    async def do(self, deed: str, **fields: str) -> BoardAnswer:
        """Press a button or send a form; what the board is told came of it.

        Raises:
            TimeoutError: no answer came.
        """
        async with self._lock:
            self._number += 1
            asked = {
                "id": f"{self._origin}-{self._number}",
                "deed": deed,
                "fields": fields,
                "where": "told",
            }
            event = {
                "id": 0,
                "client_id": self._handle.client_id,
                "listener_id": self._handle.listener_id,
                "args": [json.dumps(asked)],
            }
            await self._sio.emit("event", event)
            return await asyncio.wait_for(self._answers.get(), PATIENCE_S)

    async def close(self) -> None:
        """Leave."""
        await self._sio.disconnect()


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
    cookie = "; ".join(f"{name}={value}" for name, value in guest.cookie.items())
    answer = await client.get(guest.board, headers={"Cookie": cookie})
    assert answer.status_code == 200, answer.text[:300]
    page = PageClient(Handle.in_page(answer.text), trust)
    await page.connect(str(client.base_url).rstrip("/"), cookie)
    acks = asyncio.create_task(page.acknowledge())
    try:
        yield page
    finally:
        acks.cancel()
        await asyncio.gather(acks, return_exceptions=True)
        await page.close()
