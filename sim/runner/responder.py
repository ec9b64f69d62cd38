"""The runbook as a responder: begins at the first alert, runs block after block, acts in the world.

A generator carries the run: it yields each command that must reach the world and is handed the
answer, so that whoever plays the exercise keeps the world's clock.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Self

from sim.commands.command import Actor
from sim.journal.bodies import Alert
from sim.journal.transit import Transit
from sim.runbook.coverage import coverage_of, lacking_in
from sim.runbook.findings import Found, said_by_the_shell
from sim.runbook.operator_pace import OperatorPace
from sim.runbook.placeholders import START_NAMES, Bindings
from sim.runbook.shell.reader import read_script
from sim.runbook.transcript import BlockRun, Transcript
from sim.runner.channel import ShellReply
from sim.runner.commands import Commands
from sim.runner.context import Over, RunContext
from sim.runner.patience import Clock
from sim.runner.shell import BlockEnd, Shell
from sim.runner.variables import Variables
from sim.world.timestamps import iso

if TYPE_CHECKING:
    from collections.abc import Generator

    from sim.commands.command import Response
    from sim.exercise.responders import TimedCommand
    from sim.journal.encoding import Entry
    from sim.runbook.budgets import Budgets
    from sim.runbook.coverage import Coverage
    from sim.runbook.document import Block
    from sim.runbook.operator_pace import Profile
    from sim.runner.runbook_file import Runbook
    from sim.runner.shell import SandboxWorker
    from sim.scenario.model import Scenario
    from sim.world.streams import Streams

MOST_LEFT_OUT = 20
"""Entries of the scratch folder whose reason is said one by one."""


class RunbookResponder:
    """Plays a runbook; a context, because a sandbox runs while it does.

    Args:
        runbook: the document with its settings.
        scenario: what is played; only its clock and the player's role are looked at.
        profile: how fast somebody works.
        streams: the seed's streams; the pauses draw from their own label.
        seed: for the transcript.
        budgets: the limits.
        sections: headings to run; all of the document when empty.
        worker: a server that the real curl in the sandbox talks to, for the contract test; None for
            the functions that stand in for curl and jq.
    """

    def __init__(
        self,
        runbook: Runbook,
        scenario: Scenario,
        profile: Profile,
        streams: Streams,
        *,
        seed: int,
        budgets: Budgets,
        sections: tuple[str, ...] = (),
        worker: SandboxWorker | None = None,
    ) -> None:
        self._blocks = runbook.document.within(sections)
        self._document = runbook.document
        scripts = (read_script(block.text, block.line) for block in self._blocks)
        self._lacking = lacking_in(scripts, runbook.settings.files)
        self._scenario = scenario
        self._budgets = budgets
        self._pace = OperatorPace(profile, streams)
        self._clock = Clock(budgets)
        self._epoch = int(scenario.starts_at.timestamp() * 1000)
        self.transcript = Transcript(runbook.document.name, profile.name, seed)
        self._context = RunContext(
            Actor(runbook.document.name, "responder"),
            self._clock,
            self._pace,
            budgets,
            horizon=scenario.horizon,
            epoch_ms=self._epoch,
            hosts=runbook.hosts,
        )
        # Said before the run, once for each program, and not again for each call.
        for one in self._lacking:
            self._context.told("no-such-command", one.name)
            self.transcript.findings.append(Found("no-such-command", one.line, one.text))
        self._bindings = Bindings(
            runbook.settings.bindings, runbook.source, self._context.from_answer
        )
        self._context.bindings = self._bindings
        self._shell = Shell(runbook.document.name, budgets, runbook.settings.files, worker=worker)
        self._curl = None if worker is None else worker.curl(self._context)
        self._variables = Variables(self._bindings)
        self._transit = Transit()
        self._run: Generator[TimedCommand, Response, None] | None = None
        self._move: TimedCommand | None = None
        self._done = not self._blocks
        self._in_block = False
        self._closed = False
        self.saved: dict[str, bytes] = {}

    def __enter__(self) -> Self:
        """Build the sandbox.

        Raises:
            NoIsolation: it cannot be built here.
        """
        self._shell.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        """End the run, wherever it stands, and the sandbox with it."""
        try:
            self._close()
        finally:
            self._shell.close()

    @property
    def coverage(self) -> Coverage:
        """How much of the runbook was tried; whole once the run is over."""
        return coverage_of(self.transcript, self._document, self._lacking)

    # --- as a responder -----------------------------------------------------------------------

    def next_move(self) -> TimedCommand | None:
        """The command that waits to be carried out; None before the alert and after the end."""
        return self._move

    def finished(self) -> bool:
        """Whether the runbook is through."""
        return self._done

    def leaves_at(self) -> int:
        """When the last block ended; its last command may have been a wait."""
        return min(self._clock.now, self._scenario.horizon)

    def notice(self, entry: Entry) -> bool:
        """Begin with the first alert, page or message that reaches the player."""
        if self._run is not None or not self._reaches(entry):
            return False
        self.transcript.alert_at = entry.at
        # The alert's own millisecond has begun; an action given in it would be moved to the next.
        self._clock.now = entry.at + 1 + self._pace.react()
        for name in START_NAMES:
            self._bindings.declare(name, iso(self._scenario.starts_at, entry.at))
        self._run = self._work()
        self._step(None)
        return True

    def _reaches(self, entry: Entry) -> bool:
        body = entry.body
        if isinstance(body, Alert):
            return body.state == "delivered"
        message = self._transit.take(body)
        if message is None or message.by_responders:
            return False
        return self._scenario.player in message.delivered

    def answered(self, response: Response) -> None:
        """Go on with the answer."""
        self._step(response)

    def _step(self, response: Response | None) -> None:
        assert self._run is not None
        try:
            self._move = next(self._run) if response is None else self._run.send(response)
        except StopIteration:
            self._move, self._done = None, True

    # --- the run ------------------------------------------------------------------------------

    def _work(self) -> Generator[TimedCommand, Response, None]:
        wall = time.monotonic() + self._budgets.run_s
        for index, block in enumerate(self._blocks):
            run = BlockRun(block.line, block.section, self._clock.now)
            self.transcript.blocks.append(run)
            try:
                ended = yield from self._block(block, run, wall)
            except Over as over:
                self._stop(index, Found(over.rule, over.line or block.line, over.text))
                break
            finally:
                run.ended = self._clock.now
                run.calls = self._context.take_calls()
                self._collect(block, run)
            self._judge(run, ended, block)
            if ended.died or time.monotonic() > wall:
                self._stop(index, None)
                break

    def _block(
        self, block: Block, run: BlockRun, wall: float
    ) -> Generator[TimedCommand, Response, BlockEnd]:
        self._clock.enter(block)
        self._context.enter(block, run)
        self._pause(self._pace.begin(block.line, block.words))
        given = self._variables.missing_in(block)
        self._context.variables = self._variables.names(given)
        self._shell.begin(block, given, self._epoch + self._clock.now)
        self._in_block = True
        commands = Commands(self._context, self._curl)
        while True:
            asked = self._shell.next(wall)
            if isinstance(asked, BlockEnd):
                self._in_block = False
                run.code = asked.code
                return asked
            if time.monotonic() > wall:
                raise Over("wall-clock", asked.line, f"the run took over {self._budgets.run_s:g} s")
            reply = yield from commands.carry_out(asked)
            if reply is None:
                self._shell.kill_block()
                reply = ShellReply(code=130, halt="stop")
            # The real curl gets its answer from the server it called; at the pipe nobody waits.
            if asked.name != "http":
                self._shell.answer(reply, self._epoch + self._clock.now)

    def _pause(self, ms: int) -> None:
        self._clock.now += ms
        if self._clock.now >= self._scenario.horizon:
            raise Over("horizon", 0, "the exercise ended")

    def _collect(self, block: Block, run: BlockRun) -> None:
        """Take what the block printed."""
        run.output, run.errors, cut = self._shell.output()
        run.findings += said_by_the_shell(run.errors, block.line)
        if cut:
            run.findings.append(
                Found("output-cut", block.line, f"the first {self._budgets.output} are kept")
            )

    def _judge(self, run: BlockRun, ended: BlockEnd, block: Block) -> None:
        add = run.findings.append
        if ended.left:
            add(Found("left-running", block.line, f"{ended.left} after the block's end"))
        if ended.killed:
            add(Found("wall-clock", block.line, f"{ended.killed}; the block was killed"))
        elif ended.died:
            add(Found("sandbox-died", block.line, "the blocks after this one were not run"))

    def _stop(self, index: int, why: Found | None) -> None:
        if why is not None:
            self.transcript.findings.append(why)
        self.transcript.not_run = tuple(block.line for block in self._blocks[index + 1 :])

    def _save(self) -> None:
        saved = self._shell.save()
        self.saved = dict(saved.files)
        self.transcript.saved = tuple(saved.files)
        left_out = saved.left_out[:MOST_LEFT_OUT]
        self.transcript.findings += [Found("left-out", 0, text) for text in left_out]
        if more := len(saved.left_out) - len(left_out):
            self.transcript.findings.append(Found("left-out", 0, f"and {more} more are left out"))

    def _close(self) -> None:
        """End the run where it stands, and keep what it wrote."""
        if self._closed:
            return
        self._closed = True
        if self._run is None:
            self.transcript.not_run = tuple(block.line for block in self._blocks)
            if self._blocks:
                self.transcript.findings.append(Found("never-began", 0, "no alert came"))
        else:
            # Closing the generator runs its `finally`,
            # which keeps the open block's calls and output.
            self._run.close()
            if not self._done:
                done = self.transcript.blocks
                text = "the exercise ended during this block"
                self._stop(len(done) - 1, Found("horizon", done[-1].line, text))
            if self._in_block:
                self._shell.end_block()
            self._save()
        self._done = True
        self.transcript.bindings = self._bindings.used
