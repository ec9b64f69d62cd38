"""A shell on a terminal of its own, so that messages can appear while the player types.

Bytes are passed both ways. When a message waits and bash stands at its prompt, a key sequence
that readline knows makes bash print it and draw the prompt anew, half-typed line and all.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import pty
import select
import signal
import subprocess
import sys
import termios
import tty
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SHOW_FEED = b"\x1b[5999~"
"""The key sequence that rc.sh binds to printing the feed."""

CHUNK = 65536

_LIBC = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1
"""From <linux/prctl.h>: the signal that a process gets when the one that started it is gone."""


def run_shell(
    bash: str, rc: Path, work: Path, env: dict[str, str], waiting: Callable[[], bool]
) -> int:
    """Run an interactive bash until the player leaves it; its exit code.

    Args:
        bash: the program.
        rc: its start file.
        work: where it starts.
        env: its environment.
        waiting: whether there is something new to show; asked several times a second.
    """
    if not sys.stdin.isatty():
        # Scripted: bash reads its commands from standard input, as it would from a file.
        return _run_script(bash, work, env)
    pid, master = pty.fork()
    if pid == 0:
        os.chdir(work)
        os.execve(bash, [bash, "--noprofile", "--rcfile", str(rc), "-i"], env)  # noqa: S606 - same
    return _Proxy(pid, master, waiting).run()


def _run_script(bash: str, work: Path, env: dict[str, str]) -> int:
    # A group of its own: whoever stops the trainer stops all that the script has started.
    process = subprocess.Popen(  # noqa: S603 - as above
        [bash],
        env=env,
        cwd=work,
        process_group=0,
        preexec_fn=_die_with_parent,  # noqa: PLW1509 - one call of the kernel, which takes no lock
    )
    try:
        return process.wait()
    except KeyboardInterrupt:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise


def _die_with_parent() -> None:
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


class _Proxy:
    """Passes bytes between the player's terminal and bash's."""

    def __init__(self, pid: int, master: int, waiting: Callable[[], bool]) -> None:
        self._pid = pid
        self._master = master
        self._waiting = waiting
        self._stdin, self._stdout = sys.stdin.fileno(), sys.stdout.fileno()

    def run(self) -> int:
        before = termios.tcgetattr(self._stdin)
        old_handler = signal.signal(signal.SIGWINCH, lambda *_: self._resize())
        self._resize()
        tty.setraw(self._stdin)
        try:
            self._pass_bytes()
        finally:
            termios.tcsetattr(self._stdin, termios.TCSAFLUSH, before)
            signal.signal(signal.SIGWINCH, old_handler)
            os.close(self._master)
        _, status = os.waitpid(self._pid, 0)
        return os.waitstatus_to_exitcode(status)

    def _pass_bytes(self) -> None:
        sources = [self._master, self._stdin]
        while True:
            ready, _, _ = select.select(sources, [], [], 0.2)
            if self._master in ready:
                try:
                    data = os.read(self._master, CHUNK)
                except OSError:  # Linux reports a closed terminal this way
                    return
                if not data:
                    return
                _write_all(self._stdout, data)
            if self._stdin in ready:
                data = os.read(self._stdin, CHUNK)
                if not data:
                    # The player's terminal is gone; bash may still print while it ends.
                    sources = [self._master]
                    os.kill(self._pid, signal.SIGHUP)
                else:
                    _write_all(self._master, data)
            # Only when both sides are quiet: in between,
            # these bytes would mix with a key's own sequence.
            if not ready and self._at_prompt() and self._waiting():
                _write_all(self._master, SHOW_FEED)

    def _at_prompt(self) -> bool:
        """Whether bash itself reads keys now: in the foreground, and not line by line."""
        with contextlib.suppress(OSError, termios.error):
            line_mode = termios.tcgetattr(self._master)[3] & termios.ICANON
            return os.tcgetpgrp(self._master) == self._pid and not line_mode
        return False

    def _resize(self) -> None:
        with contextlib.suppress(OSError):
            size = fcntl.ioctl(self._stdout, termios.TIOCGWINSZ, b"\0" * 8)
            fcntl.ioctl(self._master, termios.TIOCSWINSZ, size)


def _write_all(target: int, data: bytes) -> None:
    while data:
        data = data[os.write(target, data) :]
