"""One sandbox with its supervisor: blocks go in, questions come out, the scratch folder at the end.

Knows processes and pipes and nothing of worlds; what a question means is the responder's business.
"""

from __future__ import annotations

import contextlib
import math
import os
import shlex
import signal
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, Self

from sim.errors import NoIsolation
from sim.runner.artefacts import Artefacts, ScratchEntry, choose
from sim.runner.channel import Channel, Gone, Late, Quiet, ShellReply
from sim.runner.frames import Asked, number_of
from sim.runner.sandbox import Folder, start
from sim.runner.tightness import must_be_tight

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sim.runbook.budgets import Budgets
    from sim.runbook.document import Block
    from sim.runner.commands import HttpClient
    from sim.runner.context import RunContext
    from sim.runner.sandbox import Running

START_S = 10.0
DYING_S = 3.0
SAVING_S = 10.0
AGAIN_S = 0.25


class SandboxWorker(Protocol):
    """A worker that answers on a socket inside the sandbox, beside its pipes."""

    def start(self, folder: Path, owner: int | None) -> int:
        """Listen in this folder; a descriptor that is readable when a request waits."""
        ...

    def curl(self, run: RunContext) -> HttpClient:
        """What carries out a run's curl commands with it."""
        ...

    def stop(self) -> None:
        """Listen no longer."""
        ...


@dataclass(frozen=True, slots=True)
class BlockEnd:
    """A block is over.

    Attributes:
        code: its exit code.
        left: processes that outlived it and were killed.
        killed: why it was killed, a sentence; "" when it was not.
        died: the sandbox itself has ended.
    """

    code: int | None
    left: int = 0
    killed: str = ""
    died: bool = False


