"""What the charts of training show: lines over quarters, as values with their intervals.

Lines of different scenarios are never laid over each other: either a panel is of one edition of a
scenario, or its figures compare the same exercises.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from reports.format import MINUTE_MS
from reports.training.figures import mean_in, summary_of, time_of
from reports.training.records import by_edition, by_quarter, by_team
from reports.training.versus import in_quarter
from scoring.statistics.summary import FEWEST

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from reports.training.records import Group

    Measured = Callable[[pd.DataFrame, str], "QuarterPoint | None"]
    """What a line shows of its records in a quarter; None for no point."""

Scale = Literal["minutes", "ratio", "points"]

MOST_TEAMS = 6
"""More lines than this nobody can tell apart; then all teams are one line."""
MOST_PANELS = 6
MOST_QUARTERS = 12
MOST_INTERVALS = 24
"""Intervals come from the bootstrap, a tenth of a second each."""


@dataclass(frozen=True, slots=True)
class QuarterPoint:
    """One quarter of a line.

    Attributes:
        quarter: `2026 Q1`.
        value: minutes, percent or points.
        low, high: the 95 % interval; None when there is none, `high` infinite when it is open.
        beyond: the value is a lower bound: half or more did not end.
    """

    quarter: str
    value: float
    low: float | None = None
    high: float | None = None
    beyond: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its name; `place` decides colour and sign, the same in every panel."""

    label: str
    place: int
    points: tuple[QuarterPoint, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """One drawing of several lines over the same quarters."""

    title: str
    unit: str
    scale: Scale
    quarters: tuple[str, ...]
    lines: Sequence[Line]


def _sides(records: pd.DataFrame) -> list[Group]:
    """Who gets a line: each team, or all of them together when there are too many."""
    teams = by_team(records)
    return teams if len(teams) <= MOST_TEAMS else [(f"all {len(teams)} teams", records)]


def _quarters(records: pd.DataFrame) -> tuple[str, ...]:
    return tuple(quarter for quarter, _ in by_quarter(records))[-MOST_QUARTERS:]


def _lines(sides: Sequence[Group], quarters: tuple[str, ...], measured: Measured) -> list[Line]:
    lines = []
    # A team without points here keeps its place: a colour means the same team in every panel.
    for place, (label, records) in enumerate(sides):
        found = (measured(records, quarter) for quarter in quarters)
        points = tuple(point for point in found if point is not None)
        if points:
            lines.append(Line(label, place, points))
    return lines


def _ratio(records: pd.DataFrame, quarter: str) -> QuarterPoint | None:
    found = in_quarter(records, quarter, "TTR")
    if not found.pairs:
        return None
    # A single pair has no interval; it comes as 0 to infinity.
    known = found.low > 0 and math.isfinite(found.high)
    low, high = (100 * found.low, 100 * found.high) if known else (None, None)
    return QuarterPoint(quarter, 100 * found.ratio, low, high)


def _mean(column: str) -> Measured:
    def measured(records: pd.DataFrame, quarter: str) -> QuarterPoint | None:
        found = mean_in(records[records["quarter"] == quarter], column)
        if found.value is None:
            return None
        return QuarterPoint(quarter, found.value, found.low, found.high)

    return measured


def overview(records: pd.DataFrame) -> list[Panel]:
    """Three panels: recovery against the first time, total, adherence; a line for each team."""
    sides, quarters = _sides(records), _quarters(records)

    def panel(title: str, unit: str, scale: Scale, measured: Measured) -> Panel:
        return Panel(title, unit, scale, quarters, _lines(sides, quarters, measured))

    return [
        panel(
            "Time to recover, against the first time", "% of the first time, log", "ratio", _ratio
        ),
        panel("Total", "points, mean", "points", _mean("total")),
        panel("Escalation adherence", "% in time, mean", "points", _mean("adherence")),
    ]


def _recovery(*, intervals: bool) -> Measured:
    def measured(records: pd.DataFrame, quarter: str) -> QuarterPoint | None:
        now = records[records["quarter"] == quarter]
        time = time_of(now, "TTR")
        if time.median_ms is None:
            return None
        beyond = not math.isfinite(time.median_ms)
        value = (time.longest_ms if beyond else time.median_ms) / MINUTE_MS
        found = summary_of(now, "TTR").median if intervals and time.records >= FEWEST else None
        if found is None or found.low is None or found.high is None:
            return QuarterPoint(quarter, value, beyond=beyond)
        return QuarterPoint(quarter, value, found.low / MINUTE_MS, found.high / MINUTE_MS, beyond)

    return measured


def drawn_editions(records: pd.DataFrame) -> list[Group]:
    """The editions that get a panel: those played in most records, in order of name."""
    editions = by_edition(records)
    felt = [place for place, (_, mine) in enumerate(editions) if mine["TTR_ms"].notna().any()]
    most = sorted(felt, key=lambda place: -len(editions[place][1]))[:MOST_PANELS]
    return [editions[place] for place in sorted(most)]


def recoveries(records: pd.DataFrame) -> list[Panel]:
    """A panel for each edition of a scenario: the median time to recover, a line for each team."""
    sides, quarters, editions = _sides(records), _quarters(records), drawn_editions(records)
    intervals = len(sides) * len(quarters) * len(editions) <= MOST_INTERVALS
    panels = []
    for label, edition in editions:
        mine = [
            (side, played.loc[played.index.intersection(edition.index)]) for side, played in sides
        ]
        lines = _lines(mine, quarters, _recovery(intervals=intervals))
        panels.append(Panel(label, "minutes, median", "minutes", quarters, lines))
    return panels
