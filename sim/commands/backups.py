"""Backups: what there is, whether it can be read back, and making one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AliasChoices, Field, StringConstraints

from sim.commands.command import Answer, Example, Params, Refusal, Reply, command
from sim.commands.limits import Limit, Reason, Timestamp, instant_of
from sim.commands.tolerant import Label
from sim.scenario.durations import HOUR, MINUTE, SECOND
from sim.world.backups import FULL_AT, STATUSES, BackupStatus, Verification
from sim.world.restores import RESTORE_WORDS, RestoreWord
from sim.world.world import World

if TYPE_CHECKING:
    from sim.journal.stored import BackupType
    from sim.world.backups import Backup

RPO_MS = HOUR
"""Recovery point objective of files: 1 h, the rhythm of the backups (List Cutter's)."""

LATE_MS = 2 * HOUR
"""A newest backup older than this means that one was missed: files are not protected."""

RESULTS: dict[Verification, Literal["success", "failed"]] = {
    "verified": "success",
    "failed": "failed",
}

NO_SUCH_BACKUP = {404: "No such backup."}
Tag = Annotated[str, StringConstraints(max_length=60)]
Kind = Annotated[
    str, StringConstraints(min_length=1, max_length=60), Label(("full", "incremental", "emergency"))
]
TYPES: dict[str, BackupType] = {
    "full": "full",
    "incremental": "incremental",
    "emergency": "emergency",
}


class BackupRecord(Answer):
    """One backup."""

    id: str
    status: BackupStatus
    type: str = Field(description="full, incremental or emergency, or the label it was made with.")
    created_at: str
    completed_at: str | None
    file_count: int
    total_size: int = Field(description="Bytes.")
    verification_status: Verification
    verification_result: Literal["success", "failed"] | None = Field(
        description="How the last verification went; null before there was one."
    )
    verified_at: str | None
    restore_status: RestoreWord | None = Field(description="null: nothing was restored from it.")
    restore_progress: int = Field(description="Percent.")
    builds_on: str | None = Field(description="The full backup that an incremental one needs.")
    tag: str | None
    error: str | None


class BackupJob(BackupRecord):
    """A backup that was asked for."""

    job_id: str = Field(description="The backup's id: ask /api/backup/status/:id about it.")


class BackupStats(Answer):
    """All backups in figures."""

    total_backups: int
    completed: int
    failed: int
    verified: int
    total_size: int = Field(description="Bytes of all completed backups.")
    last_backup: str | None = Field(description="The newest completed one's id.")
    last_success: str | None
    last_failure: str | None
    newest_age_seconds: int = Field(description="What would be lost now: the RPO as it is.")
    rpo_target_seconds: int
    protecting: bool = Field(description="The newest backup is younger than two hours.")


class SchedulerStatus(Answer):
    """Who makes the next backup, and when."""

    enabled: Literal[True] = True
    running: str | None = Field(description="The backup that is being made.")
    waiting: int
    next_full: str
    next_incremental: str
    last_run: str | None
    last_status: BackupStatus | None
    failures_in_a_row: int


class ListParams(Params):
    """Which backups to list."""

    status: BackupStatus | None = None
    type: Kind | None = None
    limit: Limit = 50
    tag: Tag | None = None
    before_backup: Annotated[str, StringConstraints(max_length=60)] | None = Field(
        default=None, description="Only backups older than this one."
    )


class BackupName(Params):
    """Names one backup."""

    id: str = Field(description="backup_20260303_130000, as the list shows it, or a tag.")


class CreateParams(Params):
    """What kind of backup."""

    type: Kind = Field(default="full", description="Another word labels a full backup.")
    priority: Annotated[str, Label(("low", "normal", "high"))] = Field(
        default="normal", description="Accepted; an emergency backup goes first anyway."
    )
    tag: Tag = ""
    reason: Reason = ""


class FindParams(Params):
    """From before when, and how sure."""

    before_date: Timestamp | None = Field(
        default=None,
        validation_alias=AliasChoices("before_date", "before", "date"),
        description="Without it now.",
    )
    verified: bool = Field(default=False, description="Only backups that were verified.")
    type: Kind | None = None


def no_such_backup(name: str) -> Refusal:
    """The answer for a backup that does not exist."""
    text = f"no backup {name!r}; GET /api/backup/list shows what there is"
    return Reply(status=404, error=text)


def usable_backup(world: World, name: str) -> Backup | Refusal:
    """A completed backup by its name, or the refusal: 404 for none, 409 for one not completed."""
    backup = world.storage.backups.named(name)
    if backup is None:
        return no_such_backup(name)
    if backup.status != "completed":
        return Reply(status=409, error=f"{backup.id} is {backup.status}, not completed")
    return backup


def _is_of(backup: Backup, kind: str | None) -> bool:
    """Whether a backup is of this type, or was made with this label."""
    return kind is None or kind.casefold() in (backup.type, backup.label.casefold())


def record_of(world: World, backup: Backup) -> BackupRecord:
    """What responders see of a backup."""
    backups = world.storage.backups
    run = world.storage.restores.of(backup)
    chain = backups.chain(backup)
    return BackupRecord(
        id=backup.id,
        status=backup.status,
        type=backup.label or backup.type,
        created_at=world.timestamp(backup.created_at),
        completed_at=world.when(backup.completed_at),
        file_count=backup.file_count,
        total_size=backup.total_size,
        verification_status=backup.verification,
        verification_result=RESULTS.get(backup.verification),
        verified_at=world.when(backup.verified_at),
        restore_status=None if run is None else RESTORE_WORDS[run.status],
        restore_progress=0 if run is None else run.progress,
        builds_on=None if len(chain) == 1 else chain[-1].id,
        tag=backup.tag or None,
        error=(backup.error or (run.error if run is not None else "")) or None,
    )


@command(
    "backup-list",
    access="responder",
    example=Example(path="/api/backup/list?status=completed&limit=10"),
    extra_statuses={404: "No backup `before_backup`."},
)
def backup_list(world: World, params: ListParams) -> Reply[tuple[BackupRecord, ...]]:
    """Backups, newest first; `data` is the array."""
    kept = world.storage.backups.kept
    if params.before_backup is not None:
        before = world.storage.backups.named(params.before_backup)
        if before is None:
            return no_such_backup(params.before_backup)
        kept = kept[: kept.index(before)]
    chosen = [
        backup
        for backup in reversed(kept)
        if params.status in (None, backup.status)
        and _is_of(backup, params.type)
        and params.tag in (None, backup.tag)
    ]
    statuses = [backup.status for backup in chosen]
    return Reply(
        tuple(record_of(world, backup) for backup in chosen[: params.limit]),
        total=len(chosen),
        counts={status: statuses.count(status) for status in STATUSES},
    )


@command(
    "backup-status",
    access="responder",
    example=Example(path="/api/backup/status/backup_20260303_130000"),
    extra_statuses=NO_SUCH_BACKUP,
)
def backup_status(world: World, params: BackupName) -> Reply[BackupRecord]:
    """One backup, how its verification went, and how far along a restore from it is."""
    backup = world.storage.backups.named(params.id)
    return no_such_backup(params.id) if backup is None else Reply(record_of(world, backup))


@command(
    "backup-find-by-date",
    access="responder",
    example=Example(
        path="/api/backup/find-by-date?before_date=2026-03-03T14:00:00Z&verified=false"
    ),
    extra_statuses={404: "There is none."},
)
def find_by_date(world: World, params: FindParams) -> Reply[BackupRecord]:
    """The newest completed backup from before a given time; takes a JSON body, too."""
    asked = params.before_date
    before = world.now + 1 if asked is None else instant_of(world, "before_date", asked)
    if isinstance(before, Reply):
        return before
    found = next(
        (
            backup
            for backup in reversed(world.storage.backups.kept)
            if backup.status == "completed"
            and backup.as_of < before
            and _is_of(backup, params.type)
            and (backup.verification == "verified" or not params.verified)
        ),
        None,
    )
    if found is None:
        kind = "verified " if params.verified else ""
        return Reply(status=404, error=f"there is no {kind}backup from before that")
    return Reply(record_of(world, found))


@command("backup-stats", access="responder")
def backup_stats(world: World) -> Reply[BackupStats]:
    """Backup statistics: the last success, failures, how old the newest is."""
    backups = world.storage.backups
    done = [backup for backup in backups.kept if backup.status == "completed"]
    failed = [backup for backup in backups.kept if backup.status == "failed"]
    newest = backups.newest
    age = backups.known_age_ms()
    return Reply(
        BackupStats(
            total_backups=len(backups.kept),
            completed=len(done),
            failed=len(failed),
            verified=sum(backup.verification == "verified" for backup in done),
            total_size=sum(backup.total_size for backup in done),
            last_backup=None if newest is None else newest.id,
            last_success=None if newest is None else world.when(newest.completed_at),
            last_failure=world.when(failed[-1].completed_at) if failed else None,
            newest_age_seconds=age // SECOND,
            rpo_target_seconds=RPO_MS // SECOND,
            protecting=age <= LATE_MS,
        )
    )


@command(
    "backup-create",
    access="responder",
    example=Example(body={"type": "emergency", "reason": "before any repair"}),
)
def backup_create(world: World, params: CreateParams) -> Reply[BackupJob]:
    """Request a backup; it takes a while and can fail."""
    kind = TYPES.get(params.type.casefold())
    label = "" if kind is not None else params.type
    backup = world.storage.backups.create(kind or "full", "operator", params.tag, label)
    record = record_of(world, backup)
    job = BackupJob(**record.model_dump(), job_id=backup.id)
    return Reply(job, message=f"{backup.id} is waiting to begin")


@command(
    "backup-verify",
    access="responder",
    example=Example(path="/api/backup/verify/backup_20260303_130000"),
    extra_statuses={**NO_SUCH_BACKUP, 409: "It is not completed."},
)
def backup_verify(world: World, params: BackupName) -> Reply[BackupRecord]:
    """Read a backup back and compare it; only this shows that one is corrupt."""
    backup = usable_backup(world, params.id)
    if isinstance(backup, Reply):
        return backup
    if backup.verification == "in_progress":
        return Reply(record_of(world, backup), message="the verification is under way")
    takes = world.storage.backups.verify(backup)
    minutes = -(-takes // MINUTE)
    return Reply(record_of(world, backup), message=f"verification begun, about {minutes} min")


@command("backup-scheduler", access="responder")
def scheduler_status(world: World) -> Reply[SchedulerStatus]:
    """When the next backups are due, and how the last one went."""
    backups, now = world.storage.backups, world.now
    scheduled = [backup for backup in backups.kept if backup.by == "schedule"]
    done = [backup for backup in scheduled if backup.status in ("completed", "failed")]
    in_a_row = next(
        (back for back, one in enumerate(reversed(done)) if one.status == "completed"), len(done)
    )
    upcoming = [backups.next_due(now + hours * HOUR) for hours in range(25)]
    return Reply(
        SchedulerStatus(
            running=None if backups.working is None else backups.working.id,
            waiting=backups.waiting,
            next_full=world.timestamp(next(at for at in upcoming if backups.hour(at) == FULL_AT)),
            next_incremental=world.timestamp(
                next(at for at in upcoming if backups.hour(at) != FULL_AT)
            ),
            last_run=world.when(done[-1].created_at) if done else None,
            last_status=done[-1].status if done else None,
            failures_in_a_row=in_a_row,
        )
    )
