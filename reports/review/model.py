"""`review.yaml` as frozen values: ratings, lessons, causes and the improvement plan.

The scorer proposes, people edit; what people wrote stands. Knows neither files nor how a proposal
comes about.
"""

from __future__ import annotations

from datetime import date  # noqa: TC003 - pydantic reads it at run time
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from scoring.model import Rating  # noqa: TC001 - pydantic reads it at run time
from sim.journal.versions import ReviewFormat  # noqa: TC001 - pydantic reads it at run time
from sim.language.model import State, Subject  # noqa: TC001 - same
from sim.language.stated import states_of, when
from sim.scenario.base import FileModel
from sim.scenario.names import Identifier  # noqa: TC001 - same

Category = Literal["immediate", "short-term", "long-term"]
Status = Literal["not started", "in progress", "complete"]

WITHIN_DAYS: dict[Category, int] = {"immediate": 7, "short-term": 28, "long-term": 90}
"""How long each category has, from the day of the exercise."""


class Proof(FileModel):
    """What a later record has to show for an improvement to count as proven."""

    scenario: Identifier = Field(description="The scenario to play.")
    expect: tuple[str, ...] = Field(
        min_length=1, description="Conditions as `tabletop run --expect` takes them."
    )
    by: Literal["people", "regression"] | None = Field(
        default=None,
        exclude_if=lambda by: by is None,
        description="The kind of exercise that shows it; by default people, or the same runbook.",
    )


class Improvement(FileModel):
    """One line of the improvement plan."""

    id: Identifier = Field(description="A name of its own.")
    problem: str = Field(min_length=1, max_length=2_000, description="What fell short.")
    action: str = Field(min_length=1, max_length=2_000, description="What is to be done.")
    category: Category = Field(description="How soon.")
    owner: str = Field(default="", max_length=200, description="The owner.")
    due: date | None = Field(default=None, description="By when: 2026-03-31.")
    success: str = Field(default="", max_length=2_000, description="How one sees that it is done.")
    status: Status = Field(default="not started", description="How far it is.")
    proof: Proof | None = Field(default=None, description="What would prove it.")


class Rated(FileModel):
    """An objective with the proposed rating and the evaluator's."""

    id: Identifier = Field(description="The scenario's objective.")
    proposed: Rating | None = Field(default=None, description="What the scorer proposes.")
    confirmed: Rating | None = Field(default=None, description="What the evaluator decided.")
    reason: str = Field(default="", max_length=2_000, description="Why, where it differs.")


Standing = Literal["confirmed", "rejected"]
"""Of a decision: whether what it would have done counts. Without a word it does, as proposed."""


class Reread(FileModel):
    """What a message says, whole: what is left out here it does not say."""

    message: int = Field(ge=0, description="Its entry in the journal; or its arrival, a decision.")
    claims: dict[Subject, State] = Field(default={}, description="What is so now.")
    next_update: str | None = Field(
        default=None, description="When the next message is promised: 20m, 2h or 14:40."
    )
    over: bool | None = Field(default=None, description="Whether the incident is said to be over.")
    severity: int | None = Field(default=None, ge=1, le=5, description="The severity stated.")

    @field_validator("next_update")
    @classmethod
    def _is_a_time(cls, text: str | None) -> str | None:
        return None if text is None else when(text)

    @model_validator(mode="after")
    def _states_fit(self) -> Self:
        for subject, state in self.claims.items():
            if state not in states_of(subject):
                fitting = ", ".join(states_of(subject))
                raise ValueError(f"claims.{subject}: {state!r} is not said of it; say {fitting}")
        return self


class Strength(FileModel):
    """Something that went well."""

    id: Identifier = Field(description="A name of its own.")
    text: str = Field(min_length=1, max_length=2_000, description="What went well.")


class Fishbone(FileModel):
    """Contributing factors by category."""

    people: tuple[str, ...] = ()
    process: tuple[str, ...] = ()
    technology: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()


class Review(FileModel):
    """Everything people add to a scorecard."""

    format: ReviewFormat = Field(description="The version of this format.")
    evaluator: str = Field(default="", max_length=200, description="The evaluators.")
    notes: tuple[str, ...] = Field(default=(), description="The evaluator's notes.")
    objectives: tuple[Rated, ...] = Field(default=(), description="Ratings, confirmed or not.")
    strengths: tuple[Strength, ...] = Field(default=(), description="What went well.")
    improvements: tuple[Improvement, ...] = Field(default=(), description="What is to be done.")
    lessons: tuple[str, ...] = Field(default=(), description="What was learned.")
    whys: tuple[str, ...] = Field(
        default=(), max_length=5, description="Five whys: each answers the one before."
    )
    fishbone: Fishbone = Field(default=Fishbone(), description="Contributing factors.")
    decisions: dict[str, Standing] = Field(
        default={}, description="A tabletop's decisions by their entry: confirmed or rejected."
    )
    readings: tuple[Reread, ...] = Field(default=(), description="Messages that were misread.")
    proposed: tuple[Identifier, ...] = Field(
        default=(),
        description="Everything that was ever proposed, so that what is deleted stays deleted.",
    )
