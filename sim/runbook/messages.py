"""Which requests carry words to people, and in which fields; pure.

The linter and the run both ask: a placeholder left among such words is a different mistake from
one left where the worker reads it.
"""

from __future__ import annotations

from sim.command_set import rows_at

FIELDS = ("message", "text", "title", "summary", "description", "reason", "cause", "notes")
"""Fields of a request that hold words for people."""


def is_for_people(path: str) -> bool:
    """Whether what is sent to this path is read by people: it tells somebody, or goes on record."""
    rows = rows_at(path.partition("?")[0])
    return any(row.nature in ("tells", "records") for row, _ in rows)
