"""How numbers look in every report: times, shares, counts, wall clock.

One place, so that the terminal, the HTML and the chart never spell the same figure differently.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from scoring.verdict import whole_points
from sim.scenario import durations

if TYPE_CHECKING:
    from scoring.model import Measure, Scorecard

SECOND_MS = 1_000
MINUTE_MS = 60_000
_FULL = 100
NOT_APPLICABLE = "does not apply"
spoken = durations.spoken
"""Durations are spelt as everywhere else."""


def clock(ms: int) -> str:
    """Minutes and seconds since StartEx: 935_400 is `15:35`; hours are not carried."""
    minutes, seconds = divmod(ms // SECOND_MS, 60)
    return f"{minutes}:{seconds:02d}"


def wall_clock(starts_at: str, ms: int) -> str:
    """The wall clock of the scenario at `ms`: `14:15:35`."""
    return (datetime.fromisoformat(starts_at) + timedelta(milliseconds=ms)).strftime("%H:%M:%S")


def instant(starts_at: str, ms: int) -> str:
    """An instant of the exercise by both clocks: `14:15:35 (T+15:35)`."""
    return f"{wall_clock(starts_at, ms)} (T+{clock(ms)})"


def often(times: int, last: str) -> str:
    """How often something was repeated, and when last: `twice, last at 14:20`."""
    return f"{'twice' if times == 2 else f'{times} times'}, last at {last}"  # noqa: PLR2004


def start_time(starts_at: str) -> str:
    """StartEx in words: `3 March 2026, 14:00 UTC`."""
    start = datetime.fromisoformat(starts_at)
    zone = start.tzname() or ""
    return f"{start.day} {start:%B %Y, %H:%M} {zone}".strip()


def measured(measure: Measure) -> str:
    """A measure as `35.7 min`; censored as `> 240 min`; None as `does not apply`."""
    if measure.ms is None:
        return NOT_APPLICABLE
    if measure.censored:
        # Rounded down: a lower bound must not claim more than is known.
        return f"> {measure.ms // MINUTE_MS} min"
    return spoken(measure.ms)


def percent(value: float) -> str:
    """A share with at most one decimal: `90%`, `97.3%`; never rounded up to 100 or down to 0."""
    rounded = round(value, 1)
    if rounded in {0.0, 100.0} and rounded != value:
        return "> 99.9%" if rounded else "< 0.1%"
    return f"{rounded:.0f}%" if rounded == int(rounded) else f"{rounded:.1f}%"


def count(value: int) -> str:
    """A whole number with separated thousands: `16,432`."""
    return f"{value:,}"


def decimal(value: float) -> str:
    """A figure with at most one decimal: `36`, `35.5`."""
    return f"{round(value, 1):,.1f}".removesuffix(".0")


def points(score: float | None) -> str:
    """A score of 0-100 as a whole number, or `not scored`."""
    return "not scored" if score is None else whole_points(score)


def total(card: Scorecard) -> tuple[str, str]:
    """The total and, always beside it, the share of weight it stands on."""
    if card.total is None:
        judged = f"only {percent(card.coverage_percent)} of the weighting could be scored"
        return "not enough to score", judged
    lowest = min((cap.at_most for cap in card.caps), default=None)
    held = f"; capped at {lowest:.0f}" if lowest == card.total else ""
    judged = (
        "all criteria scored"
        if card.coverage_percent == _FULL
        else f"{percent(card.coverage_percent)} of the weighting could be scored"
    )
    return f"{whole_points(card.total)} of 100", f"{judged}{held}"


def adherence(card: Scorecard) -> str:
    """Escalations made in time of those that fell due: `7 of 7`."""
    verdicts = [entry.verdict for entry in card.obligations if entry.kind != "notice"]
    if not verdicts:
        return "none fell due"
    return f"{verdicts.count('met')} of {len(verdicts)}"
