"""How bad an incident is: what makes a severity, how fast to respond and tell, whom to call in."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from sim.scenario.base import FileModel
from sim.scenario.durations import Duration  # noqa: TC001 - pydantic reads it at run time
from sim.scenario.names import Role  # noqa: TC001 - same
from sim.scenario.rules.notices import Rhythm  # noqa: TC001 - same

Metric = Literal[
    "r2_failed_percent",
    "error_percent",
    "delayed_percent",
    "p95_ms",
    "owners_at_risk",
    "backup_age_minutes",
]
"""What a one-minute window can be judged by.

`r2_failed_percent`: operations that needed R2 and got an error, of those that tried;
`error_percent`: failed of all; `delayed_percent`: accepted but queued, of all;
`p95_ms`: 95th percentile of the response time; `owners_at_risk`: different users whose files are
damaged and within reach, or gone; `backup_age_minutes`: age of the newest sound backup.
"""


class SeverityCondition(FileModel):
    """A window meets this when the metric is at or above the bound."""

    metric: Metric = Field(description="What is measured in the window.")
    at_least: float = Field(ge=0, description="The bound, in the metric's own unit.", examples=[95])


class Severity(FileModel):
    """One severity level: what it is, how fast, whom to tell.

    `matrix[0]` is due at detection; each later role when progress stops for `no_progress`, or
    nobody acknowledges the alert for `unacknowledged`. With `together` all are due at once.
    """

    level: int = Field(ge=1, le=5, description="1 is the worst.", examples=[1])
    name: str = Field(min_length=1, description="What people call it.", examples=["critical"])
    respond_within: Duration = Field(
        description="Acknowledged by then, from detection.", examples=["5m"]
    )
    tell_within: Duration = Field(
        description="Team and users know by then, from detection.", examples=["5m"]
    )
    no_progress: Duration | None = Field(default=None, description="None: no timer at this level.")
    unacknowledged: Duration | None = Field(
        default=None,
        gt=0,
        description=(
            "The next role in line falls due each time an alert stayed unacknowledged this long; "
            "left out: never."
        ),
        examples=["5m"],
    )
    updates: tuple[Rhythm, ...] = Field(
        default=(),
        description="How often updates are due, one rhythm after the other; left out: never.",
        examples=[[{"every": "30m"}]],
    )
    matrix: tuple[Role, ...] = Field(
        min_length=1,
        description="Whom to escalate to, in order.",
        examples=[["oncall_engineer", "technical_lead"]],
    )
    together: bool = Field(
        default=False,
        description="All roles of the matrix are due at once, with the first; needs no timer.",
        exclude_if=lambda together: not together,
    )
    office_hours: bool = Field(
        default=False,
        description="Its times count in the policy's `office_hours` only.",
        exclude_if=lambda office: not office,
    )
    any_of: tuple[SeverityCondition, ...] = Field(
        min_length=1,
        description="The world is this bad when any of these holds in a window.",
        examples=[[{"metric": "error_percent", "at_least": 20}]],
    )

    @model_validator(mode="after")
    def _together_has_no_timer(self) -> Self:
        if self.together and (self.no_progress is not None or self.unacknowledged is not None):
            raise ValueError(
                "together: everybody is called at once, so `no_progress` and `unacknowledged` call "
                "nobody; remove them"
            )
        return self

    @property
    def never_due(self) -> tuple[Role, ...]:
        """Roles of the matrix that nothing ever makes due."""
        timed = self.no_progress is not None or self.unacknowledged is not None
        return () if self.together or timed else self.matrix[1:]


class ImpactRoles(FileModel):
    """Whom an impact of some kind makes due, whatever the matrix says."""

    several_services: Role = Field(
        default="engineering_manager",
        description="Two or more services unhealthy at the same time.",
    )
    data: Role = Field(default="cto", description="Files damaged or lost.")
    security: Role = Field(default="security_team", description="Somebody may have got in.")
    privacy: Role | None = Field(
        default=None,
        description="Users' data may be damaged, lost or seen; left out: nobody beside the others.",
        exclude_if=lambda role: role is None,
    )
