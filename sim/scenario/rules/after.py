"""What an organisation asks for besides calls and notices: afterwards, at handovers, of deciders.

Durations after the end are whole days, because exercises end before them: a report names the date.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from pydantic import Field

from sim.scenario.base import FileModel
from sim.scenario.durations import Duration  # noqa: TC001 - pydantic reads it at run time
from sim.scenario.names import Identifier, Role  # noqa: TC001 - same
from sim.scenario.rules.office import OfficeHours

Decision = Literal["severity", "resolve", "public"]
"""What somebody decides: how bad it is, that it is over, what is said to users and the public."""


class Afterwards(FileModel):
    """Something that is due once the incident is over."""

    id: Identifier = Field(description="A name of its own.", examples=["post-mortem"])
    title: str = Field(min_length=1, max_length=80, description="What is due.")
    by: Role = Field(description="The role that has to do it.")
    days: int = Field(ge=0, le=366, description="Within so many days of the end.", examples=[5])
    working_days: bool = Field(
        default=False, description="Count only the working days of `office_hours`."
    )
    levels: tuple[int, ...] = Field(
        default=(), description="The worst severities that ask for it; left out: all."
    )
    commands: tuple[str, ...] = Field(
        default=(),
        description="Done, when one of these commands was given before EndEx; left out: not seen.",
    )

    def due(self, end: datetime, hours: OfficeHours | None) -> datetime:
        """By when it is due, from the end of the incident."""
        if self.working_days:
            return (hours or OfficeHours()).working_days_after(end, self.days)
        return end + timedelta(days=self.days)


class Handover(FileModel):
    """The lead passes to somebody else after a time."""

    every: Duration = Field(
        gt=0, description="How long one person leads, from detection.", examples=["4h"]
    )
    to: Role = Field(description="The role that takes over, and has to be told by then.")


class Deciders(FileModel):
    """The roles that may decide; left out: anybody may."""

    severity: tuple[Role, ...] = Field(default=(), description="How severe it is.")
    resolve: tuple[Role, ...] = Field(default=(), description="That it is over.")
    public: tuple[Role, ...] = Field(
        default=(), description="What is said to users and the public."
    )
