"""What things are worth: weights of criteria, targets of times, points for flaws, skill areas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticKnownError

from sim.scenario.base import FileModel
from sim.scenario.durations import Duration  # noqa: TC001 - pydantic reads it at run time
from sim.scenario.rules.criteria import CRITERION_IDS, CRITERION_ROWS, QUIET_IDS

if TYPE_CHECKING:
    from sim.scenario.rules.procedure import Skill

_MOST = 1_000


def _known(name: str) -> str:
    """A criterion's name; any other is refused as a word that is not of a list."""
    if name not in CRITERION_IDS:
        expected = ", ".join(f"'{one}'" for one in CRITERION_IDS)
        raise PydanticKnownError("literal_error", {"expected": expected})
    return name


def _known_quiet(name: str) -> str:
    """The name of a criterion that counts where nothing breaks; any other is refused."""
    if name not in QUIET_IDS:
        expected = ", ".join(f"'{one}'" for one in QUIET_IDS)
        raise PydanticKnownError("literal_error", {"expected": expected})
    return name


def _complete(given: Any) -> Any:
    """What a policy says, and the usual weight of each criterion that it does not name."""
    usual = {row.id: row.weight for row in CRITERION_ROWS}
    return {**usual, **given} if isinstance(given, dict) else given


def _complete_quiet(given: Any) -> Any:
    """The same, where nothing breaks."""
    usual = {row.id: row.quiet for row in CRITERION_ROWS if row.quiet}
    return {**usual, **given} if isinstance(given, dict) else given


def _weights_schema(usual: dict[str, float]) -> WithJsonSchema:
    says = {row.id: row.weighs for row in CRITERION_ROWS}
    return WithJsonSchema(
        {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                name: {
                    "default": weight,
                    "description": says[name],
                    "maximum": _MOST,
                    "minimum": 0,
                    "type": "number",
                }
                for name, weight in usual.items()
            },
        }
    )


_Weight = Annotated[float, Field(ge=0, le=_MOST)]

Weights = Annotated[
    dict[Annotated[str, AfterValidator(_known)], _Weight],
    BeforeValidator(_complete),
    Field(
        default_factory=dict,
        validate_default=True,
        description="Weight of each criterion in the total; relative to one another.",
    ),
    _weights_schema({row.id: row.weight for row in CRITERION_ROWS}),
]
"""The weight of every criterion, by its id; editors get the names from the JSON Schema."""

QuietWeights = Annotated[
    dict[Annotated[str, AfterValidator(_known_quiet)], _Weight],
    BeforeValidator(_complete_quiet),
    Field(
        default_factory=dict,
        validate_default=True,
        description="The weights where nothing breaks: only these criteria count there.",
    ),
    _weights_schema({row.id: row.quiet for row in CRITERION_ROWS if row.quiet}),
]
"""The weights of a quiet day, by the criterion's id."""


class Target(FileModel):
    """Full marks up to `good`, none from `poor` on, straight in between."""

    good: Duration = Field(description="Full marks up to here.", examples=["5m"])
    poor: Duration = Field(description="No marks from here on.", examples=["30m"])

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.poor <= self.good:
            raise ValueError("`poor` must be longer than `good`")
        return self


class Caps(FileModel):
    """What the total cannot be above, whatever else was done well."""

    false_resolve: float = Field(
        default=70, ge=0, le=100, description="It was said to be over while it was not."
    )
    unsaid: float = Field(
        default=70, ge=0, le=100, description="No notice to users or the public was met."
    )
    untruth: float = Field(
        default=58,
        ge=0,
        le=100,
        description="Users or the public were told an untruth that nobody took back in time.",
    )
    major_challenges: float = Field(
        default=75, ge=0, le=100, description="An objective of the scenario was rated M."
    )
    unable: float = Field(
        default=60, ge=0, le=100, description="An objective of the scenario was rated U."
    )


class Floods(FileModel):
    """How many messages one audience can take."""

    most: int = Field(default=6, ge=1, le=1_000, description="So many in the time are no flood.")
    per: Duration = Field(default=600_000, gt=0, description="The time.", examples=["10m"])


