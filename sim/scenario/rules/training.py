"""The training calendar: what is practised how often, by whom."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from sim.scenario.base import FileModel
from sim.scenario.names import Identifier, Role  # noqa: TC001 - pydantic reads it at run time

Every = Literal["month", "quarter", "half_year", "year"]
Exercised = Literal["tabletop", "drill", "functional", "regression"]


class Practice(FileModel):
    """One recurring exercise."""

    id: Identifier = Field(description="A name of its own.", examples=["quarterly-outage"])
    title: str = Field(min_length=1, max_length=80, description="What people call it.")
    every: Every = Field(description="How often.")
    scenarios: tuple[Identifier, ...] = Field(
        default=(), description="Which scenarios count; left out: any."
    )
    exercise: Exercised | tuple[Exercised, ...] = Field(
        default="drill", description="The type of exercise that counts, or a list of types."
    )
    people: int = Field(
        default=1,
        ge=1,
        le=1000,
        description="How many people have to take part for it to count.",
        exclude_if=lambda people: people == 1,
    )
    each: bool = Field(
        default=False,
        description="It is done when each of the scenarios was played; left out: any of them.",
        exclude_if=lambda each: not each,
    )
    roles: tuple[Role, ...] = Field(default=(), description="Participants.")

    @property
    def exercises(self) -> tuple[Exercised, ...]:
        """The types of exercise that count."""
        return (self.exercise,) if isinstance(self.exercise, str) else self.exercise

    @model_validator(mode="after")
    def _can_be_done(self) -> Self:
        if not self.exercises:
            raise ValueError("exercise: name one type at least")
        if self.each and not self.scenarios:
            raise ValueError("each: needs `scenarios`")
        return self
