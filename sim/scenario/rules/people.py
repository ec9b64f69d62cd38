"""The people of a policy: one role, the person in it, and how that person answers."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sim.scenario.base import FileModel
from sim.scenario.durations import Duration, Spread  # noqa: TC001 - pydantic reads it at run time
from sim.scenario.names import Role  # noqa: TC001 - same

Panel = Literal["console", "monitoring"]
"""A part of a session's board that not every role has before it."""
PANELS: tuple[Panel, ...] = ("console", "monitoring")


class RolePolicy(FileModel):
    """One role, the person in it, and how that person answers a page."""

    title: str = Field(min_length=1, description="The role's name.", examples=["Technical lead"])
    person: str | None = Field(
        default=None,
        min_length=1,
        description="The person in the role; left out: somebody is drawn for each seed.",
        examples=["Priya Raman"],
    )
    answers_in: Spread = Field(
        description="From delivery of a page to the answer.", examples=["4m ± 2m"]
    )
    says: str = Field(
        min_length=1, description="What the person posts when answering.", examples=["I'm on."]
    )
    duties: tuple[str, ...] = Field(default=(), description="What the role is there for.")
    deputy: Role | None = Field(default=None, description="The deputy for the role.")
    panels: tuple[Panel, ...] = Field(
        default=PANELS,
        description=(
            "What the role has before it in a team session beside messages, pager, incident and "
            "log: console, monitoring. The role a scenario is played as has both."
        ),
        examples=[["monitoring"]],
        exclude_if=lambda panels: panels == PANELS,
    )
    misses: float = Field(
        default=0,
        ge=0,
        le=100,
        description="Chance in percent that a message is not heard; each one anew.",
    )
    absent: float = Field(
        default=0, ge=0, le=100, description="Chance in percent to be away for the whole exercise."
    )
    open_to_calls: bool = Field(
        default=False,
        description="A support desk: calling it is never needless, only calling it again too soon.",
    )
    wants_update_every: Duration | None = Field(
        default=None,
        gt=0,
        description="Once called in, asks when there was no update for this long.",
        examples=["15m"],
    )
