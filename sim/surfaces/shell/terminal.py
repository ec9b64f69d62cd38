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
import re
import select
import signal
import subprocess
import sys
import termios
import time
import tty
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SHOW_FEED = b"\x1b[5999~"
"""The key sequence that rc.sh binds to printing the feed."""

CHUNK = 65536
_PROMPT = re.compile(rb"\d\d:\d\d:\d\d(?=(?:\x1b\[0m)? (?:\x1b\[1m)?drill[$#])")
"""The time of rc.sh's prompt. Readline draws the prompt anew with the time at which it was first
shown, which would be before that of the message above it."""

_LIBC = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1
"""From <linux/prctl.h>: the signal that a process gets when the one that started it is gone."""


def run_shell(  # noqa: PLR0917 - what a shell is started with, and what it asks for
    bash: str,
    rc: Path,
    work: Path,
    env: dict[str, str],
    waiting: Callable[[], bool],
    now: Callable[[], str],
) -> int:
    """Run an interactive bash until the player leaves it; its exit code.

    Args:
        bash: the program.
        rc: its start file.
        work: where it starts.
        env: its environment.
        waiting: whether there is something new to show; asked several times a second.
        now: the time of the exercise as the prompt shows it.

    Raises:
        KeyboardInterrupt: it was stopped from outside, or the player's terminal is gone; bash has
            ended.
    """
    if not sys.stdin.isatty():
        # Scripted: bash reads its commands from standard input, as it would from a file.
        return _run_script(bash, work, env)
    pid, master = pty.fork()
    if pid == 0:
        os.chdir(work)
        os.execve(bash, [bash, "--noprofile", "--rcfile", str(rc), "-i"], env)  # noqa: S606 - same
    return _Proxy(pid, master, waiting, now).run()


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

    def __init__(
        self, pid: int, master: int, waiting: Callable[[], bool], now: Callable[[], str]
    ) -> None:
        self._pid = pid
        self._now = now
        self._drawn_anew = False
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
        except BaseException:
            self._hang_up()
            raise
        finally:
            with contextlib.suppress(OSError, termios.error):  # it may be closed
                termios.tcsetattr(self._stdin, termios.TCSAFLUSH, before)
            signal.signal(signal.SIGWINCH, old_handler)
            with contextlib.suppress(OSError):
                os.close(self._master)
        _, status = os.waitpid(self._pid, 0)
        return os.waitstatus_to_exitcode(status)

    def _hang_up(self) -> None:
        """End bash, and wait for it: it writes its history into the session's folder."""
        os.close(self._master)
        for number in (signal.SIGHUP, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, number)
            for _ in range(100):
                with contextlib.suppress(ChildProcessError):
                    if os.waitpid(self._pid, os.WNOHANG) == (0, 0):
                        time.sleep(0.01)
                        continue
                return

    def _pass_bytes(self) -> None:
        while True:
            ready, _, _ = select.select([self._master, self._stdin], [], [], 0.2)
            if self._master in ready:
                try:
                    data = os.read(self._master, CHUNK)
                except OSError:  # Linux reports a closed terminal this way
                    return
                if not data:
                    return
                self._show(data)
            if self._stdin in ready:
                _write_all(self._master, self._keys())
            # Only when both sides are quiet: in between,
            # these bytes would mix with a key's own sequence.
            if not ready and self._at_prompt() and self._waiting():
                _write_all(self._master, SHOW_FEED)
                self._drawn_anew = True

    def _keys(self) -> bytes:
        """What was typed.

        Raises:
            KeyboardInterrupt: the player's terminal is gone.
        """
        with contextlib.suppress(OSError):
            if data := os.read(self._stdin, CHUNK):
                return data
        raise KeyboardInterrupt

    def _show(self, data: bytes) -> None:
        """What bash prints, with the time of now in a prompt that is drawn anew."""
        if self._drawn_anew:
            data, count = _PROMPT.subn(self._now().encode(), data)
            self._drawn_anew = not count
        try:
            _write_all(self._stdout, data)
        except OSError:
            raise KeyboardInterrupt from None  # the player's terminal is gone

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
