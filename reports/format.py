"""How numbers look in every report: times, shares, counts, wall clock.

One place, so that the terminal, the HTML and the chart never spell the same figure differently.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scoring.model import Measure, Scorecard

SECOND_MS = 1_000
MINUTE_MS = 60_000
_FULL = 100
NOT_APPLICABLE = "does not apply"
_SPOKEN_WITH_SECONDS_BELOW = 10
"""From this many minutes on, a sentence leaves the seconds out."""


def clock(ms: int) -> str:
    """Minutes and seconds since StartEx: 935_400 is `15:35`; hours are not carried."""
    minutes, seconds = divmod(ms // SECOND_MS, 60)
    return f"{minutes}:{seconds:02d}"


def wall_clock(starts_at: str, ms: int) -> str:
    """The wall clock of the scenario at `ms`: `14:15:35`."""
    return (datetime.fromisoformat(starts_at) + timedelta(milliseconds=ms)).strftime("%H:%M:%S")


def instant(starts_at: str, ms: int) -> str:
    """An instant of the exercise by both clocks: `14:15:35 (minute 15:35)`."""
    return f"{wall_clock(starts_at, ms)} (T+{clock(ms)})"


def start_time(starts_at: str) -> str:
    """StartEx in words: `3 March 2026, 14:00 UTC`."""
    start = datetime.fromisoformat(starts_at)
    zone = start.tzname() or ""
    return f"{start.day} {start:%B %Y, %H:%M} {zone}".strip()


def spoken(ms: int) -> str:
    """A duration inside a sentence: `45 s`, `2 min 25 s`, `11 min`."""
    minutes, seconds = divmod(round(ms / SECOND_MS), 60)
    if minutes >= _SPOKEN_WITH_SECONDS_BELOW:
        return f"{round(ms / MINUTE_MS)} min"
    parts = [f"{minutes} min"] if minutes else []
    if seconds or not minutes:
        parts.append(f"{seconds} s")
    return " ".join(parts)


def measured(measure: Measure) -> str:
    """A measure as `35:43 min`; censored as `> 240 min`; None as `does not apply`."""
    if measure.ms is None:
        return NOT_APPLICABLE
    if measure.censored:
        # Rounded down: a lower bound must not claim more than is known.
        return f"> {measure.ms // MINUTE_MS} min"
    return f"{clock(measure.ms)} min"


def percent(value: float) -> str:
    """A share with at most one decimal: `90 %`, `97.3 %`; never rounded up to 100 or down to 0."""
    rounded = round(value, 1)
    if rounded in {0.0, 100.0} and rounded != value:
        return "> 99.9 %" if rounded else "< 0.1 %"
    return f"{rounded:.0f} %" if rounded == int(rounded) else f"{rounded:.1f} %"


def count(value: int) -> str:
    """A whole number with separated thousands: `16,432`."""
    return f"{value:,}"


def decimal(value: float) -> str:
    """A figure with at most one decimal: `36`, `35.5`."""
    return f"{round(value, 1):,.1f}".removesuffix(".0")


def points(score: float | None) -> str:
    """A score of 0-100 as a whole number, or `not judged`."""
    return "not judged" if score is None else whole_points(score)


def whole_points(score: float) -> str:
    """A score of 0-100 as a whole number; 100 only when nothing is missing."""
    return f"{score if score >= _FULL else min(round(score), _FULL - 1):.0f}"


def total(card: Scorecard) -> tuple[str, str]:
    """The total and, always beside it, the share of weight it stands on."""
    if card.total is None:
        judged = f"only {card.coverage_percent:.0f} % of the weight could be judged"
        return "not enough to judge", judged
    lowest = min((cap.at_most for cap in card.caps), default=None)
    held = f"; held down to {lowest:.0f} at most" if lowest == card.total else ""
    judged = f"judged on {card.coverage_percent:.0f} % of the weight"
    return f"{whole_points(card.total)} of 100", f"{judged}{held}"


def adherence(card: Scorecard) -> str:
    """Escalations made in time of those that fell due: `7 of 7`."""
    verdicts = [entry.verdict for entry in card.obligations if entry.kind != "notice"]
    if not verdicts:
        return "none fell due"
    return f"{verdicts.count('met')} of {len(verdicts)}"
