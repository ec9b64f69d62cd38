"""What reaching a level of escalation asks for, beside calling in its role.

Level 1 is reached when the second role of a matrix falls due, level 2 with the third, and so on.
"""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from sim.scenario.base import FileModel
from sim.scenario.durations import Duration  # noqa: TC001 - pydantic reads it at run time
from sim.scenario.names import Role  # noqa: TC001 - same


class Duty(FileModel):
    """One thing to do at a level; without a way to see it, it is shown and not judged."""

    text: str = Field(min_length=1, max_length=80, description="What is to be done.")
    told: Role | None = Field(default=None, description="Seen when this role was reached.")
    commands: tuple[str, ...] = Field(
        default=(), description="Seen when one of these commands was given."
    )
    mentions: tuple[str, ...] = Field(
        default=(), description="Counts only when the command's text holds one of these words."
    )
    update_within: Duration | None = Field(
        default=None, gt=0, description="Seen when an update came this soon after the level."
    )
    notice_to: Role | None = Field(
        default=None,
        description="Seen when this group, audience, `status_page` or `public` was told.",
    )

    @property
    def judged(self) -> bool:
        """Whether commands or messages can show it."""
        return bool(self.told or self.commands or self.update_within or self.notice_to)

    @model_validator(mode="after")
    def _at_most_one_way(self) -> Self:
        ways = (self.told, self.commands, self.update_within, self.notice_to)
        if sum(bool(way) for way in ways) > 1:
            raise ValueError(
                "a duty has one of `told`, `commands`, `update_within`, `notice_to`, or none"
            )
        if self.mentions and not self.commands:
            raise ValueError("mentions: goes with `commands`")
        return self


class EscalationLevel(FileModel):
    """A level and its duties."""

    level: int = Field(ge=1, le=4, description="Which: 1 is the first after the initial response.")
    within: Duration = Field(
        gt=0, description="Time for its duties, from the level being reached.", examples=["15m"]
    )
    duties: tuple[Duty, ...] = Field(min_length=1, description="What it asks for.")
