"""What users really got whose calls R2 has answered, while files are damaged, gone or withheld.

R2 answered in time; this looks at the content. Whole blocks of requests at once, with the same
result as taking one after the other: an upload changes what a later download of its file gets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.world.files import SHOWS, SILENT
from sim.world.requests import CORRUPTED, OK, UNREADABLE, WITHHELD
from sim.world.workload import DOWNLOAD, UPLOAD

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from sim.world.files import Files

    Rows = NDArray[np.int64]
    """Positions in the workload."""


class Contents:
    """Corrects the log of users' requests by what lies in the files.

    Args:
        files: the bucket.
        noticed: hears (request, file) of the first read that fails a file's check. A file that is
            gone has no check to fail: R2 says that it is not there.
    """

    def __init__(self, files: Files, noticed: Callable[[int, int], None]) -> None:
        self.files = files
        self.noticed = noticed

    def serve(self, first: int, last: int) -> None:
        """Correct the requests in [first, last), which are decided otherwise."""
        files = self.files
        files.taken_in = last
        self._written(first, last)
        rows = self._special(first, last)
        if not len(rows):
            return
        log = files.log
        work = log.workload
        rows = rows[np.argsort(work.file[rows], kind="stable")]
        file, uploads = work.file[rows], work.kind[rows] == UPLOAD
        stored = self._stored(rows, uploads)
        # For each row the latest upload of its file up to it, if the block has one.
        place = np.arange(len(rows))
        begins = np.concatenate(([True], file[1:] != file[:-1]))
        latest = np.maximum.accumulate(np.where(uploads, place, -1))
        fresh = latest >= np.maximum.accumulate(np.where(begins, place, 0))
        content = np.where(fresh, stored[latest], files.content[file])
        gone = ~fresh & ~files.present[file]
        withheld = ~fresh & files.withheld[file] & ~gone
        fails = ~uploads & (gone | (~withheld & (content == SHOWS)))
        silent = ~withheld & ~gone & (content == SILENT)
        log.outcome[rows[silent | (uploads & (content == SHOWS))]] = CORRUPTED
        log.outcome[rows[withheld]] = WITHHELD
        log.outcome[rows[fails]] = UNREADABLE
        version = np.where(fresh, latest, -1)
        shown = fails & ~gone
        known = self._tell(rows[shown], file[shown], version[shown])
        # The last upload of a file in the block is what lies there afterwards.
        ends = np.concatenate((begins[1:], [True])) & fresh
        self._keep(file[ends], stored[latest[ends]], latest[ends], known)

    def _written(self, first: int, last: int) -> None:
        """When files were written, whatever they hold."""
        files = self.files
        work, outcome = files.log.workload, files.log.outcome[first:last]
        rows = np.flatnonzero((work.kind[first:last] == UPLOAD) & (outcome == OK)) + first
        files.written_at[work.file[rows]] = work.at[rows]

    def _special(self, first: int, last: int) -> Rows:
        """Answered requests whose content needs a look, in order of arrival."""
        files = self.files
        work, outcome = files.log.workload, files.log.outcome[first:last]
        kind, file = work.kind[first:last], work.file[first:last]
        hot = files.hot[file]
        if files.rot_ppm:
            spoiled = (
                (kind == UPLOAD) & (outcome == OK) & (files.spoils[first:last] < files.rot_ppm)
            )
            if spoiled.any():
                hot |= np.isin(file, file[spoiled])
        hot &= (outcome == OK) & ((kind == DOWNLOAD) | (kind == UPLOAD))
        return np.flatnonzero(hot) + first

    def _stored(self, rows: Rows, uploads: NDArray[np.bool_]) -> NDArray[np.int8]:
        """What each upload leaves in its file."""
        files = self.files
        stored = np.zeros(len(rows), dtype=np.int8)
        if files.rot_ppm:
            stored[uploads & (files.spoils[rows] < files.rot_ppm)] = files.rot
        return stored

    def _tell(self, rows: Rows, file: NDArray[np.int32], version: Rows) -> set[int]:
        """Tell of reads that failed, once for each version of a file; which versions those are."""
        files = self.files
        told: dict[tuple[int, int], int] = {}
        for request, number, of in zip(rows.tolist(), file.tolist(), version.tolist(), strict=True):
            if of < 0 and files.noticed[number]:
                continue
            told.setdefault((number, of), request)
        for (number, of), request in sorted(told.items(), key=lambda entry: entry[1]):
            if of < 0:
                files.notice_one(number)
            self.noticed(request, number)
        return {of for _, of in told}

    def _keep(
        self, file: NDArray[np.int32], content: NDArray[np.int8], version: Rows, known: set[int]
    ) -> None:
        """Put the block's last uploads into the files."""
        if not len(file):
            return
        files = self.files
        files.content[file] = content
        files.present[file] = files.exists[file] = True
        files.withheld[file] = files.cleared[file] = False
        files.noticed[file] = [of in known for of in version.tolist()]
        files.changed()
