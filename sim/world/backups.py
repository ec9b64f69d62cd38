"""Backups: what was kept when, whether it can be read back, and who makes the next one.

A full backup every night at two, an incremental one every other hour, and whatever responders ask
for. A backup shows the bucket as it was when it began, damage included. It can be spoiled itself,
and only verifying it shows that. An incremental one needs everything back to its full one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

import numpy as np

from sim.journal.stored import BackupChanged, BackupType
from sim.scenario.durations import HOUR, MINUTE, SECOND

if TYPE_CHECKING:
    from datetime import datetime

    from numpy.typing import NDArray

    from sim.world.files import Files
    from sim.world.kernel import Kernel, Life
    from sim.world.prevailing import Prevailing
    from sim.world.recorder import Recorder
    from sim.world.streams import Streams

BackupStatus = Literal["pending", "in_progress", "completed", "failed"]
STATUSES: tuple[BackupStatus, ...] = ("pending", "in_progress", "completed", "failed")
Verification = Literal["unverified", "in_progress", "verified", "failed"]
Event = Literal["started", "completed", "failed", "spoiled", "verifying", "verified", "unsound"]
By = Literal["schedule", "operator", "fault"]

FULL_AT = 2
"""The hour, UTC, of the nightly full backup (its identifiers end in 020000)."""

FULLS_KEPT = 7
INCREMENTALS_KEPT = 24
"""How many hours and nights back there are backups at StartEx."""

RETRY_AFTER = 15 * MINUTE
"""A scheduled backup that failed is tried again after this. Our choice."""

WRITE_BYTES_PER_S = 15_000_000
VERIFY_BYTES_PER_S = 60_000_000
"""11 GB are backed up in twelve minutes and verified in three; a day's incremental backups on top
take up to ten. Our choice, within the objective of one hour between backups."""

SHORTEST_MS = 20 * SECOND


@dataclass(slots=True)
class Backup:
    """One backup.

    Attributes:
        created_at: when it was asked for; `as_of`: the instant whose bucket it holds.
        content: every file's content then, None when all were sound; `present` likewise.
        label: what kind it was called when that is none of the worker's own.
        spoiled_ppm: share of its files that cannot be read back (ground truth).
    """

    id: str
    type: BackupType
    by: By
    created_at: int
    status: BackupStatus = "pending"
    as_of: int = 0
    completed_at: int | None = None
    file_count: int = 0
    total_size: int = 0
    verification: Verification = "unverified"
    verified_at: int | None = None
    tag: str = ""
    label: str = ""
    error: str = ""
    content: NDArray[np.int8] | None = None
    present: NDArray[np.bool_] | None = None
    spoiled_ppm: int = 0


class Backups:
    """All backups of one exercise, oldest first."""

    def __init__(  # noqa: PLR0917 - the parts of the world it is wired to
        self,
        starts_at: datetime,
        files: Files,
        kernel: Kernel,
        streams: Streams,
        prevailing: Prevailing,
        recorder: Recorder,
        uploads_an_hour: int,
    ) -> None:
        self.kept: list[Backup] = []
        self._starts_at = starts_at
        self._files = files
        self._kernel = kernel
        self._streams = streams
        self._prevailing = prevailing
        self._recorder = recorder
        self._waiting: list[Backup] = []
        self.working: Backup | None = None
        self._whole: Backup | None = None
        self._known: tuple[str, int] | None = None
        hour = starts_at.replace(minute=0, second=0, microsecond=0)
        # The last full hour before StartEx, ms: at StartEx itself a backup is due already.
        self._last_hour = (hour - starts_at) // timedelta(milliseconds=1) or -HOUR
        self._remember(uploads_an_hour)
        kernel.every(lambda: HOUR, self._due, first=self._last_hour + HOUR)

    # -- looking ----------------------------------------------------------------------------------

    def named(self, name: str) -> Backup | None:
        """The backup with this identifier, else the newest one with this tag."""
        known = (backup for backup in self.kept if backup.id == name)
        tagged = (backup for backup in reversed(self.kept) if name and backup.tag == name)
        return next(known, None) or next(tagged, None)

    @property
    def newest(self) -> Backup | None:
        """The newest completed backup."""
        return next((b for b in reversed(self.kept) if b.status == "completed"), None)

    @property
    def last_finished(self) -> Backup | None:
        """The newest backup that is done with, completed or failed."""
        return next((b for b in reversed(self.kept) if b.status in ("completed", "failed")), None)

    def trouble(self) -> str:
        """Why the newest backup is none, as far as is known; "" when it is one."""
        return self._as_known()[0]

    def known_age_ms(self) -> int:
        """How old the newest completed backup is that is not known to be unsound."""
        return self._kernel.now - self._as_known()[1]

    def _as_known(self) -> tuple[str, int]:
        """Trouble, and the instant of the newest backup not known to be unsound; remembered."""
        if self._known is None:
            good = (
                backup
                for backup in reversed(self.kept)
                if backup.status == "completed" and backup.verification != "failed"
            )
            # When none is good, the oldest gives the age: `_remember` has seen to it that there is
            # one.
            self._known = (self._look(), next(good, self.kept[0]).as_of)
        return self._known

    def _look(self) -> str:
        last = self.last_finished
        if last is None:
            return "there is no backup"
        if last.status == "failed":
            return f"{last.id} failed: {last.error}"
        return f"{last.id} is unsound: {last.error}" if last.verification == "failed" else ""

    def age_ms(self) -> int:
        """How old the newest backup is from which files come back whole (ground truth)."""
        if self._whole is None:
            whole = (b for b in reversed(self.kept) if self.sound(b))
            self._whole = next(whole, None)
        return self._kernel.now - (self.kept[0].as_of if self._whole is None else self._whole.as_of)

    def chain(self, backup: Backup) -> tuple[Backup, ...]:
        """What is needed to read it back: itself, and for an incremental one what it builds on."""
        found = [backup]
        if backup.type == "incremental":
            for earlier in reversed(self.kept[: self.kept.index(backup)]):
                # An emergency backup is whole by itself and no link of the schedule's chain.
                if earlier.status == "completed" and earlier.type != "emergency":
                    found.append(earlier)
                    if earlier.type == "full":
                        break
        return tuple(found)

    def spoiled_by(self, backup: Backup) -> Backup | None:
        """The worst part of its chain; None when all of it can be read back (ground truth)."""
        worst = max(self.chain(backup), key=lambda part: part.spoiled_ppm)
        return worst if worst.spoiled_ppm else None

    def sound(self, backup: Backup) -> bool:
        """Whether it is complete and can be read back (ground truth)."""
        return backup.status == "completed" and self.spoiled_by(backup) is None

    @property
    def waiting(self) -> int:
        """How many are waiting to begin."""
        return len(self._waiting)

    def next_due(self, at: int) -> int:
        """When the first scheduled backup after an instant is due, ms since StartEx."""
        return self._last_hour + HOUR * ((at - self._last_hour) // HOUR + 1)

    def hour(self, at: int) -> int:
        """The hour of day, UTC, of an instant."""
        return (self._starts_at + timedelta(milliseconds=at)).hour

    # -- making -----------------------------------------------------------------------------------

    def create(self, kind: BackupType, by: By, tag: str = "", label: str = "") -> Backup:
        """Ask for a backup; it begins when no other is being made, an emergency one first."""
        backup = Backup(
            self._name(self._kernel.now), kind, by, self._kernel.now, tag=tag, label=label
        )
        self.kept.append(backup)
        # Asked for in a hurry: it does not stop the one being made, but goes before all that wait.
        if kind == "emergency":
            self._waiting.insert(0, backup)
        else:
            self._waiting.append(backup)
        self._kernel.process(self._work())
        return backup

    def spoil(self, newest: int, share_ppm: int, fault: str) -> None:
        """The newest completed backups cannot be read back any more, and nobody knows."""
        completed = [backup for backup in self.kept if backup.status == "completed"]
        for backup in completed[max(0, len(completed) - newest) :]:
            backup.spoiled_ppm = share_ppm
            self.tell(backup, "spoiled", "fault", reason=fault)
        self._whole = None

    def hold_what_is_there(self) -> None:
        """Every backup so far holds the files of now and nothing else."""
        files = self._files
        for backup in self.kept:
            backup.content, backup.present = files.content.copy(), files.present.copy()
            backup.file_count = int(np.count_nonzero(files.present))
            backup.total_size = int(files.sizes[files.present].sum())

    def _due(self) -> None:
        kind: BackupType = "full" if self.hour(self._kernel.now) == FULL_AT else "incremental"
        self.create(kind, "schedule")

    def _work(self) -> Life:
        """From a second after the asking on: one backup after the other, until none waits."""
        yield self._kernel.timeout(SECOND)
        # Every asking starts this. If a backup is being made, whoever makes it goes on with the
        # rest.
        while self._waiting and self.working is None:
            self.working = self._waiting.pop(0)
            yield from self._make(self.working)

    def _make(self, backup: Backup) -> Life:
        """One backup, from its first byte to what came of it."""
        self._begin(backup)
        yield self._kernel.timeout(
            max(SHORTEST_MS, backup.total_size * SECOND // WRITE_BYTES_PER_S)
        )
        self.working = None
        # Only the end decides: a backup bucket that refuses writes, or an R2 that does not answer,
        # for a while in between costs retries within the backup and no more.
        now = self._prevailing.conditions
        if now.backups_fail:
            self._failed(backup, "the backup bucket refuses writes")
        elif now.r2_unusable:
            self._failed(backup, "R2 is not responding")
        else:
            backup.status, backup.completed_at = "completed", self._kernel.now
            backup.spoiled_ppm = now.backups_spoil_ppm
            self._whole = None
            self.tell(backup, "completed", backup.by)

    def _begin(self, backup: Backup) -> None:
        """Take down how the bucket is now: that, damage included, is what the backup holds."""
        self._recorder.catch_up()
        files = self._files
        files.settle()
        backup.status, backup.as_of = "in_progress", self._kernel.now
        chosen = files.present.copy()
        if backup.type == "incremental":
            parts = self.chain(backup)
            since = parts[1].as_of if len(parts) > 1 else 0
            # `>=`, because users who arrive at T come after the world's events at T: what they
            # wrote in the earlier backup's own millisecond is not in it.
            chosen &= files.written_at >= since
        # Otherwise every file is sound and there, and None says so without a copy.
        if files.troubled or files.varies:
            backup.content, backup.present = files.content.copy(), files.present.copy()
        backup.file_count = int(np.count_nonzero(chosen))
        backup.total_size = int(files.sizes[chosen].sum())
        self.tell(backup, "started", backup.by)

    def _failed(self, backup: Backup, error: str) -> None:
        backup.status, backup.error = "failed", error
        backup.completed_at = self._kernel.now
        self.tell(backup, "failed", backup.by, reason=error)
        now = self._kernel.now
        # When the next scheduled one comes sooner, that is the retry.
        if backup.by == "schedule" and now + RETRY_AFTER < self.next_due(now):
            self._kernel.process(self._try_again(backup.type))

    def _try_again(self, kind: BackupType) -> Life:
        yield self._kernel.timeout(RETRY_AFTER)
        self.create(kind, "schedule")

    # -- verifying --------------------------------------------------------------------------------

    def verify(self, backup: Backup) -> int:
        """Begin to read a backup back; how long that takes, ms."""
        size = sum(part.total_size for part in self.chain(backup))
        takes = max(SHORTEST_MS, size * SECOND // VERIFY_BYTES_PER_S)
        self._kernel.process(self._read_back(backup, takes))
        return takes

    def _read_back(self, backup: Backup, takes: int) -> Life:
        """One verification, from its beginning to its verdict."""
        backup.verification = "in_progress"
        self.tell(backup, "verifying", "operator")
        yield self._kernel.timeout(takes)
        part = self.spoiled_by(backup)
        backup.verified_at = self._kernel.now
        backup.verification = "verified" if part is None else "failed"
        if part is None:
            self.tell(backup, "verified", "operator")
            return
        which = "" if part is backup else f" {part.id}, which it builds on"
        backup.error = f"checksums differ{' in' if which else ''}{which}"
        self.tell(backup, "unsound", "operator", reason=backup.error)

    def tell(self, backup: Backup, event: Event, by: By, reason: str = "") -> None:
        """Tell the journal about a step."""
        # Whatever is told may change what is known of the newest backup; monitoring asks at each
        # look.
        self._known = None
        self._recorder.emit(
            BackupChanged(
                backup=backup.id,
                type=backup.type,
                event=event,
                by=by,
                files=backup.file_count,
                reason=reason,
            )
        )

    # -- before StartEx ---------------------------------------------------------------------------

    def _name(self, at: int) -> str:
        moment = self._starts_at + timedelta(milliseconds=at)
        name = f"backup_{moment:%Y%m%d_%H%M%S}"
        # A name has whole seconds only, so a second backup of one second gets a number.
        same = sum(backup.id.startswith(name) for backup in self.kept)
        return f"{name}_{same + 1}" if same else name

    def _remember(self, uploads_an_hour: int) -> None:
        """The backups there are at StartEx: sound, the older full ones verified."""
        files = self._files
        whole = int(files.sizes[: files.count].sum())
        of_an_hour = min(files.count, uploads_an_hour)
        for back in reversed(range(FULLS_KEPT * 24)):
            at = self._last_hour - back * HOUR
            full = self.hour(at) == FULL_AT
            if not full and back >= INCREMENTALS_KEPT:
                continue
            backup = Backup(self._name(at), "full" if full else "incremental", "schedule", at)
            backup.status, backup.as_of = "completed", at
            backup.file_count = files.count if full else of_an_hour
            backup.total_size = whole * backup.file_count // files.count
            takes = max(SHORTEST_MS, backup.total_size * SECOND // WRITE_BYTES_PER_S)
            # All of these are over at StartEx, also one that began too late for that.
            backup.completed_at = min(at + takes, -SECOND)
            if full and back >= INCREMENTALS_KEPT:
                backup.verification, backup.verified_at = "verified", backup.completed_at + HOUR
            self.kept.append(backup)
