"""The one base of every journal entry's body, and of whatever is written like one."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

LATEST = 7 * 24 * 3_600_000
"""No exercise is as long, ms: an instant behind it was not written by one."""

Instant = Annotated[int, Field(ge=0, le=LATEST)]
"""Milliseconds since StartEx."""


class JournalModel(BaseModel):
    """Frozen, and strict about unknown fields: a reader never skips what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")
