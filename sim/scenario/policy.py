"""The organisation as data: who is who, how bad is bad, whom to tell by when, what counts.

Both the world (who answers a page) and the scorer (what was owed) read it. The measures are
defined in docs/reference/metrics.md.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.scenario.base import FileModel
from sim.scenario.durations import HOUR, MINUTE, SECOND, Duration, Spread
from sim.scenario.names import Channel, Identifier, Role
from sim.scenario.words import unknown

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


class RolePolicy(FileModel):
    """One role, the person in it, and how that person answers a page."""

    title: str = Field(min_length=1, description="The role's name.", examples=["Technical lead"])
    person: str = Field(
        min_length=1, description="Who has the role tonight.", examples=["Priya Raman"]
    )
    answers_in: Spread = Field(
        description="From delivery of a page to the answer.", examples=["4m ± 2m"]
    )
    says: str = Field(
        min_length=1, description="What the person posts when answering.", examples=["I'm on."]
    )


class Objectives(FileModel):
    """The service objectives; a window outside them is a bad minute."""

    error_percent: float = Field(
        default=5, gt=0, le=100, description="Failing operations, above is bad."
    )
    p95: Duration = Field(default=10 * SECOND, gt=0, description="Response time p95, above is bad.")
    min_requests: int = Field(
        default=20, ge=1, description="Fewer operations in a window prove nothing."
    )
    corrupted: int = Field(
        default=0, ge=0, description="Damaged files served or stored unnoticed, above is bad."
    )
    backup_age: Duration = Field(
        default=2 * HOUR, gt=0, description="Age of the newest sound backup, above is bad."
    )


class SeverityCondition(FileModel):
    """A window meets this when the metric is at or above the bound."""

    metric: Metric = Field(description="What is measured in the window.")
    at_least: float = Field(ge=0, description="The bound, in the metric's own unit.", examples=[95])


class Severity(FileModel):
    """One severity level: what it is, how fast, whom to tell.

    `matrix[0]` is owed at detection; each later role when progress stops for `no_progress`.
    """

    level: int = Field(ge=1, le=4, description="1 is the worst.", examples=[1])
    name: str = Field(min_length=1, description="What people call it.", examples=["critical"])
    respond_within: Duration = Field(
        description="Acknowledged by then, from detection.", examples=["5m"]
    )
    tell_within: Duration = Field(
        description="Team and users know by then, from detection.", examples=["5m"]
    )
    no_progress: Duration | None = Field(default=None, description="None: no timer at this level.")
    update_every: Duration | None = Field(default=None, description="Longest gap between updates.")
    matrix: tuple[Role, ...] = Field(
        min_length=1,
        description="Whom to escalate to, in order.",
        examples=[["oncall_engineer", "technical_lead"]],
    )
    any_of: tuple[SeverityCondition, ...] = Field(
        min_length=1,
        description="The world is this bad when any of these holds in a window.",
        examples=[[{"metric": "error_percent", "at_least": 20}]],
    )


class Weights(FileModel):
    """Weight of each criterion in the total; relative to one another."""

    detection: float = Field(
        default=15, ge=0, le=1_000, description="How soon the incident is declared."
    )
    acknowledgement: float = Field(
        default=5, ge=0, le=1_000, description="How soon the alert is acknowledged."
    )
    severity: float = Field(
        default=10, ge=0, le=1_000, description="Whether it is called as bad as it is."
    )
    mitigation: float = Field(
        default=15, ge=0, le=1_000, description="How soon users are served again."
    )
    recovery: float = Field(
        default=15, ge=0, le=1_000, description="How soon everything is back to normal."
    )
    escalation: float = Field(
        default=15, ge=0, le=1_000, description="Whether the right roles are called in time."
    )
    communication: float = Field(
        default=15, ge=0, le=1_000, description="Whether team and users are told in time."
    )
    procedure: float = Field(
        default=10, ge=0, le=1_000, description="Whether it is worked in a safe order."
    )


class Target(FileModel):
    """Full marks up to `good`, none from `poor` on, straight in between."""

    good: Duration = Field(description="Full marks up to here.", examples=["5m"])
    poor: Duration = Field(description="No marks from here on.", examples=["30m"])

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.poor <= self.good:
            raise ValueError("`poor` must be longer than `good`")
        return self


class Targets(FileModel):
    """How fast is fast, per criterion that measures a time."""

    detection: Target = Target.model_validate({"good": "5m", "poor": "30m"})
    acknowledgement: Target = Target.model_validate({"good": "5m", "poor": "20m"})
    mitigation_after_repair: Target = Target.model_validate({"good": "5m", "poor": "45m"})
    recovery_after_repair: Target = Target.model_validate({"good": "20m", "poor": "90m"})
    mitigation_by_restore: Target = Target.model_validate({"good": "45m", "poor": "2h"})
    recovery_by_restore: Target = Target.model_validate({"good": "1h", "poor": "150m"})


class ImpactRoles(FileModel):
    """Whom an impact of some kind makes due, whatever the matrix says."""

    several_services: Role = Field(
        default="engineering_manager", description="Two or more services ill at once."
    )
    data: Role = Field(default="cto", description="Files damaged or lost.")
    security: Role = Field(default="security_team", description="Somebody may have got in.")


class Policy(FileModel):
    """Everything an organisation decides and the scorer holds a response against."""

    format: Literal[1] = Field(description="The version of this format.")
    name: Identifier = Field(
        description="The file's name without its ending.", examples=["list-cutter"]
    )
    organisation: str = Field(
        min_length=1, description="Whose policy it is.", examples=["List Cutter"]
    )
    roles: dict[Role, RolePolicy] = Field(min_length=1, description="Who can be paged, by role.")
    groups: dict[Role, tuple[Role, ...]] = Field(
        default={}, description="Names that stand for several roles: response_team, ops_team."
    )
    audiences: dict[Role, tuple[Channel, ...]] = Field(
        default={}, description="Names that stand for channels: all_users, all_stakeholders."
    )
    responders: tuple[Role, ...] = Field(
        min_length=1, description="Who an alert is delivered to.", examples=[["oncall_engineer"]]
    )
    alert_channels: tuple[Channel, ...] = Field(
        default=("pager", "slack"), min_length=1, description="How alerts are delivered."
    )
    page_channel: Channel = Field(default="pager", description="How a page is delivered.")
    objectives: Objectives = Objectives()
    monitoring_period: Duration = Field(
        default=15 * MINUTE, description="W: how long good must last."
    )
    grace: Duration = Field(
        default=5 * MINUTE, description="Added to no-progress and update deadlines."
    )
    severities: tuple[Severity, ...] = Field(min_length=1, description="The levels, worst first.")
    impact: ImpactRoles = Field(default=ImpactRoles(), description="Whom kinds of impact make due.")
    notify_team: Role = Field(
        default="response_team", description="Group that is owed the team notice."
    )
    notify_users: Role = Field(
        default="all_users", description="Audience that is owed the user notice."
    )
    targets: Targets = Targets()
    weights: Weights = Weights()
    ratings: dict[Literal["P", "S", "M"], Annotated[float, Field(ge=0, le=100)]] = Field(
        default={"P": 90, "S": 70, "M": 40},
        description="Lowest score for each exercise evaluation rating; below M is U.",
    )

    @model_validator(mode="after")
    def _roles_exist(self) -> Self:
        used = {f"responders[{index}]": role for index, role in enumerate(self.responders)}
        for group, members in self.groups.items():
            used |= {f"groups.{group}[{index}]": role for index, role in enumerate(members)}
        for level, severity in enumerate(self.severities):
            rows = enumerate(severity.matrix)
            used |= {f"severities[{level}].matrix[{index}]": role for index, role in rows}
        for field, role in used.items():
            if role not in self.roles:
                raise ValueError(f"{field}: {unknown('role', role, self.roles)}")
        return self

    @model_validator(mode="after")
    def _names_are_distinct(self) -> Self:
        for group in self.groups:
            if group in self.roles:
                raise ValueError(f"groups.{group}: is a role already; name the group differently")
        return self

    @model_validator(mode="after")
    def _levels_rise(self) -> Self:
        levels = [severity.level for severity in self.severities]
        if levels != sorted(set(levels)):
            raise ValueError("severities: levels must rise from the worst (1), each once")
        return self

    @model_validator(mode="after")
    def _notices_reach_somebody(self) -> Self:
        if self.notify_team not in self.groups:
            raise ValueError(f"notify_team: {unknown('group', self.notify_team, self.groups)}")
        if self.notify_users not in self.audiences:
            raise ValueError(
                f"notify_users: {unknown('audience', self.notify_users, self.audiences)}"
            )
        return self

    def severity(self, level: int) -> Severity | None:
        """The level's entry, or None when the policy has no such level."""
        return next((entry for entry in self.severities if entry.level == level), None)

    def called(self, name: str) -> str:
        """A role by its title; a group, audience or channel by its name in plain words."""
        role = self.roles.get(name)
        return role.title if role else name.replace("_", " ").capitalize()
