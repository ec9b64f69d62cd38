"""One console's sandbox and all that it carries from one pasted text to the next.

Used on one thread from its making to its end: that thread is the sandbox's parent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.commands.command import Actor
from sim.errors import NoIsolation
from sim.runbook.budgets import Budgets
from sim.runbook.document import Block, typed
from sim.runbook.hands import Hands, find_profile
from sim.runbook.placeholders import Bindings
from sim.surfaces.console.turn import DIED, Turn
from sim.surfaces.runbook.clock import Clock
from sim.surfaces.runbook.commands import Commands
from sim.surfaces.runbook.given import Given
from sim.surfaces.runbook.shell import Shell
from sim.world.streams import Streams

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Mapping

    from sim.commands.command import Request, Response
    from sim.runbook.settings import Binding
    from sim.surfaces.console.screen import Screen
    from sim.surfaces.console.world import World

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
"""Characters of one pasted text."""

TOO_LONG, NO_SANDBOX = 2, 126


class Seat:
    """Runs texts, one after another.

    Args:
        world: the session.
        act: gives a command to the session and waits for the answer.
        screen: what is shown.
        actor: who acts in the journal.
        epoch_ms: StartEx, in ms since 1970.
        bindings: what stands for placeholders, beside those that every runbook knows.
    """

    def __init__(
        self,
        world: World,
        act: Callable[[Request, Actor, int], Response],
        screen: Screen,
        *,
        actor: str,
        epoch_ms: int,
        bindings: Mapping[str, Binding],
    ) -> None:
        self._world = world
        self._act = act
        self._screen = screen
        self._commands = Commands(
            Actor(actor, "responder"),
            Clock(LIMITS),
            Hands(find_profile("automation"), Streams(0)),  # people pause by themselves
            LIMITS,
            horizon=NEVER,
            epoch_ms=epoch_ms,
            free_calls=True,
        )
        self.bindings = Bindings(bindings, "exercise", self._commands.from_answer)
        self._commands.bindings = self.bindings
        self._given = Given(self.bindings)
        self._shell: Shell | None = None
        self._run = 0

    def ready(self) -> Shell:
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
            self._shell, self._run = shell, 0
        return self._shell

    def play(self, pasted: str, interrupted: threading.Event) -> int:
        """Run a text to its end; its exit code."""
        text = typed(pasted.replace("\r\n", "\n").replace("\r", "\n").replace("\0", ""))
        self._screen.begin("")
        if not text.strip():
            return 0
        if len(text) > LONGEST:
            self._screen.note(f"longer than {LONGEST} characters; nothing was run")
            return TOO_LONG
        try:
            shell = self.ready()
        except NoIsolation as error:
            self._screen.note(no_sandbox(error))
            return NO_SANDBOX
        code = self._play(shell, text, interrupted)
        if code == DIED:
            self._lost()
        return code

    def _play(self, shell: Shell, text: str, interrupted: threading.Event) -> int:
        self._run += 1
        self._screen.begin(f"/doc/{self._run}/")
        block = Block(line=1, language="bash", text=text, section="", words=0)
        now = self._world.now()
        self._commands.clock.now = now
        self._commands.clock.enter(block)
        self._commands.enter(block, None)
        given = self._given.to(block)
        self._commands.variables = self._given.variables(given)
        turn = Turn(
            shell,
            self._commands,
            self._world,
            act=self._act,
            screen=self._screen,
            interrupted=interrupted,
        )
        shell.begin(block, given, self._commands.epoch_ms + now)
        return turn.play()

    def _lost(self) -> None:
        self.close()
        self._given = Given(self.bindings)
        self._screen.note("the sandbox has ended; a new one begins without variables and files")

    def keep(self) -> None:
        """Nobody has typed for a while: the sandbox is to stay."""
        if self._shell is not None and self._shell.alive:
            self._shell.keep()

    def close(self) -> None:
        """End the sandbox with all that runs in it."""
        shell, self._shell = self._shell, None
        if shell is not None:
            shell.close()


def no_sandbox(error: NoIsolation) -> str:
    """Why nothing is run, and the way out, on one line."""
    return (
        f"commands run in a sandbox only, and none can be had here ({'; '.join(error.reasons)}); "
        "install bubblewrap where the exercise is hosted: sudo apt-get install bubblewrap"
    )
