"""Simulated time as people read it. Inside, time is integer milliseconds since StartEx."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_UTC = "+00:00"
"""How Python ends such an instant."""


def iso(starts_at: datetime, at: int) -> str:
    """The instant `at` ms after StartEx, as `2026-03-03T14:12:05.250Z`."""
    moment = (starts_at + timedelta(milliseconds=at)).astimezone(UTC)
    return f"{moment.isoformat(timespec='milliseconds')[: -len(_UTC)]}Z"


def since_start(starts_at: datetime, text: str) -> int:
    """Milliseconds from StartEx to an ISO timestamp; negative before it.

    Raises:
        ValueError: not a timestamp.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - starts_at) // timedelta(milliseconds=1)


def minute_of_day(starts_at: datetime, at: int) -> int:
    """The minute of its day (UTC) that the instant `at` ms after StartEx lies in."""
    moment = (starts_at + timedelta(milliseconds=at)).astimezone(UTC)
    return moment.hour * 60 + moment.minute
