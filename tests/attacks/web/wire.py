"""Attacks on HTTP itself: bytes, heads, framing, sizes, deadlines and numbers of connections."""

from __future__ import annotations

import contextlib
import random
import socket
import time
from typing import TYPE_CHECKING

from sim.surfaces.http.connection import BODY_SECONDS, HEAD_SECONDS, MOST_OPEN
from tests.attacks.web.target import STATUS, row

if TYPE_CHECKING:
    from tests.attacks.web.target import Target

REFUSED = {0, 400, 401, 403, 404, 405, 413, 414, 421, 431}
"""A refusal, or a connection that was closed without one."""


def _head(target: Target, line: str, *headers: str) -> bytes:
    lines = [line, f"Host: {target.name}", *headers]
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n"


def _garbage(target: Target) -> None:
    dice = random.Random(14)  # noqa: S311 - any bytes will do
    for _ in range(10):
        answer = target.send(dice.randbytes(2_000) + b"\r\n\r\n", wait=1)
        assert target.status_of(answer) in {0, 400}


def _another_protocol(target: Target) -> None:
    hello = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 80 + b"\r\n\r\n"
    with socket.create_connection(("127.0.0.1", target.port), 5) as wire:
        wire.sendall(hello if target.kind == "host" else b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        wire.settimeout(3)
        with contextlib.suppress(OSError):
            assert b" 200 " not in wire.recv(4096)
    for preface in (
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET /\r\n\r\n",
        b"GET / HTTP/3.7\r\n\r\n",
    ):
        assert target.status_of(target.send(preface, wait=1)) in REFUSED


def _hosts(target: Target) -> None:
    for lines in ("", "Host: a\r\nHost: b\r\n", "Host: \x00\r\n", "Host : x\r\n"):
        answer = target.send(f"GET / HTTP/1.1\r\n{lines}\r\n".encode(), wait=1)
        assert target.status_of(answer) in {0, 400}


def _rebinding(target: Target) -> None:
    before = target.notes()
    for name in ("evil.example", "127.0.0.1.evil.example", "[::1]:80", '"><script>', "a" * 9_000):
        line = "POST /exercise/note HTTP/1.1"
        body = b'{"text": "rebound"}'
        head = f"{line}\r\nHost: {name}\r\n{target.proof}\r\nContent-Length: {len(body)}\r\n\r\n"
        answer = target.send(head.encode() + body, wait=1)
        assert target.status_of(answer) in {400, 421, 431}
        assert b"text/html" not in answer
    assert target.notes() == before


def _absolute_targets(target: Target) -> None:
    for line in ("http://evil.example/", "https://[::1", "*", "//evil.example/health/status", "?"):
        for method in ("GET", "OPTIONS", "CONNECT"):
            answer = target.send(_head(target, f"{method} {line} HTTP/1.1"), wait=1)
            assert target.status_of(answer) in REFUSED


def _traversal(target: Target) -> None:
    for path in (
        "/static/../../../../etc/passwd", "/static/..%2f..%2f..%2fetc/passwd", "/../seats.json",
        "/static/%2e%2e/pages.py", "/static/....//pages.py", "/record/../seats.json",
        "/static//etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/static/board.css/../../app.py",
    ):  # fmt: skip
        answer = target.ask("GET", path)
        assert target.status_of(answer) in {401, 403, 404}
        assert b"root:" not in answer
        assert b"import" not in answer


def _odd_file_names(target: Target) -> None:
    for name in ("%00", "x%00.css", "a" * 300 + ".css", "%ff.css", "%e2%80%ae.css", ".", "con.css"):
        for place in ("static", "look"):
            answer = target.ask("GET", f"/{place}/{name}", proof=False)
            assert target.status_of(answer) in {401, 403, 404}


def _odd_paths(target: Target) -> None:
    for path in ("/é", "/\x01", "/\x7f", "/\udcff"):
        answer = target.send(_head(target, f"GET {path} HTTP/1.1", target.proof), wait=1)
        assert target.status_of(answer) in {0, 400, 404}
    for path in ("/%00%1b[2J%0d%0aSet-Cookie:%20a=b", "/%C2%9B31m", "/%E2%80%AEgnp", "/%ED%A0%80"):
        answer = target.ask("GET", path)
        assert target.status_of(answer) in {401, 404}
        assert not set(answer.decode()) & {"\x00", "\x1b", "\x9b", "\u202e"}
        assert b"Set-Cookie: a=b" not in answer


def _many_headers(target: Target) -> None:
    flood = [f"X-{number}: {'v' * 20}" for number in range(2_000)]
    assert target.status_of(target.ask("GET", "/health/status", *flood)) in {0, 400, 431}


def _large_heads(target: Target) -> None:
    for size in (17_000, 200_000, 3_000_000):
        assert target.status_of(target.ask("GET", "/", f"X: {'v' * size}")) in {0, 400, 431}
        assert target.status_of(target.ask("GET", f"/{'p' * size}")) in {0, 400, 431}


def _cookies(target: Target) -> None:
    """Python's own cookie reader takes quadratic time for these."""
    begun = time.monotonic()
    for crumb in ('a="' + "\\1" * 7_500, 'a="' + "\\" * 15_000, "a=b; " * 3_000, "=;" * 7_000):
        answer = target.ask("GET", "/health/status", f"Cookie: {crumb}")
        assert target.status_of(answer) in {0, 200, 400, 401, 431}
    assert time.monotonic() - begun < 8


def _methods(target: Target) -> None:
    for method in ("TRACE", "CONNECT", "BREW", "get", "PATCH", "PROPFIND", "A" * 500):
        answer = target.ask(method, "/health/status")
        assert target.status_of(answer) in {0, 400, 404, 405}
    answer = target.ask("HEAD", "/health/status")
    assert answer.partition(b"\r\n\r\n")[2] == b""


def _lengths(target: Target) -> None:
    for lines in (
        "Content-Length: -1", "Content-Length: 1e3", "Content-Length: 0x10", "Content-Length:",
        "Content-Length: 5\r\nContent-Length: 6", "Content-Length: " + "9" * 40,
        "Content-Length: ٣",
    ):  # fmt: skip
        answer = target.send(
            _head(target, "POST /exercise/note HTTP/1.1", target.proof, lines), wait=1
        )
        assert target.status_of(answer) in {0, 400}


def _smuggling(target: Target) -> None:
    """What hides in a body must not become a request of the one who sent the body."""
    before = target.notes()
    text = b'{"text": "smuggled"}'
    hidden = _head(target, "POST /exercise/note HTTP/1.1", f"Content-Length: {len(text)}") + text
    for framing in (
        f"Content-Length: {len(hidden) + 5}\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        "Transfer-Encoding: chunked, gzip",
        "Transfer-Encoding : chunked",
        f"Content-Length: {len(hidden)}\r\nTransfer-Encoding:\tchunked",
    ):
        head = _head(target, "POST /health/check HTTP/1.1", target.proof, framing)
        target.send(head + b"0\r\n\r\n" + hidden, wait=1)
    assert target.notes() == before


def _chunks(target: Target) -> None:
    head = _head(target, "POST /exercise/note HTTP/1.1", target.proof, "Transfer-Encoding: chunked")
    for body in (
        b"ZZ\r\n", b"-1\r\nx\r\n", b"fffffffffffffffffff\r\n",
        b"5;" + b"e" * 40_000 + b"\r\nhello\r\n",
        b"1\r\nab\r\n", b"0\r\n" + b"T: v\r\n" * 5_000 + b"\r\n",
    ):  # fmt: skip
        assert target.status_of(target.send(head + body, wait=1)) in REFUSED


def _endless_body(target: Target) -> None:
    head = _head(target, "POST /exercise/note HTTP/1.1", target.proof, "Transfer-Encoding: chunked")
    chunk = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    sent = 0
    with contextlib.suppress(OSError), target.connect() as wire:
        wire.settimeout(5)
        wire.sendall(head)
        for _ in range(200):
            wire.sendall(chunk)
            sent += 1
    assert sent < 60, f"{sent} MB were taken"


def _pipelining(target: Target) -> None:
    one = _head(target, "GET /health/status HTTP/1.1", target.proof)
    last = _head(target, "GET /health/status HTTP/1.1", target.proof, "Connection: close")
    answer = target.send(one * 99 + last)
    assert STATUS.findall(answer) == [b"200"] * 100


def _half_closed(target: Target) -> None:
    for part in (b"", b"GET", _head(target, "GET /health/status HTTP/1.1", target.proof)):
        with contextlib.suppress(OSError), target.connect() as wire:
            wire.sendall(part)
            wire.shutdown(socket.SHUT_WR)
            wire.settimeout(2)
            assert b" 50" not in wire.recv(4096)[:13]


def _resets(target: Target) -> None:
    for _ in range(50):
        with target.connect() as wire:
            wire.sendall(_head(target, "GET /health/events?limit=1000 HTTP/1.1", target.proof) * 3)
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")


def _expecting(target: Target) -> None:
    for _ in range(20):
        with target.connect() as wire:
            wire.sendall(
                _head(
                    target, "POST /exercise/note HTTP/1.1", target.proof,
                    "Expect: 100-continue", "Content-Length: 1000",
                )
            )  # fmt: skip


def _slow_head(target: Target) -> None:
    begun = time.monotonic()
    with contextlib.suppress(OSError), target.connect() as wire:
        for char in "GET /health/status HTTP/1.1\r\n" + "X: y\r\n" * 1_000:
            wire.sendall(char.encode())
            time.sleep(0.25)
    assert time.monotonic() - begun < HEAD_SECONDS + 5


def _slow_body(target: Target) -> None:
    begun = time.monotonic()
    head = _head(target, "POST /exercise/note HTTP/1.1", target.proof, "Content-Length: 60000")
    with contextlib.suppress(OSError), target.connect() as wire:
        wire.sendall(head)
        while time.monotonic() - begun < 2 * BODY_SECONDS:
            wire.sendall(b" ")
            time.sleep(0.5)
    assert time.monotonic() - begun < BODY_SECONDS + 5


def _idle(target: Target) -> None:
    """Hundreds that never ask: each is let go, and who asks is answered meanwhile."""
    idle = [target.connect() for _ in range(200)]
    begun = time.monotonic()
    assert target.note("between idle ones") == 200
    assert time.monotonic() - begun < 2
    for wire in idle:
        wire.settimeout(HEAD_SECONDS + 5)
        with contextlib.suppress(OSError):
            assert wire.recv(1) == b""
        wire.close()
    assert time.monotonic() - begun < HEAD_SECONDS + 8


def _too_many(target: Target) -> None:
    wires = []
    with contextlib.suppress(OSError):
        for _ in range(MOST_OPEN + 100):
            wires.append(socket.create_connection(("127.0.0.1", target.port), 5))
            if target.kind == "host":
                wires[-1].sendall(b"G")
    assert target.note("among too many") == 200
    for wire in wires:
        wire.close()


CLOSED = "400, or the connection is closed"
ATTACKS = (
    row("garbage", "ten times two thousand random bytes", CLOSED, _garbage, slow=False),
    row(
        "another-protocol",
        "TLS to a plain port, HTTP to a TLS port, HTTP/0.9, /2 and /3.7",
        CLOSED,
        _another_protocol,
    ),
    row(
        "odd-hosts",
        "no Host, two, one with a NUL, one with a space before its colon",
        CLOSED,
        _hosts,
    ),
    row(
        "host-rebinding",
        "the player's own proof under the name of another site",
        "421, and never as a page; nothing is done",
        _rebinding,
        slow=False,
    ),
    row(
        "absolute-targets",
        "targets that are whole addresses, `*`, or no path",
        "refused",
        _absolute_targets,
    ),
    row(
        "path-traversal",
        "static files and records by `..`, escaped and not",
        "401, 403 or 404; no file is read",
        _traversal,
        slow=False,
    ),
    row(
        "odd-file-names",
        "static files whose name is NUL, 300 characters, no UTF-8",
        "401, 403 or 404",
        _odd_file_names,
        slow=False,
    ),
    row(
        "odd-paths",
        "paths with raw bytes, escaped control characters, turned direction, half a character",
        "401 or 404, and the answer holds none of them raw",
        _odd_paths,
        slow=False,
    ),
    row("header-flood", "two thousand headers", "431, or the connection is closed", _many_headers),
    row(
        "large-heads",
        "headers and paths of up to three megabytes",
        "431, or the connection is closed",
        _large_heads,
    ),
    row(
        "huge-cookies",
        "cookies that Python's reader takes quadratic time for",
        "read or refused within seconds",
        _cookies,
    ),
    row(
        "odd-methods",
        "TRACE, CONNECT, BREW, HEAD, methods of 500 letters",
        "405 in the worker's own words; HEAD has no body",
        _methods,
    ),
    row(
        "odd-lengths",
        "lengths that are negative, hexadecimal, two, or forty digits",
        CLOSED,
        _lengths,
    ),
    row(
        "request-smuggling",
        "a request hidden in a body, by five ways to frame it twice",
        "it is refused or asks as nobody; nothing is done",
        _smuggling,
        slow=False,
    ),
    row(
        "odd-chunks",
        "chunks of wrong, huge and negative sizes, endless extensions and trailers",
        "400, or the connection is closed",
        _chunks,
    ),
    row(
        "endless-body",
        "a chunked body of 200 MB",
        "cut off after 34 MB at the latest",
        _endless_body,
    ),
    row(
        "pipelining",
        "a hundred requests in one piece",
        "a hundred answers, in order",
        _pipelining,
        slow=False,
    ),
    row(
        "half-closed",
        "connections that close their sending half at once, early and after asking",
        "answered or closed",
        _half_closed,
    ),
    row(
        "resets",
        "fifty connections that are reset while they are answered",
        "nothing is logged",
        _resets,
    ),
    row(
        "expecting",
        "twenty that wait for leave to send a body and leave",
        "nothing is logged",
        _expecting,
    ),
    row(
        "slow-head",
        "a head a byte at a time",
        "closed ten seconds after the connection",
        _slow_head,
    ),
    row("slow-body", "a body a byte at a time", "closed a minute after its head", _slow_body),
    row(
        "idle-connections",
        "two hundred connections that never ask",
        "each is closed after ten seconds; real requests are answered at once",
        _idle,
    ),
    row(
        "too-many-connections",
        "a hundred connections more than there may be",
        "those that have waited longest are closed; real requests are answered",
        _too_many,
    ),
)
