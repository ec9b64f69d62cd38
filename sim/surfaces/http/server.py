"""Serving an application on loopback with a certificate made for this session only."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sim.surfaces.complaints import cause, complain
from sim.surfaces.http.app import HOSTS, refusal
from sim.surfaces.http.json_line import JsonLine
from sim.surfaces.http.shield import Shield

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import uvicorn
    from starlette.types import ASGIApp

PLAIN_HEAD_BYTES = 16 * 1024
PLAIN_SECONDS = 10.0
MOST_PLAIN = 100
"""Of a call without TLS, which is only refused: its head, its time, and such calls at once."""

LASTS = timedelta(days=90)
"""How long a session's certificate is good; some browsers take none that outlasts 825 days."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """Files of a session's certificate: the authority to trust, the server's key and chain."""

    authority: Path
    server: Path


def make_certificate(folder: Path, names: Sequence[str] = ()) -> Certificate:
    """Make an authority and a certificate for the hosts and `names`; the owner's files only."""
    import trustme

    authority = trustme.CA(organization_name="tabletop session")
    ends = datetime.now(UTC) + LASTS
    issued = authority.issue_cert(*HOSTS, "localhost", "127.0.0.1", *names, not_after=ends)
    certificate = Certificate(folder / "ca.pem", folder / "server.pem")
    # The key must not lie there readable for others even for a moment, so the file comes first.
    certificate.server.touch(mode=0o600)
    authority.cert_pem.write_to_path(str(certificate.authority))
    issued.private_key_and_cert_chain_pem.write_to_path(str(certificate.server))
    return certificate


def loopback_socket() -> socket.socket:
    """A listening socket on a free port of 127.0.0.1.

    The protocol is named because asyncio turns off the delay of small packets only then.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", 0))
    return listener


def served(app: ASGIApp, **more: Any) -> uvicorn.Config:
    """How an application of ours is served: patiently, but not without end, and quietly.

    Args:
        app: what answers.
        more: what uvicorn is told beside this.
    """
    import uvicorn

    from sim.surfaces.http.connection import HEAD_BYTES, PatientProtocol

    return uvicorn.Config(
        Shield(app),
        log_level="critical",
        access_log=False,
        http=PatientProtocol,
        h11_max_incomplete_event_size=HEAD_BYTES,
        # Our names for nobody's ears.
        server_header=False,
        **more,
    )


def complain_in_one_line(loop: asyncio.AbstractEventLoop) -> None:
    """Let what fails in nobody's hands be said in one line, and not as a traceback."""

    def said(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if not isinstance(error, ConnectionError):  # visitors come and go
            complain(f"{context['message']}: {cause(error)}" if error else context["message"])

    loop.set_exception_handler(said)


async def serve(app: ASGIApp, certificate: Certificate, listener: socket.socket) -> None:
    """Serve until cancelled."""
    import uvicorn

    complain_in_one_line(asyncio.get_running_loop())
    config = served(
        app,
        lifespan="off",
        ssl_keyfile=str(certificate.server),
        ssl_certfile=str(certificate.server),
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    # The process's signals are the caller's; a server on a thread must leave them alone.
    server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign,assignment]
    try:
        await server.serve(sockets=[listener])
    except asyncio.CancelledError:
        server.should_exit = True
        await server.shutdown(sockets=[listener])
        raise


async def refuse_plain_http(listener: socket.socket) -> None:
    """Answer calls without TLS by naming the host that is refused; serve until cancelled."""
    open_now = 0

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal open_now
        open_now += 1
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, ValueError):
                if open_now <= MOST_PLAIN:
                    async with asyncio.timeout(PLAIN_SECONDS):
                        writer.write(_refused(await reader.readuntil(b"\r\n\r\n")))
                        await writer.drain()
        finally:
            open_now -= 1
            writer.close()

    server = await asyncio.start_server(answer, sock=listener, limit=PLAIN_HEAD_BYTES)
    async with server:
        await server.serve_forever()


def _refused(head: bytes) -> bytes:
    lines = head.decode("latin-1").split("\r\n")
    hosts = [line[5:].strip() for line in lines if line.lower().startswith("host:")]
    host = (hosts[0] if hosts else "?").rsplit(":", 1)[0]
    text = f"use https://{host}" if host in HOSTS else refusal(host)
    body = bytes(JsonLine({"success": False, "error": text}).body)
    return (
        b"HTTP/1.1 421 Misdirected Request\r\nContent-Type: application/json\r\n"
        b"Connection: close\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
    )
