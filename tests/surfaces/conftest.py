"""The tool's own command line, a live session on a frozen clock, and a terminal with a hand on it.

What a test starts it also ends, by its own process id; nothing here looks for processes by name.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import ssl
import struct
import subprocess
import sys
import termios
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, Self

import httpx
import pytest

from sim.exercise.exercise import Exercise
from sim.journal.bodies import Participant
from sim.journal.file import LiveJournal
from sim.surfaces.http.app import HOSTS, WORKER_HOST
from sim.surfaces.http.server import Certificate, make_certificate
from sim.surfaces.live.app import KEY_HEADER
from sim.surfaces.live.paced_clock import PacedClock
from sim.surfaces.live.session import DrillSession
from sim.surfaces.live.thread import LiveServer
from tests import forked
from tests.forked import environment
from tests.surfaces.doors import Door, inside, over_https

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from sim.scenario.model import Scenario
    from sim.scenario.policy import Policy
    from sim.surfaces.live.thread import Ports

MIDDLE_MS = 20 * 60_000
"""Twenty minutes in: the bucket of the shipped exercise is gone, alerts fire, writes queue."""

PATIENCE = 30.0
"""Seconds until a test gives up waiting; far more than anything takes."""

MAIN = (sys.executable, "-m", "sim.surfaces.cli.main")


# --- the command line ---------------------------------------------------------------------------


class Tabletop(Protocol):
    """Runs `tabletop` with these words and returns what came of it."""

    def __call__(
        self, *words: str | Path, script: str = "", env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]: ...


@pytest.fixture
def tabletop(tmp_path: Path) -> Tabletop:
    """`tabletop` as a process of its own, in an empty directory, not on a terminal."""

    def run(
        *words: str | Path, script: str = "", env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        return forked.run(
            tuple(map(str, words)),
            tmp_path,
            environment(**(env or {})),
            script=script,
            patience=2 * PATIENCE,
        )

    return run


# --- a live session, its clock frozen in the middle of the outage ---------------------------------


@dataclass(frozen=True, slots=True)
class Live:
    """A session that listens, and how to reach it."""

    session: DrillSession
    ports: Ports
    client: httpx.Client
    folder: Path

    @property
    def exercise(self) -> Exercise:
        """The world behind it."""
        return self.session.exercise

    def call(
        self,
        method: str,
        path: str,
        *,
        body: str = "",
        token: str | None = None,
        host: str = WORKER_HOST,
        key: str | None = None,
    ) -> httpx.Response:
        """One call over TLS, as the drill's curl would make it: the certificate is checked.

        `key` instead of the session's own; "" for none.
        """
        headers = {"Host": host}
        if proof := self.session.key if key is None else key:
            headers[KEY_HEADER] = proof
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        return self.client.request(
            method,
            f"https://127.0.0.1:{self.ports.https}{path}",
            content=body.encode(),
            headers=headers,
            extensions={"sni_hostname": host if host in HOSTS else WORKER_HOST},
        )

    def plain(self, path: str, host: str) -> httpx.Response:
        """One call without TLS."""
        with httpx.Client(trust_env=False, timeout=PATIENCE) as client:
            return client.get(f"http://127.0.0.1:{self.ports.http}{path}", headers={"Host": host})


def in_the_middle(scenario: Scenario, policy: Policy) -> Exercise:
    """The shipped exercise, seed 1, twenty minutes in."""
    who = (Participant(name="tester", role=scenario.player),)
    exercise = Exercise(scenario, policy, 1, exercise_type="drill", participants=who)
    exercise.advance(MIDDLE_MS)
    return exercise


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A session's certificate, made once."""
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def frozen(
    scenario: Scenario, policy: Policy, certificate: Certificate, tmp_path: Path
) -> Iterator[Live]:
    """A session whose clock stands still in the middle of the outage."""
    exercise = in_the_middle(scenario, policy)
    clock = PacedClock(MIDDLE_MS, 0, exercise.horizon)
    with LiveJournal(tmp_path) as disk:
        session = DrillSession(exercise, disk, clock, player="tester", shown=lambda _: None)
        server = LiveServer(session, certificate, lambda: None)
        ports = server.ports
        server.start()
        trust = ssl.create_default_context(cafile=certificate.authority)
        try:
            with httpx.Client(verify=trust, trust_env=False, timeout=PATIENCE) as client:
                yield Live(session, ports, client, tmp_path)
        finally:
            server.stop()
    assert server.failure is None


# --- a terminal -----------------------------------------------------------------------------------

_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|\x1b[()][A-Z0-9]|\x1b[=>]|\r")


