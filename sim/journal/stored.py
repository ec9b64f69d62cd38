"""What a journal entry can say about what is stored: files, backups, restores, integrity scans."""

from __future__ import annotations

from typing import Literal

from sim.journal.base import JournalModel

BackupType = Literal["full", "incremental", "emergency"]

RESTORE_ENDED = frozenset({"restored", "restore_failed", "restore_stopped"})
"""The events that end a restore; they carry what it cost."""


class FilesChanged(JournalModel):
    """Something happened to files, or damage was noticed.

    `damaged`, `lost`: a fault did it (ground truth); `noticed`: a read failed the file's check,
    told for the first few; `quarantined`, `released`: withheld from users, and no longer;
    `cleared`: the bucket was emptied by a command.

    Attributes:
        by: the fault, the command, or the file that was read.
        files: how many this was about.
        damaged: damaged files that users can reach after this.
        missing: files that are gone from the bucket after this.
        owners: different users behind those two; all three are 0 for what was noticed.
    """

    kind: Literal["files"] = "files"
    event: Literal["damaged", "lost", "noticed", "quarantined", "released", "cleared"]
    by: str
    files: int
    damaged: int = 0
    missing: int = 0
    owners: int = 0


class BackupChanged(JournalModel):
    """Something about a backup, or about restoring from it.

    `spoiled`: it cannot be read back any more, and nobody knows (ground truth); `unsound`: its
    verification found that; `overwritten` and `unrecoverable` are counted when a restore ends.

    Attributes:
        files: files in the backup, or put back so far.
        damaged: files the restore put back damaged (ground truth).
        overwritten: newer versions that were sound until the restore, or until responders emptied
            the bucket, or that a newer sound backup holds: avoidable.
        unrecoverable: newer versions that no sound backup holds and that were damaged or gone.
    """

    kind: Literal["backup"] = "backup"
    backup: str
    type: BackupType
    event: Literal[
        "started",
        "completed",
        "failed",
        "spoiled",
        "verifying",
        "verified",
        "unsound",
        "restoring",
        "restored",
        "restore_failed",
        "restore_stopped",
    ]
    by: Literal["schedule", "operator", "fault"]
    files: int = 0
    damaged: int = 0
    overwritten: int = 0
    unrecoverable: int = 0
    reason: str = ""


class ScanChanged(JournalModel):
    """An integrity scan began, ended, or could not go on.

    Attributes:
        checked: files looked at so far.
        corrupted: damaged ones among them; `missing`: ones that are gone.
    """

    kind: Literal["scan"] = "scan"
    scan: str
    event: Literal["started", "completed", "failed"]
    full: bool
    checked: int = 0
    corrupted: int = 0
    missing: int = 0
