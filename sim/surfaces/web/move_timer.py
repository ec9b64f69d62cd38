"""The timer of a tabletop's present move, in real time: held, resumed, extended, kept over a crash.

The journal says how it was changed. While it runs, a file in the record says when it ends, by the
wall clock, so that a session that is taken up again goes on with the same timer. The file is a
session's own and goes with it.
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from sim.disk import write_atomically
from sim.journal.conduct import MoveBegan
from sim.journal.talk import TimerChanged
from sim.surfaces.complaints import cause, complain

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sim.journal.encoding import Entry

FILE_NAME = "timer.json"
_SECOND_MS = 1000


class MoveTimer:
    """What is left of the present move's time.

    Args:
        path: the file; None for nowhere, in tests.
        wall: seconds that never run back; only tests pass another.
        today: seconds since 1970, which go on while nobody hosts; only tests pass another.
    """

    def __init__(
        self,
        path: Path | None = None,
        wall: Callable[[], float] = time.monotonic,
        today: Callable[[], float] = time.time,
    ) -> None:
        self._path = path
        self._wall = wall
        self._today = today
        self._entry = -1
        self._left: int | None = None
        self._since = wall()
        self._live = False
        self.held = False

    def take(self, entry: Entry) -> None:
        """Take in a journal entry; what concerns no timer is passed over."""
        match entry.body:
            case MoveBegan() as body:
                self._left, self.held = body.time_box or None, False
            case TimerChanged() as body:
                self._left = body.left_ms
                self.held = body.event == "held" or (self.held and body.event == "extended")
            case _:
                return
        self._entry, self._since = entry.seq, self._wall()
        if self._live:
            self._save()

    def go_on(self) -> None:
        """All that was written before is taken in: from now on it is live.

        A running timer ends when it would have ended; it ran on while nobody hosted.
        """
        self._live = True
        if self._path is None or self._left is None or self.held:
            return
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            if kept["entry"] == self._entry:
                self._left = round((float(kept["ends_at"]) - self._today()) * _SECOND_MS)
        except FileNotFoundError:
            self._save()
        except (OSError, ValueError, KeyError, TypeError):
            self._save()  # not to be read: the whole time once more

    def left(self) -> int | None:
        """What is left, ms of real time, below 0 when it is over; None without a limit."""
        if self._left is None:
            return None
        return self._left if self.held else self._left - self._passed()

    def _passed(self) -> int:
        return round((self._wall() - self._since) * _SECOND_MS)

    def _save(self) -> None:
        left = self.left()
        if self._path is None or left is None:
            return
        kept = {"entry": self._entry, "ends_at": self._today() + left / _SECOND_MS}
        try:
            write_atomically(self._path, f"{json.dumps(kept)}\n".encode())
        except OSError as error:  # the session can do without it
            complain(f"{self._path}: the timer could not be saved: {cause(error)}")

    def forget(self) -> None:
        """The session is over."""
        if self._path is not None:
            self._path.unlink(missing_ok=True)
