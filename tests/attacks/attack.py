"""An attack as its row in the documentation: what was tried, and what holds instead."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Attack:
    """One attack. Its room's test carries it out; what does not hold fails there.

    Attributes:
        name: short, in lower case with hyphens; the test's id. No two of a room have the same.
        tries: what is tried, in one sentence without its full stop.
        holds: what happens instead, in one sentence without its full stop.
    """

    name: str
    tries: str
    holds: str
