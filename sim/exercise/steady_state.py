"""Whether the world is good again and has stayed so: what ends an exercise before its horizon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.journal.bodies import Window

if TYPE_CHECKING:
    from sim.journal.encoding import Entry
    from sim.world.world import World


class SteadyState:
    """Counts how long, window by window, nothing has been wrong."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._good_since: int | None = None

    def see(self, entry: Entry) -> None:
        """Take in one journal entry."""
        if not isinstance(entry.body, Window):
            return
        if not self._good(entry.body):
            self._good_since = None
        elif self._good_since is None:
            self._good_since = entry.body.end

    def _good(self, window: Window) -> bool:
        world, bounds = self._world, self._world.policy.objectives
        # Ground truth, because figures look good between two flickers of a fault.
        if world.any_fault():
            return False
        requests = sum(count.requests for count in window.operations)
        failed = sum(count.failed for count in window.operations)
        corrupted = sum(count.corrupted for count in window.operations)
        return (
            world.breaker.state == "CLOSED"
            and all(mode == "normal" for mode in world.modes.values())
            and world.queue.total == 0
            and window.files_damaged == 0
            and window.files_missing == 0
            and corrupted <= bounds.corrupted
            and window.backup_age_ms <= bounds.backup_age
            # Multiplied out, so that a window without requests is good and not a division by zero.
            and failed * 100 <= bounds.error_percent * requests
            and window.p95_ms <= bounds.p95
        )

    def for_ms(self) -> int:
        """How long it has been good; counted from the end of the first good window."""
        return 0 if self._good_since is None else self._world.now - self._good_since
