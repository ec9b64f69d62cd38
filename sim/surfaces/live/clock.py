"""Simulated time from the wall clock: `pace` simulated seconds a second, and skips."""

from __future__ import annotations

import time


class PacedClock:
    """Tells the simulated instant.

    Args:
        start_ms: simulated time now.
        pace: simulated seconds per real second.
        latest_ms: where the clock stops.
    """

    def __init__(self, start_ms: int, pace: float, latest_ms: int) -> None:
        self.pace = pace
        self.latest_ms = latest_ms
        self._base_ms = start_ms
        self._base_wall = time.monotonic()

    def now(self) -> int:
        """Milliseconds since StartEx."""
        passed = (time.monotonic() - self._base_wall) * 1000 * self.pace
        return min(self.latest_ms, self._base_ms + int(passed))

    def skip(self, ms: int) -> int:
        """Move on by `ms`; the instant after it."""
        self._base_ms = self.now() + ms
        self._base_wall = time.monotonic()
        return self.now()
