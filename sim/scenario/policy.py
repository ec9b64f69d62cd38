"""The organisation as data: who is who, how bad is bad, whom to tell by when, what counts.

Both the world (who answers a page) and the scorer (what was owed) read it. The measures are
defined in docs/reference/metrics.md.
"""

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.scenario.base import FileModel
from sim.scenario.durations import HOUR, MINUTE, SECOND, Duration, Spread
from sim.scenario.names import Channel, Identifier, Role
from sim.scenario.rules.criteria import CRITERION_IDS
from sim.scenario.rules.levels import EscalationLevel
from sim.scenario.rules.notices import PUBLIC, STATUS_PAGE, Notice, Rhythm, Template
from sim.scenario.rules.procedure import Phase
from sim.scenario.rules.rubric import (
    Caps,
    Floods,
    Points,
    QuietWeights,
    Skills,
    Targets,
    Weights,
)
from sim.scenario.rules.training import Practice
from sim.scenario.spelling import unknown

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


class Objectives(FileModel):
    """The service objectives; a window outside them is a bad minute."""

    error_percent: float = Field(
        default=5, gt=0, le=100, description="Failing operations, above is bad."
    )
    p95: Duration = Field(default=10 * SECOND, gt=0, description="Response time p95, above is bad.")
    slow: Duration = Field(
        default=2 * SECOND, gt=0, description="Response time p95, above is slow: users notice."
    )
    min_requests: int = Field(
        default=20, ge=1, description="Fewer operations in a window prove nothing."
    )
    corrupted: int = Field(
        default=0, ge=0, description="Damaged files served or stored unnoticed, above is bad."
    )
    backup_age: Duration = Field(
        default=2 * HOUR, gt=0, description="Age of the newest sound backup, above is bad."
    )


class Broadcasts(FileModel):
    """Which types of broadcast open an incident, and which close it."""

    opening: tuple[str, ...] = Field(
        default=(
            "INCIDENT_DETECTED",
            "INCIDENT_ALERT",
            "INCIDENT_DECLARED",
            "CRITICAL_OUTAGE",
            "SERVICE_OUTAGE",
            "DATA_CORRUPTION",
        ),
        description="Types that say that there is an incident: detection, and a severity.",
    )
    closing: tuple[str, ...] = Field(
        default=("SERVICE_RESTORED", "INCIDENT_RESOLVED", "INCIDENT_RESOLVED_FINAL"),
        description="Types that say that it is over.",
    )

    @model_validator(mode="after")
    def _never_both(self) -> Self:
        for name in self.opening:
            if name in self.closing:
                raise ValueError(f"broadcasts: {name} cannot both open and close an incident")
        return self


class Channels(FileModel):
    """The ways to reach people: first those, then the others."""

    primary: tuple[Channel, ...] = Field(
        default=("slack", "email", "status_page", "in_app"), description="Used first."
    )
    secondary: tuple[Channel, ...] = Field(
        default=("phone", "social"), description="When a primary one does not deliver."
    )


class SeverityCondition(FileModel):
    """A window meets this when the metric is at or above the bound."""

    metric: Metric = Field(description="What is measured in the window.")
    at_least: float = Field(ge=0, description="The bound, in the metric's own unit.", examples=[95])


