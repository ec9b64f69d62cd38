"""The organisation as data: who is who, how bad is bad, whom to tell by when, what counts.

Both the world (who answers a page) and the scorer (what was owed) read it. The measures are
defined in docs/reference/metrics.md.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.scenario.base import FileModel
from sim.scenario.durations import HOUR, MINUTE, SECOND, Duration
from sim.scenario.names import Channel, Identifier, Role
from sim.scenario.rules.after import Afterwards, Deciders, Handover
from sim.scenario.rules.criteria import CRITERION_IDS
from sim.scenario.rules.levels import EscalationLevel
from sim.scenario.rules.notices import PUBLIC, STATUS_PAGE, Notice, Template
from sim.scenario.rules.office import OfficeHours
from sim.scenario.rules.people import PANELS, Panel, RolePolicy
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
from sim.scenario.rules.severity import ImpactRoles, Severity
from sim.scenario.rules.training import Practice
from sim.scenario.spelling import unknown


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
    named: dict[Channel, str] = Field(
        default={},
        description="What the organisation calls a channel.",
        examples=[{"social": "Twitter", "phone": "Emergency hotline"}],
        exclude_if=lambda named: not named,
    )


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
    office_hours: OfficeHours | None = Field(
        default=None,
        description="When people are at work, for severities and duties that count only then.",
        exclude_if=lambda hours: hours is None,
    )
    handover: Handover | None = Field(
        default=None,
        description="How long one person leads; left out: to the end.",
        exclude_if=lambda handover: handover is None,
    )
    deciders: Deciders | None = Field(
        default=None,
        description="The roles that may decide; left out: anybody.",
        exclude_if=lambda deciders: deciders is None,
    )
    afterwards: tuple[Afterwards, ...] = Field(
        default=(),
        description="What is due once it is over, such as a post-mortem in five days.",
        exclude_if=lambda afterwards: not afterwards,
    )
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

    def panels_of(self, role: Role, player: Role) -> tuple[Panel, ...]:
        """What a role has before it on its board.

        Args:
            role: whose board it is.
            player: the role that the scenario is played as, which works on the system.
        """
        return PANELS if role == player else self.roles[role].panels

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
        yield from self._roles_named_beside()
        for index, level in enumerate(self.levels):
            for place, duty in enumerate(level.duties):
                if duty.told is not None:
                    yield f"levels[{index}].duties[{place}].told", duty.told

    def _roles_named_beside(self) -> Iterator[tuple[str, str]]:
        """The places that name one role, or the roles that may decide."""
        for name, role in self.roles.items():
            if role.deputy is not None:
                yield f"roles.{name}.deputy", role.deputy
        if self.impact.privacy is not None:
            yield "impact.privacy", self.impact.privacy
        if self.handover is not None:
            yield "handover.to", self.handover.to
        yield from (
            (f"afterwards[{index}].by", one.by) for index, one in enumerate(self.afterwards)
        )
        decided = {} if self.deciders is None else dict(self.deciders)
        for what, roles in decided.items():
            yield from ((f"deciders.{what}[{index}]", role) for index, role in enumerate(roles))

    @model_validator(mode="after")
    def _names_are_distinct(self) -> Self:
        for group in self.groups:
            if group in self.roles:
                raise ValueError(
                    f"groups.{group}: is already the name of a role; name the group differently"
                )
        known = {*self.roles, *self.groups, *self.audiences}
        for name, meant in self.aliases.items():
            if name in known:
                raise ValueError(f"aliases.{name}: is already a name in this policy; remove it")
            if meant not in known:
                raise ValueError(f"aliases.{name}: {unknown('role or group', meant, known)}")
        for part, ids in (
            ("notices", [one.id for one in self.notices]),
            ("templates", [one.id for one in self.templates]),
            ("training", [one.id for one in self.training]),
            ("afterwards", [one.id for one in self.afterwards]),
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
        for index, severity in enumerate(self.severities):
            for place, rhythm in enumerate(severity.updates):
                if rhythm.to is not None:
                    yield f"severities[{index}].updates[{place}].to", rhythm.to
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
        """A role by its title; a group, audience or channel by its name in plain words.

        Several, separated by commas as a message's receivers are, one after the other.
        """
        if ", " in name:
            return ", ".join(map(self.called, name.split(", ")))
        role = self.roles.get(self.meant(name))
        if role:
            return role.title
        named = (called for channel, called in self.channels.named.items() if channel == name)
        return next(named, name.replace("_", " ").capitalize())

    def later(self, severity: Severity, starts_at: datetime, at: int, time_ms: int) -> int:
        """When a time that a severity allows has passed, ms since StartEx.

        Args:
            severity: the level; one of office hours counts only those.
            starts_at: StartEx.
            at: from when on, ms since StartEx.
            time_ms: how long.
        """
        if not severity.office_hours:
            return at + time_ms
        begun = starts_at + timedelta(milliseconds=at)
        hours = self.office_hours or OfficeHours()
        done = hours.after(begun, timedelta(milliseconds=time_ms))
        return (done - starts_at) // timedelta(milliseconds=1)
