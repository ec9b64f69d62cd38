"""Attacks on a record's lock: held by another, garbage, links, a foreign host's words."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sim.records.lock import LOCK_NAME, owned
from tests.attacks.attack import Attack
from tests.attacks.records.spoil import RecordAttack

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

_FREE = "it locks nothing"
_WRITERS = "a command that would write says in one line that it is not a lock; reading still works"


def _held(record: Path) -> AbstractContextManager[None]:
    return owned(record, "played")


def _held_and_torn(record: Path) -> AbstractContextManager[None]:
    with (record / "journal.jsonl").open("ab") as journal:
        journal.write(b'{"at":12')
    return owned(record, "played")


def _left(content: bytes) -> Callable[[Path], None]:
    def spoil(record: Path) -> None:
        (record / LOCK_NAME).write_bytes(content)

    return spoil


def _made(make: Callable[[Path], object]) -> Callable[[Path], None]:
    def spoil(record: Path) -> None:
        make(record / LOCK_NAME)

    return spoil


ATTACKS = (
    RecordAttack(
        Attack(
            "locked-twice",
            "every command while another process plays the record",
            "writers name the process and exit with 2; readers read what is written",
        ),
        _held,
        score=0,
        counted=False,
    ),
    RecordAttack(
        Attack(
            "locked-and-on-its-way",
            "every command while the last line is half written",
            "writers name the process; readers read up to the last whole line",
        ),
        _held_and_torn,
        score=0,
        counted=False,
    ),
    RecordAttack(
        Attack("lock-of-a-dead-process", "kill -9 left a lock's file behind", _FREE),
        _left(b'{"pid": 1, "host": "here", "since": "2026-03-03T14:02:00Z", "doing": "played"}\n'),
        score=0,
    ),
    RecordAttack(
        Attack("lock-of-a-foreign-host", "the file names another machine, and escapes", _FREE),
        _left(b'{"pid": 1, "host": "\\u001b[2J", "since": "2026-03-03T14:02:00Z"}\n'),
        score=0,
    ),
    RecordAttack(
        Attack("lock-of-garbage", "the lock's file is 64 KiB of garbage", _FREE),
        _left(b"\xff\x00[{" * 16_384),
        score=0,
    ),
    RecordAttack(
        Attack("lock-is-a-link", "the lock is a link to a file elsewhere", _WRITERS),
        _made(lambda at: at.symlink_to("/etc/hostname")),
        score=0,
    ),
    RecordAttack(
        Attack("lock-is-a-fifo", "the lock is a FIFO", _WRITERS), _made(os.mkfifo), score=0
    ),
    RecordAttack(
        Attack("lock-is-a-directory", "the lock is a directory", _WRITERS),
        _made(os.mkdir),
        score=0,
    ),
)
