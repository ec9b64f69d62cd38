"""The procedure: phases of steps, each with what shows it was done, by when and before what.

A step either waits for commands, which the policy names, or for one of the conditions that the
scorer knows how to see.
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from sim.scenario.base import FileModel
from sim.scenario.durations import Duration  # noqa: TC001 - pydantic reads it at run time
from sim.scenario.names import Identifier  # noqa: TC001 - same

Condition = Literal[
    "notice_given",
    "cause_recorded",
    "degraded_mode_on",
    "test_before_reset",
    "test_before_restore",
    "breaker_closed_before_restore",
    "service_restored",
    "check_after_restore",
    "monitored",
    "queue_empty",
    "backup_verified_before_restore",
    "valid_before_release",
]
"""What the scorer can see beside commands; each is described in docs/reference/metrics.md."""

Applies = Literal["always", "data_at_risk", "queued"]
Skill = Literal["technical", "communication", "coordination", "documentation"]
SKILLS: tuple[Skill, ...] = ("technical", "communication", "coordination", "documentation")


class Step(FileModel):
    """One step of the procedure."""

    name: str = Field(min_length=1, max_length=80, description="What is to be done.")
    commands: tuple[str, ...] = Field(
        default=(), description="Done by one of these commands; or use `condition`."
    )
    with_commands: tuple[str, ...] = Field(
        default=(), description="And by one of these as well; the later of the two counts."
    )
    condition: Condition | None = Field(default=None, description="Done when this is seen.")
    notice: Identifier | None = Field(
        default=None, description="With `notice_given`: which of the policy's notices."
    )
    within: Literal["respond", "progress"] | Duration | None = Field(
        default=None,
        description=(
            "Late after it, from detection: a time, the severity's response time (`respond`) or "
            "its `no_progress` (`progress`)."
        ),
        examples=["respond"],
    )
    before: tuple[str, ...] = Field(
        default=(), description="Out of order when one of these commands came first."
    )
    applies: Applies = Field(default="always", description="When it is asked for at all.")
    skill: Skill = Field(default="technical", description="The skill area it shows.")

    @model_validator(mode="after")
    def _one_way_to_see_it(self) -> Self:
        if bool(self.commands) == (self.condition is not None):
            raise ValueError("a step has either `commands` or a `condition`")
        if self.with_commands and not self.commands:
            raise ValueError("with_commands: goes with `commands`")
        if (self.condition == "notice_given") != (self.notice is not None):
            raise ValueError("`condition: notice_given` and `notice` go together")
        if self.condition is not None and (self.within is not None or self.before):
            raise ValueError("`within` and `before` go with `commands`")
        return self


class Phase(FileModel):
    """A part of the procedure."""

    name: str = Field(min_length=1, max_length=60, description="What people call it.")
    objective: str = Field(default="", max_length=200, description="What it is for.")
    steps: tuple[Step, ...] = Field(min_length=1, description="In the order they are shown.")
