"""The one place that touches SimPy's environment: whole milliseconds, callbacks, periodic work.

Events of one millisecond run in the order (time, priority, sequence) that SimPy keeps. An action
at time T comes before the world's own events at T, and users who arrive at T come after them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import simpy

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

Process = "Generator[simpy.Event, object, None]"


class Kernel:
    """Simulated time, and what is scheduled in it."""

    def __init__(self) -> None:
        self.env = simpy.Environment()

    @property
    def now(self) -> int:
        """Milliseconds since StartEx."""
        now: int = self.env.now  # type: ignore[assignment]  # only whole numbers are scheduled
        return now

    @property
    def next_at(self) -> int | None:
        """When the next event is due, None when nothing is scheduled."""
        upcoming = self.env.peek()
        return None if upcoming == float("inf") else int(upcoming)

    def at(self, when: int, do: Callable[[], None]) -> None:
        """Do something at `when` (not before now)."""
        self.env.timeout(max(0, when - self.now)).callbacks.append(lambda _: do())

    def every(
        self, period: Callable[[], int], do: Callable[[], None], *, first: int, last: bool = False
    ) -> None:
        """Do something at `first`, then each `period` ms.

        Args:
            period: ms between two times; asked anew after each, so that it can be changed.
            do: what to do.
            first: when first, ms since StartEx.
            last: after whatever else is due at the same millisecond by then.
        """
        self.env.process(self._periodic(period, do, first, last=last))

    def _periodic(
        self, period: Callable[[], int], do: Callable[[], None], first: int, *, last: bool
    ) -> Generator[simpy.Event, object, None]:
        yield self.env.timeout(first - self.now)
        while True:
            if last:
                yield self.env.timeout(0)
            do()
            yield self.env.timeout(period())

    def step(self) -> None:
        """Carry out the next event."""
        self.env.step()

    def run_before(self, when: int) -> None:
        """Carry out every event before `when`, and stand at `when`."""
        if when > self.now:
            self.env.run(until=when)
