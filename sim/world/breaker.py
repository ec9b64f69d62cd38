"""The circuit breaker in front of R2.

CLOSED lets calls through and counts failures in a row; OPEN turns them away until its time is
over; the next call is then a trial (HALF_OPEN). Knows no clock: every method is told the time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sim.journal.bodies import BreakerMoved, BreakerState

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.scenario.worker import BreakerSettings


NEVER = 1 << 62
"""A waiting time that does not end."""


@dataclass(frozen=True, slots=True)
class Transition:
    """A change of state: when, and what the journal says about it."""

    at: int
    move: BreakerMoved


class Breaker:
    """The state machine; tells `moved` about every change of state."""

    def __init__(
        self, settings: BreakerSettings, moved: Callable[[int, BreakerMoved], None]
    ) -> None:
        self.settings = settings
        self.state: BreakerState = "CLOSED"
        self.failures = 0
        self.successes = 0
        self.last_failure_at: int | None = None
        self.opened_at: int | None = None
        self.next_attempt_at: int | None = None
        self.history: list[Transition] = []
        self._moved = moved

    def admits(self, at: int) -> bool:
        """Whether a call at this instant may go through."""
        return self.next_attempt_at is None or at >= self.next_attempt_at

    def begin(self, at: int) -> None:
        """A call goes through; the first after the waiting time is the trial."""
        if self.state == "OPEN":
            self.successes = 0
            self._move(at, "HALF_OPEN", "traffic", "open period elapsed, trial call")

    def succeed(self, at: int) -> None:
        """The call answered."""
        self.failures = 0
        if self.state == "HALF_OPEN":
            self.successes += 1
            if self.successes >= self.settings.success_threshold:
                self._move(at, "CLOSED", "traffic", f"{self.successes} trial calls succeeded")

    def fail(self, at: int) -> None:
        """The call failed."""
        self.failures += 1
        self.last_failure_at = at
        if self.state == "HALF_OPEN":
            self._move(at, "OPEN", "traffic", "trial call failed")
        elif self.failures >= self.settings.failure_threshold:
            self._move(at, "OPEN", "traffic", f"{self.failures} failures in a row")

    def absorb(self, failures: int, last_failure_at: int | None) -> None:
        """Account a whole run of calls while CLOSED that did not open it.

        Args:
            failures: failures in a row at the end of the run.
            last_failure_at: the run's latest failure, None when it had none.
        """
        self.failures = failures
        if last_failure_at is not None:
            self.last_failure_at = last_failure_at

    def stick(self, at: int) -> None:
        """It jams: open, and no call gets through until it is reset or `unstick`."""
        if self.state != "OPEN":
            self._move(at, "OPEN", "traffic", "state store not responding, failing safe")
        # After the move, which has set an ordinary waiting time.
        self.next_attempt_at = NEVER

    def unstick(self, at: int) -> None:
        """It works again; when still open, the waiting time begins now."""
        # Somebody may have reset it meanwhile: then there is nothing left to wait for.
        if self.state == "OPEN":
            self.next_attempt_at = at + self.settings.open_for

    def reset(self, at: int, reason: str) -> None:
        """Close it by hand, whatever the truth is."""
        self.failures = 0
        if self.state != "CLOSED":
            self._move(at, "CLOSED", "operator", reason)

    def _move(
        self, at: int, new: BreakerState, by: Literal["traffic", "operator"], reason: str
    ) -> None:
        old, self.state = self.state, new
        if new == "OPEN":
            self.opened_at = at
            self.next_attempt_at = at + self.settings.open_for
        else:
            self.next_attempt_at = None
            if new == "CLOSED":
                self.opened_at = None
        move = BreakerMoved(old=old, new=new, by=by, reason=reason, failures=self.failures)
        self.history.append(Transition(at, move))
        self._moved(at, move)
