"""The real incident behind a re-enacted scenario: facts, sources, and what was translated.

A fact says what its source says. How this world shows it is the scenario's business, and what
became of it in a run is measured by tests and told in the report.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.scenario.base import FileModel
from sim.scenario.durations import Duration
from sim.scenario.names import Identifier
from sim.scenario.spelling import unknown

LivedMark = Literal[
    "alert",
    "declared",
    "told_users",
    "status_page",
    "escalated",
    "cause",
    "repaired",
    "recovered",
    "resolved",
]
"""What a night is compared by: the instants that reports name, counted from the impact."""


class PublishedFact(FileModel):
    """One thing that is known of the real incident, and from where."""

    id: Identifier = Field(description="A name of its own.", examples=["declared"])
    what: str = Field(min_length=1, max_length=200, description="What it is, in words.")
    value: str = Field(
        min_length=1, max_length=80, description="As the source gives it.", examples=["12 min"]
    )
    source: Identifier = Field(
        description="The page that says so, one of `sources`.", examples=["post-mortem"]
    )
    mark: LivedMark | None = Field(
        default=None, description="The instant it dates, for the report's comparison."
    )
    after: Duration | None = Field(
        default=None, description="When that was, from the impact on.", examples=["12m"]
    )

    @model_validator(mode="after")
    def _dates_something(self) -> Self:
        if (self.mark is None) != (self.after is None):
            raise ValueError("`mark` and `after` go together: what happened, and when")
        return self


class Relived(FileModel):
    """A public incident, translated into this world."""

    incident: str = Field(
        min_length=1, max_length=120, description="Whose it was, and when.", examples=["R2, 2025"]
    )
    translated: str = Field(
        min_length=1, description="What of the real system became what of List Cutter's."
    )
    scale: int = Field(
        default=1,
        ge=1,
        le=24,
        description=(
            "Minutes of the original incident in one minute here; `after` counts the original's."
        ),
    )
    cut: str = Field(default="", description="What of it was left out or compressed.")
    sources: dict[Identifier, Annotated[str, Field(min_length=1, max_length=300)]] = Field(
        min_length=1,
        description="The pages that the facts are from, each with a name.",
        examples=[{"post-mortem": "blog.example.com/the-outage"}],
    )
    facts: tuple[PublishedFact, ...] = Field(
        min_length=1, description="What is known, each with its source."
    )

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        seen: set[str] = set()
        for index, fact in enumerate(self.facts):
            if fact.id in seen:
                raise ValueError(f"facts[{index}].id: {fact.id!r} is used twice")
            seen.add(fact.id)
            if fact.source not in self.sources:
                problem = unknown("source", fact.source, self.sources)
                raise ValueError(f"facts[{index}].source: {problem}")
        marks = [fact.mark for fact in self.facts if fact.mark is not None]
        for mark in marks:
            if marks.count(mark) > 1:
                raise ValueError(f"facts: two of them date {mark!r}; one instant has one fact")
        return self
