"""A planned session as data: what is played, when, by whom, with which settings.

The format of `plans/NAME.session.yaml`, which the lobby writes and people can edit.
"""

from __future__ import annotations

from datetime import date  # noqa: TC003 - pydantic reads it at run time
from typing import TYPE_CHECKING, Literal, Self

from pydantic import Field, model_validator

from sim.scenario.base import FileModel
from sim.scenario.durations import Duration  # noqa: TC001 - pydantic reads it at run time
from sim.scenario.names import Identifier, Role  # noqa: TC001 - same
from sim.scenario.spelling import unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.scenario.model import Objective, Scenario
    from sim.scenario.policy import Policy

PLAN_SUFFIX = ".session.yaml"
STAFF_SEATS = ("facilitator", "evaluator", "observer")
MOST_SEATED = 200
PlanType = Literal["tabletop", "functional"]


class PlannedPerson(FileModel):
    """Somebody who takes part, and in which seat."""

    name: str = Field(min_length=1, max_length=40, description="The person's name.")
    role: Role = Field(
        description="A role of the policy, or facilitator, evaluator, observer.",
        examples=["technical_lead"],
    )


class SessionPlan(FileModel):
    """A session that is planned."""

    format: Literal[1] = Field(description="The version of this format.")
    scenario: str = Field(
        min_length=1,
        max_length=300,
        description="A scenario's name, or the path of its file.",
        examples=["complete-r2-outage"],
    )
    type: PlanType = Field(
        default="tabletop",
        description=(
            "tabletop: a discussion, no system is touched. functional: live, on the simulated "
            "system."
        ),
    )
    day: date | None = Field(default=None, description="The day: 2026-03-31.")
    time: str = Field(
        default="", pattern=r"^([01][0-9]:[0-5][0-9]|2[0-3]:[0-5][0-9])?$", description="14:00."
    )
    team: str = Field(default="", max_length=200, description="The team's name, for reports.")
    purpose: str = Field(default="", max_length=2_000, description="What the session is for.")
    participants: tuple[PlannedPerson, ...] = Field(
        default=(), max_length=MOST_SEATED, description="Everybody who takes part, by seat."
    )
    objectives: tuple[Identifier, ...] = Field(
        default=(),
        description="The objectives that handouts and evaluator sheets show; all when left out.",
    )
    seed: int = Field(default=1, ge=0, lt=2**63, description="The random seed.")
    pace: float = Field(default=1, ge=0.1, le=3600, description="Simulated seconds per second.")
    within: Duration | None = Field(
        default=None, gt=0, description="Shorten all vendors' repairs so that it can be over: 90m."
    )
    coach: bool = Field(
        default=False, description="Players may ask for one hint at a time; each is counted."
    )
    outside: tuple[Role, ...] = Field(
        default=(), description="Roles that wait outside until somebody calls them."
    )

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        seen: set[str] = set()
        for index, person in enumerate(self.participants):
            if person.name in seen:
                raise ValueError(f"participants[{index}].name: {person.name!r} is listed twice")
            seen.add(person.name)
        if self.type == "tabletop" and self.within is not None:
            raise ValueError("within: a tabletop goes from move to move; leave it out")
        if self.type == "tabletop" and self.coach:
            raise ValueError("coach: a tabletop is led by its facilitator; leave it out")
        if self.type == "tabletop" and self.outside:
            raise ValueError("outside: in a tabletop everybody is in the room; leave it out")
        return self

    def in_focus(self, scenario: Scenario) -> tuple[Objective, ...]:
        """The objectives that handouts show."""
        return tuple(
            one for one in scenario.objectives if not self.objectives or one.id in self.objectives
        )


def misfits(
    plan: SessionPlan, scenario: Scenario, policy: Policy
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What of a plan does not fit its scenario and policy: where, and what to do."""
    seats: Sequence[str] = (*policy.roles, *STAFF_SEATS)
    for index, person in enumerate(plan.participants):
        if person.role not in seats:
            yield ("participants", index, "role"), unknown("role", person.role, seats)
    known = [one.id for one in scenario.objectives]
    for index, name in enumerate(plan.objectives):
        if name not in known:
            yield ("objectives", index), unknown("objective", name, known)
    for index, role in enumerate(plan.outside):
        if role not in policy.roles:
            yield ("outside", index), unknown("role", role, tuple(policy.roles))
        elif role == scenario.player:
            yield ("outside", index), "this role gets the first alert: it cannot wait outside"