class Severity(FileModel):
    """One severity level: what it is, how fast, whom to tell.

    `matrix[0]` is due at detection; each later role when progress stops for `no_progress`, or
    nobody acknowledges the alert for `unacknowledged`.
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
    any_of: tuple[SeverityCondition, ...] = Field(
        min_length=1,
        description="The world is this bad when any of these holds in a window.",
        examples=[[{"metric": "error_percent", "at_least": 20}]],
    )


class ImpactRoles(FileModel):
    """Whom an impact of some kind makes due, whatever the matrix says."""

    several_services: Role = Field(
        default="engineering_manager",
        description="Two or more services unhealthy at the same time.",
    )
    data: Role = Field(default="cto", description="Files damaged or lost.")
    security: Role = Field(default="security_team", description="Somebody may have got in.")


class Policy(FileModel):
    """Everything an organisation decides and the scorer judges a response by."""

    format: Literal[1] = Field(description="The version of this format.")
    name: Identifier = Field(
        description="The file's name without its ending.", examples=["list-cutter"]
    )
    organisation: str = Field(
        min_length=1, description="Whose policy it is.", examples=["List Cutter"]
    )
    roles: dict[Role, RolePolicy] = Field(
        min_length=1, description=("The people who can be paged, by role.")
    )
    groups: dict[Role, tuple[Role, ...]] = Field(
        default={}, description="Names for several roles together: response_team, ops_team."
    )
    audiences: dict[Role, tuple[Channel, ...]] = Field(
        default={}, description="Names for several channels together: all_users, all_stakeholders."
    )
    aliases: dict[Role, Role] = Field(
        default={},
        description=(
            "Names that other policies' scripts and records use, with the role, group or audience "
            "that they mean here."
        ),
        examples=[{"technical_lead": "subject_expert"}],
    )
    channels: Channels = Channels()
    responders: tuple[Role, ...] = Field(
        min_length=1,
        description="The roles that alerts are delivered to.",
        examples=[["oncall_engineer"]],
    )
    alert_channels: tuple[Channel, ...] = Field(
        default=("pager", "slack"), min_length=1, description="How alerts are delivered."
    )
    team_channel: Channel = Field(
        default="slack", description="The team's channel; people who join later can read it there."
    )
    page_channel: Channel = Field(default="pager", description="How a page is delivered.")
    page_timeout: Duration | None = Field(
        default=None,
        gt=0,
        description="The pager says so when a page stayed unanswered for so long.",
        examples=["5m"],
    )
    broadcasts: Broadcasts = Field(
        default=Broadcasts(), description="What types of broadcast mean."
    )
    objectives: Objectives = Objectives()
    claims_hold: Duration = Field(
        default=5 * MINUTE, gt=0, description="How far back a claim is checked against the world."
    )
    calls_per: Duration = Field(
        default=30 * MINUTE,
        gt=0,
        description="Calling somebody again who has answered, sooner than this, is needless.",
    )
    floods: Floods = Field(default=Floods(), description="How many messages are too many.")
    monitoring_period: Duration = Field(
        default=15 * MINUTE, description="W: how long good must last."
    )
    grace: Duration = Field(
        default=5 * MINUTE, description="Added to no-progress and update deadlines."
    )
    severities: tuple[Severity, ...] = Field(min_length=1, description="The levels, worst first.")
    impact: ImpactRoles = Field(default=ImpactRoles(), description="Whom kinds of impact make due.")
    notify_team: Role = Field(
        default="response_team", description="Group that must get the team notice."
    )
    notify_users: Role = Field(
        default="all_users", description="Audience that must get the user notice."
    )
    notices: tuple[Notice, ...] = Field(
        default=(), description=("Notices that are required: to whom, by when.")
    )
    templates: tuple[Template, ...] = Field(
        default=(), description="How messages read, and what they must contain."
    )
    levels: tuple[EscalationLevel, ...] = Field(
        default=(), description="What reaching a level of escalation asks for."
    )
    procedure: tuple[Phase, ...] = Field(
        default=(), description="How an incident is worked; left out: not judged."
    )
    training: tuple[Practice, ...] = Field(default=(), description="What is practised how often.")
    targets: Targets = Targets()
    weights: Weights
    quiet: QuietWeights
    caps: Caps = Field(default=Caps(), description="What the total cannot be above.")
    coverage_floor: float = Field(
        default=50,
        ge=0,
        le=100,
        description="Below this share of judged weight, in percent, there is no total.",
    )
    points: Points = Points()
    skills: Skills = Skills()
    ratings: dict[Literal["P", "S", "M"], Annotated[float, Field(ge=0, le=100)]] = Field(
        default={"P": 90, "S": 70, "M": 40},
        description="Lowest score for each exercise evaluation rating; below M is U.",
    )

    @model_validator(mode="after")
    def _roles_exist(self) -> Self:
        for field, role in self._roles_named():
            if role not in self.roles:
                raise ValueError(f"{field}: {unknown('role', role, self.roles)}")
        return self

    @model_validator(mode="after")
    def _deputies_lead_somewhere(self) -> Self:
        for name in self.roles:
            seen, role = [name], self.roles[name].deputy
            while role is not None and role in self.roles:
                if role in seen:
                    raise ValueError(f"roles.{name}.deputy: deputies go round in a circle")
                seen.append(role)
                role = self.roles[role].deputy
        return self

    def _roles_named(self) -> Iterator[tuple[str, str]]:
        """Every place that names a role, with the role."""
        named = {"responders": self.responders}
        named |= {f"groups.{group}": members for group, members in self.groups.items()}
        for index, severity in enumerate(self.severities):
            named[f"severities[{index}].matrix"] = severity.matrix
        for index, practice in enumerate(self.training):
            named[f"training[{index}].roles"] = practice.roles
        for field, members in named.items():
            yield from ((f"{field}[{index}]", role) for index, role in enumerate(members))
        for name, role in self.roles.items():
            if role.deputy is not None:
                yield f"roles.{name}.deputy", role.deputy
        for index, level in enumerate(self.levels):
            for place, duty in enumerate(level.duties):
                if duty.told is not None:
                    yield f"levels[{index}].duties[{place}].told", duty.told

    @model_validator(mode="after")
    def _names_are_distinct(self) -> Self:
        for group in self.groups:
            if group in self.roles:
                raise ValueError(f"groups.{group}: is a role already; name the group differently")
        known = {*self.roles, *self.groups, *self.audiences}
        for name, meant in self.aliases.items():
            if name in known:
                raise ValueError(f"aliases.{name}: is a name of this policy already; remove it")
            if meant not in known:
                raise ValueError(f"aliases.{name}: {unknown('role or group', meant, known)}")
        for part, ids in (
            ("notices", [one.id for one in self.notices]),
            ("templates", [one.id for one in self.templates]),
            ("training", [one.id for one in self.training]),
        ):
            for index, name in enumerate(ids):
                if name in ids[:index]:
                    raise ValueError(f"{part}[{index}].id: {name!r} is used twice")
        return self

    @model_validator(mode="after")
    def _levels_rise(self) -> Self:
        levels = [severity.level for severity in self.severities]
        if levels != sorted(set(levels)):
            raise ValueError("severities: levels must rise from the worst (1), each once")
        steps = [level.level for level in self.levels]
        if steps != sorted(set(steps)):
            raise ValueError("levels: must rise from level 1, each once")
        return self

    @model_validator(mode="after")
    def _notices_reach_somebody(self) -> Self:
        if self.notify_team not in self.groups:
            raise ValueError(f"notify_team: {unknown('group', self.notify_team, self.groups)}")
        if self.notify_users not in self.audiences:
            raise ValueError(
                f"notify_users: {unknown('audience', self.notify_users, self.audiences)}"
            )
        for field, to in self._told():
            if to not in self.addressees:
                raise ValueError(f"{field}: {unknown('group or audience', to, self.addressees)}")
        return self

    def _told(self) -> Iterator[tuple[str, str]]:
        """Every place that names who is owed a notice."""
        yield from ((f"notices[{index}].to", one.to) for index, one in enumerate(self.notices))
        for index, level in enumerate(self.levels):
            for place, duty in enumerate(level.duties):
                if duty.notice_to is not None:
                    yield f"levels[{index}].duties[{place}].notice_to", duty.notice_to

    @model_validator(mode="after")
    def _references_hold(self) -> Self:
        templates = [template.id for template in self.templates]
        for index, notice in enumerate(self.notices):
            if notice.template is not None and notice.template not in templates:
                problem = unknown("template", notice.template, templates)
                raise ValueError(f"notices[{index}].template: {problem}")
        notices = [notice.id for notice in self.notices]
        for index, phase in enumerate(self.procedure):
            for place, step in enumerate(phase.steps):
                if step.notice is not None and step.notice not in notices:
                    problem = unknown("notice", step.notice, notices)
                    raise ValueError(f"procedure[{index}].steps[{place}].notice: {problem}")
        return self

    @model_validator(mode="after")
    def _skills_are_criteria(self) -> Self:
        for skill, shares in self.skills.model_dump().items():
            for name in shares if isinstance(shares, dict) else ():
                if name not in CRITERION_IDS:
                    problem = unknown("criterion", name, CRITERION_IDS)
                    raise ValueError(f"skills.{skill}.{name}: {problem}")
        return self

    @property
    def outsiders(self) -> tuple[str, ...]:
        """Whoever is not of the team and can be told something: audiences, the page, the public."""
        return (*self.audiences, STATUS_PAGE, PUBLIC)

    @property
    def addressees(self) -> tuple[str, ...]:
        """Whom words can be for that is no role: groups and outsiders."""
        return (*self.audiences, *self.groups, STATUS_PAGE, PUBLIC)

    def severity(self, level: int) -> Severity | None:
        """The level's entry, or None when the policy has no such level."""
        return next((entry for entry in self.severities if entry.level == level), None)

    def template(self, name: str | None) -> Template | None:
        """The template of this name."""
        return next((one for one in self.templates if one.id == name), None)

    def meant(self, name: str) -> str:
        """What a name stands for here: itself, or what it is an alias of."""
        return self.aliases.get(name, name)

    def tells(self, audience: str, wanted: str) -> bool:
        """Whether who tells one audience also tells another: by all the channels of the other."""
        heard = self.audiences.get(self.meant(audience), ())
        return bool(heard) and set(self.audiences[wanted]) <= set(heard)

    def called(self, name: str) -> str:
        """A role by its title; a group, audience or channel by its name in plain words."""
        role = self.roles.get(self.meant(name))
        return role.title if role else name.replace("_", " ").capitalize()
