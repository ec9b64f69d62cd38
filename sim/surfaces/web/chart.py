"""The chart of what monitoring shows, as a template draws it: points, bounds and labels.

It knows minutes and figures; it must not know what is really going on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.surfaces.web.views.seen import MonitoringPoint

MOST_POINTS = 240
"""Four hours of minutes."""

LEAST_TOP_MS = 100
STEPS = 5
"""Lines of the grid above the axis; both scales are marked at the same ones."""


@dataclass(frozen=True, slots=True)
class MonitoringChart:
    """Two lines over the same minutes.

    Attributes:
        first_at: the first minute, ms since StartEx.
        seconds: from the first minute to the last.
        failed: percent by second, as SVG writes points.
        slow: the 95th percentile in ms, likewise.
        top_ms: the end of its scale.
        labelled: instants that stand under the axis, at even distances.
    """

    first_at: int
    seconds: int
    failed: str
    slow: str
    top_ms: int
    labelled: tuple[int, ...]

    @property
    def percents(self) -> list[int]:
        """Marks of the left scale, from the top."""
        return [100 * step // STEPS for step in range(STEPS, -1, -1)]

    @property
    def milliseconds(self) -> list[int]:
        """Marks of the right scale, from the top."""
        return [self.top_ms * step // STEPS for step in range(STEPS, -1, -1)]


def chart_of(points: Sequence[MonitoringPoint]) -> MonitoringChart | None:
    """The chart of the last hours; None before there is a line to draw."""
    shown = points[-MOST_POINTS:]
    if len(shown) < 2:  # noqa: PLR2004 - two ends of a line
        return None
    first, last = shown[0].at, shown[-1].at
    seconds = [(point.at - first) // 1000 for point in shown]
    pairs = list(zip(seconds, shown, strict=True))
    return MonitoringChart(
        first_at=first,
        seconds=seconds[-1],
        failed=" ".join(f"{second},{point.failed:g}" for second, point in pairs),
        slow=" ".join(f"{second},{point.p95_ms}" for second, point in pairs),
        top_ms=_round_up(max(point.p95_ms for point in shown)),
        labelled=tuple(first + (last - first) * step // STEPS for step in range(STEPS + 1)),
    )


def _round_up(most: int) -> int:
    """The next of 100, 200, 500, 1000, ...: marks of the scale are whole and easy to read."""
    top = LEAST_TOP_MS
    while True:
        for times in (1, 2, 5):
            if times * top >= most:
                return times * top
        top *= 10
