"""Attacks by what a request carries: JSON, text, compressed bodies and forms."""

from __future__ import annotations

import contextlib
import gzip
import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.attacks.web.target import row

if TYPE_CHECKING:
    from tests.attacks.web.target import Target

NOTE = "/exercise/note"
BAD = "400 in the worker's own shape; nothing is done"


def _refused_bodies(target: Target, *bodies: bytes, headers: tuple[str, ...] = ()) -> None:
    before = target.notes()
    for body in bodies:
        answer = target.ask("POST", NOTE, *headers, body=body)
        assert target.status_of(answer) == 400, (body[:60], answer[:200])
        shape = json.loads(answer.partition(b"\r\n\r\n")[2])
        assert shape["success"] is False
        assert shape["error"]
    assert [text for text in target.notes() if text] == [text for text in before if text]


def _deep(target: Target) -> None:
    _refused_bodies(target, b"[" * 3_000, b'{"text":' * 9_000, b'{"text":' + b"[" * 60_000)


def _numbers(target: Target) -> None:
    nines = b"9" * 60_000
    _refused_bodies(
        target,
        b'{"text":' + nines + b"}", b'{"text":"x","n":' + nines + b"}", b'{"text":"x","n":1e999}',
        b'{"text":"x","n":NaN}', b'{"text":"x","n":-Infinity}',
    )  # fmt: skip


def _halves(target: Target) -> None:
    _refused_bodies(target, b'{"text":"\\ud800"}', b'{"\\udfff":1,"text":"x"}')


def _twice(target: Target) -> None:
    _refused_bodies(target, b'{"text":"a","text":"b"}', b'{"text":"a","n":{"x":1,"x":2}}')


def _no_utf8(target: Target) -> None:
    for body in (b'{"text":"\xff\xfe"}', b'{"text":"\xed\xa0\x80"}', b'{"text":"\xc0\xaf"}'):
        assert target.status_of(target.ask("POST", NOTE, body=body)) == 200
    assert "\ufffd\ufffd" in target.notes()


def _escapes(target: Target) -> None:
    body = json.dumps({"text": "e\x1b]0;mine\x07s\x00c\x9b2J"}).encode()
    assert target.status_of(target.ask("POST", NOTE, body=body)) == 200
    assert "e]0;minesc2J" in target.notes()
    body = b'{"text":"e\x1b[2Jraw"}'
    assert target.status_of(target.ask("POST", NOTE, body=body)) == 200
    assert "e[2Jraw" in target.notes()


def _large(target: Target) -> None:
    _refused_bodies(target, b'{"text":"' + b"x" * 70_000 + b'"}', b" " * 250_000 + b"{}")


def _compressed(target: Target) -> None:
    bomb = gzip.compress(b'{"text":"' + b"0" * 50_000_000 + b'"}')
    _refused_bodies(target, bomb, headers=("Content-Encoding: gzip",))


def _forms(target: Target) -> None:
    kind = "Content-Type: multipart/form-data; boundary=x"
    part = b'--x\r\nContent-Disposition: form-data; name="f%d"\r\n\r\nv\r\n'
    for headers, body in (
        ((kind,), b"".join(part % number for number in range(10_000)) + b"--x--\r\n"),
        ((kind,), b"--x\r\n" + b"A: b\r\n" * 10_000),
        ((kind,), b'--x\r\nContent-Disposition: form-data; name="\xff"; filename="\x00"\r\n\r\n'),
        (("Content-Type: multipart/form-data",), b"--x--"),
        (("Content-Type: multipart/form-data; boundary=" + "b" * 5_000,), b"--x--"),
    ):
        status = target.status_of(target.ask("POST", "/api/files/upload", *headers, body=body))
        assert status in {0, 400, 401, 403, 404, 405}


def _spooled(target: Target) -> None:
    """200 MB as a chunked form, by somebody without a seat or key."""
    folder = Path(tempfile.gettempdir())
    free = shutil.disk_usage(folder).free
    begun = b'--x\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'
    for path in ("/join", "/api/files/upload"):
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {target.name}\r\nTransfer-Encoding: chunked\r\n"
            "Content-Type: multipart/form-data; boundary=x\r\n\r\n"
        ).encode()
        sent = 0
        with contextlib.suppress(OSError), target.connect() as wire:
            wire.settimeout(5)
            wire.sendall(head + b"%x\r\n" % len(begun) + begun + b"\r\n")
            for _ in range(200):
                wire.sendall(b"100000\r\n" + b"x" * 0x100000 + b"\r\n")
                sent += 1
        assert sent < 60
    # Others use the folder as well; 200 MB would show.
    assert free - shutil.disk_usage(folder).free < 100 << 20


def _long_forms(target: Target) -> None:
    kind = "Content-Type: application/x-www-form-urlencoded"
    for body, headers in (
        (b"code=" + b"A" * 9_000, (kind,)),
        (b"&" * 3_900, (kind,)),
        (b"code=%ff%00&name=%1b", (kind,)),
        (b'{"code": 1}', ("Content-Type: application/json",)),
    ):
        status = target.status_of(target.ask("POST", "/join", *headers, body=body, proof=False))
        assert status in {400, 413, 429}


ATTACKS = (
    row("deep-json", "three thousand brackets, sixty thousand in a field", BAD, _deep, slow=False),
    row("huge-numbers", "numbers of sixty thousand digits, NaN, Infinity, 1e999", BAD, _numbers),
    row(
        "half-characters",
        "halves of surrogate pairs as JSON escapes, in values and names",
        BAD,
        _halves,
        slow=False,
    ),
    row("names-twice", "objects that have a name twice", BAD, _twice),
    row("large-bodies", "bodies of 70 kB and 250 kB", BAD, _large),
    row("compressed-bomb", "50 MB as 50 kB of gzip", "it is not unpacked; 400", _compressed),
    row(
        "no-utf-8",
        "bytes that are no UTF-8, in a text",
        "each becomes U+FFFD in the journal",
        _no_utf8,
    ),
    row(
        "terminal-escapes",
        "escape sequences in a text, raw and as JSON escapes",
        "their control characters are not in the journal",
        _escapes,
        slow=False,
    ),
    row(
        "form-bombs",
        "forms of ten thousand parts and headers, without a boundary, with names of bytes",
        "refused",
        _forms,
    ),
    row(
        "spooled-form",
        "200 MB as a chunked form, by nobody",
        "refused unread, and cut off",
        _spooled,
    ),
    row(
        "long-forms",
        "join forms that are too long, of another kind, of control characters",
        "400 or 413",
        _long_forms,
        "host",
    ),
)
