"""What the commands of a run share: who acts, time, budgets, findings, calls and their answers.

What must reach the world is yielded as a move and comes back as an answer. Knows no single command;
those are in `commands`, `curl` and `local`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sim.exercise.responders import TimedCommand
from sim.runbook.curl import body_of
from sim.runbook.findings import Found
from sim.runbook.hosts import Hosts
from sim.runner import jq

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from sim.commands.command import Actor, Request, Response
    from sim.runbook.budgets import Budgets
    from sim.runbook.document import Block
    from sim.runbook.operator_pace import OperatorPace
    from sim.runbook.placeholders import Bindings
    from sim.runbook.transcript import BlockRun, Call
    from sim.runner.patience import Clock, Limit


_AT_LINE = re.compile(r"<top-level>, line (\d{1,5})")


class Over(Exception):  # noqa: N818 - the run's end, not an error
    """The run ends here; carries the finding that says why."""

    def __init__(self, rule: str, line: int, text: str) -> None:
        super().__init__(text)
        self.rule = rule
        self.line = line
        self.text = text


class Stopped(Exception):  # noqa: N818 - same
    """Patience ended before the command did."""

    def __init__(self, limit: Limit) -> None:
        super().__init__(limit.rule)
        self.limit = limit


class RunContext:
    """What all simulated commands of one run share.

    Args:
        actor: who acts in the journal.
        clock: the run's time.
        pace: the pauses of whoever works.
        budgets: the limits.
        horizon: EndEx, ms.
        epoch_ms: StartEx, in ms since 1970.
        free_calls: a call costs no simulated time of its own, because the clock passes by itself.
        hosts: names that reach the simulation beside its own.
    """

    bindings: Bindings

    def __init__(
        self,
        actor: Actor,
        clock: Clock,
        pace: OperatorPace,
        budgets: Budgets,
        *,
        horizon: int,
        epoch_ms: int,
        free_calls: bool = False,
        hosts: Hosts | None = None,
    ) -> None:
        self.actor = actor
        self.clock = clock
        self.hosts = hosts or Hosts()
        self.variables: set[str] = set()
        self._pace = pace
        self.budgets = budgets
        self.epoch_ms = epoch_ms
        self._horizon = horizon
        self._calls: list[Call] = []
        self._answers: dict[str, str] = {}
        self._told: set[tuple[str, str]] = set()
        self._free_calls = free_calls
        self._made = 0
        self._made_here = 0
        self._line = 0
        self._typed: set[int] = set()
        self._read: set[int] = set()
        self._run: BlockRun | None = None
        self._block: Block | None = None

    def enter(self, block: Block, run: BlockRun | None) -> None:
        """A block begins; without a run nobody reads its findings."""
        self._run = run
        self._block = block
        self._line = block.line
        self._made_here = 0
        self._typed.clear()
        self._read.clear()

    def take_calls(self) -> list[Call]:
        """The calls since the last time."""
        calls, self._calls = self._calls, []
        return calls

    def found(self, rule: str, line: int, text: str) -> None:
        """Note a finding, once."""
        finding = Found(rule, line, text)
        if self._run is not None and finding not in self._run.findings:
            self._run.findings.append(finding)

    def found_once(self, rule: str, what: str, line: int, text: str) -> None:
        """Note a finding about one thing, such as a host or a program, once in the whole run."""
        if self.told(rule, what):
            self.found(rule, line, text)

    def told(self, rule: str, what: str) -> bool:
        """Mark a thing as told; whether it is told for the first time."""
        new = (rule, what) not in self._told
        self._told.add((rule, what))
        return new

    def line_in(self, words: Sequence[str], said: str, line: int) -> int:
        """The document's line that a message about `line N` of one of a command's words means."""
        named = _AT_LINE.search(said)
        if named is None or self._block is None:
            return line
        for word in words:
            at = self._block.text.find(word) if "\n" in word else -1
            if at >= 0:
                below = self._block.text.count("\n", 0, at) + int(named[1]) - 1
                return min(self._block.line + below, self._block.last)
        return line

    def called(self, call: Call) -> None:
        """Note a call."""
        self._calls.append(call)

    def from_answer(self, path: str, program: str) -> str | None:
        """A value off the latest answer of the calls that begin with this path."""
        for seen, text in reversed(self._answers.items()):
            if seen.startswith(path):
                return jq.value_at(program, text)
        return None

    def begin(self, line: int) -> int | None:
        """A command begins; the document's line it is on. None when the block is to be killed.

        Args:
            line: as the caller knows it; 0 when it does not.

        Raises:
            Over: the run has no calls left.
        """
        # A shim does not know its line; the last one that was known is the nearest guess.
        line = line or self._line
        self._line = line
        self._made += 1
        self._made_here += 1
        if self._made > self.budgets.run_calls:
            raise Over("call-budget", line, f"more than {self.budgets.run_calls} calls")
        if self._made_here > self.budgets.block_calls:
            self.found(
                "call-budget", line, f"more than {self.budgets.block_calls} calls in a block"
            )
            return None
        return line

    # --- time ---------------------------------------------------------------------------------

    def wait(self, ms: int, line: int, *, watch: bool = False) -> None:
        """Let time pass.

        Raises:
            Stopped: patience ends before that.
            Over: the exercise does.
        """
        limit = self.clock.pass_by(ms, line, watch=watch)
        # EndEx before patience: where both came, nothing can be done any more in either case.
        if self.clock.now >= self._horizon:
            raise Over("horizon", line, "the exercise ended during this block")
        if limit is not None:
            raise Stopped(limit)

    def spend(self, ms: int, line: int) -> None:
        """Let the time pass that a call takes.

        Raises:
            Stopped: patience ends before that.
            Over: the exercise does.
        """
        self.wait(0 if self._free_calls else ms, line)

    def type(self, line: int) -> None:
        """The command is typed, the first time."""
        if line not in self._typed:
            self._typed.add(line)
            self.wait(self._pace.type(line), line)

    def read(self, line: int) -> None:
        """Its answer is read, the first time."""
        if line not in self._read:
            self._read.add(line)
            # No `wait`: reading the last answer does not
            # end the run, so it stops just short of EndEx.
            self.clock.now = min(self.clock.now + self._pace.read(line), self._horizon - 1)

    def act(self, request: Request, actor: Actor) -> Generator[TimedCommand, Response, Response]:
        """Give a command to the world, now."""
        response = yield TimedCommand(self.clock.now, request, actor)
        # Out first, so that it goes in last: `from_answer`
        # takes the dict's order for that of answers.
        self._answers.pop(request.path, None)
        self._answers[request.path] = body_of(response)
        return response
