"""A console for one seat of a live session: pasted commands in, what they print out, as it comes.

The sandbox's pipes are waited for on a thread of the console's own; what reaches the session and
what is shown happens on the event loop that the console is used on.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import queue
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.errors import Unusable
from sim.surfaces.console.screen import Chunk, Screen
from sim.surfaces.console.seat import Seat
from sim.surfaces.console.turn import INTERRUPTED, Abandoned

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sim.commands.command import Actor, Request, Response
    from sim.runbook.settings import Binding
    from sim.surfaces.console.world import World

OUTPUT = 400_000
"""Characters shown of one pasted text."""

KEEP_S = 120.0
"""How often an idle sandbox is told to stay; it gives up after 600 s."""

PATIENCE_S = 0.5
"""How long Ctrl-C waits for a session that does not answer."""

LOOK_S = 0.05


@dataclass(slots=True)
class Job:
    """A text to run; None to build the sandbox only."""

    text: str | None
    done: asyncio.Future[int]
    interrupted: threading.Event = field(default_factory=threading.Event)


class Console:
    """Runs pasted texts in the runbooks' sandbox, in live simulated time.

    Variables, functions, the folder and files carry over from one text to the next. Commands act
    at the clock's now and cost no time of their own; `sleep` and `watch` take simulated time.
    What is begun with `&` is waited for: it stays in the foreground. Ends itself when the process
    does, but leaves its temporary folder unless it was closed.

    Args:
        world: the session.
        actor: the seat's name in the journal.
        epoch_ms: StartEx, in ms since 1970: what `date` counts from.
        shown: takes each chunk, on the loop.
        bindings: what stands for placeholders, beside those that every runbook knows.
        output: characters shown of one text; the rest is dropped, and a line says so.
        keep_s: wall-clock seconds after which an idle sandbox is told to stay.
    """

    def __init__(
        self,
        world: World,
        *,
        actor: str,
        epoch_ms: int,
        shown: Callable[[Chunk], None],
        bindings: Mapping[str, Binding] | None = None,
        output: int = OUTPUT,
        keep_s: float = KEEP_S,
    ) -> None:
        self._world = world
        self._shown = shown
        self._keep_s = keep_s
        self._seat = Seat(
            world,
            self._act,
            Screen(self._show, output),
            actor=actor,
            epoch_ms=epoch_ms,
            bindings=bindings or {},
        )
        self._queue: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._jobs: list[Job] = []
        self._running: Job | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._closed = False

    async def ready(self) -> None:
        """Build the sandbox now rather than at the first text.

        Raises:
            NoIsolation: it cannot be built here.
            Unusable: the console is closed.
        """
        await self._carry_out(None)

    async def run(self, text: str) -> int:
        """Run a pasted text of one or many lines; texts given meanwhile wait for their turn.

        Returns:
            Its exit code: bash's own; 130 after Ctrl-C; 1 when EndEx ended it; 2 when the text is
            too long; 126 without a sandbox; 137 when the sandbox ended with it.

        Raises:
            Unusable: the console is closed.
        """
        return await self._carry_out(text)

    def interrupt(self) -> None:
        """Ctrl-C: end what runs, and drop what waits for its turn."""
        for job in self._jobs:
            job.interrupted.set()

    def declare(self, name: str, value: str) -> None:
        """Say what stands for a placeholder from now on, such as `incident_start_time`."""
        self._seat.bindings.declare(name, value)

    async def close(self) -> None:
        """End what runs, and the sandbox."""
        self._closed = True
        self.interrupt()
        if self._thread is not None:
            self._queue.put(None)
            await asyncio.to_thread(self._thread.join)

    async def _carry_out(self, text: str | None) -> int:
        if self._closed:
            raise Unusable("the console is closed")
        if self._thread is None:
            self._loop = asyncio.get_running_loop()
            self._thread = threading.Thread(target=self._work, name="console", daemon=True)
            self._thread.start()
        job = Job(text, asyncio.get_running_loop().create_future())
        self._jobs.append(job)
        self._queue.put(job)
        try:
            return await job.done
        except asyncio.CancelledError:
            job.interrupted.set()
            raise
        finally:
            self._jobs.remove(job)

    # --- on the console's thread ------------------------------------------------------------------

    def _work(self) -> None:
        try:
            while True:
                try:
                    job = self._queue.get(timeout=self._keep_s)
                except queue.Empty:
                    with contextlib.suppress(OSError):  # the next text will find out why
                        self._seat.keep()
                    continue
                if job is None:
                    return
                self._running = job
                self._do(job)
                self._running = None
        finally:
            self._seat.close()

    def _do(self, job: Job) -> None:
        try:
            code = self._code(job)
        except Exception as error:  # noqa: BLE001 - raised again where the text was given
            self._on_loop(_settle, job.done, error)
        else:
            self._on_loop(_settle, job.done, code)

    def _code(self, job: Job) -> int:
        if job.interrupted.is_set():
            return INTERRUPTED
        if job.text is not None:
            return self._seat.play(job.text, job.interrupted)
        self._seat.ready()
        return 0

    def _show(self, chunk: Chunk) -> None:
        self._on_loop(self._shown, chunk)

    def _on_loop(self, do: Callable[..., None], *what: object) -> None:
        assert self._loop is not None
        with contextlib.suppress(RuntimeError):  # the loop is closed, and nobody looks
            self._loop.call_soon_threadsafe(do, *what)

    def _act(self, request: Request, actor: Actor, at: int) -> Response:
        assert self._loop is not None
        assert self._running is not None
        given = asyncio.run_coroutine_threadsafe(self._world.act(request, actor, at), self._loop)
        until: float | None = None
        while True:
            concurrent.futures.wait((given,), LOOK_S)
            if given.cancelled():
                raise Abandoned
            if given.done():
                return given.result()
            if self._running.interrupted.is_set():
                until = until or time.monotonic() + PATIENCE_S
                if time.monotonic() > until:
                    given.cancel()
                    raise Abandoned


def _settle(done: asyncio.Future[int], outcome: int | Exception) -> None:
    if done.done():  # whoever gave the text has gone
        return
    if isinstance(outcome, Exception):
        done.set_exception(outcome)
    else:
        done.set_result(outcome)
