"""One sandbox with its supervisor: blocks go in, questions come out, the scratch folder at the end.

Knows processes and pipes and nothing of worlds; what a question means is the responder's business.
"""

from __future__ import annotations

import contextlib
import io
import os
import shlex
import signal
import tarfile
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, Self

from sim.errors import NoIsolation
from sim.runner.channel import Asked, Channel, Gone, Quiet, ShellReply
from sim.runner.sandbox import SCRATCH_BYTES, Folder, start

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
        killed: it was killed because it was quiet for too long.
        died: the sandbox itself has ended.
    """

    code: int | None
    left: int = 0
    killed: bool = False
    died: bool = False


@dataclass(frozen=True, slots=True)
class Saved:
    """The scratch folder's plain files, and what was not kept."""

    files: Mapping[str, bytes]
    left_out: tuple[str, ...]


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
        self._killed = False
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
            out, error = running.process.stdout, running.process.stderr
            assert out is not None
            assert error is not None
            self._channel.listen(out.fileno(), error.fileno())
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
            ready = self._channel.wait(START_S)
        except (Quiet, Gone):
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
        self._killed = False
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

    def next(self) -> Asked | BlockEnd:
        """The next question of the block, or its end."""
        while True:
            try:
                came = self._channel.wait(self._budgets.quiet_s)
            except Quiet:
                return self._ended_by_force()
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
            case ["ended", code, left] if code.isdigit() and left.isdigit():
                return BlockEnd(int(code), left=int(left), killed=self._killed)
        return None

    @property
    def alive(self) -> bool:
        """Whether the sandbox still stands."""
        return self._running is not None and self._running.process.poll() is None

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

    def _ended_by_force(self) -> BlockEnd:
        # Killed before, and quiet again: the supervisor,
        # which reports a block's end, is gone as well.
        if self._killed:
            return BlockEnd(None, killed=True, died=True)
        self._killed = True
        self.kill_block()
        deadline = time.monotonic() + DYING_S
        while time.monotonic() < deadline:
            try:
                came = self._channel.wait(deadline - time.monotonic())
            except (Quiet, Gone):
                break
            # Questions of processes that are being killed are left without an answer.
            if not isinstance(came, Asked) and (ended := self._ended(came)) is not None:
                return ended
        return BlockEnd(None, killed=True, died=True)

    def answer(self, reply: ShellReply, epoch_ms: int) -> None:
        """ShellReply the last question."""
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

    def save(self) -> Saved:
        """Take the scratch folder out of the sandbox: plain files only, whatever it holds."""
        self._channel.command("save")
        data, deadline = bytearray(), time.monotonic() + DYING_S
        while time.monotonic() < deadline and len(data) <= SCRATCH_BYTES:
            try:
                # The archive can be larger than a pipe holds: wait in short turns and
                # read in between, or tar would stand still and never come to its report.
                done = not isinstance(self._channel.wait(0.02), Asked)
            except Quiet:
                done = False
            except Gone:
                break
            # Also after the report: it is sent behind the
            # archive, whose end may still be in the pipe.
            data += self._channel.saved(SCRATCH_BYTES)
            if done:
                break
        return plain_files(bytes(data))

    def close(self) -> None:
        """Kill everything in it and remove its folder."""
        running, self._running = self._running, None
        if running is not None:
            _kill(running.pid, signal.SIGKILL)
            # The supervisor's pid may not be known; the sandbox dies with its builder in any case.
            running.process.kill()
            running.process.wait()
            running.forget()
            for stream in (running.process.stdout, running.process.stderr):
                if stream is not None:
                    stream.close()
        if self._worker is not None:
            self._worker.stop()
            self._worker = None
        self._channel.close()
        self._folder.remove()


def must_be_tight(ready: Asked | list[str]) -> None:
    """See from its first report that the sandbox is tight.

    Raises:
        NoIsolation: it is not.
    """
    if isinstance(ready, Asked) or ready[0] != "ready":
        raise NoIsolation("the sandbox's supervisor did not start")
    _, pid, interfaces = ready
    # The first two lines of /proc/net/dev are headings.
    others = [line.split(":")[0].strip() for line in interfaces.splitlines()[2:]]
    if pid != "1":
        raise NoIsolation("the sandbox has no process numbers of its own")
    if [name for name in others if name != "lo"]:
        raise NoIsolation(f"the sandbox can see the network: {', '.join(others)}")


def _kill(pid: int, sign: signal.Signals) -> None:
    # 0 stands for "not known", and a signal to 0 would go to the trainer's own process group.
    if pid:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, sign)


def plain_files(data: bytes) -> Saved:
    """The plain files of a tar archive that a runbook may have written; no path leads out."""
    files: dict[str, bytes] = {}
    left_out: list[str] = []
    if not data:
        return Saved(files, ())
    # An archive that was cut at its time or size ends in an error; the files before that count.
    with contextlib.suppress(tarfile.TarError), tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive:
            name = member.name.removeprefix("./")
            if member.isdir():
                continue
            parts = name.split("/")
            # For a link, `extractfile` would follow it to what it names.
            content = archive.extractfile(member) if member.isreg() else None
            if content is None or ".." in parts or name.startswith("/"):
                left_out.append(name)
            else:
                files[name] = content.read()
    # tar lists a folder in the file system's order, which differs from run to run.
    return Saved(dict(sorted(files.items())), tuple(sorted(left_out)))
