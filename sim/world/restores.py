"""Putting files back from a backup: how long it takes, what comes back, and what is lost by it.

A restore writes files as they were when the backup began. Whatever users wrote since is gone, and
what the backup holds damaged comes back damaged; if the backup itself is spoiled, so do others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import simpy

from sim.journal.stored import BackupChanged
from sim.scenario.durations import SECOND
from sim.world.files import SILENT, SOUND

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.world.backups import Backup, Backups
    from sim.world.files import Files
    from sim.world.kernel import Kernel, Life, Process
    from sim.world.prevailing import Prevailing
    from sim.world.recorder import Recorder

STRIDES = 20
WRITE_BYTES_PER_S = 400_000
"""Written by one of the parallel operations; ten put 11 GB back in three quarters of an hour. The
objective is two hours for a restore. Our choice."""

SHORTEST_MS = 30 * SECOND
MOST_PARALLEL = 20
VERIFYING_PERCENT = 25
"""What reading everything back afterwards adds to the time."""

RestoreStatus = Literal["in_progress", "completed", "failed", "stopped"]
RestoreWord = Literal["in_progress", "completed", "failed"]
RESTORE_WORDS: dict[RestoreStatus, RestoreWord] = {
    "in_progress": "in_progress",
    "completed": "completed",
    "failed": "failed",
    "stopped": "failed",
}
"""How answers call it: documents wait for these words, and one that was stopped did not do it."""
Event = Literal["restoring", "restored", "restore_failed", "restore_stopped"]


@dataclass(slots=True)
class Restore:
    """One restore.

    Attributes:
        targets: numbers of the files to put back, rising.
        restored: files put back.
        skipped: there already and not to be overwritten, or written since the restore began.
        damaged: numbers of those that came back damaged (ground truth until verified).
        overwritten: newer sound versions replaced, or emptied away by responders before.
        unrecoverable: newer versions that were damaged or gone and that nothing holds.
    """

    backup: Backup
    targets: NDArray[np.int64]
    overwrite: bool
    verify: bool
    started_at: int
    takes: int
    status: RestoreStatus = "in_progress"
    done: int = 0
    restored: int = 0
    skipped: int = 0
    damaged: tuple[int, ...] = ()
    overwritten: int = 0
    unrecoverable: int = 0
    finished_at: int | None = None
    error: str = ""

    @property
    def progress(self) -> int:
        """How far it is, in whole percent; 100 only when all is done."""
        if self.status == "completed":
            return 100
        return min(99, 100 * self.done // max(1, len(self.targets)))


class Restores:
    """All restores so far; one runs at a time."""

    def __init__(
        self,
        files: Files,
        backups: Backups,
        kernel: Kernel,
        prevailing: Prevailing,
        recorder: Recorder,
    ) -> None:
        self.runs: list[Restore] = []
        self._files = files
        self._backups = backups
        self._kernel = kernel
        self._prevailing = prevailing
        self._recorder = recorder
        self._process: Process | None = None

    @property
    def running(self) -> Restore | None:
        """The restore that is under way."""
        last = self.runs[-1] if self.runs else None
        return last if last is not None and last.status == "in_progress" else None

    def of(self, backup: Backup) -> Restore | None:
        """The newest restore from this backup."""
        return next((run for run in reversed(self.runs) if run.backup is backup), None)

    def start(
        self,
        backup: Backup,
        numbers: tuple[int, ...] | None,
        *,
        overwrite: bool,
        verify: bool,
        parallel: int,
    ) -> Restore:
        """Begin to put files back; only when none is under way.

        Args:
            backup: a completed one.
            numbers: which files; None: everything the backup holds.
            overwrite: also files that are there, damaged ones included.
            verify: read everything back at the end.
            parallel: operations at a time.
        """
        # None means that nothing was wrong when the backup began. A copy, as it is narrowed in
        # place below.
        held = self._files.exists.copy() if backup.present is None else backup.present.copy()
        if numbers is not None:
            asked = np.zeros(len(held), dtype=np.bool_)
            asked[list(numbers)] = True
            held &= asked
        skipped = 0 if overwrite else int(np.count_nonzero(held & self._files.present))
        if not overwrite:
            held &= ~self._files.present
        targets = np.flatnonzero(held)
        rate = WRITE_BYTES_PER_S * min(parallel, MOST_PARALLEL)
        writing = max(SHORTEST_MS, int(self._files.sizes[targets].sum()) * SECOND // rate)
        takes = writing * (100 + VERIFYING_PERCENT * verify) // 100
        run = Restore(backup, targets, overwrite, verify, self._kernel.now, takes, skipped=skipped)
        self.runs.append(run)
        self._process = self._kernel.process(self._carry_out(run, writing))
        return run

    def stop(self, reason: str) -> Restore | None:
        """Stop the restore that is under way; what was put back stays."""
        run = self.running
        if run is not None and self._process is not None:
            self._process.interrupt(reason)
        return run

    def _carry_out(self, run: Restore, writing: int) -> Life:
        """One restore, from its first file to what came of it; an interrupt stops it."""
        self._tell(run, "restoring")
        # All instants are booked now, so that of one millisecond they come first (see `timeout`).
        strides = [self._kernel.timeout(writing * n // STRIDES) for n in range(1, STRIDES + 1)]
        end = self._kernel.timeout(run.takes)
        try:
            for number, stride in enumerate(strides, start=1):
                yield stride
                if self._prevailing.conditions.r2_unusable:
                    self._finish(run, "failed", "restore_failed", "R2 is not responding")
                    return
                self._write(run, number)
            yield end
        except simpy.Interrupt as stopped:
            self._finish(run, "stopped", "restore_stopped", str(stopped.cause))
            return
        self._end(run)

    def _write(self, run: Restore, stride: int) -> None:
        self._recorder.catch_up()
        files = self._files
        files.settle()
        upto = len(run.targets) * stride // STRIDES
        part = run.targets[run.done : upto]
        run.done = upto
        # What a user has written since the restore began is newer than any of it, and stays.
        keep = files.written_at[part] > run.started_at
        if not run.overwrite:
            keep |= files.present[part]
        run.skipped += int(np.count_nonzero(keep))
        part = part[~keep]
        if len(part):
            self._put_back(run, part)

    def _put_back(self, run: Restore, part: NDArray[np.int64]) -> None:
        files, backup = self._files, run.backup
        written = files.written_at[part]
        newer = written > backup.as_of
        good = files.present[part] & (files.content[part] == SOUND) | files.cleared[part]
        elsewhere = good | self._held_elsewhere(backup, part, written)
        # Counted before the files are written: afterwards their newer versions are gone.
        run.overwritten += int(np.count_nonzero(newer & elsewhere))
        run.unrecoverable += int(np.count_nonzero(newer & ~elsewhere))
        content = self._read(backup, part)
        # A file that nobody wrote since the backup keeps its own instant.
        files.put_back(part, content, np.minimum(written, backup.as_of))
        run.restored += len(part)
        run.damaged += tuple(part[content != SOUND].tolist())

    def _held_elsewhere(
        self, backup: Backup, part: NDArray[np.int64], written: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        """Which files' newest versions a newer sound backup holds undamaged."""
        held = np.zeros(len(part), dtype=np.bool_)
        for other in self._backups.kept:
            if other.as_of > backup.as_of and self._backups.sound(other):
                whole = other.content is None or other.content[part] == SOUND
                there = other.present is None or other.present[part]
                held |= whole & there & (written <= other.as_of)
        return held

    def _read(self, backup: Backup, part: NDArray[np.int64]) -> NDArray[np.int8]:
        """What these files' content is in the backup; a damaged copy passes for a whole one."""
        content = np.zeros(len(part), dtype=np.int8)
        if backup.content is not None:
            content[backup.content[part] != SOUND] = SILENT
        spoiled = self._backups.spoiled_by(backup)
        if spoiled is not None:
            # Drawn by the backup's name: restoring it twice brings the same damage.
            hit = self._files.share(f"spoiled.{spoiled.id}", spoiled.spoiled_ppm)
            content[hit[part]] = SILENT
        return content

    def _end(self, run: Restore) -> None:
        if run.verify and run.damaged:
            self._recorder.catch_up()
            self._files.inspect(np.array(run.damaged))
            error = f"checksums differ in {len(run.damaged)} of {run.restored} files put back"
            self._finish(run, "failed", "restore_failed", error)
        else:
            self._finish(run, "completed", "restored", "")

    def _finish(self, run: Restore, status: RestoreStatus, event: Event, reason: str) -> None:
        run.status, run.error = status, reason
        run.finished_at = self._kernel.now
        self._tell(run, event, reason)

    def _tell(self, run: Restore, event: Event, reason: str = "") -> None:
        self._recorder.emit(
            BackupChanged(
                backup=run.backup.id,
                type=run.backup.type,
                event=event,
                by="operator",
                files=len(run.targets) if event == "restoring" else run.restored,
                damaged=len(run.damaged),
                overwritten=run.overwritten,
                unrecoverable=run.unrecoverable,
                reason=reason,
            )
        )
