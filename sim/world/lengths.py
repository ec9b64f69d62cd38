"""How long things last tonight: what is drawn from the published outages, and how it is shortened.

One draw of a label of its own decides each length, spread evenly over successive seeds; whatever
responders do, and however the session is played, nobody else's luck changes. A live session takes
the median of what can be drawn; `within` shortens every vendor's repair by one factor, so that the
session fits a room.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.durations import MINUTE
from sim.scenario.published import LikePublished

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.journal.bodies import Durations
    from sim.scenario.model import Scenario
    from sim.scenario.published import DrawnDuration
    from sim.scenario.worker import WorkerSettings
    from sim.world.streams import Streams

WRAP_UP = 30 * MINUTE
"""What a session needs after the last repair: to bring the service back, and to watch it for
fifteen minutes."""


SHORTEST_REPAIR = 10 * MINUTE
"""A fault that is shortened further is over before anybody could work on it."""


def least_within(scenario: Scenario) -> int:
    """The shortest time that a scenario's repairs can be shortened to, ms."""
    latest = (fault.begins.latest_ms for fault in scenario.faults if fault.ends.by == "vendor")
    return max(latest, default=0) + SHORTEST_REPAIR + WRAP_UP


class Lengths:
    """The lengths of one exercise.

    Args:
        streams: the draws.
        durations: how the exercise takes what is drawn from published outages.
    """

    def __init__(self, streams: Streams, durations: Durations) -> None:
        self._streams = streams
        self._is_median = durations.take == "median"
        self._within = durations.within

    def of(self, length: DrawnDuration, label: str, *key: str) -> int:
        """A length as it is tonight, ms."""
        if isinstance(length, LikePublished) and self._is_median:
            return length.median_ms
        return length.at(self._streams.even(label, *key))

    def whole(self, length: int | LikePublished, label: str, *key: str) -> int:
        """The same of a length that is fixed or drawn, ms."""
        return length if isinstance(length, int) else self.of(length, label, *key)

    def worker(self, settings: WorkerSettings) -> WorkerSettings:
        """The worker's settings as they are tonight: one delay for all alerts of the night.

        One, because the first of several that fire together would else come after the shortest
        of several draws.
        """
        delivery = self.whole(settings.alerts.delivery, "alert.delivery")
        alerts = settings.alerts.model_copy(update={"delivery": delivery})
        return settings.model_copy(update={"alerts": alerts})

    def factor(self, repairs: Iterable[tuple[int, int]]) -> float:
        """By what every repair is shortened: 1 when all of it fits.

        Args:
            repairs: of each, when it comes into view and how long after it is over, ms.
        """
        if self._within is None:
            return 1.0
        end = self._within - WRAP_UP
        return min([1.0, *((end - begins) / lasts for begins, lasts in repairs if lasts)])
