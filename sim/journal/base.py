"""The one base of every journal entry's body, and of whatever is written like one."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class JournalModel(BaseModel):
    """Frozen, and strict about unknown fields: a reader never skips what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")
