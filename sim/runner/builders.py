"""The trainer's side of its builder process: started when first needed, kept, ended at exit."""

from __future__ import annotations

import atexit
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import NoIsolation

if TYPE_CHECKING:
    from collections.abc import Sequence

PROGRAM = Path(__file__).with_name("builder.py")
ANSWER_BYTES = 1000


class Builders:
    """One builder process for this one; a fork of this one begins its own."""

    def __init__(self) -> None:
        self._busy = threading.Lock()  # each live console starts its sandbox from its own thread
        self._door: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        atexit.register(self.stop)

    def prepare(self, owner: int | None) -> None:
        """Start the process if it does not run yet, without waiting for it."""
        with self._busy:
            self._open(owner)

    def start(self, owner: int | None, order: bytes, fds: Sequence[int]) -> int:
        """Have a sandbox built.

        Args:
            owner: the user it runs as; None for the caller.
            order: what to build, as JSON.
            fds: output, error output, control, information and filter.

        Returns:
            The child of the builder that begins it, as `end` takes it.

        Raises:
            NoIsolation: the builder does not answer.
        """
        with self._busy:
            door = self._open(owner)
            try:
                socket.send_fds(door, [order], fds)
                said = door.recv(ANSWER_BYTES)
            except OSError as error:
                raise NoIsolation(f"the sandbox's builder failed: {error.strerror}") from error
            if not said:
                self._close()
                raise NoIsolation("the sandbox's builder has ended")
            if not said.isdigit():
                raise NoIsolation(said.decode(errors="replace"))
            return int(said)

    def end(self, child: int) -> None:
        """Kill what `start` began; the kernel takes it down while this process goes on."""
        with self._busy:
            if self._door is None:  # it ended, and every sandbox with it
                return
            try:
                self._door.send(b'{"end": %d}' % child)
                self._door.recv(ANSWER_BYTES)
            except OSError:
                self._close()

    def stop(self) -> None:
        """End the process, and every sandbox with it."""
        with self._busy:
            self._close()

    def forget(self) -> None:
        """In a fork: the builder belongs to the parent."""
        self._busy = threading.Lock()
        if self._door is not None:
            self._door.close()
        self._door = self._process = None

    def _open(self, owner: int | None) -> socket.socket:
        if self._process is not None and self._process.poll() is not None:
            self._close()
        if self._door is None:
            self._door, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            words = [sys.executable, "-I", "-S", "-B", str(PROGRAM)]
            with theirs:
                self._process = subprocess.Popen(  # noqa: S603 - the trainer's own program
                    words if owner is None else [*words, str(owner)],
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    cwd="/",
                    env={"PATH": "/usr/bin:/bin"},
                    # A Ctrl-C in the terminal is the trainer's, which then ends its sandboxes.
                    start_new_session=True,
                )
        return self._door

    def _close(self) -> None:
        door, self._door = self._door, None
        process, self._process = self._process, None
        if door is not None:
            door.close()
        if process is not None:
            process.kill()
            process.wait()


BUILDERS = Builders()
os.register_at_fork(after_in_child=BUILDERS.forget)
