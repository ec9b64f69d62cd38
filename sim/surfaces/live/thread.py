"""A live session's server and clock on a thread of its own, so a shell can have the terminal."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.surfaces.http.server import (
    Certificate,
    loopback_socket,
    refuse_plain_http,
    serve,
)
from sim.surfaces.live.app import live_app

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from sim.surfaces.live.session import DrillSession


SUSPEND_SECONDS = 1.0
"""How often it is looked whether the machine has slept."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the session listens on 127.0.0.1."""

    https: int
    http: int


class LiveServer:
    """Serves a session from `start` to `stop`."""

    def __init__(
        self, session: DrillSession, certificate: Certificate, skipped: Callable[[], None]
    ) -> None:
        self._session = session
        self._certificate = certificate
        self._app = live_app(session, skipped)
        self._skipped = skipped
        self._https, self._http = loopback_socket(), loopback_socket()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="session", daemon=True)
        self._tasks: list[asyncio.Task[None]] = []
        self.failure: BaseException | None = None

    @property
    def ports(self) -> Ports:
        """Where it listens."""
        return Ports(_port(self._https), _port(self._http))

    def start(self) -> None:
        """Begin to serve and to tick."""
        self._https.listen(128)
        self._http.listen(128)
        self._thread.start()

    def stop(self) -> None:
        """End all of it; the session may be touched again by the caller afterwards."""
        with contextlib.suppress(RuntimeError):  # the loop has ended by itself
            self._loop.call_soon_threadsafe(self._cancel)
        self._thread.join()
        self._https.close()
        self._http.close()

    def _cancel(self) -> None:
        for task in self._tasks:
            task.cancel()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._all())
        except Exception as error:  # noqa: BLE001 - told to the terminal's side, which words it
            self.failure = error
        finally:
            self._loop.close()

    def _moved(self) -> None:
        # On a full disk the prompt shows the old time until the next skip.
        with contextlib.suppress(OSError):
            self._skipped()

    async def _all(self) -> None:
        self._tasks = [
            asyncio.create_task(serve(self._app, self._certificate, self._https)),
            asyncio.create_task(refuse_plain_http(self._http)),
            asyncio.create_task(self._session.run()),
            asyncio.create_task(follow(suspended, self._moved)),
        ]
        done, rest = await asyncio.wait(self._tasks, return_when=asyncio.FIRST_EXCEPTION)
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
        for task in done:
            if not task.cancelled() and (error := task.exception()) is not None:
                raise error


def suspended() -> float:
    """Seconds that the machine has slept: its uptime counts them, the world does not."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) - time.monotonic()


async def follow(slept: Callable[[], float], moved: Callable[[], None]) -> None:
    """Call `moved` after each sleep of the machine, until cancelled."""
    before = slept()
    while True:
        await asyncio.sleep(SUSPEND_SECONDS)
        now = slept()
        if abs(now - before) > SUSPEND_SECONDS / 10:
            before = now
            moved()


def _port(listener: socket.socket) -> int:
    port: int = listener.getsockname()[1]
    return port
