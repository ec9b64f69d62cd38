"""What a fault does to things that are stored: it stays when the fault is over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Damage:
    """Lasting harm, done when the fault begins.

    Attributes:
        what: `rot`: files are damaged; `loss`: files vanish; `backups`: backups are.
        share_ppm: of the files, in parts per million.
        prefixes: key prefixes (0 … 15) it is confined to; empty: all.
        shows: reading a damaged file fails its check, so the damage is noticed.
        over_ms: time in which it spreads; 0: all at once.
        newest: how many of the newest backups are damaged.
    """

    what: Literal["rot", "loss", "backups"]
    share_ppm: int
    prefixes: frozenset[int] = frozenset()
    shows: bool = False
    over_ms: int = 0
    newest: int = 0
