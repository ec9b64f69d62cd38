"""The host's end of what leads into the sandbox: what is asked, reported and printed.

Questions come over named pipes that every process in the sandbox can write; nothing they say is
believed. Reports come over a socket that only the supervisor has: no block can say how it ended.
"""

from __future__ import annotations

import contextlib
import fcntl
import math
import os
import select
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.runner.frames import Asked, Frames, asked_of

if TYPE_CHECKING:
    import socket
    from collections.abc import Sequence
    from pathlib import Path

COMMAND_S = 5.0
"""How long the supervisor may take to read a command, s."""

F_SETPIPE_SZ = 1031
ROOMY = 1 << 20
CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class ShellReply:
    """What the function is to do: print, write a file, end with a code, or read files and ask anew.

    Attributes:
        halt: `-`, `stop` (a simulated Ctrl-C), `kill=PID` (a timeout's), or `dirs`: make the
            folders of the file first.
        need: `T` or `B` and a path, each.
    """

    code: int = 0
    halt: str = "-"
    out: str = ""
    error: str = ""
    file: str = ""
    body: str = ""
    need: tuple[str, ...] = ()


class Quiet(Exception):  # noqa: N818 - a state of the sandbox
    """Nothing came for too long."""


class Late(Exception):  # noqa: N818 - a state of the sandbox
    """It took too long, whatever came."""


class Gone(Exception):  # noqa: N818 - a state of the sandbox
    """The sandbox ended by itself."""


