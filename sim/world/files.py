"""The files as they lie in the bucket: whose, how large, damaged or sound, there, gone, withheld.

One array element per file, so that ten thousand files cost next to nothing. When users wrote what
is worked out when somebody asks; what they get while something is wrong says `contents`. Knows
nothing of who damaged what, or why.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sim.world.requests import CORRUPTED, OK, UNREADABLE, WITHHELD
from sim.world.streams import PPM
from sim.world.workload import UPLOAD

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from sim.scenario.model import Users as UserSettings
    from sim.world.prevailing import Prevailing
    from sim.world.requests import RequestLog
    from sim.world.streams import Streams

    Mask = NDArray[np.bool_]

SOUND, SILENT, SHOWS = range(3)
"""A file's content: whole; damaged and read as if it were whole; damaged, and its check fails."""

READ_OF = np.array([OK, CORRUPTED, UNREADABLE], dtype=np.int8)
"""What reading content of each kind is to the user."""

SPARE = 256
"""Places for files that responders upload by name, beside the users' files."""

MEDIAN_BYTES = 300_000
SIZE_SIGMA = 1.6
"""Sizes are lognormal: mean 1.1 MB, ten thousand files some 11 GB. Our choice: lists and sheets."""

LONG_AGO = -(1 << 62)
"""When a file was last written, while that was before StartEx."""


@dataclass(frozen=True, slots=True)
class State:
    """The whole bucket in four numbers.

    Attributes:
        damaged: files whose damage users can reach: there, and not withheld.
        missing: users' files that are gone.
        withheld: files that are quarantined.
        owners: different users with a damaged reachable or a missing file.
    """

    damaged: int = 0
    missing: int = 0
    withheld: int = 0
    owners: int = 0


CLEAN = State()


