"""A journal that somebody changed who can compute hashes."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from sim.journal.encoding import GENESIS, canonical

if TYPE_CHECKING:
    from collections.abc import Callable


def chained(entries: list[dict[str, Any]]) -> str:
    """The text of a journal whose chain holds, of entries without hashes."""
    link, lines = GENESIS, []
    for entry in entries:
        link = hashlib.sha256(f"{link}\n{canonical(entry)}".encode()).hexdigest()
        lines.append(canonical({**entry, "hash": link}))
    return "".join(f"{line}\n" for line in lines)


def unchained(text: str) -> list[dict[str, Any]]:
    """The entries of a journal, without their hashes."""
    entries: list[dict[str, Any]] = [json.loads(line) for line in text.splitlines()]
    for entry in entries:
        del entry["hash"]
    return entries


def resealed(text: str, index: int, change: Callable[[dict[str, Any]], object]) -> str:
    """A journal with one of its entries changed, and its chain made anew."""
    entries = unchained(text)
    change(entries[index])
    return chained(entries)
