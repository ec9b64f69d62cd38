"""A recorded session at any of its moments: the folds of its first entries, as boards want them.

It knows the journal and the exercise that was rebuilt from it; it must not know how it is served.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING

from reports.review.hot_wash import HotWash
from sim.journal.bodies import Action, Ended
from sim.journal.conduct import EVALUATOR, FACILITATOR, OBSERVER, ClockChanged
from sim.surfaces.complaints import cause, complain
from sim.surfaces.web.views.obligations import ObligationsNow, obligations_now
from sim.surfaces.web.views.seen import PlayersView
from sim.surfaces.web.views.take import take_in
from sim.surfaces.web.views.truth import StaffView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.exercise.exercise import Exercise
    from sim.journal.encoding import Entry
    from sim.surfaces.web.source import State

OBLIGATIONS_KEPT = 512
"""Moments whose obligations are kept: to work them out takes longer than a staff's whole board."""

MOST_COMMANDS = 200
PERMILLE = 1000


class RecordedSession:
    """A record, standing at one of its moments; a `Source` for boards.

    Args:
        exercise: rebuilt from the record.
        entries: the record's journal.
        washed: what was written down after EndEx.

    Attributes:
        count: how many entries have been taken in.
        at: where it stands, ms since StartEx.
    """

    def __init__(
        self, exercise: Exercise, entries: Sequence[Entry], washed: HotWash | None = None
    ) -> None:
        self.washed = washed or HotWash()
        self.exercise = exercise
        self.entries = entries
        self._times = [entry.at for entry in entries]
        self._led = any(isinstance(entry.body, ClockChanged) for entry in entries)
        last = entries[-1].body
        self._over_at = last.responder_left_at if isinstance(last, Ended) else None
        self._obligations_at = lru_cache(maxsize=OBLIGATIONS_KEPT)(
            lambda count: self._worked_out(entries[:count])
        )
        self._begin()
        self.stand(0)

    def _begin(self) -> None:
        self.count = 0
        self.at = 0
        exercise = self.exercise
        self.seen = PlayersView(exercise.policy)
        self.truth = StaffView(exercise.scenario, exercise.policy, exercise.journal.header.seed)
        self._paused = True

    @property
    def length(self) -> int:
        """The instant of the last entry, ms since StartEx."""
        return self._times[-1]

    def stand(self, at: int, count: int | None = None) -> None:
        """Go to an instant; what is out of range is taken as the nearest that is not.

        Args:
            at: ms since StartEx.
            count: how many entries have happened, where several share an instant; None for all.
        """
        at = min(max(at, 0), self.length)
        happened = bisect_right(self._times, at)
        count = happened if count is None else min(max(count, 1), happened)
        if count < self.count:
            # From the first entry again: 2,000 of them take some 8 ms, so no checkpoints are kept.
            self._begin()
        for entry in self.entries[self.count : count]:
            take_in(entry, self.seen, self.truth)
            if isinstance(entry.body, ClockChanged):
                self._pause(entry.body)
        self.count, self.at = count, at

    def _pause(self, change: ClockChanged) -> None:
        if change.event in {"started", "resumed"}:
            self._paused = False
        elif change.event == "paused":
            self._paused = True

    @staticmethod
    def _worked_out(entries: Sequence[Entry]) -> ObligationsNow:
        try:
            return obligations_now(entries)
        except Exception as error:  # noqa: BLE001 - one entry must not keep the boards away
            complain(f"the obligations could not be worked out: {cause(error)}")
            return ObligationsNow()

    # -- what boards ask for -----------------------------------------------------------------------

    @property
    def obligations(self) -> ObligationsNow:
        """What was owed."""
        return self._obligations_at(self.count)

    @property
    def obligations_version(self) -> int:
        """Always the same: a recorded moment's obligations are worked out with it."""
        return 0

    @property
    def state(self) -> State:
        """Where the exercise stood; one that nobody led ran from its first instant."""
        if self.seen.ended_at is not None or (
            self._over_at is not None and self.at > self._over_at
        ):
            return "over"
        if self._led and self.seen.clock is None:
            return "waiting"
        if self.exercise.is_tabletop:
            return "discussing"
        return "paused" if self._led and self._paused else "running"

    @property
    def pace(self) -> float:
        """Simulated seconds per second, as last set."""
        return self.seen.clock.pace_permille / PERMILLE if self.seen.clock is not None else 1.0

    @property
    def codes(self) -> Sequence[tuple[str, str]]:
        """Every seat's role; nobody can join any more."""
        return [
            (role, "") for role in (FACILITATOR, EVALUATOR, OBSERVER, *self.exercise.policy.roles)
        ]

    @property
    def outside(self) -> frozenset[str]:
        """None: a replay shows what a role would have seen."""
        return frozenset()

    def waits_outside(self, role: str) -> bool:  # noqa: ARG002 - see `outside`
        """No."""
        return False

    def now(self) -> int:
        """Milliseconds since StartEx."""
        return self.at

    def box_left(self) -> int | None:
        """None: how long people really talked is in no record."""
        return None

    # -- who played --------------------------------------------------------------------------------

    def players(self) -> tuple[str, ...]:
        """The roles that somebody sat in or acted in at any time, the scenario's player first."""
        whole = PlayersView(self.exercise.policy)
        for entry in self.entries:
            take_in(entry, whole)
        taken = {self.exercise.scenario.player, *whole.seats.values()}
        others = (role for role in self.exercise.policy.roles if role in taken)
        return tuple(dict.fromkeys((self.exercise.scenario.player, *others)))

    def commands(self, role: str) -> list[tuple[int, Action]]:
        """The newest commands that a role's people had given, the oldest first."""
        seats = self.seen.seats
        given = [
            (entry.at, entry.body)
            for entry in self.entries[: self.count]
            if isinstance(entry.body, Action)
            and seats.get(entry.body.actor, self.exercise.scenario.player) == role
        ]
        return given[-MOST_COMMANDS:]
