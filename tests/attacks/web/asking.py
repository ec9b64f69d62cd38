"""Attacks by who asks: codes, cookies, live connections, and other users of the machine."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

import websockets
from websockets.asyncio.client import connect

from sim.surfaces.live.app import KEY_HEADER
from sim.surfaces.web.guesses import TRIES
from tests.attacks.web.target import STATUS, WORKER, row
from tests.web.page_client import cookie_of, live_address

if TYPE_CHECKING:
    from tests.attacks.web.target import Target

NOTE = "/exercise/note"


def _codes(target: Target) -> None:
    """As many as one address can, by link and by form."""
    statuses = []
    begun = time.monotonic()
    for number in range(100):
        code = f"AAAAA-{number:05}"
        statuses.append(target.status_of(target.ask("GET", f"/?code={code}", proof=False)))
        form = f"code={code}&name=Eve".encode()
        kind = "Content-Type: application/x-www-form-urlencoded"
        statuses.append(target.status_of(target.ask("POST", "/join", kind, body=form, proof=False)))
    took = time.monotonic() - begun
    looked_at = sum(status != 429 for status in statuses)
    assert looked_at <= TRIES + took + 1, f"{looked_at} codes in {took:.1f} s"
    # Who has a seat needs no code: nobody is locked out by it.
    assert target.note("while codes were tried") == 200


def _origins(target: Target) -> None:
    kind = "Content-Type: application/x-www-form-urlencoded"
    for origin in ("https://evil.example", "null", f"http://{target.name}.evil.example"):
        answer = target.ask("POST", "/join", kind, f"Origin: {origin}", body=b"code=x&name=y")
        assert target.status_of(answer) == 403


def _forged_cookies(target: Target) -> None:
    assert target.ana is not None
    assert target.eva is not None
    number = target.eva.board.rpartition("/")[2]
    for cookie in (
        f"tabletop_{number}={target.ana.token}", f"tabletop_{number}=", f"tabletop_{number}=x",
        cookie_of(target.ana), f'tabletop_{number}="\\"', "tabletop_=;=;",
    ):  # fmt: skip
        for path in (target.eva.board, f"/record/{number}/report.html"):
            answer = target.ask("GET", path, f"Cookie: {cookie}", proof=False)
            assert target.status_of(answer) in {401, 403}


def _descriptions(target: Target) -> None:
    for path in ("/docs", "/openapi.json", "/docs/", "/redoc", "//docs"):
        answer = target.ask("GET", path, proof=False)
        assert target.status_of(answer) in {401, 403, 404}
        assert b"circuit-breaker" not in answer


def _sockets_outside(target: Target) -> None:
    """Live connections without a seat, of other sites, in no good form."""
    upgrade = ("Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13")
    key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    paths = ("/board/000000000000/live", "/health/status", "/", "/session/say", "/%00")
    for path in paths:
        for headers in ((*upgrade, key), upgrade, (*upgrade[:2], "Sec-WebSocket-Version: 99", key)):
            lines = "\r\n".join((f"GET {path} HTTP/1.1", f"Host: {target.name}", *headers))
            answer = target.send(f"{lines}\r\n\r\n".encode(), wait=1)
            assert target.status_of(answer) in {0, 400, 403, 404, 426}


FRAMES = (
    "garbage", "null", "[" * 3_000, '{"id":1}', '{"id":"a","action":"say","fields":{"x":1}}',
    '{"id":"a","action":"say","fields":{"text":"\\ud800"}}', b"\x00\xff" * 500, "x" * 300_000,
    json.dumps({"id": "a" * 81, "action": "say", "fields": {}}),
    json.dumps({"id": "a", "action": "say", "fields": {str(n): "" for n in range(200)}}),
)  # fmt: skip


def _socket_messages(target: Target) -> None:
    assert target.ana is not None
    address = live_address(f"http://127.0.0.1:{target.port}", target.ana)
    headers = {"Cookie": cookie_of(target.ana)}

    async def send_all() -> None:
        for frame in FRAMES:
            async with connect(
                address, additional_headers=headers, proxy=None, max_size=None
            ) as one:
                with contextlib.suppress(websockets.ConnectionClosed):
                    await one.send(frame)
                    async with asyncio.timeout(5):
                        while True:
                            await one.recv()
                assert one.close_code in {1003, 1006, 1007, 1008, 1009}

    asyncio.run(send_all())


def _socket_actions(target: Target) -> None:
    """Actions of another seat, of nobody's, and with anything in their fields."""
    assert target.ana is not None
    address = live_address(f"http://127.0.0.1:{target.port}", target.ana)
    headers = {"Cookie": cookie_of(target.ana)}
    actions: tuple[tuple[str, dict[str, str]], ...] = (
        ("end", {}), ("pause", {}), ("nothing", {}), ("say", {"command": "\x1b"}),
        ("say", {"command": "page", "role": "\x00"}), ("decide", {"severity": "²"}),
        ("say", {"command": "assess", "severity": "9" * 3_000}), ("run", {"text": "x" * 30_000}),
    )  # fmt: skip

    async def send_all() -> None:
        async with connect(address, additional_headers=headers, proxy=None, max_size=None) as one:
            for number, (action, fields) in enumerate(actions):
                name = f"attack-{time.monotonic()}-{number}"
                await one.send(json.dumps({"id": name, "action": action, "fields": fields}))
                async with asyncio.timeout(20):
                    while True:
                        message = json.loads(await one.recv())
                        if message.get("answer", {}).get("id") == name:
                            break
                assert message["answer"]["ok"] is False

    asyncio.run(send_all())


