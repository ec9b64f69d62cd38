"""The one place that touches SimPy's environment: whole milliseconds, processes, periodic work.

Events of one millisecond run in the order (time, priority, sequence) that SimPy keeps. An action
at time T comes before the world's own events at T, and users who arrive at T come after them.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

import simpy

if TYPE_CHECKING:
    from collections.abc import Callable

Life = Generator[simpy.Event, object, None]
"""What a process does from start to end; it yields what it waits for, as in SimPy's examples."""


class Process:
    """A generator of SimPy events that begins at once, not with the next event.

    SimPy's own `Process` books one event to begin and one to end. A process that a command begins
    would then wait until the world goes on, and book its first timeout after whatever the same
    command books next: the order within a millisecond, and with it old records, would change
    (docs/design/processes.md).
    """

    def __init__(self, life: Life) -> None:
        self._life = life
        self._target: simpy.Event | None = None
        # A life may be over before its first wait: a queued operation that succeeds at once never
        # yields, and leaves nothing to resume.
        self._wait_for(next(life, None))

    def interrupt(self, cause: object = None) -> None:
        """Raise `simpy.Interrupt` where it waits; nothing happens when it is over."""
        target = self._target
        if target is None:
            return
        # SimPy cannot take a booked event back: it stays in the calendar, and only this process no
        # longer hears it. While SimPy carries an event out, its list of callbacks is None.
        if target.callbacks is not None:
            target.callbacks.remove(self._resume)
        try:
            self._wait_for(self._life.throw(simpy.Interrupt(cause)))
        except StopIteration:
            self._target = None

    def _resume(self, event: simpy.Event) -> None:
        try:
            self._wait_for(self._life.send(event.value))
        except StopIteration:
            self._target = None

    def _wait_for(self, target: simpy.Event | None) -> None:
        self._target = target
        if target is not None:
            target.callbacks.append(self._resume)


class _Calendar(simpy.Environment):
    """SimPy's environment, which can also be moved to an instant before its next event."""

    def stand_at(self, when: int) -> None:
        """Let `when` be now; nothing is due before it.

        `run` does the same by booking an event there, carrying it out and raising what ends the
        run: a night's ninety commands stop time that often.
        """
        self._now = when


class Kernel:
    """Simulated time, and what is booked in it."""

    def __init__(self) -> None:
        self.env = _Calendar()

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

    def timeout(self, delay: int) -> simpy.Event:
        """What happens `delay` ms from now.

        Of one millisecond, what was booked first happens first. A process that books all its
        instants when it begins is therefore ahead of what others book meanwhile.
        """
        return self.env.timeout(delay)

    def until(self, when: int) -> simpy.Event:
        """What happens at `when`, ms since StartEx; now, when that is past."""
        return self.env.timeout(max(0, when - self.now))

    def process(self, life: Life) -> Process:
        """Begin a process now: it runs to its first `yield` before this returns."""
        return Process(life)

    def at(self, when: int, do: Callable[[], None]) -> None:
        """Do something once, at `when` (not before now); what takes time is a process."""
        self.until(when).callbacks.append(lambda _: do())

    def every(
        self, period: Callable[[], int], do: Callable[[], None], *, first: int, last: bool = False
    ) -> None:
        """Do something at `first`, then each `period` ms.

        Begins with the world's first event, as SimPy's processes do: what is booked before StartEx
        comes first in its millisecond.

        Args:
            period: ms between two times; asked anew after each, so that it can be changed.
            do: what to do.
            first: when first, ms since StartEx.
            last: after whatever else is due at the same millisecond by then.
        """
        self.env.process(self._periodic(period, do, first, last=last))

    def _periodic(
        self, period: Callable[[], int], do: Callable[[], None], first: int, *, last: bool
    ) -> Life:
        yield self.env.timeout(first - self.now)
        while True:
            if last:
                # Booked only now, so it comes after everything that is booked for this millisecond
                # already.
                yield self.env.timeout(0)
            do()
            yield self.env.timeout(period())

    def step(self) -> None:
        """Carry out the next event."""
        self.env.step()

    def step_before(self, when: int) -> int | None:
        """Carry out the next event if it is due before `when`; its instant, None when it is not."""
        upcoming = self.env.peek()
        if upcoming >= when:
            return None
        self.env.step()
        return int(upcoming)

    def run_before(self, when: int) -> None:
        """Carry out every event before `when`, and stand at `when`; time never runs back."""
        env = self.env
        while env.peek() < when:
            env.step()
        if when > env.now:
            env.stand_at(when)
