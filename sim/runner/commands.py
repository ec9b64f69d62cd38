"""The simulated commands of a run: curl, the incident commands, and those that stay local.

One object per block. A command is a generator: what must reach the world is yielded as a move and
comes back as an answer, so that whoever plays keeps the world's clock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from sim.commands.console import manual, request_of
from sim.commands.table import incident_commands
from sim.errors import Unusable
from sim.runbook.transcript import Call
from sim.runner.channel import ShellReply
from sim.runner.context import Stopped
from sim.runner.curl import Curl
from sim.runner.local import LocalCommands

if TYPE_CHECKING:
    from collections.abc import Generator

    from sim.commands.command import Response
    from sim.exercise.responders import TimedCommand
    from sim.runner.context import RunContext
    from sim.runner.frames import Asked
    from sim.runner.patience import Limit

INTERRUPTED = 130
TERMINATED = 143
KEPT = 400
"""Characters of an answer that the transcript keeps."""


class HttpClient(Protocol):
    """Carries out curl: the emulation, or the real one in the contract test."""

    def carry_out(
        self, asked: Asked, line: int
    ) -> Generator[TimedCommand, Response, ShellReply | None]:
        """One curl command."""
        ...


class Commands:
    """Carries out what a block asks for.

    Args:
        run: what all commands of the run share.
        curl: who carries out curl; the emulation when not given.
    """

    def __init__(self, run: RunContext, curl: HttpClient | None = None) -> None:
        self._run = run
        self._curl = curl or Curl(run)
        self._local = LocalCommands(run)
        self._people = {command.name for command in incident_commands()}

    def carry_out(self, asked: Asked) -> Generator[TimedCommand, Response, ShellReply | None]:
        """Carry out one command; None when the block is to be killed.

        Raises:
            Over: the run ends.
        """
        line = self._run.begin(asked.line)
        if line is None:
            return None
        try:
            if asked.name in ("curl", "curled", "http"):
                return (yield from self._curl.carry_out(asked, line))
            if asked.name in self._people:
                return (yield from self._say(asked, line))
            return self._local.carry_out(asked, line)
        except Stopped as stopped:
            return self._interrupted(stopped.limit, asked, line)

    def _interrupted(self, limit: Limit, asked: Asked, line: int) -> ShellReply:
        if limit.pid:
            return ShellReply(TERMINATED, f"kill={limit.pid}")
        self._run.found(limit.rule, line, f"{asked.name}: Ctrl-C after its time was spent")
        return ShellReply(INTERRUPTED, "stop")

    def _say(self, asked: Asked, line: int) -> Generator[TimedCommand, Response, ShellReply | None]:
        """An incident command, as it is typed."""
        self._run.type(line)
        words = []
        for word in asked.words:
            filled, left = self._run.bindings.fill(word, line)
            words.append(filled)
            # People can read past a placeholder, so the message goes out; only a request
            # that the worker would have to understand is refused for it (`Curl._unbound`).
            for placeholder in left:
                self._run.found(
                    "placeholder-in-message", line, f"{placeholder.text} in {asked.name}"
                )
        shown = (asked.name, *asked.words)
        at = self._run.clock.now
        if (text := manual([asked.name, *words])) is not None:
            return ShellReply(out=f"{text}\n")
        try:
            request = request_of([asked.name, *words])
        except Unusable as error:
            self._run.found("bad-command", line, str(error))
            self._run.called(Call(line, at, shown, 2, answer=str(error)))
            return ShellReply(2, error=f"{asked.name}: {error}\n")
        response = yield from self._run.act(request, self._run.actor)
        ok = bool(response.body["success"])
        text = str(response.body.get("message", "done") if ok else response.body["error"])
        if not ok:
            self._run.found("refused-call", line, f"{asked.name}: {response.status}: {text}")
        code = 0 if ok else 1
        self._run.called(
            Call(line, at, shown, code, request.method, request.path, response.status, text[:KEPT])
        )
        self._run.spend(1, line)
        self._run.read(line)
        return (
            ShellReply(code, out=f"{text}\n")
            if ok
            else ShellReply(code, error=f"{asked.name}: {text}\n")
        )
