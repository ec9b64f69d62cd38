"""What an incident is called in forms and reports: `INC-2026-05-14-001`.

The worker's own documents are filed under any name; this one is for people. Pure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

FIRST = 1
SHORT = "INC-001"
"""What the commands call it: the worker's endpoints and `declare`."""


def incident_id(starts_at: datetime) -> str:
    """The incident's name.

    Args:
        starts_at: StartEx on the scenario's own clock. An exercise has one incident, so it is
            always the first of its day.
    """
    return f"INC-{starts_at:%Y-%m-%d}-{FIRST:03d}"


def both_ids(name: str) -> str:
    """The guide's ID with the one that the commands use: `… (INC-001 in the commands)`."""
    return f"{name} ({SHORT} in the commands)"
