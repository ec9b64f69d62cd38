"""What every fault has, whatever it does: a name, a beginning, a course and an end."""

from abc import ABC, abstractmethod
from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticKnownError

from sim.command_set import rows_that
from sim.scenario.base import FileModel
from sim.scenario.durations import Duration, Spread
from sim.scenario.faults.conditions import Conditions
from sim.scenario.faults.damage import Damage
from sim.scenario.names import Identifier, Role, Service
from sim.scenario.published import Aftermath, LikePublished, Repair

CLEARING = tuple(
    sorted(row.name for row in rows_that("resets", "restores", "forces_queue", "deploys"))
)
"""Commands that can clear a fault: those that set a part of the worker right."""

DEPLOYING = frozenset(row.name for row in rows_that("deploys"))
"""Those of them that take a release; which one matters."""


def _can_clear(name: str) -> str:
    if name not in CLEARING:
        expected = " or ".join(map(repr, CLEARING))
        raise PydanticKnownError("literal_error", {"expected": expected})
    return name


ClearingCommand = Annotated[
    str, AfterValidator(_can_clear), WithJsonSchema({"enum": list(CLEARING), "type": "string"})
]

Concern = Literal["service", "data", "security"]
"""`data`: files may be damaged or lost. `security`: somebody may have got in."""


class Ends(FileModel):
    """What clears a fault."""

    by: Literal["vendor", "command", "escalation", "never"] = Field(
        description=(
            "`vendor`: the vendor repairs it, whatever responders do. `command`: a command of "
            "theirs does. `escalation`: somebody they call in does. `never`: it stays."
        )
    )
    after: Repair | None = Field(
        default=None,
        description=(
            "Time to the end: from the fault (vendor), the other fault's end (`after_end_of`), the "
            "command, or the answer."
        ),
    )
    after_end_of: Identifier | None = Field(
        default=None,
        exclude_if=lambda other: other is None,
        description="A fault of the same vendor: this one ends so long `after` that one's end.",
        examples=["bucket-unreachable"],
    )
    command: ClearingCommand | None = Field(default=None, description="The command that clears it.")
    role: Role | None = Field(default=None, description="The role that clears it once called in.")

    # Not written when there is none, so that scenarios without releases keep their digest.
    release: Identifier | None = Field(
        default=None,
        exclude_if=lambda release: release is None,
        description="The release that has to be deployed to production to clear it.",
    )

    @model_validator(mode="after")
    def _says_what_ends_it(self) -> Self:
        if self.by == "vendor" and self.after is None:
            raise ValueError("a vendor repair needs a time: add `after: 35m ± 10m`")
        if self.by == "never" and self.after is not None:
            raise ValueError(
                "a fault that never ends has no `after`: remove it or use `by: vendor`"
            )
        if (self.by == "command") != (self.command is not None):
            raise ValueError("`by: command` and `command` go together: name the command")
        if (self.command in DEPLOYING) != (self.release is not None):
            raise ValueError(
                "`command: release-deploy` and `release` go together: name the release"
            )
        if (self.by == "escalation") != (self.role is not None):
            raise ValueError("`by: escalation` and `role` go together: name the role")
        if self.by != "vendor" and self.after_end_of is not None:
            raise ValueError("`after_end_of` is for a fault that its vendor ends: use `by: vendor`")
        if self.by != "vendor" and isinstance(self.after, LikePublished):
            # The published durations include the response, which here is the players'.
            raise ValueError(
                "only a vendor's repair is like published outages: write `after: 12m ± 3m`"
            )
        return self


class Residual(FileModel):
    """What stays of a fault for a while after its vendor ended it: part of the downloads fail.

    Too little to breach an objective, so it does not keep a service from having recovered.
    """

    percent: float = Field(
        gt=0, le=2, description="Share of the downloads that fail then.", examples=[0.8]
    )
    lasts: Aftermath = Field(
        description="How long, from the fault's end.", examples=["like residual from 10m to 1h"]
    )

    def conditions(self) -> Conditions:
        """How calls behave while this lasts."""
        return Conditions(
            chances=(("download", round(self.percent * 10_000)),),
            r2_error="500 InternalError",
        )


class Flicker(FileModel):
    """A fault that comes and goes between its beginning and its end, on first."""

    on: Duration = Field(gt=0, description="How long it is there.", examples=["2m"])
    off: Duration = Field(gt=0, description="How long it is gone.", examples=["3m"])


CONCERN_MEANS = "What it touches beside the service: decides whom the policy wants called in."


class FaultBase(FileModel, ABC):
    """The fields every fault shares; each effect adds its own.

    Its docstring says what happens, in scenarios/README.md and in the JSON Schema.

    Attributes:
        service: the worker's service that is ill, for the health monitor; None when none is.
        shows: whether it sets off an alert of its own soon after it began.
    """

    service: ClassVar[Service | None]
    shows: ClassVar[bool]

    id: Identifier = Field(description="A name of its own.", examples=["bucket-unreachable"])
    begins: Spread = Field(description="Time from StartEx to the fault.", examples=["12m ± 4m"])
    ends: Ends = Field(
        description="What clears the fault.", examples=[{"by": "vendor", "after": "35m ± 10m"}]
    )
    concern: Concern = Field(default="service", description=CONCERN_MEANS)
    ramp: Duration = Field(default=0, ge=0, description="Time from its beginning to full strength.")
    flickers: Flicker | None = Field(default=None, description="Makes it come and go.")
    # Not written when there is none, so that scenarios without it keep their digest.
    follows: Identifier | None = Field(
        default=None,
        exclude_if=lambda follows: follows is None,
        description="Another fault, after whose end this begins; `begins` counts from there.",
    )
    residual: Residual | None = Field(
        default=None,
        exclude_if=lambda residual: residual is None,
        description="What stays of it for a while after its vendor ended it.",
    )

    @model_validator(mode="after")
    def _only_a_vendor_leaves_a_residual(self) -> Self:
        if self.residual is not None and self.ends.by != "vendor":
            raise ValueError("residual: only a fault that its vendor ends leaves one")
        return self

    def ill(self) -> Service | None:
        """The service that is ill: that of its kind, unless its fields say another."""
        return self.service

    @abstractmethod
    def conditions(self) -> Conditions:
        """How calls behave while this lasts."""

    def damage(self) -> Damage | None:
        """What it does to what is stored, when it begins; None for most faults."""
        return None
