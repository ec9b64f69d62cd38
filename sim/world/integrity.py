"""Integrity scans: reading files through and comparing them with what their users once sent.

A scan takes time by bytes, goes through the files by number in a few strides, and sees each file as
it is when its stride ends. What it finds, the worker knows from then on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from sim.journal.stored import ScanChanged
from sim.scenario.durations import HOUR, SECOND

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.world.files import Files
    from sim.world.kernel import Kernel, Life
    from sim.world.prevailing import Prevailing
    from sim.world.recorder import Recorder

STRIDES = 20
READ_BYTES_PER_S = 1_200_000
"""Read and compared by one of the parallel checks. Ten of them read 11 GB in a quarter of an hour.
Our choice."""

SHORTEST_MS = 20 * SECOND
MOST_PARALLEL = 20
QUICK_ONE_IN = 20
"""A quick scan looks at every twentieth file and at what was written within the last day."""

QUICK_BACK_MS = 24 * HOUR

ScanStatus = Literal["in_progress", "completed", "failed"]


@dataclass(slots=True)
class Scan:
    """One scan.

    Attributes:
        targets: numbers of the files it looks at, rising.
        takes: how long it takes in all, ms.
        corrupted: numbers of the damaged files it has found; `missing`: of those that are gone.
    """

    id: str
    full: bool
    started_at: int
    takes: int
    targets: NDArray[np.int64]
    status: ScanStatus = "in_progress"
    checked: int = 0
    finished_at: int | None = None
    corrupted: tuple[int, ...] = ()
    missing: tuple[int, ...] = ()
    error: str = ""

    @property
    def progress(self) -> int:
        """How far it is, in whole percent."""
        return 100 * self.checked // len(self.targets) if len(self.targets) else 100


class Integrity:
    """All scans so far; one runs at a time."""

    def __init__(
        self,
        files: Files,
        kernel: Kernel,
        prevailing: Prevailing,
        recorder: Recorder,
    ) -> None:
        self.scans: list[Scan] = []
        self._files = files
        self._kernel = kernel
        self._prevailing = prevailing
        self._recorder = recorder

    @property
    def running(self) -> Scan | None:
        """The scan that is under way."""
        last = self.latest
        return last if last is not None and last.status == "in_progress" else None

    @property
    def latest(self) -> Scan | None:
        """The newest scan, running or not."""
        return self.scans[-1] if self.scans else None

    @property
    def latest_completed(self) -> Scan | None:
        """The newest scan that went through."""
        return next((scan for scan in reversed(self.scans) if scan.status == "completed"), None)

    def start(self, *, full: bool, parallel: int) -> Scan:
        """Begin a scan, when none is under way; the one that is."""
        if self.running is not None:
            return self.running
        files, now = self._files, self._kernel.now
        files.settle()
        targets = np.flatnonzero(files.exists)
        if not full:
            recent = files.written_at[targets] >= now - QUICK_BACK_MS
            targets = targets[recent | (targets % QUICK_ONE_IN == 0)]
        rate = READ_BYTES_PER_S * min(parallel, MOST_PARALLEL)
        takes = max(SHORTEST_MS, int(files.sizes[targets].sum()) * SECOND // rate)
        scan = Scan(f"scan-{len(self.scans) + 1:03d}", full, now, takes, targets)
        self.scans.append(scan)
        self._kernel.process(self._carry_out(scan))
        return scan

    def _carry_out(self, scan: Scan) -> Life:
        """One scan, from its first file to what came of it."""
        self._tell(scan, "started")
        # All instants are booked now, so that of one millisecond they come first (see `timeout`).
        strides = [self._kernel.timeout(scan.takes * n // STRIDES) for n in range(1, STRIDES + 1)]
        for number, stride in enumerate(strides, start=1):
            yield stride
            if self._prevailing.conditions.r2_unusable:
                scan.error = "R2 is not responding"
                self._finish(scan, "failed")
                return
            self._look(scan, number)
        self._finish(scan, "completed")

    def _look(self, scan: Scan, stride: int) -> None:
        """A stride is done: see how its files are now."""
        self._recorder.catch_up()
        self._files.settle()
        upto = len(scan.targets) * stride // STRIDES
        damaged, missing = self._files.inspect(scan.targets[scan.checked : upto])
        scan.corrupted += tuple(damaged)
        scan.missing += tuple(missing)
        scan.checked = upto

    def _finish(self, scan: Scan, status: Literal["completed", "failed"]) -> None:
        scan.status, scan.finished_at = status, self._kernel.now
        self._tell(scan, status)

    def _tell(self, scan: Scan, event: Literal["started", "completed", "failed"]) -> None:
        self._recorder.emit(
            ScanChanged(
                scan=scan.id,
                event=event,
                full=scan.full,
                checked=scan.checked,
                corrupted=len(scan.corrupted),
                missing=len(scan.missing),
            )
        )
