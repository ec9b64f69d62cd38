"""What things are worth: weights of criteria, targets of times, points for flaws, skill areas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticKnownError

from sim.scenario.base import FileModel
from sim.scenario.durations import Duration  # noqa: TC001 - pydantic reads it at run time
from sim.scenario.rules.criteria import CRITERION_IDS, CRITERION_ROWS

if TYPE_CHECKING:
    from sim.scenario.rules.procedure import Skill

_MOST = 1_000


def _known(name: str) -> str:
    """A criterion's name; any other is refused as a word that is not of a list."""
    if name not in CRITERION_IDS:
        expected = ", ".join(f"'{one}'" for one in CRITERION_IDS)
        raise PydanticKnownError("literal_error", {"expected": expected})
    return name


def _complete(given: Any) -> Any:
    """What a policy says, and the usual weight of each criterion that it does not name."""
    usual = {row.id: row.weight for row in CRITERION_ROWS}
    return {**usual, **given} if isinstance(given, dict) else given


Weights = Annotated[
    dict[Annotated[str, AfterValidator(_known)], Annotated[float, Field(ge=0, le=_MOST)]],
    BeforeValidator(_complete),
    Field(
        default_factory=dict,
        validate_default=True,
        description="Weight of each criterion in the total; relative to one another.",
    ),
    WithJsonSchema(
        {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                row.id: {
                    "default": row.weight,
                    "description": row.weighs,
                    "maximum": _MOST,
                    "minimum": 0,
                    "type": "number",
                }
                for row in CRITERION_ROWS
            },
        }
    ),
]
"""The weight of every criterion, by its id; editors get the names from the JSON Schema."""


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


class Points(FileModel):
    """What exactness is worth and what mistakes cost, out of 100."""

    late: float = Field(default=50, ge=0, le=100, description="What is done late is worth this.")
    too_grave: tuple[float, ...] = Field(
        default=(50, 20), description="For a severity called one, two … levels too grave."
    )
    too_mild: tuple[float, ...] = Field(
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
        default=40, ge=0, le=100, description="Off clarity: the world contradicts what was said."
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
        description="Off clarity: something a template requires is left out.",
    )
    harm: float = Field(
        default=20, ge=0, le=100, description="Off procedure: something made it worse."
    )
    needless_act: float = Field(
        default=50, ge=0, le=100, description="Off procedure: a change to a service that was well."
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
