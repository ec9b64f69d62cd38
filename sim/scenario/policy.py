"""The organisation as data: who is who, how bad is bad, whom to tell by when, what counts.

Both the world (who answers a page) and the scorer (what was owed) read it. The measures are
defined in docs/reference/metrics.md.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.scenario.base import FileModel
from sim.scenario.durations import MINUTE, SECOND, Duration, Spread
from sim.scenario.names import Channel, Identifier, Role

Metric = Literal["r2_failed_percent", "error_percent", "delayed_percent", "p95_ms"]
"""What a one-minute window can be judged by.

`r2_failed_percent`: operations that needed R2 and got an error, of those that tried;
`error_percent`: failed of all; `delayed_percent`: accepted but queued, of all;
`p95_ms`: 95th percentile of the response time.
"""


class RolePolicy(FileModel):
    """One role, the person in it, and how that person answers a page."""

    title: str = Field(min_length=1)
    person: str = Field(min_length=1)
    answers_in: Spread = Field(description="From delivery of a page to the answer.")
    says: str = Field(min_length=1, description="What the person posts when answering.")


class Objectives(FileModel):
    """The service objectives; a window outside them is a bad minute."""

    error_percent: float = Field(default=5, gt=0, le=100, description="Failing operations, above is bad.")
    p95: Duration = Field(default=10 * SECOND, gt=0, description="Response time p95, above is bad.")
    min_requests: int = Field(default=20, ge=1, description="Fewer operations in a window prove nothing.")


class SeverityCondition(FileModel):
    """A window meets this when the metric is at or above the bound."""

    metric: Metric
    at_least: float = Field(ge=0)


class Severity(FileModel):
    """One severity level: what it is, how fast, whom to tell.

    `matrix[0]` is owed at detection; each later role when progress stops for `no_progress`.
    """

    level: int = Field(ge=1, le=4)
    name: str
    respond_within: Duration
    tell_within: Duration = Field(description="Team and users know by then, from detection.")
    no_progress: Duration | None = Field(default=None, description="None: no timer at this level.")
    update_every: Duration | None = Field(default=None, description="Longest gap between updates.")
    matrix: tuple[Role, ...] = Field(min_length=1)
    any_of: tuple[SeverityCondition, ...] = Field(
        min_length=1, description="The world is this bad when any of these holds in a window."
    )


class Weights(FileModel):
    """Weight of each criterion in the total; relative to one another."""

    detection: float = Field(default=15, ge=0)
    acknowledgement: float = Field(default=5, ge=0)
    severity: float = Field(default=10, ge=0)
    mitigation: float = Field(default=15, ge=0)
    recovery: float = Field(default=15, ge=0)
    escalation: float = Field(default=15, ge=0)
    communication: float = Field(default=15, ge=0)
    procedure: float = Field(default=10, ge=0)


class Target(FileModel):
    """Full marks up to `good`, none from `poor` on, straight in between."""

    good: Duration
    poor: Duration

    @model_validator(mode="after")
    def _ordered(self) -> Target:
        if self.poor <= self.good:
            raise ValueError("`poor` must be longer than `good`")
        return self


class Targets(FileModel):
    """How fast is fast, per criterion that measures a time."""

    detection: Target = Target.model_validate({"good": "5m", "poor": "30m"})
    acknowledgement: Target = Target.model_validate({"good": "5m", "poor": "20m"})
    mitigation_after_repair: Target = Target.model_validate({"good": "5m", "poor": "45m"})
    recovery_after_repair: Target = Target.model_validate({"good": "20m", "poor": "90m"})


class Policy(FileModel):
    """Everything an organisation decides and the scorer holds a response against."""

    format: Literal[1]
    name: Identifier
    organisation: str
    roles: dict[Role, RolePolicy] = Field(min_length=1)
    groups: dict[Role, tuple[Role, ...]] = Field(
        default={}, description="Names that stand for several roles: response_team, ops_team."
    )
    audiences: dict[Role, tuple[Channel, ...]] = Field(
        default={}, description="Names that stand for channels: all_users, all_stakeholders."
    )
    responders: tuple[Role, ...] = Field(min_length=1, description="Who an alert is delivered to.")
    alert_channels: tuple[Channel, ...] = Field(default=("pager", "slack"), min_length=1)
    page_channel: Channel = "pager"
    objectives: Objectives = Objectives()
    monitoring_period: Duration = Field(default=15 * MINUTE, description="W: how long good must last.")
    grace: Duration = Field(default=5 * MINUTE, description="Added to no-progress and update deadlines.")
    severities: Annotated[tuple[Severity, ...], Field(min_length=1)]
    notify_team: Role = Field(default="response_team", description="Group that is owed the team notice.")
    notify_users: Role = Field(default="all_users", description="Audience that is owed the user notice.")
    targets: Targets = Targets()
    weights: Weights = Weights()
    ratings: dict[Literal["P", "S", "M"], Annotated[float, Field(ge=0, le=100)]] = Field(
        default={"P": 90, "S": 70, "M": 40},
        description="Lowest score for each exercise evaluation rating; below M is U.",
    )

    @model_validator(mode="after")
    def _roles_exist(self) -> Policy:
        def known(field: str, role: str) -> None:
            if role not in self.roles:
                raise ValueError(f"{field}: no role {role!r}; roles are {', '.join(sorted(self.roles))}")

        for index, role in enumerate(self.responders):
            known(f"responders[{index}]", role)
        for group, members in self.groups.items():
            if group in self.roles:
                raise ValueError(f"groups.{group}: is a role already; name the group differently")
            for role in members:
                known(f"groups.{group}", role)
        for index, severity in enumerate(self.severities):
            for role in severity.matrix:
                known(f"severities[{index}].matrix", role)
        levels = [severity.level for severity in self.severities]
        if levels != sorted(set(levels)):
            raise ValueError("severities: levels must rise from the worst (1), each once")
        if self.notify_team not in self.groups:
            raise ValueError(f"notify_team: no group {self.notify_team!r} in `groups`")
        if self.notify_users not in self.audiences:
            raise ValueError(f"notify_users: no audience {self.notify_users!r} in `audiences`")
        return self

    def severity(self, level: int) -> Severity | None:
        """The level's entry, or None when the policy has no such level."""
        return next((entry for entry in self.severities if entry.level == level), None)
