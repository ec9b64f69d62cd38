"""What users really got whose calls R2 has answered, while files are damaged, gone or withheld.

R2 answered in time; this looks at the content. Whole blocks of requests at once, with the same
result as taking one after the other: an upload changes what a later download of its file gets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.world.files import READ_OF, SOUND
from sim.world.requests import CORRUPTED, OK, UNREADABLE
from sim.world.workload import UPLOAD

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from sim.world.files import Files

    Rows = NDArray[np.int64]
    """Positions in the workload."""


BEFORE = -1
"""The version of a file that was there before the block."""

_HAS_CONTENT = np.array([True, False, True, False])
"""Which operations, by their codes, read or write a file's content."""


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
        rows = self._special(first, last)
        if not len(rows):
            return
        work, outcome = files.log.workload, files.log.outcome
        file, uploads = work.file[rows], work.kind[rows] == UPLOAD
        if not uploads.any():
            outcome[rows] = found = files.reads[file]
            if files.any_shows:
                self._tell(rows, file, found, np.full(len(rows), BEFORE))
            return
        # Stable: the requests for one file stay in order of arrival.
        order = np.argsort(file, kind="stable")
        rows, file, uploads = rows[order], file[order], uploads[order]
        stored = self._stored(rows, uploads)
        # For each row the latest upload of its file up to it, if the block has one.
        place = np.arange(len(rows))
        begins = np.concatenate(([True], file[1:] != file[:-1]))
        latest = np.maximum.accumulate(np.where(uploads, place, BEFORE))
        fresh = latest >= np.maximum.accumulate(np.where(begins, place, 0))
        found = np.where(fresh, READ_OF[stored][latest], files.reads[file])
        outcome[rows] = np.where(uploads & (stored != SOUND), CORRUPTED, found)
        read = ~uploads
        version = np.where(fresh, latest, BEFORE)
        known = self._tell(rows[read], file[read], found[read], version[read])
        # The last upload of a file in the block is what lies there afterwards.
        ends = np.concatenate((begins[1:], [True])) & fresh
        self._keep(file[ends], stored[latest[ends]], latest[ends], known)

    def _special(self, first: int, last: int) -> Rows:
        """Answered requests whose content needs a look, in order of arrival."""
        files = self.files
        work = files.log.workload
        kind, file = work.kind[first:last], work.file[first:last]
        chosen = files.log.outcome[first:last] == OK
        hot = files.hot
        if files.rot_ppm:
            spoiled = chosen & (kind == UPLOAD) & (files.spoils[first:last] < files.rot_ppm)
            if spoiled.any():
                hot = hot.copy()
                hot[file[spoiled]] = True
        chosen &= hot.take(file)
        chosen &= _HAS_CONTENT.take(kind)
        special: Rows = chosen.nonzero()[0]
        return special + first

    def _stored(self, rows: Rows, uploads: NDArray[np.bool_]) -> NDArray[np.int8]:
        """What each upload leaves in its file."""
        files = self.files
        stored = np.zeros(len(rows), dtype=np.int8)
        if files.rot_ppm:
            stored[uploads & (files.spoils[rows] < files.rot_ppm)] = files.rot
        return stored

    def _tell(
        self, rows: Rows, file: NDArray[np.int32], found: NDArray[np.int8], version: Rows
    ) -> set[int]:
        """Tell of reads that failed a file's check, once a version; which versions those are."""
        files = self.files
        shown = (found == UNREADABLE) & ((version != BEFORE) | files.present[file])
        told: dict[tuple[int, int], int] = {}
        for row in shown.nonzero()[0].tolist():
            key = (int(file[row]), int(version[row]))
            if key[1] != BEFORE or not files.noticed[key[0]]:
                told.setdefault(key, int(rows[row]))
        for (number, of), request in sorted(told.items(), key=lambda entry: entry[1]):
            if of == BEFORE:
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