def _broken_frames(target: Target) -> None:
    """Bytes after the handshake that are no frames, and frames that are not masked or too long."""
    assert target.ana is not None
    path = f"{target.ana.board}/live"
    head = (
        f"GET {path} HTTP/1.1\r\nHost: {target.name}\r\n"
        "Connection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        f"Cookie: {cookie_of(target.ana)}\r\n\r\n"
    ).encode()
    for frame in (
        b"\xff" * 500, b"\x81\x05hello", b"\x81\xff" + b"\x7f" * 8,
        b"\x89\xfe\x10\x00" + b"x" * 4_100,
        b"\x01\x81\0\0\0\0a" * 3, b"\x88\x81\0\0\0\0x", b"\x81\x82\0\0\0\0\xff\xfe", b"",
    ):  # fmt: skip
        with contextlib.suppress(OSError), target.connect() as wire:
            wire.settimeout(2)
            wire.sendall(head)
            assert STATUS.findall(wire.recv(4096)) == [b"101"]
            wire.sendall(frame)
            for _ in range(20):
                if not wire.recv(65536):
                    break


def _literal_token(target: Target) -> None:
    """What the documents print is known to every user of the machine."""
    before = target.notes()
    bearer = "Authorization: Bearer <admin_token>"
    key = target.proof.partition("\r\n")[0].partition(": ")[2]
    for more in (
        "",
        f"{KEY_HEADER}: ",
        f"{KEY_HEADER}: {key[:-1]}",
        f"X-Other: {key}",
        f"Cookie: {key}",
    ):
        for method, path in (("POST", NOTE), ("POST", "/session/skip?for=9h"), ("GET", "/docs")):
            head = f"{method} {path} HTTP/1.1\r\nHost: {WORKER}\r\n{bearer}\r\n{more}"
            body = b'{"text": "another"}'
            text = f"{head.strip()}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
            answer = target.send(text.encode() + body)
            assert target.status_of(answer) == 403
            assert b"briefing" in answer
    assert target.notes() == before


def _another_user(target: Target) -> None:
    """The certificate, the key, the shims and the world are closed to another user."""
    if os.geteuid() != 0:
        # Only root can become somebody else; the folder's mode says the same for everybody.
        for closed in (target.record, target.record / "session", target.record / "journal.jsonl"):
            assert closed.stat().st_mode & 0o077 == 0
        return
    as_nobody = ("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups")
    for words in (
        ("ls", str(target.record)),
        ("cat", str(target.record / "journal.jsonl")),
        ("ls", str(target.record / "saved")),
        ("cat", str(target.record / "session" / ".curlrc")),
        ("ls", str(target.record / "session")),
        ("bash", "-c", f". {target.record}/session/env"),
    ):
        done = subprocess.run([*as_nobody, *words], capture_output=True, check=False)
        assert done.returncode != 0
    url = f"https://127.0.0.1:{target.port}/health/status"
    bearer = "Authorization: Bearer <admin_token>"
    done = subprocess.run(
        [*as_nobody, "curl", "-ks", url, "-H", f"Host: {WORKER}", "-H", bearer],
        capture_output=True,
        check=False,
    )
    assert b"this drill belongs to another shell" in done.stdout


