"""The host's end of the sandbox's pipes: what is asked, what is reported, what is printed.

Everything that comes out of the pipes was written by a runbook and is believed in nothing: it is
cut at a size, and a frame that makes no sense is dropped.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.runbook.curl import FileRead

if TYPE_CHECKING:
    from pathlib import Path

F_SETPIPE_SZ = 1031
ROOMY = 1 << 20
CHUNK = 1 << 16
MOST_ASKED = 32 << 20
FOUND_FIELDS = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """A simulated command, as a function or shim in the sandbox asks for it.

    Attributes:
        line: the document's line; 0 when the caller does not know it.
        files: files it was asked to read, by path; None for one that is not there.
    """

    name: str
    line: int
    files: dict[str, FileRead | None]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShellReply:
    """What the function is to do: print, write a file, end with a code, or read files and ask anew.

    Attributes:
        halt: `-`, `stop` (a simulated Ctrl-C) or `kill=PID` (a timeout's).
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


class Gone(Exception):  # noqa: N818 - a state of the sandbox
    """The sandbox ended by itself."""


class Frames:
    """Cuts a stream of `count NUL field NUL …` into lists of fields."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, data: bytes) -> None:
        """Take in what was read."""
        self._held += data
        if len(self._held) > MOST_ASKED:
            self._held.clear()

    def clear(self) -> None:
        """Forget what is not complete."""
        self._held.clear()

    def take(self) -> list[str] | None:
        """The next complete frame."""
        if self._held.count(0) == 0:
            return None
        head, _, rest = bytes(self._held).partition(b"\0")
        if not head.isdigit() or len(head) > 6:  # noqa: PLR2004 - no command has a million words
            self._held.clear()
            return None
        count = int(head)
        if rest.count(0) < count:
            return None
        *fields, left = rest.split(b"\0", count)
        self._held = bytearray(left)
        return [field.decode("utf-8", errors="replace") for field in fields]


def asked_of(fields: list[str]) -> Asked | None:
    """The question in a frame: name, line, number of fields of files, files, words."""
    if len(fields) < 3 or not fields[1].isdigit() or not fields[2].isdigit():  # noqa: PLR2004 - same
        return None
    count = int(fields[2])
    found, words = fields[3 : 3 + count], fields[3 + count :]
    files: dict[str, FileRead | None] = {}
    for index in range(0, len(found) - FOUND_FIELDS + 1, FOUND_FIELDS):
        path, state, text, checksum = found[index : index + FOUND_FIELDS]
        if state == "missing":
            files[path] = None
        elif checksum:
            files[path] = FileRead(size=int(text) if text.isdigit() else 0, checksum=checksum)
        else:
            files[path] = FileRead(text=text, size=len(text.encode()))
    return Asked(fields[0], int(fields[1]), files, tuple(words))


class Channel:
    """The pipes of one sandbox.

    Args:
        folder: where the named pipes are.
        out, error: the sandbox's output and error output.
        keep: characters of each that are kept.
    """

    def __init__(self, folder: Path, keep: int) -> None:
        names = ("ask", "answer", "lock", "control", "saved", "report")
        # Each end is opened for both ways: opening does not wait for the sandbox then,
        # and a sandbox that closes its end is not taken for the end of the stream.
        self._fds = {name: os.open(folder / name, os.O_RDWR | os.O_NONBLOCK) for name in names}
        for name in ("ask", "answer", "saved"):
            # A user who has many pipes open is refused
            # larger ones; a small one works, only slower.
            with contextlib.suppress(OSError):
                fcntl.fcntl(self._fds[name], F_SETPIPE_SZ, ROOMY)
        self._asks, self._reports = Frames(), Frames()
        self._keep = keep
        self._printed: dict[int, bytearray] = {}
        self._open: list[int] = []
        self._cut = False
        self.woken: int | None = None
        self.reset()

    def listen(self, out: int, error: int) -> None:
        """The sandbox was started; these are its outputs."""
        for fd in (out, error):
            os.set_blocking(fd, False)
            self._printed[fd] = bytearray()
            self._open.append(fd)

    def close(self) -> None:
        """Close the pipes."""
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
        """Tell the supervisor what to do."""
        os.write(self._fds["control"], f"{text}\n".encode())

    def wait(self, patience_s: float) -> Asked | list[str]:
        """The next question, or the supervisor's next report.

        Raises:
            Quiet: nothing was asked, reported or printed for that long.
            Gone: the sandbox has ended.
        """
        deadline = time.monotonic() + patience_s
        while (came := self._next()) is None:
            if self._read(deadline - time.monotonic()):
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

    def _read(self, patience_s: float) -> bool:
        """Take in what is there; whether anything was."""
        ask, report = self._fds["ask"], self._fds["report"]
        watched = [ask, report, *self._open, *([] if self.woken is None else [self.woken])]
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
            elif fd == report:
                self._reports.feed(data)
            elif data:
                self._take(fd, data)
            else:
                self._open.remove(fd)
        # Everything in the sandbox has inherited the two outputs: both end when nobody is left.
        if not self._open:
            raise Gone
        return True

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
        parts = [part.encode() for part in (reply.out, reply.error, reply.file, reply.body, need)]
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

    def saved(self, most: int) -> bytes:
        """What the supervisor sent of the scratch folder, as far as it has come."""
        data = bytearray()
        while len(data) < most and (chunk := _read_some(self._fds["saved"])):
            data += chunk
        return bytes(data)

    @staticmethod
    def _drain(fd: int) -> None:
        while _read_some(fd):
            pass


def _read_some(fd: int) -> bytes:
    try:
        return os.read(fd, CHUNK)
    except BlockingIOError:
        return b""
