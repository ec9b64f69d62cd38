"""Argument types that several commands share: limits, instants, services."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

MOST = 1_000


def _clamp(value: int) -> int:
    return max(1, min(value, MOST))


Limit = Annotated[
    int,
    Field(ge=0, description=f"How many at most; clamped to 1 … {MOST}."),
    AfterValidator(_clamp),
]
"""A `limit`: too large is clamped, negative or not a number is refused."""

Timestamp = Annotated[str, Field(max_length=40, examples=["2026-03-03T14:00:00Z"])]
"""An ISO 8601 date and time; without a zone it is UTC."""
