"""Simulated time from the wall clock: `pace` simulated seconds a second, pauses and skips."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


LEAST_PACE, MOST_PACE = 0.1, 3600.0
"""Simulated seconds per second: from a tenth of real time to an hour a second."""


class PacedClock:
    """Tells the simulated instant.

    Args:
        start_ms: simulated time now.
        pace: simulated seconds per real second.
        latest_ms: where the clock stops.
        paused: whether it stands still until `resume`.
        seconds: the wall clock; only tests pass another.

    Attributes:
        changes: counts what was set since, for whoever shows the time.
    """

    def __init__(
        self,
        start_ms: int,
        pace: float,
        latest_ms: int,
        *,
        paused: bool = False,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self.pace = pace
        self.latest_ms = latest_ms
        self.paused = paused
        self.changes = 0
        self._seconds = seconds
        # One value, because a console reads the clock from a thread of its own.
        self._base = (start_ms, seconds())

    def now(self) -> int:
        """Milliseconds since StartEx."""
        start_ms, wall = self._base
        if self.paused:
            return start_ms
        passed = (self._seconds() - wall) * 1000 * self.pace
        return min(self.latest_ms, start_ms + int(passed))

    def skip(self, ms: int) -> int:
        """Move on by `ms`; the instant after it."""
        self._set(self.now() + ms)
        return self.now()

    def pause(self) -> None:
        """Stand still."""
        # While it still runs: of a paused clock `now` would be where it stood at the last change.
        self._set(self.now())
        self.paused = True

    def resume(self) -> None:
        """Go on from where it stands."""
        # The wall clock went on while this one stood, so it counts from here.
        self._set(self.now())
        self.paused = False

    def run_at(self, pace: float) -> None:
        """Go on at another pace."""
        # What has passed so far has passed at the old pace.
        self._set(self.now())
        self.pace = pace

    def move_to(self, ms: int) -> None:
        """Stand at `ms` from now on, unless it is later already."""
        self._set(max(ms, self.now()))

    def move_back(self, ms: int) -> None:
        """Stand at `ms` again: what was moved on to could not be kept."""
        self._set(ms)

    def _set(self, ms: int) -> None:
        self.changes += 1
        self._base = (min(ms, self.latest_ms), self._seconds())
