"""One player's console in a live session: texts typed in, what they print out, as it comes.

The sandbox's pipes are waited for on a thread of the console's own, which is the sandbox's parent;
what reaches the session and what is shown happens on the event loop that the console is used on.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import queue
import threading
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.commands.command import Actor
from sim.errors import NoIsolation, Unusable
from sim.runbook.budgets import Budgets
from sim.runbook.document import Block
from sim.runbook.operator_pace import OperatorPace, find_profile
from sim.runbook.placeholders import Bindings
from sim.runbook.sessions import commands_of
from sim.runner.context import RunContext
from sim.runner.execution import DIED, INTERRUPTED, Execution
from sim.runner.patience import Clock
from sim.runner.screen import Chunk, Screen
from sim.runner.shell import Shell
from sim.runner.variables import Variables
from sim.world.streams import Streams

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from sim.runbook.settings import Binding
    from sim.runner.execution import LiveWorld

OUTPUT = 400_000
"""Characters shown of one text."""

KEPT = 100_000
"""Characters that the transcript holds, and a page loaded anew shows again."""

KEEP_S = 120.0
"""How often an idle sandbox is told to stay; it gives up after 600 s."""

NEVER = 1 << 60
"""Nothing but Ctrl-C and EndEx ends what somebody watches."""

LIMITS = Budgets(
    monitor=NEVER,
    block=NEVER,
    block_calls=NEVER,
    run_calls=NEVER,
    quiet_s=3.0,
    run_s=float("inf"),
    output=1 << 20,
)
NAME = "bash"
"""How bash calls itself in its messages."""

LONGEST = 100_000
"""Characters of one text."""

TOO_LONG, NO_SANDBOX = 2, 126


@dataclass(slots=True)
class Job:
    """A text to run; None to build the sandbox only.

    Attributes:
        number: what it is called, to drop it.
    """

    text: str | None
    done: asyncio.Future[int]
    number: int = 0
    interrupted: threading.Event = field(default_factory=threading.Event)


class Console:
    """Runs texts in the runbooks' sandbox, one after another, in live simulated time.

    Variables, functions, the folder and files carry over from one text to the next. Commands act
    at the clock's now and cost no time of their own; `sleep` and `watch` take simulated time.
    What is begun with `&` is waited for: it stays in the foreground. Ends itself when the process
    does, but leaves its temporary folder unless it was closed.

    Attributes:
        transcript: what was typed and shown last, as kind and text.
        jobs: texts that are not over yet, with their numbers; the first one runs.

    Args:
        world: the session.
        actor: the player's name in the journal.
        epoch_ms: StartEx, in ms since 1970: what `date` counts from.
        shown: takes each chunk, on the loop.
        bindings: what stands for placeholders, beside those that every runbook knows.
        kept: a file for what was shown, which outlives the process; what is in it is shown again.
        output: characters shown of one text; the rest is dropped, and a line says so.
        keep_s: wall-clock seconds after which an idle sandbox is told to stay.
        changed: called, on the loop, when a text begins to wait, or is over.
    """

    def __init__(
        self,
        world: LiveWorld,
        *,
        actor: str,
        epoch_ms: int,
        shown: Callable[[Chunk], None],
        bindings: Mapping[str, Binding] | None = None,
        kept: Path | None = None,
        output: int = OUTPUT,
        keep_s: float = KEEP_S,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self._changed = changed
        self._numbers = itertools.count(1)
        self._world = world
        self._shown = shown
        self._kept = kept
        self._keep_s = keep_s
        self._screen = Screen(lambda chunk: self._on_loop(self._show, chunk), output)
        self._context = RunContext(
            Actor(actor, "responder"),
            Clock(LIMITS),
            OperatorPace(find_profile("automation"), Streams(0)),  # people pause by themselves
            LIMITS,
            # EndEx is seen to by `Execution`; this horizon would raise `Over` within a command.
            horizon=NEVER,
            epoch_ms=epoch_ms,
            free_calls=True,
        )
        self._bindings = Bindings(bindings or {}, "exercise", self._context.from_answer)
        self._context.bindings = self._bindings
        self._variables = Variables(self._bindings)
        self._shell: Shell | None = None
        self._texts = 0
        self._queue: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._jobs: list[Job] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._closed = False
        self.transcript: deque[tuple[str, str]] = deque()
        self._size = 0
        if kept is not None and kept.is_file():
            self._remember("output", kept.read_text(encoding="utf-8", errors="replace")[-KEPT:])
            self._remember(
                "note", "(the session was taken up again: variables and files are gone)\n"
            )

    @property
    def jobs(self) -> list[tuple[int, str]]:
        """What runs, and what waits for its turn."""
        return [(job.number, job.text) for job in self._jobs if job.text is not None]

    async def ready(self) -> None:
        """Build the sandbox now rather than at the first text.

        Raises:
            NoIsolation: it cannot be built here.
            Unusable: the console is closed.
        """
        await self._run(None)

    async def run(self, text: str) -> int:
        """Run a text of one or many lines; texts given meanwhile wait for their turn.

        Returns:
            Its exit code: bash's own; 130 after Ctrl-C; 1 when EndEx ended it; 2 when the text is
            too long; 126 without a sandbox; 137 when the sandbox ended with it.

        Raises:
            Unusable: the console is closed.
        """
        return await self._run(text)

    def interrupt(self, number: int | None = None) -> None:
        """Ctrl-C: end what runs; what waits for its turn goes on waiting.

        Args:
            number: end or drop this text instead, which runs or waits; one that is over is no
                matter.
        """
        for place, job in enumerate(self._jobs):
            if number == job.number or (number is None and place == 0):
                job.interrupted.set()
                if place:  # it has not begun: nobody has to wait until its turn comes
                    _settle(job.done, INTERRUPTED)

    def note(self, text: str) -> None:
        """Show a line that no command has printed."""
        self._show(Chunk("note", f"({text})\n"))

    def declare(self, name: str, value: str) -> None:
        """Say what stands for a placeholder from now on, such as `incident_start_time`."""
        self._bindings.declare(name, value)

    async def close(self) -> None:
        """End what runs, and the sandbox."""
        self._closed = True
        for job in self._jobs:
            job.interrupted.set()
        if self._thread is not None:
            self._queue.put(None)
            # Beside the loop: the thread may still wait for an answer that only the loop can give.
            await asyncio.to_thread(self._thread.join)

    # --- what was shown ---------------------------------------------------------------------------

    def _show(self, chunk: Chunk) -> None:
        if chunk.kind == "clear":  # `watch` draws anew what this text has shown
            while self.transcript and self.transcript[-1][0] != "typed":
                self._size -= len(self.transcript.pop()[1])
        elif chunk.text:
            self._remember(chunk.kind, chunk.text)
            if self._kept is not None:
                # What it prints is commentary: on a full disk it is shown and not kept.
                with contextlib.suppress(OSError), self._kept.open("a", encoding="utf-8") as file:
                    file.write(chunk.text)
        self._shown(chunk)

    def _remember(self, kind: str, text: str) -> None:
        self.transcript.append((kind, text))
        self._size += len(text)
        # The newest piece stays even when it is longer
        # by itself: a page loaded anew shows something.
        while self._size > KEPT and len(self.transcript) > 1:
            self._size -= len(self.transcript.popleft()[1])

    # --- the queue --------------------------------------------------------------------------------

    async def _run(self, text: str | None) -> int:
        if self._closed:
            raise Unusable("the console is closed")
        if self._thread is None:
            self._loop = asyncio.get_running_loop()
            self._thread = threading.Thread(target=self._work, name="console", daemon=True)
            self._thread.start()
        job = Job(text, asyncio.get_running_loop().create_future(), next(self._numbers))
        self._jobs.append(job)
        self._queue.put(job)
        self._changed()
        try:
            return await job.done
        except asyncio.CancelledError:
            job.interrupted.set()
            raise
        finally:
            self._jobs.remove(job)
            self._changed()

    def _on_loop(self, do: Callable[..., None], *what: object) -> None:
        assert self._loop is not None
        with contextlib.suppress(RuntimeError):  # the loop is closed, and nobody looks
            self._loop.call_soon_threadsafe(do, *what)

    # --- on the console's thread ------------------------------------------------------------------

    def _work(self) -> None:
        try:
            while True:
                try:
                    job = self._queue.get(timeout=self._keep_s)
                except queue.Empty:
                    with contextlib.suppress(OSError):  # the next text will find out why
                        self._keep()
                    continue
                if job is None:
                    return
                self._do(job)
        finally:
            self._close_shell()

    def _do(self, job: Job) -> None:
        outcome: int | Exception
        # Not when it was given: what runs before it still prints until then.
        if job.text is not None and not job.interrupted.is_set():
            self._on_loop(self._show, Chunk("typed", f"$ {job.text.rstrip()}\n"))
        try:
            if job.interrupted.is_set():
                outcome = INTERRUPTED
            elif job.text is None:
                self._sandbox()
                outcome = 0
            else:
                outcome = self._play(job.text, job.interrupted)
        except Exception as error:  # noqa: BLE001 - raised again where the text was given
            outcome = error
        self._on_loop(_settle, job.done, outcome)

    def _sandbox(self) -> Shell:
        """The sandbox; built when there is none, or none any more.

        Raises:
            NoIsolation: it cannot be built here.
        """
        if self._shell is not None and not self._shell.alive:
            self._lost()
        if self._shell is None:
            shell = Shell(NAME, LIMITS, {}, live=True)
            try:
                shell.__enter__().be_ready()
            except BaseException:
                shell.close()
                raise
            # The sandbox numbers its texts' folders from
            # 1 on, and the screen hides them by number.
            self._shell, self._texts = shell, 0
        return self._shell

    def _play(self, given: str, interrupted: threading.Event) -> int:
        """Run a text to its end; its exit code."""
        # bash takes a carriage return for a part of the word before it.
        text = commands_of(
            given.replace("\r\n", "\n").replace("\r", "\n").replace("\0", ""), session=False
        )
        # Also for a text that is not run: its note must not be held back as one said already.
        self._screen.begin("")
        if not text.strip():
            return 0
        if len(text) > LONGEST:
            self._screen.note(f"longer than {LONGEST} characters; nothing was run")
            return TOO_LONG
        try:
            shell = self._sandbox()
        except NoIsolation as error:
            self._screen.note(no_sandbox(error))
            return NO_SANDBOX
        code = self._execute(shell, text, interrupted)
        if code == DIED:
            self._lost()
        return code

    def _execute(self, shell: Shell, text: str, interrupted: threading.Event) -> int:
        assert self._loop is not None
        self._texts += 1
        self._screen.begin(f"/doc/{self._texts}/")
        block = Block(line=1, language="bash", text=text, section="", words=0)
        run, now = self._context, self._world.now()
        run.clock.now = now
        run.clock.enter(block)
        run.enter(block, None)
        missing = self._variables.missing_in(block)
        run.variables = self._variables.names(missing)
        execution = Execution(
            shell, run, self._world, self._loop, screen=self._screen, interrupted=interrupted
        )
        shell.begin(block, missing, run.epoch_ms + now)
        return execution.play()

    def _lost(self) -> None:
        self._close_shell()
        # What earlier texts had set is gone with the
        # sandbox, so placeholders stand in for it again.
        self._variables = Variables(self._bindings)
        self._screen.note("the sandbox has ended; a new one begins without variables and files")

    def _keep(self) -> None:
        """Nobody has typed for a while: the sandbox is to stay."""
        if self._shell is not None and self._shell.alive:
            self._shell.keep()

    def _close_shell(self) -> None:
        """End the sandbox with all that runs in it."""
        shell, self._shell = self._shell, None
        if shell is not None:
            shell.close()


def _settle(done: asyncio.Future[int], outcome: int | Exception) -> None:
    if done.done():  # whoever gave the text has gone
        return
    if isinstance(outcome, Exception):
        done.set_exception(outcome)
    else:
        done.set_result(outcome)


def no_sandbox(error: NoIsolation) -> str:
    """Why nothing is run, and how to change that, on one line."""
    return (
        f"commands run in a sandbox only, and none can be had here ({'; '.join(error.reasons)}); "
        "where the exercise is hosted, "
        "`tabletop run no-incident --responder runbook` lists ways out"
    )