def _looking_at_processes(target: Target) -> None:
    """Every command line on the machine, while the drill's own commands run."""
    key = target.proof.partition("\r\n")[0].partition(": ")[2].encode()
    session = target.record / "session"
    env = {**os.environ, "TABLETOP_SESSION": str(session), "CURL_HOME": str(session)}
    env |= {"TABLETOP_CURL": "/usr/bin/curl", "TABLETOP_HOST": WORKER, "TABLETOP_HOSTS": WORKER}
    waiting = subprocess.Popen([str(session / "bin" / "sleep"), "30"], env=env)
    try:
        deadline = time.monotonic() + 10
        while b"session/sleep" not in (lines := _command_lines()):
            assert time.monotonic() < deadline
        assert key not in lines
    finally:
        waiting.kill()
        waiting.wait()


def _command_lines() -> bytes:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            found.append(path.read_bytes())
    return b"\n".join(found)


def _session_words(target: Target) -> None:
    for body in (b"null", b"[[[", b"{}", b"[1]", b'["note", null]', b"\xff", b"[" * 9_000):
        answer = target.ask("POST", "/session/say", body=body)
        assert answer.partition(b"\r\n\r\n")[2].startswith(b"2\n")
    for path in ("skip?for=", "skip?for=²m", "skip?for=-9h", "skip?for=" + "9" * 3_000 + "h"):
        quoted = path.encode().replace(b"\xc2\xb2", b"%C2%B2").decode()
        status = target.status_of(target.ask("POST", f"/session/{quoted}"))
        assert status in {200, 400}
        assert target.note("still going") in {200, 410}


def _plain_refusals(target: Target) -> None:
    """The port for calls without TLS: its answer is JSON whatever the Host header is."""
    for host in ('"},{"', "\x1b[2J", "a" * 9_000, "é", ""):
        with target_plain(target) as wire:
            wire.settimeout(3)
            wire.sendall(f"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            answer = b""
            with contextlib.suppress(OSError):
                while chunk := wire.recv(4096):
                    answer += chunk
        body = json.loads(answer.partition(b"\r\n\r\n")[2])
        assert body["success"] is False
        assert "\x1b" not in answer.decode()


def target_plain(target: Target) -> contextlib.closing:  # type: ignore[type-arg]
    """A connection to the port without TLS."""
    import socket

    return contextlib.closing(socket.create_connection(("127.0.0.1", target.plain), 5))


ATTACKS = (
    row(
        "codes-at-speed",
        "two hundred wrong join codes in a row, by link and by form",
        "ten are checked, then one a second; people with a seat notice nothing",
        _codes,
        "host",
        slow=False,
    ),
    row("other-origins", "the join form sent from other sites", "403", _origins, "host"),
    row(
        "forged-cookies",
        "the evaluator's board and report by another's token, none, or a guess",
        "401 or 403",
        _forged_cookies,
        "host",
        slow=False,
    ),
    row(
        "descriptions", "the worker's documentation by nobody", "401 or 403", _descriptions, "host"
    ),
    row(
        "sockets-outside",
        "live connections without a seat, with wrong versions, to pages",
        "refused at the handshake",
        _sockets_outside,
        slow=False,
    ),
    row(
        "socket-messages",
        "messages of a board that are no JSON, too deep, too long, binary, half characters",
        "the connection is closed",
        _socket_messages,
        "host",
        slow=False,
    ),
    row(
        "socket-actions",
        "actions of other seats, and with anything in their fields",
        "each is answered with why it cannot be",
        _socket_actions,
        "host",
    ),
    row(
        "broken-websocket-messages",
        "broken WebSocket messages: random bytes, unmasked, endless, half of one",
        "the connection is closed; nothing is logged",
        _broken_frames,
        "host",
    ),
    row(
        "literal-token",
        "a drill's worker called with `<admin_token>`, but no session key or a wrong one",
        "403 in a line that says how to join; nothing is done or shown",
        _literal_token,
        "drill",
        slow=False,
    ),
    row(
        "another-user",
        "reading a drill's files and calling its worker as another user of the machine",
        "no file can be read, and the worker returns 403",
        _another_user,
        "drill",
    ),
    row(
        "command-lines",
        "looking for the drill's key in every command line of the machine",
        "it is in none of them",
        _looking_at_processes,
        "drill",
    ),
    row(
        "session-words",
        "typed commands that are none, skips of no time and of all",
        "exit code 2 and a line",
        _session_words,
        "drill",
    ),
    row(
        "plain-refusals",
        "quotes, escapes and nine thousand letters as Host, without TLS",
        "JSON in which all of it is escaped",
        _plain_refusals,
        "drill",
    ),
)
