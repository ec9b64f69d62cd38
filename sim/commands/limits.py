"""Argument types that several commands share: limits, instants, files by identifier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, Field, StringConstraints

from sim.commands.command import Refusal, Reply
from sim.world.storage import file_number
from sim.world.timestamps import since_start

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.world.world import World

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

FileId = Annotated[str, StringConstraints(min_length=1, max_length=60)]
FileIds = Annotated[tuple[FileId, ...], Field(max_length=20_000)]
"""Files by identifier: file_000123, as scans and reports list them."""

Reason = Annotated[str, Field(max_length=500)]


def instant_of(world: World, field: str, text: str) -> int | Refusal:
    """Milliseconds since StartEx of a timestamp, or the refusal that names its field."""
    try:
        return since_start(world.scenario.starts_at, text)
    except (ValueError, OverflowError):
        return Reply(
            status=400, error=f"{field}: not a timestamp; write it like 2026-03-03T14:00:00Z"
        )


def numbers_of(world: World, names: Iterable[str]) -> tuple[int, ...] | Refusal:
    """The numbers behind file identifiers, or the 404 that names the first unknown one."""
    found = []
    for name in names:
        number = file_number(name, world.storage.files)
        if number is None:
            text = f"no file {name!r}; identifiers look like file_000123, as scans list them"
            return Reply(status=404, error=text)
        found.append(number)
    return tuple(dict.fromkeys(found))
