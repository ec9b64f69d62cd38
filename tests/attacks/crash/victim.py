"""`tabletop` as a process that is killed: started, waited for, shot at an instant."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Self

from tests.forked import environment

if TYPE_CHECKING:
    from pathlib import Path

TABLETOP = (sys.executable, "-m", "sim.surfaces.cli.main")
PATIENCE = 120.0


class Victim:
    """A command in a group of its own, so that what it started goes with it.

    Attributes:
        lines: what it has printed on standard output.
    """

    def __init__(self, folder: Path, *words: str, script: bool = False) -> None:
        self.lines: list[str] = []
        self._process = subprocess.Popen(
            [*TABLETOP, *words],
            cwd=folder,
            env=environment(),
            stdin=subprocess.PIPE if script else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.lines.append(line.rstrip("\n"))

    @property
    def running(self) -> bool:
        """Whether it has not ended by itself."""
        return self._process.poll() is None

    def type(self, text: str) -> None:
        """Lines for its standard input; nothing when it is gone."""
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.write(text)
            self._process.stdin.flush()

    def wait_for(self, word: str) -> None:
        """Until a line begins with this word."""
        end = time.monotonic() + PATIENCE
        while not any(line.startswith(word) for line in self.lines):
            assert self.running, self.lines[-20:]
            assert time.monotonic() < end, self.lines[-20:]
            time.sleep(0.005)

    def kill(self) -> None:
        """Kill -9, and then what it leaves behind: a script's shell lives on without it."""
        self._process.kill()
        self._process.wait()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._end()

    def end(self) -> int:
        """Its exit code, once it has ended by itself."""
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        code = self._process.wait(PATIENCE)
        self._end()
        return code

    def _end(self) -> None:
        assert self._process.stdout is not None
        # Whoever still writes there has been killed: the reader comes to the end.
        self._reader.join(PATIENCE)
        self._process.stdout.close()
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.running:
            self.kill()


def run(folder: Path, *words: str) -> tuple[int, str]:
    """A command to its end: exit code, and all that it printed."""
    done = subprocess.run(
        [*TABLETOP, *words],
        cwd=folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr
