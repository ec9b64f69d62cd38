"""Simulated commands that the world never hears of: jq, sleep, watch, timeout, and mishaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.runbook.programs import lacking
from sim.runner import jq
from sim.runner.channel import ShellReply
from sim.runner.frames import number_of
from sim.runner.patience import span_ms

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.runner.context import RunContext
    from sim.runner.frames import Asked

INTERRUPTED = 130
RUNAWAYS = 3
"""Loops that do nothing are ended twice; the third time the block is."""


class LocalCommands:
    """Carries them out, for one block.

    Args:
        run: what all commands of the run share.
    """

    def __init__(self, run: RunContext) -> None:
        self._run = run
        self._runaways = 0
        self._handlers: dict[str, Callable[[Asked, int], ShellReply | None]] = {
            "jq": self._jq,
            "sleep": self._sleep,
            "watch": self._sleep,
            "timeout": self._timeout,
            "timed": self._timed,
            "runaway": self._runaway,
            "unknown": self._unknown,
            "killing": self._killing,
            "zone": self._zone,
        }

    def carry_out(self, asked: Asked, line: int) -> ShellReply | None:
        """Carry out one command; None when the block is to be killed.

        Raises:
            Stopped: patience ends before it does.
            Over: the exercise does.
        """
        handler = self._handlers.get(asked.name)
        return ShellReply() if handler is None else handler(asked, line)

    def _jq(self, asked: Asked, line: int) -> ShellReply:
        missing = [(kind, name) for kind, name in jq.wanted(asked.words) if name not in asked.files]
        if missing:
            return ShellReply(need=tuple(f"{kind}{name}" for kind, name in missing))
        code, out, error = jq.run_jq(
            asked.words, asked.files, (self._run.epoch_ms + self._run.clock.now) / 1000
        )
        if error:
            said = error.strip().splitlines()[0]
            rule = "not-simulated" if "not simulated" in said else "jq-error"
            self._run.found(rule, self._run.line_in(asked.words, said, line), said)
        return ShellReply(code, out=out, error=error)

    def _sleep(self, asked: Asked, line: int) -> ShellReply:
        words = tuple(word for word in asked.words if word != "--")
        ms = span_ms(words)
        if ms is None:
            return ShellReply(1, error=f"sleep: invalid time interval '{' '.join(words)}'\n")
        self._run.wait(ms, line, watch=asked.name == "watch")
        return ShellReply()

    def _timeout(self, asked: Asked, line: int) -> ShellReply:  # noqa: ARG002 - one form for all
        match asked.words:
            case [span, pid]:
                ms, number = span_ms((span,)), number_of(pid)
                if ms is not None and number:
                    self._run.clock.set_timeout(number, ms)
            case _:
                pass
        return ShellReply()

    def _timed(self, asked: Asked, line: int) -> ShellReply:  # noqa: ARG002 - same
        pids = [number for word in asked.words if (number := number_of(word)) is not None]
        expired = [pid for pid in pids if self._run.clock.end_timeout(pid)]
        return ShellReply(out="expired" if expired else "")

    def _runaway(self, asked: Asked, line: int) -> ShellReply | None:  # noqa: ARG002 - same
        text = f"{self._run.budgets.block_steps} steps without a call"
        self._run.found("runaway-loop", line, text)
        self._runaways += 1
        return None if self._runaways >= RUNAWAYS else ShellReply(INTERRUPTED, "stop")

    def _unknown(self, asked: Asked, line: int) -> ShellReply:
        word = asked.words[0] if asked.words else ""
        if word.startswith("-"):
            self._run.found("stray-ampersand", line, f"{word} was run as a command")
        elif word.endswith(":"):
            self._run.found("stray-answer", line, f"{word} was run as a command")
        else:
            self._run.found_once("no-such-command", word, line, lacking(word))
        return ShellReply()

    def _zone(self, asked: Asked, line: int) -> ShellReply:
        zone = asked.words[0] if asked.words else ""
        text = f"date: the time zone {zone} is known but not simulated; what is printed is UTC"
        self._run.found_once("not-simulated", zone, line, text)
        return ShellReply()

    def _killing(self, asked: Asked, line: int) -> ShellReply:
        self._run.found("kill-everything", line, f"kill {' '.join(asked.words)}")
        return ShellReply()
