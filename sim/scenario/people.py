"""How people are tonight: who is away, who does not hear what, and what each can bring about.

The policy says who people are; a scenario says what is different about them this time.
"""

from typing import Self

from pydantic import Field, model_validator

from sim.scenario.base import FileModel
from sim.scenario.durations import MINUTE, Spread
from sim.scenario.names import Channel, Identifier


class Insight(FileModel):
    """Something the person finds out once called in, and says."""

    after: Spread = Field(description="From the answer to saying it.", examples=["6m ± 2m"])
    text: str = Field(min_length=1, max_length=2_000, description="What is said.")
    # Not written when there is none, so that scenarios without it keep their digest.
    about: Identifier | None = Field(
        default=None,
        exclude_if=lambda about: about is None,
        description="The fault it is about: said only while that lasts; `after` counts from its "
        "beginning when that comes later.",
    )


class Hastens(FileModel):
    """A vendor's repair that comes sooner because this person asked for it."""

    fault: Identifier = Field(description="The fault, one that ends by its vendor.")
    sooner_by: Spread = Field(
        description="How much sooner; never before a minute after the answer.", examples=["10m"]
    )


class Tonight(FileModel):
    """What is different about one role tonight."""

    absent: bool = Field(default=False, description="Away for the whole exercise: hears nothing.")
    deaf_to: tuple[Channel, ...] = Field(
        default=(), description="Channels on which nothing is heard: a pager without battery."
    )
    answers_in: Spread | None = Field(default=None, description="Instead of the policy's.")
    says: str | None = Field(
        default=None, min_length=1, max_length=2_000, description="Instead of the policy's."
    )
    insight: Insight | None = Field(default=None, description="What the person finds out.")
    hastens: Hastens | None = Field(default=None, description="Which repair comes sooner.")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("says nothing that differs from the policy; remove it")
        return self


SOONEST = MINUTE
"""A repair that was hastened comes at the earliest so long after the answer (ms)."""
