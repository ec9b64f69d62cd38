"""What the charts of training show: lines over quarters, as values with their intervals.

Lines of different scenarios are never laid over each other: either a panel is of one edition of a
scenario, or its figures compare the same exercises.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from reports.training.figures import adherence_of, summary_of, time_of, total_of
from reports.training.groups import Group, by_edition, by_quarter, by_team, edition_key
from reports.training.versus import in_quarter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reports.training.figures import Mean
    from reports.training.played import Played
    from scoring.statistics.summary import Estimate

Scale = Literal["minutes", "ratio", "points"]

MOST_TEAMS = 6
"""More lines than this nobody can tell apart; then all teams are one line."""
MOST_PANELS = 6
MOST_QUARTERS = 12
MOST_INTERVALS = 24
"""Intervals come from the bootstrap, a tenth of a second each."""
_MINUTE_MS = 60_000
_FEWEST = 5


@dataclass(frozen=True, slots=True)
class Point:
    """One quarter of a line.

    Attributes:
        quarter: its place among the panel's quarters.
        value: minutes, percent or points.
        low, high: the 95 % interval; None when there is none, `high` infinite when it is open.
        beyond: the value is a lower bound: half or more did not end.
    """

    quarter: int
    value: float
    low: float | None = None
    high: float | None = None
    beyond: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its name; `place` decides colour and sign, the same in every panel."""

    label: str
    place: int
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """One drawing of several lines over the same quarters."""

    title: str
    unit: str
    scale: Scale
    quarters: tuple[str, ...]
    lines: tuple[Line, ...]


def _sides(records: Sequence[Played]) -> tuple[Group, ...]:
    """Who gets a line: each team, or all of them together when there are too many."""
    teams = by_team(records)
    if len(teams) <= MOST_TEAMS:
        return teams
    return (Group("", f"all {len(teams)} teams", tuple(records)),)


def _quarters(records: Sequence[Played]) -> tuple[str, ...]:
    return tuple(group.key for group in by_quarter(records))[-MOST_QUARTERS:]


def _lines(
    sides: Sequence[Group],
    quarters: tuple[str, ...],
    point: Callable[[Group, int, str], Point | None],
) -> tuple[Line, ...]:
    lines = []
    for place, side in enumerate(sides):
        found = (point(side, number, quarter) for number, quarter in enumerate(quarters))
        points = tuple(one for one in found if one is not None)
        if points:
            lines.append(Line(side.label, place, points))
    return tuple(lines)


def _ratio(side: Group, number: int, quarter: str) -> Point | None:
    found = in_quarter(side.records, quarter, "TTR")
    if not found.pairs:
        return None
    known = found.low > 0 and math.isfinite(found.high)
    low, high = (100 * found.low, 100 * found.high) if known else (None, None)
    return Point(number, 100 * found.ratio, low, high)


def _mean(of: Callable[[Sequence[Played]], Mean]) -> Callable[[Group, int, str], Point | None]:
    def point(side: Group, number: int, quarter: str) -> Point | None:
        found = of([one for one in side.records if one.quarter == quarter])
        return None if found.value is None else Point(number, found.value, found.low, found.high)

    return point


def overview(records: Sequence[Played]) -> tuple[Panel, ...]:
    """Three panels: recovery against the first time, total, adherence; a line for each team."""
    sides, quarters = _sides(records), _quarters(records)
    return (
        Panel(
            "Time to recover, against the first time",
            "% of the first time, log",
            "ratio",
            quarters,
            _lines(sides, quarters, _ratio),
        ),
        Panel(
            "Total", "points, mean", "points", quarters, _lines(sides, quarters, _mean(total_of))
        ),
        Panel(
            "Escalation adherence",
            "% in time, mean",
            "points",
            quarters,
            _lines(sides, quarters, _mean(adherence_of)),
        ),
    )


def _bounds(found: Estimate | None) -> tuple[float | None, float | None]:
    if found is None or found.low is None or found.high is None:
        return None, None
    return found.low / _MINUTE_MS, found.high / _MINUTE_MS


def _recovery(*, intervals: bool) -> Callable[[Group, int, str], Point | None]:
    def point(side: Group, number: int, quarter: str) -> Point | None:
        records = [one for one in side.records if one.quarter == quarter]
        time = time_of(records, "TTR")
        if time.median_ms is None:
            return None
        beyond = not math.isfinite(time.median_ms)
        value = (time.longest_ms if beyond else time.median_ms) / _MINUTE_MS
        low, high = (None, None)
        if intervals and time.records >= _FEWEST:
            low, high = _bounds(summary_of(records, "TTR").median)
        return Point(number, value, low, high, beyond)

    return point


def drawn_editions(records: Sequence[Played]) -> tuple[Group, ...]:
    """The editions that get a panel: those played in most records, in order of name."""
    felt = [one for one in by_edition(records) if any("TTR" in x.times for x in one.records)]
    most = sorted(felt, key=lambda one: (-len(one.records), one.key))[:MOST_PANELS]
    return tuple(sorted(most, key=lambda one: one.key))


def recoveries(records: Sequence[Played]) -> tuple[Panel, ...]:
    """A panel for each edition of a scenario: the median time to recover, a line for each team."""
    sides, quarters, editions = _sides(records), _quarters(records), drawn_editions(records)
    intervals = len(sides) * len(quarters) * len(editions) <= MOST_INTERVALS
    panels = []
    for edition in editions:
        mine = [_only(side, edition) for side in sides]
        lines = _lines(mine, quarters, _recovery(intervals=intervals))
        panels.append(Panel(edition.label, "minutes, median", "minutes", quarters, lines))
    return tuple(panels)


def _only(side: Group, edition: Group) -> Group:
    """A team's records of one edition."""
    mine = tuple(one for one in side.records if edition_key(one) == edition.key)
    return Group(side.key, side.label, mine)