class Targets(FileModel):
    """How fast is fast, per criterion that measures a time."""

    detection: Target = Target.model_validate({"good": "1m", "poor": "15m"})
    acknowledgement: Target = Target.model_validate({"good": "1m", "poor": "15m"})
    answer: Target = Target.model_validate({"good": "5m", "poor": "1h"})
    mitigation_after_repair: Target = Target.model_validate({"good": "1m", "poor": "25m"})
    recovery_after_repair: Target = Target.model_validate({"good": "3m", "poor": "40m"})
    mitigation_by_hand: Target = Target.model_validate({"good": "5m", "poor": "45m"})
    recovery_by_hand: Target = Target.model_validate({"good": "10m", "poor": "90m"})
    mitigation_by_restore: Target = Target.model_validate({"good": "15m", "poor": "90m"})
    recovery_by_restore: Target = Target.model_validate({"good": "20m", "poor": "2h"})


class Points(FileModel):
    """What exactness is worth and what mistakes cost, out of 100."""

    late: float = Field(default=50, ge=0, le=100, description="What is done late is worth this.")
    out_of_order: float = Field(
        default=50, ge=0, le=100, description="A step done out of order is worth this."
    )
    needless_call: float = Field(
        default=50, ge=0, le=100, description="Off escalation, if every call was needless."
    )
    empty_ack: float = Field(
        default=50,
        ge=0,
        le=100,
        description="Off acknowledgement, if no `ack` command had a new alert to acknowledge.",
    )
    too_grave: tuple[Annotated[float, Field(ge=0, le=100)], ...] = Field(
        default=(50, 20), description="For a severity assessed one, two … levels too high."
    )
    too_mild: tuple[Annotated[float, Field(ge=0, le=100)], ...] = Field(
        default=(40,), description="For a severity called one, two … levels too mild."
    )
    slow_severity: float = Field(
        default=50, ge=0, le=100, description="Share left of a severity that came very late."
    )
    very_late: float = Field(
        default=3, gt=1, le=100, description="Very late: this many times the response time."
    )
    false_resolve: float = Field(
        default=25, ge=0, le=100, description="Off recovery: said to be over while it was not."
    )
    clarity_share: float = Field(
        default=50, ge=0, le=100, description="How much unclear words can take off communication."
    )
    contradiction: float = Field(
        default=40, ge=0, le=100, description="Off clarity: better than the world was."
    )
    worse: float = Field(
        default=10, ge=0, le=100, description="Off clarity: worse than the world was."
    )
    unreadable: float = Field(
        default=10, ge=0, le=100, description="Off clarity: words that are no statement."
    )
    flood: float = Field(
        default=10, ge=0, le=100, description="Off clarity: more messages than anybody reads."
    )
    placeholder: float = Field(
        default=25, ge=0, le=100, description="Off clarity: a placeholder left in."
    )
    status_order: float = Field(
        default=20, ge=0, le=100, description="Off clarity: the status page skips or goes back."
    )
    incomplete: float = Field(
        default=10,
        ge=0,
        le=100,
        description="Off clarity: the next update or the severity is left out.",
    )
    harm: float = Field(
        default=20, ge=0, le=100, description="Off procedure: something made it worse."
    )
    needless_act: float = Field(
        default=70, ge=0, le=100, description="Off restraint: a change to a service that was well."
    )


def _usual(skill: Skill) -> dict[str, float]:
    return {row.id: row.share for row in CRITERION_ROWS if row.skill == skill}


class Skills(FileModel):
    """Which criteria show a skill area, with their share; procedure steps name theirs."""

    technical: dict[str, float] = Field(
        default=_usual("technical"), description="Criteria and their shares."
    )
    communication: dict[str, float] = Field(
        default=_usual("communication"), description="Criteria and their shares."
    )
    coordination: dict[str, float] = Field(
        default=_usual("coordination"), description="Criteria and their shares."
    )
    documentation: dict[str, float] = Field(
        default=_usual("documentation"), description="Criteria and their shares."
    )
    steps: float = Field(
        default=1, gt=0, le=1_000, description="Share of the procedure's steps of the same area."
    )
