"""The slow twin of the emulated curl: the worker's own HTTPS server, on a socket in the sandbox.

The server stands on a thread; its requests wait in a queue until
the responder, who alone touches the world, takes them up.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import queue
import shlex
import shutil
import socket
import threading
from typing import TYPE_CHECKING

from sim.commands.command import Actor, Request, Response
from sim.commands.dispatch import role_of
from sim.runbook.curl import CALL_MS
from sim.runbook.transcript import Call
from sim.runner.channel import ShellReply
from sim.surfaces.http.app import make_app
from sim.surfaces.http.server import make_certificate, serve

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from sim.exercise.responders import TimedCommand
    from sim.runner.context import RunContext
    from sim.runner.frames import Asked

Waiting = tuple[Request, "str | None", "asyncio.Future[Response]"]


class RealServer:
    """The worker's HTTPS server on a Unix socket in the sandbox's folder."""

    def start(self, folder: Path, owner: int | None) -> int:
        """Put the socket and the session's authority into the folder, for this owner."""
        self.requests: queue.Queue[Waiting] = queue.Queue()
        self.woken, self._wake = os.pipe()
        own = folder.parent / "server"
        own.mkdir()
        self._certificate = make_certificate(own)
        shutil.copyfile(self._certificate.authority, folder / "ca.pem")
        (folder / "ca.pem").chmod(0o444)
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(str(folder / "worker"))
        if owner is not None:
            os.chown(folder / "worker", owner, owner)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, name="real-server", daemon=True)
        self._listener.listen(8)
        self._thread.start()
        return self.woken

    def curl(self, run: RunContext) -> RealCurl:
        """The real curl of a run."""
        return RealCurl(run, self)

    def listens_to(self, _: str | None) -> bool:
        """Everybody."""
        return True

    async def handle(self, request: Request, authorization: str | None) -> Response:
        """Hand a request to the responder and wait for what it says."""
        future: asyncio.Future[Response] = self._loop.create_future()
        self.requests.put((request, authorization, future))
        os.write(self._wake, b"!")
        return await future

    def answer(self, future: asyncio.Future[Response], response: Response) -> None:
        """Give the server its answer."""
        self._loop.call_soon_threadsafe(future.set_result, response)

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._task = self._loop.create_task(
            serve(make_app(self), self._certificate, self._listener)
        )
        with contextlib.suppress(asyncio.CancelledError):
            self._loop.run_until_complete(self._task)
        self._loop.close()

    def stop(self) -> None:
        """End the server and close its socket."""
        self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join(5)
        self._listener.close()
        os.close(self.woken)
        os.close(self._wake)


class RealCurl:
    """The responder's side of a real curl: time and placeholders before, the world in between."""

    def __init__(self, run: RunContext, server: RealServer) -> None:
        self._run = run
        self._server = server
        self._words: tuple[str, ...] = ()

    def carry_out(
        self, asked: Asked, line: int
    ) -> Generator[TimedCommand, Response, ShellReply | None]:
        """A curl begins, sends its request, or is over."""
        if asked.name == "curled":
            self._run.read(line)
            return ShellReply()
        if asked.name == "http":
            yield from self._sent(line)
            return ShellReply()
        self._words = asked.words
        self._run.type(line)
        filled = [self._run.bindings.fill(word, line)[0] for word in asked.words]
        return ShellReply(halt="run", out=" ".join(shlex.quote(word) for word in filled))

    def _sent(self, line: int) -> Generator[TimedCommand, Response, None]:
        request, authorization, future = self._server.requests.get()
        at = self._run.clock.now
        actor = Actor(self._run.actor.name, role_of(authorization, {}))
        response = yield from self._run.act(request, actor)
        self._server.answer(future, response)
        shown = ("curl", *self._words)
        self._run.called(Call(line, at, shown, 0, request.method, request.path, response.status))
        self._run.wait(CALL_MS, line)