class Files:
    """Every file of one exercise.

    Arrays have one element per file: the users' `count` files, then `SPARE` places for uploads by
    name. Whoever writes to them calls `changed` afterwards.

    Attributes:
        content: SOUND, SILENT or SHOWS.
        exists: there is such a file; gone ones included.
        present: it lies in the bucket.
        withheld: it is quarantined.
        noticed: its damage or loss is known to the worker.
        cleared: it was there and sound when responders emptied the bucket.
        written_at: when its present version was written, ms since StartEx.
        reads: what a download of it is to the user, an outcome code.
        any_shows: the damage of some file shows.
        varies: which files exist is not the same at all times, as it is in production.
    """

    def __init__(
        self, settings: UserSettings, log: RequestLog, streams: Streams, prevailing: Prevailing
    ) -> None:
        self.count = settings.files
        self.log = log
        self._people = settings.people
        self._streams = streams
        self._prevailing = prevailing
        size = self.count + SPARE
        self.content = np.zeros(size, dtype=np.int8)
        self.present = np.arange(size) < self.count
        self.exists = self.present.copy()
        self.withheld = np.zeros(size, dtype=np.bool_)
        self.noticed = np.zeros(size, dtype=np.bool_)
        self.cleared = np.zeros(size, dtype=np.bool_)
        self.written_at = np.full(size, LONG_AGO, dtype=np.int64)
        self._taken_in = 0
        self._none = np.zeros(size, dtype=np.bool_)
        # This very array stands for calm: `troubled` compares identities instead of scanning ten
        # thousand files for every block of requests.
        self._hot = self._none
        self.any_shows = False
        self.varies = False
        self.reads = np.zeros(size, dtype=np.int8)
        self._state: State | None = CLEAN
        self._alarming: int | None = 0

    # -- what never changes -----------------------------------------------------------------------

    @cached_property
    def sizes(self) -> NDArray[np.int64]:
        """Bytes per file; what responders upload is small."""
        spread = self._streams.block("file-sizes").standard_normal(self.count)
        drawn = np.rint(MEDIAN_BYTES * np.exp(SIZE_SIGMA * spread)).astype(np.int64)
        return np.concatenate((drawn, np.full(SPARE, 1_000, dtype=np.int64)))

    @cached_property
    def owners(self) -> NDArray[np.int32]:
        """The number of the user whose file it is."""
        size = len(self.content)
        return self._streams.block("file-owners").integers(0, self._people, size, dtype=np.int32)

    @cached_property
    def spoils(self) -> NDArray[np.int32]:
        """For each request, 0 … 999 999: an upload below `rot_ppm` is stored damaged."""
        size = len(self.log.workload)
        return self._streams.block("spoils").integers(0, PPM, size, dtype=np.int32)

    def share(self, label: str, share_ppm: int, among: Mask | None = None) -> Mask:
        """A share of the files that exist, drawn from a stream of its own; one at least.

        Args:
            label: names the stream: the same label gives the same files.
            share_ppm: parts per million.
            among: only these.
        """
        among = self.exists if among is None else self.exists & among
        lot = self._streams.block(label).integers(0, PPM, len(self.content), dtype=np.int32)
        chosen = (lot < share_ppm) & among
        if not chosen.any() and among.any():
            # The lowest lot is the one that a larger share would have taken first.
            chosen[int(np.argmin(np.where(among, lot, PPM)))] = True
        return chosen

    # -- how it is now ----------------------------------------------------------------------------

    @property
    def rot_ppm(self) -> int:
        """Share of uploads that are stored damaged now."""
        return self._prevailing.conditions.rot_ppm

    @property
    def rot(self) -> int:
        """What such a file's content is."""
        return SHOWS if self._prevailing.conditions.rot_shows else SILENT

    @property
    def hot(self) -> Mask:
        """Files that are damaged, gone or withheld: a request for one is special."""
        return self._hot

    @property
    def troubled(self) -> bool:
        """Whether any file is hot, or becomes so when it is uploaded."""
        return self._hot is not self._none or self.rot_ppm > 0

    @property
    def bad(self) -> Mask:
        """Files that are damaged or gone."""
        found: Mask = self.exists & ((self.content != SOUND) | ~self.present)
        return found

    def state(self) -> State:
        """The bucket in numbers."""
        if self._state is None:
            reachable = self._hot & ~self.withheld
            missing = self.exists & ~self.present
            # Uploads by name are the responders' own: no user misses one.
            missing[self.count :] = False
            at_risk = self.owners[reachable | missing]
            self._state = State(
                damaged=int(np.count_nonzero(reachable & ~missing)),
                missing=int(np.count_nonzero(missing)),
                withheld=int(np.count_nonzero(self.withheld)),
                owners=int(np.count_nonzero(np.bincount(at_risk, minlength=1))),
            )
        return self._state

    def alarming(self) -> int:
        """Files whose damage or loss is known and that users still run into."""
        if self._alarming is None:
            self._alarming = int(np.count_nonzero(self.noticed & self._hot & ~self.withheld))
        return self._alarming

    def changed(self) -> None:
        """Something was written to the arrays."""
        reads = READ_OF[self.content]
        # Later lines win: a quarantined file that is gone is gone, and an unused place is nothing.
        reads[self.withheld] = WITHHELD
        reads[~self.present] = UNREADABLE
        reads[~self.exists] = OK
        hot = reads != OK
        self.reads = reads
        self.any_shows = bool((self.content == SHOWS).any())
        self._hot = hot if hot.any() else self._none
        self._state = None
        self._alarming = None

    def forget(self, numbers: NDArray[np.int64]) -> None:
        """There are no such files any more, as if there had never been any."""
        self.settle()
        self.varies = True
        self.exists[numbers] = self.present[numbers] = False
        self.content[numbers] = SOUND
        self.withheld[numbers] = self.noticed[numbers] = self.cleared[numbers] = False
        self.changed()

    # -- what happens to files --------------------------------------------------------------------

    def settle(self) -> None:
        """Take in when users wrote what; whatever asks for that, or changes files, begins so."""
        first, last = self._taken_in, self.log.done
        self._taken_in = last
        if first == last:
            return
        work, outcome = self.log.workload, self.log.outcome[first:last]
        stored = (outcome == OK) | (outcome == CORRUPTED)
        rows = np.flatnonzero(stored & (work.kind[first:last] == UPLOAD)) + first
        np.maximum.at(self.written_at, work.file[rows], work.at[rows])

    def damage(self, chosen: Mask, *, shows: bool) -> int:
        """Damage these files; how many were there and sound."""
        self.settle()
        hit = chosen & self.present & (self.content == SOUND)
        self.content[hit] = SHOWS if shows else SILENT
        self.changed()
        return int(np.count_nonzero(hit))

    def lose(self, chosen: Mask) -> int:
        """Take these files out of the bucket; how many were there."""
        self.settle()
        hit = chosen & self.present
        self.present[hit] = False
        self.changed()
        return int(np.count_nonzero(hit))

    def clear(self) -> int:
        """Take every file out of the bucket by command; how many were there."""
        self.settle()
        self.cleared |= self.present & (self.content == SOUND)
        return self.lose(self.exists)

    def withhold(self, numbers: Iterable[int], *, withheld: bool) -> int:
        """Quarantine files, or let users have them again; how many that changed."""
        self.settle()
        chosen = np.array(sorted(set(numbers)), dtype=np.int64)
        count = int(np.count_nonzero(self.withheld[chosen] != withheld))
        self.withheld[chosen] = withheld
        self.changed()
        return count

    def inspect(self, numbers: NDArray[np.int64]) -> tuple[list[int], list[int]]:
        """Read these files and compare them: which are damaged, which gone; known from now on."""
        gone = ~self.present[numbers]
        damaged = ~gone & (self.content[numbers] != SOUND)
        self.noticed[numbers[gone | damaged]] = True
        self._alarming = None
        return numbers[damaged].tolist(), numbers[gone].tolist()

    def notice_one(self, number: int) -> None:
        """The worker learns of one file: a read failed its check."""
        self.noticed[number] = True
        self._alarming = None

    def put_back(
        self, numbers: NDArray[np.int64], content: NDArray[np.int8], at: NDArray[np.int64]
    ) -> None:
        """Write these files anew, with this content, as they were at these instants.

        A quarantined file stays quarantined.
        """
        self.settle()
        self.content[numbers] = content
        self.present[numbers] = self.exists[numbers] = True
        self.written_at[numbers] = at
        self.noticed[numbers] = self.cleared[numbers] = False
        self.changed()

    def store(self, number: int, at: int, luck_ppm: int) -> bool:
        """One upload arrives by itself, from the queue or a responder; whether it is sound.

        Args:
            number: the file; its new version is not quarantined.
            at: the instant.
            luck_ppm: its draw; below `rot_ppm` it is stored damaged.
        """
        self.settle()
        spoiled = luck_ppm < self.rot_ppm
        # `changed` goes over every file: in calm times one upload leaves all of that as it is.
        touched = spoiled or self._hot[number] or not self.exists[number]
        self.content[number] = self.rot if spoiled else SOUND
        self.present[number] = self.exists[number] = True
        self.withheld[number] = self.noticed[number] = self.cleared[number] = False
        self.written_at[number] = at
        if touched:
            self.changed()
        return not spoiled
