"""Argument types that several commands share: limits, instants, files by identifier."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, StringConstraints

from sim.commands.command import FailedItem, Refusal, Reply
from sim.commands.tolerant import Clamped
from sim.world.storage import file_number
from sim.world.timestamps import since_start

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.world.world import World

MOST = 1_000
MOST_NAMED = 5
"""So many unknown items a message repeats; the answer lists all."""


Limit = Annotated[int, Clamped(1, MOST), Field(description="How many at most.")]
"""A `limit`: too large is clamped, negative or not a number is refused."""

Timestamp = Annotated[str, Field(max_length=40, examples=["2026-03-03T14:00:00Z"])]
"""An ISO 8601 date and time; without a zone it is UTC."""

FileId = Annotated[str, StringConstraints(min_length=1, max_length=200)]
FileIds = Annotated[tuple[FileId, ...], Field(max_length=20_000)]
"""Files by identifier (file_000123, as scans and reports list them) or by name."""

Reason = Annotated[str, Field(max_length=500)]


def instant_of(world: World, field: str, text: str) -> int | Refusal:
    """Milliseconds since StartEx of a timestamp, or the refusal that names its field."""
    try:
        return since_start(world.scenario.starts_at, text)
    except (ValueError, OverflowError):
        return Reply(
            status=400, error=f"{field}: not a timestamp; write it like 2026-03-03T14:00:00Z"
        )


@dataclass(frozen=True, slots=True)
class Found:
    """A list of names: what is behind those that are known, and the others.

    Attributes:
        numbers: of what was found, each once.
        failed: the names behind which there is nothing.
    """

    numbers: tuple[int, ...]
    failed: tuple[FailedItem, ...]

    @property
    def warnings(self) -> tuple[str, ...]:
        """That not everything was done, for the answer."""
        if not self.failed:
            return ()
        return (f"{len(self.failed)} unknown, see data.failed: {shown(self.failed)}",)


def file_behind(world: World, name: str) -> int | None:
    """The number of a file by its identifier or name; None when there is no such file."""
    number = file_number(name, world.storage.files)
    if number is not None:
        return number
    named = world.storage.named.get(name)
    if named is not None and named.stored_at is not None:
        return named.number
    number = world.catalogue.numbered(name)
    known = number is not None and number < len(world.storage.files.exists)
    return number if known and world.storage.files.exists[number] else None


def files_behind(world: World, names: Iterable[str]) -> Found | Refusal:
    """The files behind identifiers or names, or the 404 when none of them is known."""
    given = tuple(dict.fromkeys(names))
    numbers = {name: file_behind(world, name) for name in given}
    failed = tuple(
        FailedItem(item=name, error="no such file") for name in given if numbers[name] is None
    )
    return found_among(
        (number for number in numbers.values() if number is not None),
        failed,
        "no file",
        "identifiers look like file_000123, as scans list them",
    )


def found_among(
    numbers: Iterable[int], failed: tuple[FailedItem, ...], nothing: str, advice: str
) -> Found | Refusal:
    """What was found beside what was not, or the 404 that lists what was asked for."""
    found = tuple(dict.fromkeys(numbers))
    if failed and not found:
        return Reply(status=404, error=f"{nothing} {shown(failed)}; {advice}", failed=failed)
    return Found(found, failed)


def shown(failed: tuple[FailedItem, ...]) -> str:
    """The first of them in quotes, for a message."""
    names = ", ".join(repr(one.item) for one in failed[:MOST_NAMED])
    return names if len(failed) <= MOST_NAMED else f"{names} and {len(failed) - MOST_NAMED} more"
