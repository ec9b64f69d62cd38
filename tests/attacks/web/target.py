"""What is attacked: a hosted team session and a drill's worker, each in a process of its own."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import ssl
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from sim.journal.bodies import Action
from sim.journal.file import read_torn_journal
from sim.surfaces.live.app import KEY_HEADER
from tests.attacks.attack import Attack

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.web.hosting import Guest

Kind = Literal["host", "drill"]
WORKER = "your-worker.example.com"
STATUS = re.compile(rb"^HTTP/1\.[01] (\d{3})", re.MULTILINE)
ANSWER_S = 5.0


@dataclass
class Target:
    """A running session, and ways to send it bytes.

    Attributes:
        kind: which of the two.
        port: where it listens on 127.0.0.1.
        name: the Host that it is called by.
        record: its record's directory.
        proof: header lines that let the player act.
        said: what its process has printed.
        ana, eva: a player and the evaluator of a team session.
        plain: the port that refuses calls without TLS, of a drill.
    """

    kind: Kind
    port: int
    name: str
    record: Path
    proof: str
    said: Callable[[], str]
    ana: Guest | None = None
    eva: Guest | None = None
    plain: int = 0
    statuses: list[int] = field(default_factory=list)

    def connect(self) -> socket.socket:
        """A connection, over TLS to a drill."""
        raw = socket.create_connection(("127.0.0.1", self.port), ANSWER_S)
        if self.kind == "host":
            return raw
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context.wrap_socket(raw, server_hostname=WORKER)

    def send(self, *parts: bytes, wait: float = ANSWER_S) -> bytes:
        """Send bytes and take what comes until the other side closes, or nothing comes for long."""
        got = b""
        with contextlib.suppress(OSError), self.connect() as wire:
            wire.settimeout(wait)
            try:
                for part in parts:
                    wire.sendall(part)
            except OSError:
                pass  # cut off while it was sent: what was answered before counts
            while chunk := wire.recv(65536):
                got += chunk
        self.statuses += [int(status) for status in STATUS.findall(got)]
        return got

    def ask(
        self, method: str, path: str, *headers: str, body: bytes = b"", proof: bool = True
    ) -> bytes:
        """A whole request, and the connection closed after it."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.name}", "Connection: close", *headers]
        if proof:
            lines.append(self.proof)
        elif self.kind == "drill":
            lines.append(self.proof.partition("\r\n")[0])
        if body and not any(line.lower().startswith("content-length") for line in headers):
            lines.append(f"Content-Length: {len(body)}")
        return self.send("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    def status_of(self, answer: bytes) -> int:
        """The first status of an answer; 0 where the connection was closed without one."""
        found = STATUS.search(answer)
        return int(found[1]) if found else 0

    def note(self, text: str) -> int:
        """The player notes something, as ever; its status."""
        body = json.dumps({"text": text}).encode()
        return self.status_of(self.ask("POST", "/exercise/note", body=body))

    def notes(self) -> list[str]:
        """What was noted, from the disk: the journal is sound up to its last line."""
        return [
            str(entry.body.arguments.get("text", ""))
            for entry in read_torn_journal(self.record)[0]
            if isinstance(entry.body, Action) and entry.body.command == "note"
        ]


@dataclass(frozen=True, slots=True)
class WebAttack:
    """An attack, and what carries it out.

    Attributes:
        carry_out: attacks, and asserts what must hold there; what must hold after every attack,
            the test asserts.
        against: which sessions.
        slow: it waits for a deadline, or sends very much.
    """

    attack: Attack
    carry_out: Callable[[Target], None]
    against: tuple[Kind, ...] = ("host", "drill")
    slow: bool = False


def drill_process(record: Path, log: Path) -> subprocess.Popen[bytes]:
    """A drill whose shell waits for its next line."""
    words = ("drill", "complete-r2-outage", "--out", str(record), "--as", "sam")
    with log.open("w") as out:
        return subprocess.Popen(
            [sys.executable, "-m", "sim.surfaces.cli.main", *words],
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=subprocess.STDOUT,
        )


def drill_target(process: subprocess.Popen[bytes], record: Path, log: Path) -> Target:
    """Where that drill listens, and its key, as the drill's own curl knows them."""
    rc = record / "session" / ".curlrc"
    deadline = time.monotonic() + 60
    while True:
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        text = rc.read_text() if rc.exists() else ""
        key = re.search(rf'header = "{KEY_HEADER}: (.+)"', text)
        ports = re.findall(r'":(443|80):127\.0\.0\.1:(\d+)"', text)
        if key and len(ports) == 2 and "leave" in log.read_text():
            break
        time.sleep(0.05)
    by_port = dict(ports)
    proof = f"{KEY_HEADER}: {key[1]}\r\nAuthorization: Bearer <admin_token>"
    target = Target(
        "drill", int(by_port["443"]), WORKER, record, proof, log.read_text, plain=int(by_port["80"])
    )
    while target.note("begun") != 200:
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.1)
    target.statuses.clear()
    return target


def row(
    name: str,
    tries: str,
    holds: str,
    carry_out: Callable[[Target], None],
    *against: Kind,
    slow: bool = True,
) -> WebAttack:
    """An attack with its row on the page; against both kinds of target unless one is named."""
    return WebAttack(
        Attack(name, tries, holds), carry_out, against=against or ("host", "drill"), slow=slow
    )
