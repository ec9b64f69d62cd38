"""What the families share: an attack on a record, and ways to change its journal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.journal.file import JOURNAL_NAME
from tests.journal.resealed import chained, unchained

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from tests.attacks.attack import Attack

    Spoil = Callable[[Path], "AbstractContextManager[None] | None"]


@dataclass(frozen=True, slots=True)
class RecordAttack:
    """An attack on a record.

    Attributes:
        attack: its row in the table.
        spoil: what it does to the record's directory; a context lasts while the commands run.
        score: how `tabletop score` ends: 0 when the record is read all the same, 2 when refused.
        lines: how many a command says on stderr at most.
        counted: whether `tabletop trends` counts it; None for as `score`.
    """

    attack: Attack
    spoil: Spoil
    score: int = 2
    counted: bool | None = None
    lines: int = 2


def on_bytes(change: Callable[[bytes], bytes]) -> Spoil:
    """Change the journal's bytes."""

    def spoil(record: Path) -> None:
        path = record / JOURNAL_NAME
        path.write_bytes(change(path.read_bytes()))

    return spoil


def on_lines(change: Callable[[list[bytes]], list[bytes]]) -> Spoil:
    """Change the journal's lines, each with its newline."""
    return on_bytes(lambda data: b"".join(change(data.splitlines(keepends=True))))


def on_entries(change: Callable[[list[dict[str, Any]]], object]) -> Spoil:
    """Change the journal's entries, and make its chain anew."""

    def spoil(record: Path) -> None:
        path = record / JOURNAL_NAME
        entries = unchained(path.read_text())
        change(entries)
        path.write_text(chained(entries))

    return spoil


def on_body(kind: str, change: Callable[[dict[str, Any]], object]) -> Spoil:
    """Change the body of the last entry of a kind, and make the chain anew."""

    def spoil(entries: list[dict[str, Any]]) -> None:
        body = next(one["body"] for one in reversed(entries) if one["body"]["kind"] == kind)
        change(body)

    return on_entries(spoil)


def adding(*bodies: dict[str, Any]) -> Spoil:
    """Add entries at the end, at the instant of the last one."""

    def spoil(entries: list[dict[str, Any]]) -> None:
        for body in bodies:
            last = entries[-1]
            entries.append({"at": last["at"], "body": body, "seq": last["seq"] + 1})

    return on_entries(spoil)


def deep(levels: int) -> Any:
    """Lists inside one another."""
    value: Any = []
    for _ in range(levels):
        value = [value]
    return value
