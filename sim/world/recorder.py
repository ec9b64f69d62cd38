"""Writes what happens in a world to its journal, in the order in which it happened.

Users are decided late, in blocks, up to the present instant. What they cause on the way (the
breaker opens, the queue fills) is held back and sorted by the request that caused it. Knows
nothing of what the entries say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.journal.bodies import Body, BreakerMoved
    from sim.journal.journal import Journal
    from sim.world.kernel import Kernel
    from sim.world.users import UserTraffic


class Recorder:
    """The world's way to its journal.

    Args:
        journal: takes the facts; must have its header already.
        kernel: time.
    """

    def __init__(self, journal: Journal, kernel: Kernel) -> None:
        self._journal = journal
        self._kernel = kernel
        self._users: UserTraffic | None = None
        self._held: list[tuple[int, int, Body]] = []
        self._catching_up = False
        # No instant yet: StartEx itself is 0.
        self._caught_up_at = -1

    def follow(self, users: UserTraffic) -> None:
        """Whose requests are decided first. Users need the breaker, which already writes here."""
        self._users = users

    def catch_up(self) -> None:
        """Decide what users did before now; every event and command begins with it."""
        now = self._kernel.now
        # Users decide what arrived before `now`: at the same instant there is never more to decide.
        if now == self._caught_up_at or self._users is None:
            return
        self._catching_up = True
        self._users.catch_up(now)
        self._catching_up = False
        self._caught_up_at = now
        if self._held:
            # Several requests can share a millisecond, so their number decides. Bodies have no
            # order; what one request caused stays as it came, because the sort is stable.
            self._held.sort(key=lambda held: held[:2])
            for at, _, body in self._held:
                self._journal.append(at, body)
            self._held.clear()

    def emit(self, body: Body) -> None:
        """Tell the journal what happens now."""
        self.catch_up()
        self._journal.append(self._kernel.now, body)

    def caused(self, at: int, request: int | None, body: Body) -> None:
        """Tell the journal what a user's request caused at its instant; None: no user's."""
        # A block is gone through several times (queue, breaker, contents), so what it causes comes
        # out of order.
        if self._catching_up and request is not None:
            self._held.append((at, request, body))
        else:
            self._journal.append(at, body)

    def breaker_moved(self, at: int, move: BreakerMoved) -> None:
        """The same of the breaker, which does not know whose request it is."""
        # Outside a catch-up `deciding` names an old request, and `caused` does not look at it.
        self.caused(at, None if self._users is None else self._users.deciding, move)
