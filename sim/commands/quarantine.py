"""Keeping users away from files, letting them have them again, and emptying the bucket."""

from __future__ import annotations

from typing import Literal

from pydantic import AliasChoices, Field

from sim.commands.command import Answer, Example, FailedItem, Params, Reply, command
from sim.commands.limits import FileIds, Reason, files_behind
from sim.world.world import World

NO_SUCH_FILE = {404: "No such file."}


class QuarantineParams(Params):
    """Which files, and why."""

    file_ids: FileIds = Field(
        min_length=1,
        validation_alias=AliasChoices("file_ids", "fileIds", "file_list", "files"),
        description="file_000123, as scans and reports list them.",
    )
    reason: Reason = ""


class QuarantineRecord(Answer):
    """What became of the files."""

    files: int = Field(description="How many were named and found.")
    changed: int
    quarantined: int = Field(description="Files in quarantine now.")
    failed: tuple[FailedItem, ...] = Field(description="Names that no file has.")


class ClearParams(Params):
    """Sure?"""

    confirm: Literal[True] = Field(description="Must be true: every file is deleted.")
    reason: Reason = ""


class ClearRecord(Answer):
    """What is gone."""

    deleted: int
    missing: int = Field(description="Files that are gone now.")


def _withhold(
    world: World, params: QuarantineParams, command: str, *, withheld: bool
) -> Reply[QuarantineRecord]:
    found = files_behind(world, params.file_ids)
    if isinstance(found, Reply):
        return found
    changed = world.storage.withhold(found.numbers, command, withheld=withheld)
    word = "withheld from users" if withheld else "released to users"
    return Reply(
        QuarantineRecord(
            files=len(found.numbers),
            changed=changed,
            quarantined=world.storage.files.state().withheld,
            failed=found.failed,
        ),
        message=f"{changed} files {word}",
        warnings=found.warnings,
    )


@command(
    "quarantine",
    access="responder",
    example=Example(body={"file_ids": ["file_000123"], "reason": "checksum differs"}),
    extra_statuses=NO_SUCH_FILE,
)
def quarantine(world: World, params: QuarantineParams) -> Reply[QuarantineRecord]:
    """Withhold files from users until they are released or uploaded again."""
    return _withhold(world, params, "quarantine", withheld=True)


@command(
    "mark-corrupted",
    access="responder",
    example=Example(body={"file_ids": ["file_000123"]}),
    extra_statuses=NO_SUCH_FILE,
)
def mark_corrupted(world: World, params: QuarantineParams) -> Reply[QuarantineRecord]:
    """Mark files as corrupted; they are withheld from users like quarantined ones."""
    return _withhold(world, params, "mark-corrupted", withheld=True)


@command(
    "unquarantine",
    access="responder",
    example=Example(body={"file_ids": ["file_000123"]}),
    extra_statuses=NO_SUCH_FILE,
)
def unquarantine(world: World, params: QuarantineParams) -> Reply[QuarantineRecord]:
    """Release files from quarantine. Their contents are not checked, so verify them first."""
    return _withhold(world, params, "unquarantine", withheld=False)


@command(
    "clear-bucket",
    access="responder",
    example=Example(body={"confirm": True, "reason": "before a complete restore"}),
)
def clear_bucket(world: World, _params: ClearParams) -> Reply[ClearRecord]:
    """Delete every file; what was written since the last backup is lost for good."""
    deleted = world.storage.clear("clear-bucket")
    missing = world.storage.files.state().missing
    return Reply(ClearRecord(deleted=deleted, missing=missing), message=f"{deleted} files deleted")
