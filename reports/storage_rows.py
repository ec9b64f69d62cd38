"""Timeline rows about what is stored: files damaged and withheld, backups, restores, scans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.phrases import titled
from reports.row import LogRow
from scoring.verdict import some
from sim.journal.stored import RESTORE_ENDED

if TYPE_CHECKING:
    from reports.row import Tone
    from sim.journal.encoding import Entry
    from sim.journal.stored import BackupChanged, FilesChanged, ScanChanged

_FILES: dict[str, tuple[str, Tone]] = {
    "damaged": ("{} damaged", "truth"),
    "lost": ("{} gone from the bucket", "truth"),
    "noticed": ("A read failed its check", "service"),
    "quarantined": ("{} quarantined", "service"),
    "released": ("{} released from quarantine", "service"),
    "cleared": ("Bucket cleared, {} deleted", "service"),
}
_BACKUP: dict[str, tuple[str, Tone]] = {
    "started": ("Backup begun", "service"),
    "completed": ("Backup completed", "service"),
    "failed": ("Backup failed", "service"),
    "spoiled": ("A backup is damaged, unnoticed", "truth"),
    "verifying": ("Backup verification begun", "service"),
    "verified": ("Backup verified", "service"),
    "unsound": ("Backup found to be corrupt", "service"),
    "restoring": ("Restore begun", "service"),
    "restored": ("Restore completed", "service"),
    "restore_failed": ("Restore failed", "service"),
    "restore_stopped": ("Restore stopped", "service"),
}
_ROUTINE = {"started", "completed"}


def _row(entry: Entry, who: str, what: str, tone: Tone, parts: list[str]) -> LogRow:
    """A row of these; what only the trainer knows is the fault's doing, whomever it befalls."""
    truth = tone == "truth"
    return LogRow(
        (entry.seq,),
        entry.at,
        "Fault" if truth else who,
        what,
        tone,
        detail="; ".join(parts),
        flag="ground truth" if truth else "",
    )


def files_row(entry: Entry, body: FilesChanged) -> LogRow:
    """Files damaged, gone, withheld or released."""
    text, tone = _FILES[body.event]
    # A fault or a file is named; a command stands in a row of its own.
    parts = [titled(body.by)] if tone == "truth" else []
    if body.event == "noticed":
        parts.append(body.by)
    if body.damaged:
        parts.append(f"{some(body.damaged, 'damaged file')} within users' reach")
    if body.missing:
        parts.append(f"{some(body.missing, 'file')} missing")
    if body.owners:
        parts.append(f"of {some(body.owners, 'user')}")
    return _row(entry, "Files", text.format(some(body.files, "file")), tone, parts)


def backup_row(entry: Entry, body: BackupChanged) -> LogRow | None:
    """A step of a backup or restore; None for the schedule's daily routine."""
    if body.by == "schedule" and body.event in _ROUTINE:
        return None
    what, tone = _BACKUP[body.event]
    parts = [body.backup]
    if body.event in RESTORE_ENDED:
        parts.append(f"{some(body.files, 'file')} put back")
        if body.damaged:
            parts.append(f"{some(body.damaged, 'file')} came back damaged")
        if body.overwritten:
            parts.append(f"{some(body.overwritten, 'newer version')} overwritten")
        if body.unrecoverable:
            parts.append(f"{some(body.unrecoverable, 'newer version')} beyond saving")
    if body.reason:
        parts.append(body.reason)
    return _row(entry, "Backups", what, tone, parts)


def scan_row(entry: Entry, body: ScanChanged) -> LogRow:
    """An integrity scan."""
    words = {
        "started": "Integrity scan begun",
        "completed": "Integrity scan completed",
        "failed": "Integrity scan failed",
    }
    parts = ["full" if body.full else "quick"]
    if body.event != "started":
        found = f"{body.corrupted} damaged, {body.missing} missing"
        parts.append(f"{some(body.checked, 'file')} checked, {found}")
    return _row(entry, "Files", words[body.event], "service", parts)