class Shell:
    """A running sandbox.

    Args:
        name: the runbook's name, as bash is to say it in its messages.
        budgets: the limits on wall clock and output.
        files: files to lie in the scratch folder, by name.
        worker: a server in the sandbox for the real curl; None for the functions in its place.
        live: somebody sits at it: a Ctrl-C ends the block, and what the block has set is kept.
    """

    def __init__(
        self,
        name: str,
        budgets: Budgets,
        files: Mapping[str, str],
        *,
        worker: SandboxWorker | None = None,
        live: bool = False,
    ) -> None:
        self._mode = "live" if live else "headless"
        # It becomes a file's name and one word of a line that the supervisor cuts at spaces.
        self._name = "".join(char if char.isalnum() or char in "._-" else "_" for char in name)
        self._budgets = budgets
        self._folder = Folder.make()
        self._blocks = 0
        self._killed = ""
        self._asked = 0.0
        try:
            for file, text in files.items():
                (self._folder.path / "doc" / "files").mkdir(exist_ok=True)
                (self._folder.path / "doc" / "files" / file).write_text(text, encoding="utf-8")
            self._channel = Channel(self._folder.path / "sim", budgets.output)
        except BaseException:
            self._folder.remove()
            raise
        self._worker = worker
        if worker is not None:
            self._channel.woken = worker.start(self._folder.path / "sim", self._folder.owner)
        self._running: Running | None = None
        self._ready = False

    def __enter__(self) -> Self:
        """Begin to build the sandbox; `be_ready` waits for it.

        Raises:
            NoIsolation: it cannot be built here.
        """
        try:
            running = start(self._folder)
            self._channel.listen(running.out, running.error, running.control)
        except BaseException:
            self.close()
            raise
        self._running = running
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def be_ready(self) -> None:
        """Wait until the sandbox stands, and see that it is tight.

        Raises:
            NoIsolation: it could not be built, or it is not tight.
        """
        if self._ready or self._running is None:
            return
        try:
            ready = self._channel.wait(START_S, time.monotonic() + START_S)
        except (Quiet, Late, Gone):
            said = self._channel.output()[1].strip()
            raise NoIsolation(f"{self._running.how}: {said or 'no answer'}") from None
        must_be_tight(ready)
        self._ready = True

    def begin(self, block: Block, given: Mapping[str, str], epoch_ms: int) -> None:
        """Run a block.

        Args:
            epoch_ms: simulated time, in ms since 1970.
            block: padded, so that bash counts the document's lines.
            given: variables it finds set, unless the runbook has set them itself.
        """
        self.be_ready()
        self._blocks += 1
        self._killed = ""
        self._asked = time.monotonic()
        folder = self._folder.path / "doc" / str(self._blocks)
        folder.mkdir()
        text = block.text if block.text.endswith("\n") else f"{block.text}\n"
        padding = "\n" * (block.line - 1)
        (folder / self._name).write_text(padding + text, encoding="utf-8")
        if given:
            lines = [f": ${{{name}={shlex.quote(value)}}}" for name, value in given.items()]
            (folder / "given").write_text("\n".join((*lines, "")), encoding="utf-8")
        self._channel.reset()
        self._channel.command(f"run {self._blocks} {self._name} {epoch_ms // 1000} {self._mode}")

    def next(self, until: float = math.inf) -> Asked | BlockEnd:
        """The next question of the block, or its end; a block that takes too long is killed.

        Args:
            until: an instant of `time.monotonic`, when the whole run's time is over.
        """
        unasked = self._asked + self._budgets.unasked_s
        while True:
            try:
                came = self._channel.wait(self._budgets.quiet_s, min(until, unasked))
            except Quiet:
                return self._ended_by_force(
                    f"nothing was printed or called for {self._budgets.quiet_s:g} s"
                )
            except Late:
                if until <= unasked:
                    return self._ended_by_force(f"the run took over {self._budgets.run_s:g} s")
                return self._ended_by_force(
                    f"it ran for {self._budgets.unasked_s:g} s without a call"
                )
            except Gone:
                return BlockEnd(None, died=True)
            if isinstance(came, Asked):
                return came
            if (ended := self._ended(came)) is not None:
                return ended

    def poll(self, patience_s: float) -> Asked | BlockEnd | None:
        """The next question of the block or its end; None when in that time neither came."""
        try:
            came = self._channel.poll(patience_s)
        except Gone:
            return BlockEnd(None, died=True)
        return self._ended(came) if isinstance(came, list) else came

    def _ended(self, report: list[str]) -> BlockEnd | None:
        """What the supervisor reports; None for what is no report of a block's end."""
        match report:
            case ["ended", code, left]:
                return BlockEnd(number_of(code), left=number_of(left) or 0, killed=self._killed)
            case _:
                return None

    @property
    def alive(self) -> bool:
        """Whether the sandbox still stands."""
        return self._running is not None and self._running.alive

    def keep(self) -> None:
        """Between blocks: tell the supervisor that somebody is still there."""
        self._channel.command("keep")

    def interrupt(self) -> None:
        """Ctrl-C for all processes of a live block."""
        if self._running is not None:
            _kill(self._running.pid, signal.SIGUSR2)

    def free(self) -> None:
        """A process may have died in the middle of a call: let the others call."""
        self._channel.reset()

    def kill_block(self) -> None:
        """Kill everything but the supervisor; the block's end is reported as usual."""
        if self._running is not None:
            _kill(self._running.pid, signal.SIGUSR1)

    def _ended_by_force(self, why: str) -> BlockEnd:
        # Killed before, and still there: the supervisor,
        # which reports a block's end, is gone as well.
        if self._killed:
            return BlockEnd(None, killed=self._killed, died=True)
        self._killed = why
        deadline = time.monotonic() + DYING_S
        while (now := time.monotonic()) < deadline:
            # Again and again: the first signal may have come before the block had begun.
            self.kill_block()
            try:
                # Questions of processes that are being killed are left without an answer.
                came = self._channel.report(min(deadline, now + AGAIN_S))
            except (Quiet, Late):
                continue
            except Gone:
                break
            if (ended := self._ended(came)) is not None:
                return ended
        return BlockEnd(None, killed=why, died=True)

    def answer(self, reply: ShellReply, epoch_ms: int) -> None:
        """ShellReply the last question."""
        self._asked = time.monotonic()
        # Whoever asked may have died of a `timeout` meanwhile; `next` finds out about the block.
        with contextlib.suppress(Quiet):
            self._channel.answer(reply, epoch_ms, self._budgets.quiet_s)

    def end_block(self) -> None:
        """End the running block by force and wait until it is over."""
        self.kill_block()
        while not isinstance(self.next(), BlockEnd):
            pass

    def output(self) -> tuple[str, str, bool]:
        """What the block printed: output, error output, whether some was cut."""
        out, error, cut = self._channel.output()
        return self.plain(out), self.plain(error), cut

    def printed(self) -> tuple[bytes, bytes]:
        """What was read of output and error output since the last time."""
        return self._channel.printed()

    def plain(self, text: str) -> str:
        """A text without the sandbox's folders."""
        return text.replace(f"/doc/{self._blocks}/", "")

    def save(self) -> Artefacts:
        """Take the scratch folder's plain files out of the sandbox, as far as they may be kept."""
        until = time.monotonic() + SAVING_S
        entries: list[ScratchEntry] = []
        self._channel.command("list")
        with contextlib.suppress(Quiet, Late, Gone):
            while (said := self._channel.report(until)) != ["listed"]:
                match said:
                    case ["entry", kind, size, name]:
                        entries.append(ScratchEntry(name, number_of(size) or 0, plain=kind == "f"))
                    case _:
                        pass
        chosen = choose(entries)
        names = [entry.name for entry in chosen.taken]
        return chosen.filled(self._channel.contents(names, chosen.size, until) if names else b"")

    def close(self) -> None:
        """Kill everything in it and remove its folder."""
        running, self._running = self._running, None
        if running is not None:
            running.end()
        if self._worker is not None:
            self._worker.stop()
            self._worker = None
        self._channel.close()
        self._folder.remove()


def _kill(pid: int, sign: signal.Signals) -> None:
    # 0 stands for "not known", and a signal to 0 would go to the trainer's own process group.
    if pid:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, sign)
