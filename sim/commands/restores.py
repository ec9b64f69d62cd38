"""Restoring files from a backup: starting it, stopping it, going back to another backup."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Self

from pydantic import AliasChoices, Field, model_validator

from sim.commands.backups import NO_SUCH_BACKUP, BackupName, usable_backup
from sim.commands.command import Actor, Answer, Example, FailedItem, Params, Reply, command
from sim.commands.limits import FileIds, Found, Reason, files_behind
from sim.commands.tolerant import Clamped
from sim.scenario.durations import MINUTE, SECOND
from sim.world.restores import RESTORE_WORDS, RestoreWord
from sim.world.world import World

if TYPE_CHECKING:
    from sim.world.restores import Restore

BUSY = {409: "The backup is not completed, or another restore is under way."}


class RestoreRecord(Answer):
    """A restore."""

    backup_id: str
    restore_status: RestoreWord
    restore_progress: int = Field(description="Percent.")
    files: int = Field(description="How many it puts back.")
    restored: int
    skipped: int = Field(
        description="Already exists and must not be overwritten, or was written meanwhile."
    )
    overwrite_existing: bool
    verify_after_restore: bool
    started_at: str
    estimated_seconds: int
    finished_at: str | None
    error: str | None
    failed: tuple[FailedItem, ...] = Field(
        default=(), description="Named files that there are none of."
    )


class Filters(Params):
    """The older form of naming files."""

    file_ids: FileIds = Field(
        default=(), validation_alias=AliasChoices("fileIds", "file_ids"), description="Files."
    )


class RestoreParams(BackupName):
    """What to put back, and how. The documents spell some fields in two ways; both work."""

    full_restore: bool = Field(
        default=False,
        validation_alias=AliasChoices("full_restore", "fullRestore"),
        description="Everything the backup holds; so it is when no files are named.",
    )
    selective: bool = Field(default=False, description="Only the files that are named.")
    file_ids: FileIds = Field(
        default=(),
        validation_alias=AliasChoices("file_ids", "file_list", "fileIds", "files"),
        description="file_000123, as scans and reports list them.",
    )
    filters: Filters = Field(default=Filters(), description="`fileIds`, the older form.")
    overwrite_existing: bool = Field(
        default=False,
        validation_alias=AliasChoices("overwrite_existing", "overwriteExisting"),
        description="Also files that are there: without it a damaged file stays as it is.",
    )
    verify_after_restore: bool = Field(
        default=False,
        validation_alias=AliasChoices("verify_after_restore", "verifyAfterRestore"),
        description="Read everything back at the end; takes a quarter longer.",
    )
    parallel_operations: Annotated[int, Clamped(1, 100)] = Field(
        default=10, description="Twenty at the most."
    )

    @property
    def named(self) -> tuple[str, ...]:
        """The files that are named, in either form."""
        return (*self.file_ids, *self.filters.file_ids)

    @model_validator(mode="after")
    def _either_or(self) -> Self:
        if self.selective and not self.named:
            raise ValueError("file_ids: a selective restore needs the files' identifiers")
        if self.full_restore and self.named:
            raise ValueError("full_restore: does not go together with named files")
        return self


class StopParams(Params):
    """Why."""

    reason: Reason = ""


class RollbackParams(Params):
    """Back to what."""

    target_backup: str = Field(min_length=1, max_length=60, description="The backup to go back to.")
    reason: Reason = ""


def _record(world: World, run: Restore, found: Found | None = None) -> RestoreRecord:
    return RestoreRecord(
        backup_id=run.backup.id,
        restore_status=RESTORE_WORDS[run.status],
        restore_progress=run.progress,
        files=len(run.targets),
        restored=run.restored,
        skipped=run.skipped,
        overwrite_existing=run.overwrite,
        verify_after_restore=run.verify,
        started_at=world.timestamp(run.started_at),
        estimated_seconds=run.takes // SECOND,
        finished_at=world.when(run.finished_at),
        error=run.error or None,
        failed=() if found is None else found.failed,
    )


def _begun(world: World, run: Restore, found: Found | None = None) -> Reply[RestoreRecord]:
    minutes = -(-run.takes // MINUTE)
    message = f"restoring {len(run.targets)} files, about {minutes} min"
    warnings = () if found is None else found.warnings
    return Reply(_record(world, run, found), message=message, warnings=warnings)


@command(
    "backup-restore",
    access="responder",
    example=Example(
        path="/api/backup/restore/backup_20260303_130000",
        body={
            "selective": True,
            "file_ids": ["file_000123"],
            "overwrite_existing": True,
            "verify_after_restore": True,
        },
    ),
    extra_statuses={404: "No such backup, or no such file.", **BUSY},
)
def restore_backup(world: World, params: RestoreParams) -> Reply[RestoreRecord]:
    """Restore files from a backup: all, or those that are named.

    What users wrote since is lost.
    """
    backup = usable_backup(world, params.id)
    if isinstance(backup, Reply):
        return backup
    found = files_behind(world, params.named) if params.named else None
    if isinstance(found, Reply):
        return found
    restores = world.storage.restores
    if restores.running is not None:
        text = f"a restore from {restores.running.backup.id} is under way; stop it first"
        return Reply(status=409, error=text)
    run = restores.start(
        backup,
        None if found is None else found.numbers,
        overwrite=params.overwrite_existing,
        verify=params.verify_after_restore,
        parallel=params.parallel_operations,
    )
    return _begun(world, run, found)


@command(
    "backup-stop",
    access="responder",
    example=Example(body={"reason": "wrong backup"}),
    extra_statuses={409: "No restore is under way."},
)
def restore_stop(world: World, params: StopParams, actor: Actor) -> Reply[RestoreRecord]:
    """Stop the restore that is under way; what was restored stays."""
    run = world.storage.restores.stop(params.reason or f"stopped by {actor.name}")
    if run is None:
        return Reply(status=409, error="no restore is under way")
    return Reply(_record(world, run), message="stopped; what was restored stays")


@command(
    "backup-rollback",
    access="responder",
    example=Example(body={"target_backup": "backup_20260303_120000"}),
    extra_statuses={**NO_SUCH_BACKUP, 409: "It is not completed."},
)
def rollback(world: World, params: RollbackParams, actor: Actor) -> Reply[RestoreRecord]:
    """Restore everything from a backup, and verify; stops a running restore."""
    backup = usable_backup(world, params.target_backup)
    if isinstance(backup, Reply):
        return backup
    restores = world.storage.restores
    restores.stop(params.reason or f"rolled back by {actor.name}")
    run = restores.start(backup, None, overwrite=True, verify=True, parallel=10)
    return _begun(world, run)
