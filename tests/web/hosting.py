"""A team session in a process of its own, as `tabletop host` and `tabletop resume` run it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import httpx

from sim.surfaces.web.gate import COOKIE, person_id

if TYPE_CHECKING:
    from pathlib import Path

TABLETOP = (sys.executable, "-m", "sim.surfaces.cli.main")
START_S = 120.0


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who has joined: name, address of the board, and the browser's proof."""

    name: str
    role: str
    token: str

    @property
    def board(self) -> str:
        """The path of the board."""
        return f"/board/{person_id(self.token)}"

    @property
    def cookie(self) -> dict[str, str]:
        """The cookie that lets it in."""
        return {f"{COOKIE}{person_id(self.token)}": self.token}

    @property
    def bearer(self) -> dict[str, str]:
        """The header for the worker's API."""
        return {"Authorization": f"Bearer {self.token}"}


def own_port() -> int:
    """A port that no other session takes while this one is dead.

    Sessions look upwards from 8600, and the system gives away ports from 32768 on.
    """
    for port in range(20_000 + os.getpid() % 10_000, 32_000):
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no free port")


class Hosted:
    """A running session; a context that ends its process."""

    def __init__(self, record: Path, *words: str) -> None:
        self.record = record
        self._log = record.with_name(f"{record.name}.log").open("a")
        self._process = subprocess.Popen(
            [*TABLETOP, *words],
            stdout=self._log,
            stderr=subprocess.STDOUT,
            env={**os.environ, "NO_COLOR": "1"},
        )
        self.address = self._wait()
        self.client = httpx.Client(base_url=self.address, timeout=60, verify=self._trust())

    @classmethod
    def new(cls, record: Path, scenario: str, *options: str) -> Self:
        """`tabletop host`."""
        return cls(record, "host", scenario, "--out", str(record), *options)

    @classmethod
    def again(cls, record: Path, *options: str) -> Self:
        """`tabletop resume`."""
        return cls(record, "resume", str(record), *options)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.address.rpartition(":")[2])

    @property
    def authority(self) -> Path:
        """What vouches for it, where it shows a certificate of its own."""
        return self.record / "session" / "ca.pem"

    def _trust(self) -> ssl.SSLContext | bool:
        """Nothing else is trusted."""
        if self.authority.exists():
            return ssl.create_default_context(cafile=self.authority)
        return True

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid

    @property
    def said(self) -> str:
        """What it printed."""
        return self.record.with_name(f"{self.record.name}.log").read_text()

    def _wait(self) -> str:
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline:
            assert self._process.poll() is None, self.said
            try:
                seats = json.loads((self.record / "seats.json").read_text())
                at = seats["served"]
                own = at["host"] != "127.0.0.1" and not at["cert"]
                address = f"{'http' if at['host'] == '127.0.0.1' else 'https'}://{at['host']}"
                address = f"{address}:{at['port']}"
                trust = self._trust() if own else not at["cert"]
                if httpx.get(address, timeout=20, verify=trust).status_code == 200:
                    return address
            except (OSError, ValueError, TypeError, httpx.HTTPError):
                pass
            time.sleep(0.05)
        raise AssertionError(f"it did not start: {self.said}")

    def code(self, role: str) -> str:
        """The join code of a seat."""
        seats = json.loads((self.record / "seats.json").read_text())
        codes: dict[str, str] = seats["codes"]
        return next(code for code, name in codes.items() if name == role)

    def join(self, role: str, name: str) -> Guest:
        """Take a seat as a browser's form does."""
        answer = self.client.post("/join", data={"code": self.code(role), "name": name})
        assert answer.status_code == 303, answer.text
        (token,) = answer.cookies.values()
        self.client.cookies.clear()
        return Guest(name, role, token)

    def kill(self) -> None:
        """Kill -9."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self._close()

    def stop(self) -> int:
        """Ctrl+C; the exit code."""
        self._process.send_signal(signal.SIGINT)
        code = self._process.wait(timeout=60)
        self._close()
        return code

    def wait(self) -> int:
        """Until it ends by itself; the exit code."""
        code = self._process.wait(timeout=60)
        self._close()
        return code

    def _close(self) -> None:
        self.client.close()
        self._log.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self.stop()