class Terminal:
    """A program on a terminal of its own: reads what it prints, types what a player would.

    Args:
        words: the program and its arguments.
        cwd: where it starts.
        columns: how wide the terminal is.
        no_color: NO_COLOR in its environment.
    """

    def __init__(
        self, words: tuple[str, ...], cwd: Path, *, columns: int = 120, no_color: str = "1"
    ) -> None:
        self._screen, side = pty.openpty()
        fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
        self._seen = ""
        self._read = 0
        self._process = subprocess.Popen(
            words,
            stdin=side,
            stdout=side,
            stderr=side,
            cwd=cwd,
            env=environment(NO_COLOR=no_color, TERM="xterm", HOME=str(cwd)),
            start_new_session=True,
        )
        os.close(side)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self.kill()
        os.close(self._screen)

    @property
    def pid(self) -> int:
        """The program's process."""
        return self._process.pid

    @property
    def raw(self) -> str:
        """All that was printed so far, as it came."""
        return self._seen

    @property
    def text(self) -> str:
        """All that was printed so far, without the terminal's control sequences."""
        return _ESCAPES.sub("", self._seen)

    def type(self, keys: str) -> None:
        """Press keys; a newline is Enter."""
        os.write(self._screen, keys.encode())

    def wait_for(self, pattern: str) -> re.Match[str]:
        """Read until the pattern stands in what came after the last match.

        Raises:
            AssertionError: it does not come; shows what came instead.
        """
        if (match := self.look_for(pattern, PATIENCE)) is None:
            missed = f"{pattern!r} did not come; the terminal shows:\n{self.text[-3000:]}"
            raise AssertionError(missed)
        return match

    def look_for(self, pattern: str, seconds: float) -> re.Match[str] | None:
        """As `wait_for`, but for this long only; None when it does not come."""
        end = time.monotonic() + seconds
        while True:
            if match := re.compile(pattern, re.MULTILINE).search(self.text, self._read):
                self._read = match.end()
                return match
            if not self._more(end):
                return None

    def run(self, line: str, pattern: str) -> re.Match[str]:
        """Type a line at the prompt, wait for the pattern and for the next prompt."""
        self.type(f"{line}\n")
        found = self.wait_for(pattern)
        self.wait_for(PROMPT)
        return found

    def leave(self) -> int:
        """Read to the end; the program's exit code."""
        end = time.monotonic() + PATIENCE
        while self._more(end):
            pass
        return self._process.wait(PATIENCE)

    def kill(self) -> None:
        """End the program as a crash would."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(PATIENCE)
        end = time.monotonic() + PATIENCE
        while self._more(end):
            pass

    def hang_up(self) -> int:
        """Close the terminal, as whoever closes its window does; the program's exit code."""
        os.close(self._screen)
        self._screen = os.open(os.devnull, os.O_RDONLY)
        os.kill(self.pid, signal.SIGHUP)
        return self._process.wait(PATIENCE)

    def _more(self, end: float) -> bool:
        """Read what is there; False at the end of the program, or when patience ends."""
        if not select.select([self._screen], [], [], max(0.0, end - time.monotonic()))[0]:
            return False
        with contextlib.suppress(OSError):  # Linux reports a closed terminal this way
            data = os.read(self._screen, 65536)
            self._seen += data.decode(errors="replace")
            return bool(data)
        return False


PROMPT = r"^\d\d:\d\d:\d\d drill[$#] "


class StartProgram(Protocol):
    """Starts `tabletop` with these words on a terminal."""

    def __call__(self, *words: str, columns: int = 120, no_color: str = "1") -> Terminal: ...


@pytest.fixture
def program(tmp_path: Path) -> Iterator[StartProgram]:
    """Programs on terminals; what still runs at the end of the test is ended."""
    with contextlib.ExitStack() as open_terminals:

        def begin(*words: str, columns: int = 120, no_color: str = "1") -> Terminal:
            started = Terminal((*MAIN, *words), tmp_path, columns=columns, no_color=no_color)
            return open_terminals.enter_context(started)

        yield begin


class SecondShell(Protocol):
    """Runs a line in a second shell that has sourced the session's `env`."""

    def __call__(self, record: Path, line: str) -> subprocess.CompletedProcess[str]: ...


@pytest.fixture
def second_shell() -> SecondShell:
    """What a player types in another terminal."""

    def run(record: Path, line: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-c", f". '{record}/session/env'; {line}"],
            capture_output=True,
            text=True,
            env=environment(),
            timeout=PATIENCE,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def main_words() -> tuple[str, ...]:
    """The words that start the tool."""
    return MAIN


@pytest.fixture
def middle(scenario: Scenario, policy: Policy) -> Callable[[], Exercise]:
    """Makes exercises that stand where `frozen` stands."""
    return lambda: in_the_middle(scenario, policy)


@pytest.fixture(params=["in process", "https"])
def door(request: pytest.FixtureRequest) -> Door:
    """Each test that asks for a door runs through both."""
    if request.param == "https":
        return over_https(request.getfixturevalue("frozen"))
    make: Callable[[], Exercise] = request.getfixturevalue("middle")
    return inside(make())
