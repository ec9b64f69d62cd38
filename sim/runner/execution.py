"""One text typed at a console while it runs: its commands act at the live clock's now.

Runs on the console's own thread and looks up every few hundredths of a second: at what was
printed, at the clock, and whether somebody pressed Ctrl-C. A command that waits does not keep the
others waiting: it is told to ask again, so that both ends of a pipe live in the same time.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from sim.errors import ExerciseOver
from sim.runner.channel import ShellReply
from sim.runner.commands import Commands
from sim.runner.shell import BlockEnd

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Generator

    from sim.commands.command import Actor, Request, Response
    from sim.exercise.responders import TimedCommand
    from sim.runner.context import RunContext
    from sim.runner.frames import Asked
    from sim.runner.screen import Screen
    from sim.runner.shell import Shell

INTERRUPTED = 130
OVER = 1
DIED = 137
CPU_SPENT = 152
"""128 + SIGXCPU."""

POLL_S = 0.02
"""How late the clock, Ctrl-C and what was printed may be noticed, wall-clock seconds."""

PATIENCE_S = 0.5
"""How long Ctrl-C waits for a session that does not answer."""

LOOK_S = 0.05

SLICE_S = 0.25
"""How long one waiting command keeps the others from calling."""

SPACING_S = 0.01
"""No console calls the world more often than this; a real curl over TLS takes 8 ms."""

SIGNAL_S, KILL_S, GIVE_UP_S = 0.3, 2.0, 5.0
"""After a Ctrl-C: when it is sent again, when the text is killed, when the sandbox is given up."""

END = ShellReply(INTERRUPTED, "end")

IT_IS_OVER = "the exercise is over"


class Unanswered(Exception):  # noqa: N818 - the end of a wait, not an error
    """The session did not answer, and somebody pressed Ctrl-C."""


class LiveWorld(Protocol):
    """What a console needs of the live session it plays in."""

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


@dataclass(frozen=True, slots=True)
class Waiting:
    """The one command that has asked and is not answered yet.

    Attributes:
        at: simulated ms at which it goes on.
        go: what is done then.
        until: wall-clock instant at which the others get their turn; None when they do not.
        again: what it is answered at that instant.
    """

    at: int
    go: Callable[[], None]
    until: float | None = None
    again: ShellReply = END


@dataclass(frozen=True, slots=True)
class Sleeper:
    """A command that waits: until when (simulated ms), and its answer then."""

    at: int
    reply: ShellReply
    redraws: bool


class Execution:
    """Runs one text that the shell has just begun.

    Args:
        shell: the sandbox.
        run: what the commands share; its clock is set to the live one at each question.
        world: the session.
        loop: the event loop that the session lives on.
        screen: what is shown.
        interrupted: set when somebody pressed Ctrl-C.
    """

    def __init__(
        self,
        shell: Shell,
        run: RunContext,
        world: LiveWorld,
        loop: asyncio.AbstractEventLoop,
        *,
        screen: Screen,
        interrupted: threading.Event,
    ) -> None:
        self._shell = shell
        self._run = run
        self._commands = Commands(run)
        self._world = world
        self._loop = loop
        self._screen = screen
        self._interrupted = interrupted
        # A text typed after EndEx may begin all the same, so that its author can still look
        # at files; the first command of it that asks the session for something ends it.
        self._over_at_start = world.now() >= world.horizon
        self._waiting: Waiting | None = None
        self._sleepers: dict[str, Sleeper] = {}
        self._slept = 0
        self._ending: int | None = None
        self._since = 0.0
        self._signalled = 0.0
        self._killed = False
        self._acted = 0.0

    def play(self) -> int:
        """Run it to its end; its exit code. `DIED` when the sandbox has ended with it.

        Raises:
            Exception: whatever the session raised; the text has been killed.
        """
        try:
            while not isinstance(came := self._shell.poll(POLL_S), BlockEnd):
                self._show()
                self._look()
                if came is not None:
                    self._asked(came)
                self._go_on()
                if self._ending is not None and time.monotonic() > self._since + GIVE_UP_S:
                    came = BlockEnd(None, died=True)
                    break
        except BaseException:
            # The next text gets the same sandbox, so nothing of this one may live on in it.
            self._shell.end_block()
            raise
        return self._ended(came)

    def _show(self) -> None:
        if not self._screen.take(*self._shell.printed()):
            time.sleep(POLL_S)  # nobody sees it: whoever prints so much is to be slowed down

    # --- questions ------------------------------------------------------------------------------

    def _asked(self, asked: Asked) -> None:
        if self._ending is not None:
            # After Ctrl-C, or at EndEx, nothing that the text still asks is carried out.
            self._answer(END)
        elif asked.name == "runaway":
            self._answer(ShellReply())  # a loop without a call: somebody may press Ctrl-C
        elif asked.name == "until":
            self._sleep("".join(asked.words))
        else:
            # This clock stood while the live one passed: the command begins at the live now.
            self._run.clock.now = self._world.now()
            self._step(asked, self._commands.carry_out(asked), None)
            self._run.take_calls()

    def _step(
        self,
        asked: Asked,
        steps: Generator[TimedCommand, Response, ShellReply | None],
        response: Response | None,
    ) -> None:
        """Carry a command on to its next call, or to its end."""
        try:
            move = next(steps) if response is None else steps.send(response)
        except StopIteration as stop:
            self._reply(asked, stop.value or END)
        else:
            self._waiting = Waiting(move.at, lambda: self._act(asked, steps, move))

    def _act(
        self,
        asked: Asked,
        steps: Generator[TimedCommand, Response, ShellReply | None],
        move: TimedCommand,
    ) -> None:
        time.sleep(max(0.0, self._acted + SPACING_S - time.monotonic()))
        self._acted = time.monotonic()
        try:
            response = self._answer_to(move.request, move.actor)
        except ExerciseOver:
            self._end(OVER)
        except Unanswered:
            self._end(INTERRUPTED)
        else:
            self._run.clock.now = self._world.now()
            self._step(asked, steps, response)

    def _answer_to(self, request: Request, actor: Actor) -> Response:
        """Hand a request to the session's loop and wait for the answer.

        Raises:
            Unanswered: the session does not answer, and somebody pressed Ctrl-C.
        """
        # The session may be touched on its own event loop only; this thread asks and waits.
        given = asyncio.run_coroutine_threadsafe(
            self._world.act(request, actor, self._world.now()), self._loop
        )
        until: float | None = None
        while True:
            concurrent.futures.wait((given,), LOOK_S)
            if given.cancelled():
                raise Unanswered
            if given.done():
                return given.result()
            if self._interrupted.is_set():
                until = until or time.monotonic() + PATIENCE_S
                if time.monotonic() > until:
                    given.cancel()
                    raise Unanswered

    def _reply(self, asked: Asked, reply: ShellReply) -> None:
        """ShellReply when the clock has come to where the command has brought it."""
        due = self._run.clock.now
        if due <= self._world.now():
            self._answer(reply)
            return
        # The clock stops at EndEx: what is due later than that would be waited for without an end.
        if self._world.now() >= self._world.horizon:
            self._end(OVER)
            return
        self._slept += 1
        self._sleepers[str(self._slept)] = Sleeper(due, reply, asked.name == "watch")
        self._sleep(str(self._slept))

    def _sleep(self, key: str) -> None:
        sleeper = self._sleepers.get(key)
        if sleeper is None:  # asked by hand
            self._answer(ShellReply())
            return

        def awake() -> None:
            del self._sleepers[key]
            if sleeper.redraws and sleeper.reply.code == 0:
                # First show what it has printed so far: taken
                # in later, it would stand in the new drawing.
                self._show()
                self._screen.clear()
            self._answer(sleeper.reply)

        again = ShellReply(halt="again", out=key)
        self._waiting = Waiting(sleeper.at, awake, time.monotonic() + SLICE_S, again)

    def _go_on(self) -> None:
        """Do what is due of the command that waits."""
        # What goes on here often puts the next command into `_waiting`,
        # due at once: without the loop it would stand until the next poll.
        while (waiting := self._waiting) is not None:
            if self._world.now() >= waiting.at:
                self._waiting = None
                waiting.go()
            elif waiting.until is not None and time.monotonic() >= waiting.until:
                self._answer(waiting.again)
            else:
                return

    def _answer(self, reply: ShellReply) -> None:
        self._waiting = None
        self._shell.answer(reply, self._run.epoch_ms + self._world.now())

    # --- the end --------------------------------------------------------------------------------

    def _look(self) -> None:
        """See to Ctrl-C and EndEx."""
        if self._ending is not None:
            self._insist()
        elif self._interrupted.is_set():
            self._end(INTERRUPTED)
        elif not self._over_at_start and self._world.now() >= self._world.horizon:
            self._end(OVER)

    def _end(self, code: int) -> None:
        """End the text as Ctrl-C does in a terminal."""
        if code == OVER:
            self._screen.note(IT_IS_OVER)
        self._ending = code
        self._since = self._signalled = time.monotonic()
        self._answer(END)  # somebody may wait for an answer; if nobody does, `free` takes it back
        self._shell.interrupt()

    def _insist(self) -> None:
        now = time.monotonic()
        if now > self._since + KILL_S and not self._killed:
            self._killed = True
            self._shell.kill_block()
        elif now > self._signalled + SIGNAL_S:
            self._signalled = now
            self._shell.free()
            self._answer(END)
            self._shell.interrupt()

    def _ended(self, ended: BlockEnd) -> int:
        self._show()
        if ended.died:
            return DIED
        self._rest()
        if self._killed:
            self._screen.note(
                "it did not end in time and was killed; the variables it had set are lost"
            )
        if self._ending is not None:
            return self._ending
        if ended.left:
            self._screen.note("what still ran in the background was ended with it")
        if ended.code == CPU_SPENT:
            self._screen.note("it was ended: the processor time for one text is spent")
        return ended.code or 0

    def _rest(self) -> None:
        """Show what is still in the pipes; whoever could write there is gone."""
        while True:
            self._shell.poll(0)
            out, error = self._shell.printed()
            if not (out or error):
                return
            self._screen.take(out, error)
