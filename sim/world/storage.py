"""What the worker keeps: the files in the bucket, their backups, scans over them, uploads by name.

Puts the parts together and lets faults harm them. The parts know nothing of each other's reasons.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.journal.stored import FilesChanged
from sim.scenario.durations import HOUR, SECOND
from sim.scenario.faults.conditions import PREFIXES
from sim.scenario.names import OPERATIONS
from sim.world.backups import Backups
from sim.world.contents import Contents
from sim.world.files import SPARE, Files
from sim.world.integrity import Integrity
from sim.world.restores import Restores

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Literal

    from sim.scenario.faults import Damage
    from sim.scenario.model import Scenario
    from sim.world.files import Mask
    from sim.world.kernel import Kernel, Life
    from sim.world.prevailing import Prevailing
    from sim.world.queue import QueuedOperation
    from sim.world.recorder import Recorder
    from sim.world.requests import RequestLog
    from sim.world.streams import Streams

    FilesEvent = Literal["damaged", "lost", "quarantined", "released", "cleared"]

SPREAD_STEPS = 10
"""Damage that spreads does so in this many steps."""

MOST_TOLD = 25
"""So many reads that failed a file's check are told one by one; the rest shows in the figures."""


@dataclass(slots=True)
class NamedFile:
    """A file that a responder uploaded by name.

    Attributes:
        checksum: as the sender's side computed it.
        stored_at: when it reached the bucket; None while it waits in the queue.
        by: the role of whoever uploaded it.
    """

    number: int
    name: str
    size: int
    checksum: str
    stored_at: int | None = None
    by: str = ""


class Storage:
    """Files, backups, restores and scans of one exercise.

    Args:
        scenario: for its users and StartEx.
        log: what becomes of the users' requests.
        kernel: time.
        streams: the draws.
        prevailing: how R2 and the backup system behave now.
        recorder: takes journal entries.
    """

    def __init__(  # noqa: PLR0917 - the parts of the world it is wired to
        self,
        scenario: Scenario,
        log: RequestLog,
        kernel: Kernel,
        streams: Streams,
        prevailing: Prevailing,
        recorder: Recorder,
    ) -> None:
        self._kernel = kernel
        self._streams = streams
        self._recorder = recorder
        self._told = 0
        self.files = Files(scenario.users, log, streams, prevailing)
        self.contents = Contents(self.files, self._noticed)
        self.integrity = Integrity(self.files, kernel, prevailing, recorder)
        users = scenario.users
        uploads = users.mix.get("upload", 0) / sum(users.mix.get(name, 0) for name in OPERATIONS)
        self.backups = Backups(
            scenario.starts_at,
            self.files,
            kernel,
            streams,
            prevailing,
            recorder,
            uploads_an_hour=round(users.requests_per_second * uploads * HOUR / SECOND),
        )
        self.restores = Restores(self.files, self.backups, kernel, prevailing, recorder)
        self.named: dict[str, NamedFile] = {}

    # -- faults -----------------------------------------------------------------------------------

    def harm(self, damage: Damage, fault: str, still_on: Callable[[], bool]) -> None:
        """A fault does its lasting damage, now or step by step while it is on."""
        if damage.what == "backups":
            self.backups.spoil(damage.newest, damage.share_ppm, fault)
            return
        files = self.files
        numbers = np.arange(len(files.content))
        among = (
            np.isin(numbers % len(PREFIXES), sorted(damage.prefixes)) if damage.prefixes else None
        )
        chosen = files.share(f"harm.{fault}", damage.share_ppm, among)
        if damage.what == "loss":
            self._changed("lost", fault, files.lose(chosen))
        elif not damage.over_ms:
            self._changed("damaged", fault, files.damage(chosen, shows=damage.shows))
        else:
            self._kernel.process(self._spread(damage, fault, chosen, still_on))

    def _spread(
        self, damage: Damage, fault: str, chosen: Mask, still_on: Callable[[], bool]
    ) -> Life:
        """Damage that spreads over its files, step by step, until its fault ends."""
        when = self._streams.block(f"harm-when.{fault}").integers(0, SPREAD_STEPS, len(chosen))
        # All instants are booked now, so that of one millisecond they come first (see `timeout`).
        steps = [
            self._kernel.timeout(damage.over_ms * step // SPREAD_STEPS)
            for step in range(SPREAD_STEPS)
        ]
        for number, step in enumerate(steps):
            yield step
            if not still_on():
                return
            self._recorder.catch_up()
            hit = self.files.damage(chosen & (when == number), shows=damage.shows)
            self._changed("damaged", fault, hit)

    # -- what responders do -----------------------------------------------------------------------

    def withhold(self, numbers: Iterable[int], command: str, *, withheld: bool) -> int:
        """Quarantine files or release them; how many that changed."""
        count = self.files.withhold(numbers, withheld=withheld)
        self._changed("quarantined" if withheld else "released", command, count)
        return count

    def clear(self, command: str) -> int:
        """Empty the bucket; how many files are gone by it."""
        count = self.files.clear()
        self._changed("cleared", command, count)
        return count

    def place_for(self, name: str, size: int, checksum: str) -> NamedFile | None:
        """A place for an upload by name, the same one for the same name; None: no room."""
        before = self.named.get(name)
        if before is None and len(self.named) >= SPARE:
            return None
        number = self.files.count + len(self.named) if before is None else before.number
        file = NamedFile(number, name, size, checksum)
        if before is not None:
            file.stored_at = before.stored_at
        self.named[name] = file
        return file

    def store(self, file: NamedFile) -> None:
        """An upload by name reaches the bucket."""
        at = self._kernel.now
        file.stored_at = at
        self.files.store(file.number, at, self._streams.ppm("spoils.named", file.number, at))

    def read_failed(self, number: int) -> None:
        """A responder's read failed the file's check: it is known from now on."""
        if not self.files.noticed[number]:
            self.files.notice_one(number)
            self._recorder.emit(FilesChanged(event="noticed", by=file_id(number), files=1))

    def queued_done(self, operation: QueuedOperation) -> None:
        """A queued operation was carried out."""
        if operation.operation != "upload":
            return
        at = self._kernel.now
        # Its own draw, whenever it is made: not at all while no upload is stored damaged.
        spoils = self.files.rot_ppm > 0
        luck = self._streams.ppm("spoils.queue", operation.request) if spoils else 0
        self.files.store(operation.file, at, luck)
        for file in self.named.values():
            if file.number == operation.file:
                file.stored_at = at

    # -- telling ----------------------------------------------------------------------------------

    def _changed(self, event: FilesEvent, by: str, count: int) -> None:
        state = self.files.state()
        self._recorder.emit(
            FilesChanged(
                event=event,
                by=by,
                files=count,
                damaged=state.damaged,
                missing=state.missing,
                owners=state.owners,
            )
        )

    def _noticed(self, request: int, number: int) -> None:
        # How the bucket is as a whole depends on when one looks; the read itself does not.
        self._told += 1
        if self._told <= MOST_TOLD:
            told = FilesChanged(event="noticed", by=file_id(number), files=1)
            at = int(self.files.log.workload.at[request])
            self._recorder.caused(at, request, told)


def file_id(number: int) -> str:
    """A file's identifier, as answers show it."""
    return f"file_{number:06d}"


def file_number(name: str, files: Files) -> int | None:
    """The number behind an identifier; None when there is no such file."""
    if not (name.startswith("file_") and name[5:].isascii() and name[5:].isdigit()):
        return None
    number = int(name[5:])
    known = number < len(files.exists) and bool(files.exists[number])
    return number if known and file_id(number) == name else None
