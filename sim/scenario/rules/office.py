"""Office hours: which days and hours count, and when so much of them has passed.

By the scenario's own clock, UTC. Pure.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, StringConstraints, model_validator

from sim.scenario.base import FileModel

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Day, ...] = get_args(Day)
ClockTime = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class OfficeHours(FileModel):
    """When people are at work; times that count in office hours stand still outside them."""

    days: tuple[Day, ...] = Field(
        default=("mon", "tue", "wed", "thu", "fri"), min_length=1, description="Working days."
    )
    opens: ClockTime = Field(default="09:00", description="From, UTC.", examples=["09:00"])
    closes: ClockTime = Field(default="17:00", description="To, UTC.", examples=["17:00"])

    @model_validator(mode="after")
    def _closes_after_it_opens(self) -> Self:
        if self.closes <= self.opens:
            raise ValueError("closes: must be later than `opens`, on the same day")
        return self

    def works(self, day: datetime) -> bool:
        """Whether it is a working day."""
        return DAYS[day.weekday()] in self.days

    def _hours(self, day: datetime) -> tuple[datetime, datetime]:
        return _at(day, self.opens), _at(day, self.closes)

    def after(self, start: datetime, wanted: timedelta) -> datetime:
        """The instant at which so much office time has passed since `start`."""
        now, left = start, wanted
        while True:
            opens, closes = self._hours(now)
            now = max(now, opens)
            if self.works(now) and now < closes:
                if now + left <= closes:
                    return now + left
                left -= closes - now
            now = _at(now + timedelta(days=1), "00:00")

    def working_days_after(self, start: datetime, days: int) -> datetime:
        """The same time of day, so many working days later."""
        now, left = start, days
        while left:
            now += timedelta(days=1)
            left -= self.works(now)
        return now


def _at(day: datetime, clock: str) -> datetime:
    hour, minute = clock.split(":")
    return day.replace(hour=int(hour), minute=int(minute), second=0, microsecond=0)
