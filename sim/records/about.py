"""What a record cannot know from its journal: on which day it was played, and by which team.

The journal is the same whenever it is played, so wall time and team stand beside it, in a file that
may be edited. A record without one was played when its journal was last written.
"""

from __future__ import annotations

import os
from datetime import datetime  # noqa: TC003 - pydantic reads it at run time
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sim.disk import write_atomically
from sim.errors import Unusable
from sim.journal.versions import ABOUT
from sim.records.document import problem_of, read_document

if TYPE_CHECKING:
    from pathlib import Path

ABOUT_NAME = "record.json"
FIRST_YEAR, LAST_YEAR = 1970, 9000
"""What a slip of the pen makes of a year lies outside; whoever counts months from a day inside
stays within every calendar."""
MOST_BYTES = 10_000


class About(BaseModel):
    """When a record was played, by whom."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    format: Literal[1] = ABOUT
    played_at: datetime = Field(description="Wall time, with a zone.")
    team: str = Field(default="", max_length=200, description="The team; empty when not named.")


def write_about(folder: Path, about: About) -> None:
    """Write it beside the journal."""
    write_atomically(folder / ABOUT_NAME, f"{about.model_dump_json(indent=2)}\n".encode())


def read_about(folder: Path) -> About | None:
    """What stands beside the journal; None when nothing does.

    Raises:
        Unusable: it cannot be read.
    """
    path = folder / ABOUT_NAME
    if not os.path.lexists(path):
        return None
    data = read_document(path, MOST_BYTES, "format", ABOUT)
    try:
        found = About.model_validate(data)
    except ValidationError as error:
        raise Unusable(f"{path}: {problem_of(data, error, ABOUT)}") from error
    if found.played_at.tzinfo is None:
        raise Unusable(f"{path}: played_at: needs a zone, like 2026-03-03T14:00:00Z")
    if not FIRST_YEAR <= found.played_at.year <= LAST_YEAR:
        raise Unusable(
            f"{path}: played_at: {found.played_at.date()} is no day on which anything was played; "
            f"give a year from {FIRST_YEAR} to {LAST_YEAR}"
        )
    return found
