"""Attacks on the bytes of a journal: torn, cut, swapped, rewritten."""

from __future__ import annotations

from tests.attacks.attack import Attack
from tests.attacks.records.spoil import RecordAttack, on_bytes, on_lines

_LINE = "an error of one line names the line and the problem"
_REPAIR = f"{_LINE}; repair cuts the end off and keeps it"

ATTACKS = (
    RecordAttack(
        Attack("half-a-line", "the last line is cut off in the middle", _REPAIR),
        on_bytes(lambda data: data[:-40]),
    ),
    RecordAttack(
        Attack("zeros-at-the-end", "a crash left zeros behind the last line", _REPAIR),
        on_bytes(lambda data: data + bytes(8192)),
    ),
    RecordAttack(
        Attack("no-last-newline", "the last line lacks its newline", "it is read; repair adds it"),
        on_bytes(lambda data: data[:-1]),
        score=0,
    ),
    RecordAttack(
        Attack("broken-last-hash", "the last line has another hash", _REPAIR),
        on_lines(lambda lines: [*lines[:-1], lines[-1][:-90] + b"f" * 64 + lines[-1][-26:]]),
    ),
    RecordAttack(
        Attack("deep-last-line", "the last line is 100,000 brackets", _REPAIR),
        on_bytes(lambda data: data + b"[" * 100_000 + b"\n"),
    ),
    RecordAttack(
        Attack("not-utf-8-at-the-end", "the last line holds bytes that are no UTF-8", _REPAIR),
        on_bytes(lambda data: data + b'{"at":\xff\xfe}\n'),
    ),
    RecordAttack(
        Attack("empty-lines-at-the-end", "empty lines follow the last one", _REPAIR),
        on_bytes(lambda data: data + b"\n\n"),
    ),
    RecordAttack(
        Attack("zeros-in-the-middle", "a line in the middle is zeros", _LINE),
        on_lines(lambda lines: [*lines[:6], bytes(300) + b"\n", *lines[7:]]),
    ),
    RecordAttack(
        Attack("one-letter", "a letter in the middle is another one", _LINE),
        on_lines(lambda lines: [*lines[:6], lines[6].replace(b"kind", b"mind"), *lines[7:]]),
    ),
    RecordAttack(
        Attack("line-lost", "a line in the middle is missing", _LINE),
        on_lines(lambda lines: [*lines[:6], *lines[7:]]),
    ),
    RecordAttack(
        Attack("lines-swapped", "two lines changed places", _LINE),
        on_lines(lambda lines: [*lines[:6], lines[7], lines[6], *lines[8:]]),
    ),
    RecordAttack(
        Attack("line-doubled", "a line is repeated", _LINE),
        on_lines(lambda lines: [*lines[:7], lines[6], *lines[7:]]),
    ),
    RecordAttack(
        Attack("header-lost", "the first line is missing", _LINE),
        on_lines(lambda lines: lines[1:]),
    ),
    RecordAttack(
        Attack("header-cut", "the journal is half of its first line", _LINE),
        on_lines(lambda lines: [lines[0][:200]]),
    ),
    RecordAttack(
        Attack("header-only", "nothing but the first line is left", "it is read: nothing happened"),
        on_lines(lambda lines: lines[:1]),
        score=0,
    ),
    RecordAttack(
        Attack("empty", "the journal is empty", "one line says so"), on_bytes(lambda _: b"")
    ),
    RecordAttack(
        Attack("newlines-only", "the journal is a thousand empty lines", _LINE),
        on_bytes(lambda _: b"\n" * 1000),
    ),
    RecordAttack(
        Attack("deep-first-line", "the journal is 100,000 opening braces", _LINE),
        on_bytes(lambda _: b'{"a":' * 100_000),
    ),
    RecordAttack(
        Attack("endless-number", "a line's instant has 5,000 digits", _LINE),
        on_bytes(lambda data: data + b'{"at":' + b"9" * 5000 + b',"body":{},"hash":"","seq":1}\n'),
    ),
    RecordAttack(
        Attack("windows-line-ends", "an editor wrote CR LF", _LINE),
        on_bytes(lambda data: data.replace(b"\n", b"\r\n")),
    ),
    RecordAttack(
        Attack("byte-order-mark", "an editor put a mark at the beginning", _LINE),
        on_bytes(lambda data: b"\xef\xbb\xbf" + data),
    ),
    RecordAttack(
        Attack("other-spaces", "a line was written anew with spaces, its hash still fits", _LINE),
        on_lines(lambda lines: [*lines[:4], lines[4].replace(b'"seq":', b'"seq": '), *lines[5:]]),
    ),
    RecordAttack(
        Attack("doubled-field", "a line says its instant twice, the second time as it was", _LINE),
        on_lines(lambda lines: [*lines[:4], lines[4].replace(b'{"at"', b'{"at":0,"at"', 1)]),
    ),
    RecordAttack(
        Attack("another-program", "the journal is an ELF program's first bytes", _LINE),
        on_bytes(lambda _: b"\x7fELF" + bytes(range(256)) * 40),
    ),
)
