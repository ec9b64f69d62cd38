"""Serving an application on loopback with a certificate made for this session only."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sim.surfaces.http.app import HOSTS, refusal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fastapi import FastAPI

HEAD_BYTES = 16 * 1024

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


async def serve(app: FastAPI, certificate: Certificate, listener: socket.socket) -> None:
    """Serve until cancelled."""
    import uvicorn

    config = uvicorn.Config(
        app,
        log_level="critical",
        access_log=False,
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

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            head = (await reader.readuntil(b"\r\n\r\n"))[:HEAD_BYTES].decode("latin-1")
            hosts = [
                line[5:].strip() for line in head.split("\r\n") if line.lower().startswith("host:")
            ]
            host = (hosts[0] if hosts else "?").rsplit(":", 1)[0]
            text = f"use https://{host}" if host in HOSTS else refusal(host)
            body = f'{{"success": false, "error": "{text}"}}\n'.encode()
            writer.write(
                b"HTTP/1.1 421 Misdirected Request\r\nContent-Type: application/json\r\n"
                b"Connection: close\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
            )
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, sock=listener, limit=HEAD_BYTES)
    async with server:
        await server.serve_forever()
