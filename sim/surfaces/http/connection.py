"""A connection that is not waited for without end: deadlines, sizes and a number for all of them.

uvicorn closes a connection that is idle after an answer; one that never asks, asks a byte at a time
or sends a body without end it would keep. It knows sockets and HTTP's framing; it must not know
what is asked.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    import asyncio
    from typing import Any

HEAD_SECONDS = 10.0
"""For a request's head, from the connection or the answer before on."""

BODY_SECONDS = 60.0
"""For its body: an upload of the largest file at 0.5 MB a second."""

HEAD_BYTES = 16 * 1024
"""Of a head that is not complete yet."""

MOST_BYTES = 34 * 1024 * 1024
"""Of one request: the largest file of a form, and the form around it."""

DRAINED_BYTES = 4 * 1024 * 1024
"""Of a body that is still coming after the answer; cut off at once, the answer might be lost."""

MOST_OPEN = 600
"""Connections at once: 200 people with two boards each, and their commands."""


class PatientProtocol(H11Protocol):
    """One connection."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._deadline: asyncio.TimerHandle | None = None
        self._phase: object = None
        self._left = MOST_BYTES
        self.waiting_since = 0.0

    @property
    def waits(self) -> bool:
        """Whether nothing has been asked that is not answered yet."""
        return self._phase is h11.IDLE

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection; with too many, let go of the one that has waited for longest."""
        super().connection_made(transport)
        self._look()
        if len(self.connections) > MOST_OPEN:
            idle = [one for one in self.connections if isinstance(one, PatientProtocol)]
            waiting = [one for one in idle if one.waits and one is not self]
            longest = min(waiting, key=lambda one: one.waiting_since, default=self)
            longest.transport.abort()

    def data_received(self, data: bytes) -> None:
        """Take bytes, as many as one request may have."""
        self._left -= len(data)
        if self._left < 0:
            self.transport.abort()
            return
        super().data_received(data)
        self._look()

    def on_response_complete(self) -> None:
        """An answer is out."""
        if self.conn.their_state is h11.SEND_BODY:
            self._left = min(self._left, DRAINED_BYTES)
        super().on_response_complete()
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        self._stop()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """From here on it is a board's live connection, which has pings of its own."""
        self._stop()
        super().handle_websocket_upgrade(event)

    def send_400_response(self, msg: str) -> None:
        """Say that this is no HTTP, in the worker's own shape."""
        body = json.dumps({"success": False, "error": msg}).encode() + b"\n"
        # An answer may be on its way already; then there is nothing more to say.
        if self.conn.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            head = [
                (b"content-type", b"application/json"),
                (b"content-length", str(len(body)).encode()),
                (b"connection", b"close"),
            ]
            response = h11.Response(status_code=400, headers=head, reason=b"Bad Request")
            for part in (response, h11.Data(data=body), h11.EndOfMessage()):
                self.transport.write(self.conn.send(part) or b"")
        self.transport.close()

    def _look(self) -> None:
        """Set the deadline of what is waited for now; one that runs already is not put off."""
        phase = self.conn.their_state
        if phase is self._phase:
            return
        if phase is h11.IDLE:
            self._left = MOST_BYTES
            self.waiting_since = self.loop.time()
        self._stop()
        self._phase = phase
        seconds = {h11.IDLE: HEAD_SECONDS, h11.SEND_BODY: BODY_SECONDS}.get(phase)
        if seconds is not None and not self.transport.is_closing():
            self._deadline = self.loop.call_later(seconds, self.transport.abort)

    def _stop(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = None
        self._phase = None
