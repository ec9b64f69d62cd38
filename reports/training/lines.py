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
    from collections.abc import Callable, Iterable, Sequence

    import pandas as pd

    from reports.training.records import Group

    Measured = Callable[[pd.DataFrame, str], "QuarterPoint | None"]
    """What a line shows of its records of a quarter; None for no point."""
    Points = Iterable["QuarterPoint | None"]

Scale = Literal["minutes", "count", "ratio", "points"]

MOST_TEAMS = 6
"""More lines than this nobody can tell apart; then all teams are one line."""
MOST_PANELS = 6
MOST_QUARTERS = 12
_WIDEST = 9.0
"""How many times the lower end of an interval its upper end may be for it to be drawn."""
MOST_INTERVALS = 24
"""Intervals come from the bootstrap, a tenth of a second each."""


@dataclass(frozen=True, slots=True)
class QuarterPoint:
    """One quarter of a line.

    Attributes:
        quarter: `2026 Q1`.
        value: minutes, percent or points.
        low, high: the 95% interval; None when there is none, `high` infinite when it is open.
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


@dataclass(frozen=True, slots=True)
class _Side:
    """Who gets a line: its records, whole and by quarter, divided once for all its panels."""

    label: str
    records: pd.DataFrame
    by_quarter: dict[str, pd.DataFrame]


def _side(label: str, records: pd.DataFrame) -> _Side:
    return _Side(label, records, dict(by_quarter(records)))


def _sides(records: pd.DataFrame) -> list[_Side]:
    """Each team, or all of them together when there are too many."""
    teams = by_team(records)
    several = teams if len(teams) <= MOST_TEAMS else [(f"all {len(teams)} teams", records)]
    return [_side(label, mine) for label, mine in several]


def _quarters(records: pd.DataFrame) -> tuple[str, ...]:
    return tuple(quarter for quarter, _ in by_quarter(records))[-MOST_QUARTERS:]


def _drawn(sides: Sequence[_Side], found: Callable[[_Side], Points]) -> list[Line]:
    lines = []
    # A team without points here keeps its place: a colour means the same team in every panel.
    for place, side in enumerate(sides):
        points = tuple(point for point in found(side) if point is not None)
        if points:
            lines.append(Line(side.label, place, points))
    return lines


def _lines(sides: Sequence[_Side], quarters: tuple[str, ...], measured: Measured) -> list[Line]:
    def found(side: _Side) -> Points:
        played = side.by_quarter
        return (measured(played[one], one) for one in quarters if one in played)

    return _drawn(sides, found)


def _ratio(records: pd.DataFrame, quarter: str) -> QuarterPoint | None:
    found = in_quarter(records, quarter, "TTR")
    if not found.pairs:
        return None
    # A single pair has no interval; it comes as 0 to infinity.
    # One that reaches from a third to three times says only that little is known.
    known = found.low > 0 and found.high / found.low <= _WIDEST
    low, high = (100 * found.low, 100 * found.high) if known else (None, None)
    return QuarterPoint(quarter, 100 * found.ratio, low, high)


def _mean(column: str) -> Measured:
    def measured(now: pd.DataFrame, quarter: str) -> QuarterPoint | None:
        found = mean_in(now, column)
        if found.value is None:
            return None
        return QuarterPoint(quarter, found.value, found.low, found.high)

    return measured


def _typical(measure: str) -> Measured:
    def measured(now: pd.DataFrame, quarter: str) -> QuarterPoint | None:
        time = time_of(now, measure)
        if time.median_ms is None:
            return None
        beyond = not math.isfinite(time.median_ms)
        return QuarterPoint(
            quarter, (time.longest_ms if beyond else time.median_ms) / MINUTE_MS, beyond=beyond
        )

    return measured


def _average(column: str) -> Measured:
    def measured(now: pd.DataFrame, quarter: str) -> QuarterPoint | None:
        values = now[column].dropna()
        return None if values.empty else QuarterPoint(quarter, float(values.mean()))

    return measured


def key_figures(records: pd.DataFrame) -> list[Panel]:
    """Six panels: detection, recovery, customer impact, complaints, timeliness, clarity."""
    sides, quarters = _sides(records), _quarters(records)

    def panel(title: str, unit: str, scale: Scale, measured: Measured) -> Panel:
        return Panel(title, unit, scale, quarters, _lines(sides, quarters, measured))

    return [
        panel("Time to detect", "minutes, median", "minutes", _typical("TTD")),
        panel("Time to recover", "minutes, median", "minutes", _typical("TTR")),
        panel("Customer impact", "minutes out of objective, mean", "minutes",
              _average("bad_minutes")),
        panel("Complaints of users", "per exercise, mean", "count", _average("complaints")),
        panel("Communication: timeliness", "points, mean", "points", _mean("timeliness")),
        panel("Communication: clarity", "points, mean", "points", _mean("clarity")),
    ]  # fmt: skip


def overview(records: pd.DataFrame) -> list[Panel]:
    """Three panels: recovery against the first time, total, adherence; a line for each team."""
    sides, quarters = _sides(records), _quarters(records)

    def panel(title: str, column: str, unit: str) -> Panel:
        lines = _lines(sides, quarters, _mean(column))
        return Panel(title, unit, "points", quarters, lines)

    def ratios(side: _Side) -> Points:
        # A quarter is compared with all those before it.
        return (_ratio(side.records, one) for one in quarters if one in side.by_quarter)

    return [
        Panel(
            "Time to recover, against the first time", "% of the first time, log", "ratio",
            quarters, _drawn(sides, ratios),
        ),
        panel("Total", "total", "points, mean"),
        panel("Escalation adherence", "adherence", "% on time, mean"),
    ]  # fmt: skip


def _recovery(*, intervals: bool) -> Measured:
    def measured(now: pd.DataFrame, quarter: str) -> QuarterPoint | None:
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
            _side(one.label, one.records.loc[one.records.index.intersection(edition.index)])
            for one in sides
        ]
        lines = _lines(mine, quarters, _recovery(intervals=intervals))
        panels.append(Panel(label, "minutes, median", "minutes", quarters, lines))
    return panels
