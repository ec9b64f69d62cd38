"""Attacks on what lies where a record is meant to be: pipes, devices, links, directories."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from sim.journal.file import JOURNAL_NAME
from tests.attacks.attack import Attack
from tests.attacks.records.spoil import RecordAttack

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_LINE = "one line says what it is, nothing waits"


def _instead(name: str, make: Callable[[Path], object]) -> Callable[[Path], None]:
    """Put something else in a file's place."""

    def spoil(record: Path) -> None:
        path = record / name
        path.unlink(missing_ok=True)
        make(path)

    return spoil


def _is_a_file(record: Path) -> None:
    shutil.rmtree(record)
    record.write_text("not a record\n")


def _is_empty(record: Path) -> None:
    shutil.rmtree(record)
    record.mkdir()


def _leads_in_a_circle(record: Path) -> None:
    shutil.rmtree(record)
    record.symlink_to(record.name)


def _too_large(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)  # sparse: no disk is filled


def instead(name: str) -> tuple[tuple[str, str, Callable[[Path], None]], ...]:
    """What can lie in a file's place: a name, words, and what puts it there."""
    return (
        ("fifo", "a FIFO that nobody writes to", _instead(name, os.mkfifo)),
        ("directory", "a directory", _instead(name, os.mkdir)),
        ("device", "a link to /dev/zero", _instead(name, lambda at: at.symlink_to("/dev/zero"))),
        ("circle", "a link to itself", _instead(name, lambda at: at.symlink_to(at.name))),
        ("nowhere", "a link to nothing", _instead(name, lambda at: at.symlink_to("no/where"))),
        ("terabyte", "a sparse file of a terabyte", _instead(name, _too_large)),
    )


ATTACKS = (
    RecordAttack(
        Attack("record-is-a-file", "the record is a file", "one line says so"), _is_a_file
    ),
    RecordAttack(
        Attack("record-is-empty", "the record is an empty directory", "one line says so"), _is_empty
    ),
    RecordAttack(
        Attack("record-is-a-circle", "the record is a link to itself", "one line says so"),
        _leads_in_a_circle,
    ),
    *(
        RecordAttack(
            Attack(f"journal-{short}", f"the journal is {words}", _LINE), spoil, counted=False
        )
        for short, words, spoil in instead(JOURNAL_NAME)
    ),
)
