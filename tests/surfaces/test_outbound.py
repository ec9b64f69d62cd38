"""Servers that do not behave: each is one sentence, within a limit, and nothing goes elsewhere."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from sim.errors import TabletopError, Unusable
from sim.surfaces.outbound import Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@contextmanager
def answering(answer: Callable[[socket.socket], None]) -> Iterator[tuple[str, list[bytes]]]:
    """A server on loopback that answers every request so; its address, and what it was sent."""
    got: list[bytes] = []

    def serve() -> None:
        while True:
            try:
                caller, _ = listener.accept()
            except OSError:
                return
            with caller:
                caller.settimeout(5)
                try:
                    got.append(caller.recv(65536))
                    answer(caller)
                except OSError:
                    continue

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/hook", got
        # A closed socket alone does not wake up who waits in `accept`.
        listener.shutdown(socket.SHUT_RDWR)


def _drip(caller: socket.socket) -> None:
    """A head that never ends, a byte at a time: no single wait is long."""
    caller.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        caller.sendall(b"x")
        time.sleep(0.02)


def _flood(caller: socket.socket) -> None:
    """An answer without an end."""
    caller.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        caller.sendall(b"x" * 65536)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"garbage\r\n\r\n", "does not respond as a web server does"),
        (b"", "cannot be reached"),
        (b"HTTP/1.1 500 Oops\r\nContent-Length: 3\r\n\r\nbad", "answered 500: bad"),
        (b"HTTP/1.1 500 Oops\r\nContent-Length: 90\r\n\r\nbad", "answered 500"),
        (
            b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/x\r\nContent-Length: 0\r\n\r\n",
            "answered 302: write the address that it names: http://127.0.0.1:1/x",
        ),
        (
            b"HTTP/1.1 303 See\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n",
            "answered 303",
        ),
    ],
)
def test_an_answer_that_is_no_consent_is_said(answer: bytes, said: str) -> None:
    """Refused, torn, no HTTP at all, or sent elsewhere: one sentence with the address."""
    with answering(lambda caller: caller.sendall(answer)) as (url, _):
        with pytest.raises(Unusable) as refused:
            Server.at(url, None).send({})
        assert str(refused.value).startswith(f"{url}: ")
        assert said in str(refused.value)


def test_a_redirect_gets_neither_the_data_nor_the_password(tmp_path: Path) -> None:
    """A POST that is sent elsewhere would arrive as a GET, and be taken for accepted."""
    (tmp_path / "who").write_text("ann:secret\n")
    with answering(lambda caller: caller.sendall(b"HTTP/1.1 204 No\r\n\r\n")) as (other, got):
        head = f"HTTP/1.1 302 Found\r\nLocation: {other}\r\nContent-Length: 0\r\n\r\n".encode()
        with (
            answering(lambda caller: caller.sendall(head)) as (url, _),
            pytest.raises(Unusable, match="answered 302"),
        ):
            Server.at(url, tmp_path / "who").send({"score": 1})
        assert got == []


def test_an_answer_that_never_ends_ends() -> None:
    """By the limit of the whole, not of each byte; a body is not waited for at all."""
    with answering(_drip) as (url, _), pytest.raises(Unusable, match=r"within 0\.3 s"):
        Server(url, longest_s=0.3).send({})
    with answering(_flood) as (url, _):
        Server(url, longest_s=5).send({})


@pytest.mark.parametrize(
    "url",
    [
        "http://[::1",
        "http://example.org:99999/",
        "http://example.org:abc/",
        "http://example.org/a b",
        "http://example.org/a\nb",
        "http://example.org/ä",
        "http://ä..example/",
    ],
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(Unusable, match="address"):
        Server.at(url, None)


@pytest.mark.parametrize("content", [b"\xff\xfe\n", b"", b"nothing", b"a" * 100_000])
def test_credentials_that_are_none_are_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "who").write_bytes(content)
    with pytest.raises(TabletopError, match="who"):
        Server.at("http://example.org/", tmp_path / "who")
