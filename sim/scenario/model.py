"""One exercise scenario as frozen data: what an author writes and what the world is built from.

Knows nothing of files (see `load`) and nothing of how the world carries it out.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from sim.scenario.base import FileModel
from sim.scenario.durations import HOUR, MINUTE, Duration, Spread
from sim.scenario.faults import Fault
from sim.scenario.names import Channel, Identifier, Mark, Operation, Role
from sim.scenario.worker import WorkerSettings


def _aware(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("needs a time zone: end it with Z")
    return value.astimezone(UTC)


class Users(FileModel):
    """The people who use List Cutter while the exercise runs."""

    requests_per_second: float = Field(default=5.0, gt=0, le=500)
    mix: dict[Operation, Annotated[float, Field(ge=0)]] = Field(
        default={"download": 60, "metadata": 28, "upload": 10, "delete": 2},
        description="Relative weights of the operations.",
    )
    people: int = Field(default=400, ge=1, le=1_000_000, description="How many users there are.")
    files: int = Field(default=10_000, ge=1, le=10_000_000, description="How many files they have.")
    background_error_ppm: int = Field(
        default=1_000, ge=0, le=50_000, description="Failures on a good day, in parts per million."
    )

    @model_validator(mode="after")
    def _somebody_does_something(self) -> Users:
        if sum(self.mix.values()) <= 0:
            raise ValueError("mix: at least one operation needs a weight above 0")
        return self


class Trigger(FileModel):
    """The condition of a conditional inject: some time after a mark, unless another was reached."""

    after: Mark = Field(description="The instant to count from: the first time this is reached.")
    wait: Duration = Field(default=0, ge=0, description="How long after it.")
    unless: Mark | None = Field(
        default=None, description="Not sent when this was reached meanwhile (a contingency inject)."
    )


class Inject(FileModel):
    """One line of the MSEL: a message that reaches the players, timed or conditional."""

    id: Identifier
    at: Spread | None = Field(default=None, description="Time from StartEx; or use `when`.")
    when: Trigger | None = Field(default=None, description="A condition; or use `at`.")
    sender: str = Field(min_length=1, max_length=80, description="Who the message seems to come from.")
    channel: Channel = "slack"
    text: str = Field(min_length=1, max_length=2_000)
    expects: str = Field(default="", description="Expected action, for the facilitator.")

    @model_validator(mode="after")
    def _timed_or_conditional(self) -> Inject:
        if (self.at is None) == (self.when is None):
            raise ValueError("an inject has either `at` (a time) or `when` (a condition), not both")
        return self


class Objective(FileModel):
    """One thing the exercise is meant to show, tied to the criterion that can judge it."""

    id: Identifier
    text: str = Field(min_length=1)
    criterion: Identifier


class Scenario(FileModel):
    """An exercise scenario: the world's weather, the MSEL, the objectives, the end."""

    format: Literal[1]
    name: Identifier
    title: str = Field(min_length=1, max_length=80)
    summary: str = Field(min_length=1, max_length=200, description="One line for the list of scenarios.")
    difficulty: int = Field(ge=1, le=5)
    policy: Identifier = "list-cutter"
    starts_at: Annotated[datetime, AfterValidator(_aware)] = Field(
        description="StartEx as a date and time with a zone: 2026-03-03T14:00:00Z."
    )
    horizon: Duration = Field(
        ge=10 * MINUTE, le=24 * HOUR, description="EndEx at the latest, from StartEx."
    )
    briefing: str = Field(min_length=1, description="What players are told before StartEx.")
    ground_truth: str = Field(min_length=1, description="What is really going on; facilitators only.")
    player: Role = Field(default="oncall_engineer", description="The role the responder plays.")
    worker: WorkerSettings = WorkerSettings()
    users: Users = Users()
    faults: tuple[Fault, ...] = ()
    injects: tuple[Inject, ...] = ()
    objectives: tuple[Objective, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _makes_sense(self) -> Scenario:
        for index, fault in enumerate(self.faults):
            if fault.begins.latest_ms >= self.horizon:
                raise ValueError(f"faults[{index}].begins: can begin after the horizon")
        for index, inject in enumerate(self.injects):
            if inject.at is not None and inject.at.latest_ms >= self.horizon:
                raise ValueError(f"injects[{index}].at: can come after the horizon")
        for part, things in (
            ("faults", self.faults),
            ("injects", self.injects),
            ("objectives", self.objectives),
        ):
            seen: set[str] = set()
            for index, thing in enumerate(things):
                if thing.id in seen:
                    raise ValueError(f"{part}[{index}].id: {thing.id!r} is used twice")
                seen.add(thing.id)
        return self