class Channel:
    """What leads into one sandbox.

    Args:
        folder: where the named pipes are.
        keep: bytes of output and of error output that are kept, each.
    """

    def __init__(self, folder: Path, keep: int) -> None:
        # Each end is opened for both ways: opening does not wait for the sandbox then,
        # and a sandbox that closes its end is not taken for the end of the stream.
        names = ("ask", "answer", "lock")
        self._fds = {name: os.open(folder / name, os.O_RDWR | os.O_NONBLOCK) for name in names}
        for name in ("ask", "answer"):
            # A user who has many pipes open is refused
            # larger ones; a small one works, only slower.
            with contextlib.suppress(OSError):
                fcntl.fcntl(self._fds[name], F_SETPIPE_SZ, ROOMY)
        self._asks, self._reports = Frames(), Frames("surrogateescape")
        self._keep = keep
        self._printed: dict[int, bytearray] = {}
        self._open: list[int] = []
        self._control: socket.socket | None = None
        self._gone = False
        self._cut = False
        self.woken: int | None = None
        self.reset()

    def listen(self, out: int, error: int, control: socket.socket) -> None:
        """The sandbox was started; these are its outputs, and the socket to its supervisor."""
        control.settimeout(COMMAND_S)
        self._control = control
        for fd in (out, error):
            os.set_blocking(fd, False)
            self._printed[fd] = bytearray()
            self._open.append(fd)

    def close(self) -> None:
        """Close the pipes; the rest belongs to whoever started the sandbox."""
        for fd in self._fds.values():
            os.close(fd)
        self._fds.clear()

    def reset(self) -> None:
        """Between blocks nobody is there: drop what is half said, put the token back."""
        for name in ("ask", "answer", "lock"):
            self._drain(self._fds[name])
        self._asks.clear()
        os.write(self._fds["lock"], b"x")

    def command(self, text: str) -> None:
        """Tell the supervisor what to do; one that is gone is noticed at the next wait."""
        self._send(f"{text}\n".encode())

    def _send(self, data: bytes) -> None:
        assert self._control is not None
        with contextlib.suppress(OSError):
            self._control.sendall(data)

    def wait(self, patience_s: float, until: float = math.inf) -> Asked | list[str]:
        """The next question, or the supervisor's next report.

        Args:
            patience_s: how long nothing at all may come.
            until: an instant of `time.monotonic` at which to give up whatever is printed.

        Raises:
            Quiet: nothing was asked, reported or printed for that long.
            Late: something was, but it is `until`.
            Gone: the sandbox has ended.
        """
        deadline = time.monotonic() + patience_s
        while (came := self._next()) is None:
            now = time.monotonic()
            if now >= until:
                raise Late
            try:
                self._read(min(deadline, until) - now)
            except Quiet:
                # Quiet until then is not quiet for long: what is said of it must be true.
                if until <= deadline:
                    raise Late from None
                raise
            deadline = time.monotonic() + patience_s
        return came

    def poll(self, patience_s: float) -> Asked | list[str] | None:
        """The next question or report; None when in that time only output came, or nothing.

        Raises:
            Gone: the sandbox has ended.
        """
        if (came := self._next()) is not None:
            return came
        with contextlib.suppress(Quiet):
            self._read(patience_s)
        return self._next()

    def _next(self) -> Asked | list[str] | None:
        """What is there of questions and reports."""
        # Reports first: when a block's end is reported, nobody waits for an answer any more.
        if (report := self._reports.take()) is not None:
            return report
        while (fields := self._asks.take()) is not None:
            if (asked := asked_of(fields)) is not None:
                return asked
        return None

    def _read(self, patience_s: float) -> None:
        """Take in what is there.

        Raises:
            Quiet: nothing was.
            Gone: the sandbox has ended.
        """
        if self._gone or self._control is None:
            raise Gone
        ask, control = self._fds["ask"], self._control.fileno()
        watched = [ask, control, *self._open, *([] if self.woken is None else [self.woken])]
        ready, _, _ = select.select(watched, [], [], max(0.0, patience_s))
        if not ready:
            raise Quiet
        for fd in ready:
            data = _read_some(fd)
            if fd == ask:
                self._asks.feed(data)
            elif fd == self.woken:
                # Each byte stands for a request that waits at the contract
                # test's server; it is made to look like a question, so
                # that whoever plays carries it out in the same way.
                self._asks.feed(b"3\0http\x000\x000\0" * len(data))
            elif fd == control:
                self._reports.feed(data)
                # What came before the end is heard first.
                self._gone = not data
            elif data:
                self._take(fd, data)
            else:
                self._open.remove(fd)

    def _take(self, fd: int, data: bytes) -> None:
        held = self._printed[fd]
        room = self._keep - len(held)
        held += data[: max(0, room)]
        self._cut = self._cut or len(data) > room

    def answer(self, reply: ShellReply, epoch_ms: int, patience_s: float) -> None:
        """ShellReply the last question; gives up when nobody takes the answer.

        Raises:
            Quiet: nobody took it.
        """
        need = "\n".join(reply.need)
        given = (reply.out, reply.error, reply.file, reply.body, need)
        # Half a surrogate pair, which JSON can spell and UTF-8 cannot, becomes a question mark.
        parts = [part.encode("utf-8", errors="replace") for part in given]
        sizes = " ".join(str(len(part)) for part in parts)
        wide = int(not all(part.isascii() for part in parts))
        head = f"{reply.code} {reply.halt} {epoch_ms} {sizes} {wide}\n".encode()
        data = memoryview(head + b"".join(parts))
        deadline = time.monotonic() + patience_s
        while data:
            try:
                data = data[os.write(self._fds["answer"], data) :]
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise Quiet from None
                # Who is to take the answer may be stuck on
                # what it prints: make room there as well.
                select.select(self._open, [self._fds["answer"]], [], 0.05)
                for fd in self._open:
                    self._take(fd, _read_some(fd))

    def output(self) -> tuple[str, str, bool]:
        """What was printed since the last time: output, error output, whether some was cut."""
        for fd in self._open:
            while data := _read_some(fd):
                self._take(fd, data)
        texts = [held.decode("utf-8", errors="replace") for held in self._printed.values()]
        for held in self._printed.values():
            held.clear()
        cut, self._cut = self._cut, False
        # Before `listen` there are no outputs.
        out, error = texts if len(texts) > 1 else ("", "")
        return out, error, cut

    def printed(self) -> tuple[bytes, bytes]:
        """What was taken in of output and error output since the last time; reads no more."""
        texts = [bytes(held) for held in self._printed.values()]
        for held in self._printed.values():
            held.clear()
        out, error = texts if len(texts) > 1 else (b"", b"")
        return out, error

    def report(self, until: float) -> list[str]:
        """The supervisor's next report, while nothing else runs.

        Raises:
            Quiet, Late: it did not come until then.
            Gone: the sandbox has ended.
        """
        while isinstance(came := self.wait(until - time.monotonic(), until), Asked):
            pass
        return came

    def contents(self, names: Sequence[str], size: int, until: float) -> bytes:
        """What the supervisor sends of these files, one after another; less when it fails.

        Args:
            names: as the supervisor listed them.
            size: bytes of all together.
            until: an instant of `time.monotonic`.
        """
        assert self._control is not None
        asked = "".join(f"{name}\0" for name in names).encode("utf-8", errors="surrogateescape")
        self._send(f"send {len(names)}\n".encode() + asked)
        data = bytearray(self._reports.rest())
        while len(data) < size and (left := until - time.monotonic()) > 0:
            ready, _, _ = select.select([self._control], [], [], left)
            chunk = _read_some(self._control.fileno()) if ready else b""
            if not chunk:
                break
            data += chunk
        self._reports.feed(bytes(data[size:]))
        return bytes(data[:size])

    @staticmethod
    def _drain(fd: int) -> None:
        while _read_some(fd):
            pass


def _read_some(fd: int) -> bytes:
    try:
        return os.read(fd, CHUNK)
    except (BlockingIOError, ConnectionResetError):
        return b""
