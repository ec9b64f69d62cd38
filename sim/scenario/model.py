"""One exercise scenario as frozen data: what an author writes and what the world is built from.

Knows nothing of files (see `load`) and nothing of how the world carries it out.
"""

from datetime import UTC, datetime
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from sim.scenario.base import FileModel
from sim.scenario.check import Condition
from sim.scenario.durations import HOUR, MINUTE, Duration
from sim.scenario.fault_names import check_fault_names
from sim.scenario.faults import Fault
from sim.scenario.inject import Inject
from sim.scenario.moves import Move, check_order
from sim.scenario.names import Identifier, Operation, Role
from sim.scenario.people import Tonight
from sim.scenario.releases import Release
from sim.scenario.relived import Relived
from sim.scenario.spelling import unknown
from sim.scenario.worker import WorkerSettings


def _aware(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("needs a time zone: end it with Z")
    if not 2000 <= value.year < 2100:  # noqa: PLR2004 - far from where datetime overflows
        raise ValueError("must lie between the years 2000 and 2099")
    return value.astimezone(UTC)


class Users(FileModel):
    """The people who use List Cutter while the exercise runs."""

    requests_per_second: float = Field(
        default=5.0, gt=0, le=500, description="Operations of all users together, on average."
    )
    mix: dict[Operation, Annotated[float, Field(ge=0, le=1_000_000)]] = Field(
        default={"download": 60, "metadata": 28, "upload": 10, "delete": 2},
        description="Relative weights of the operations.",
    )
    people: int = Field(default=400, ge=1, le=1_000_000, description="How many users there are.")
    files: int = Field(default=10_000, ge=1, le=10_000_000, description="How many files they have.")
    background_error_ppm: int = Field(
        default=1_000, ge=0, le=50_000, description="Failures on a good day, in parts per million."
    )

    @model_validator(mode="after")
    def _somebody_does_something(self) -> Self:
        if sum(self.mix.values()) <= 0:
            raise ValueError("mix: at least one operation needs a weight above 0")
        return self


class Objective(FileModel):
    """One thing the exercise is meant to show, tied to the criterion that can judge it."""

    id: Identifier = Field(description="A name of its own.", examples=["detect"])
    text: str = Field(
        min_length=1, description="What players should show.", examples=["Recognise the outage."]
    )
    criterion: Identifier = Field(
        description="The criterion whose advice it gets; without a `check` its score decides.",
        examples=["detection"],
    )
    check: tuple[Condition, ...] = Field(
        default=(),
        exclude_if=lambda check: not check,
        description="What the sentence asks for, as conditions; all of them make it performed.",
        examples=[[{"reached": "declared", "within": "5m", "after": "alert"}]],
    )


class Scenario(FileModel):
    """An exercise scenario: the simulated world, the MSEL, the objectives, the end."""

    format: Literal[1] = Field(description="The version of this format.")
    name: Identifier = Field(
        description="The file's name without its ending.", examples=["complete-r2-outage"]
    )
    title: str = Field(
        min_length=1,
        max_length=80,
        description="What people call it.",
        examples=["Complete R2 outage"],
    )
    summary: str = Field(
        min_length=1,
        max_length=200,
        description="One line for the list of scenarios.",
        examples=["The storage bucket is gone."],
    )
    difficulty: int = Field(ge=1, le=5, description="1 is easy, 5 is hard.", examples=[2])
    policy: Identifier = Field(
        default="list-cutter", description="The policy's name: a file in `policies/`."
    )
    starts_at: Annotated[datetime, AfterValidator(_aware)] = Field(
        description="StartEx as a date and time with a zone: 2026-03-03T14:00:00Z.",
        examples=["2026-03-03T14:00:00Z"],
    )
    horizon: Duration = Field(
        ge=10 * MINUTE,
        le=24 * HOUR,
        description="EndEx at the latest, from StartEx.",
        examples=["4h"],
    )
    briefing: str = Field(
        min_length=1,
        description="The briefing for players, before StartEx.",
        examples=["You are on call."],
    )
    ground_truth: str = Field(
        min_length=1,
        description="What is really going on; facilitators only.",
        examples=["The bucket is gone."],
    )
    worst_severity: int | None = Field(
        default=None,
        ge=1,
        le=4,
        description="The most severe level the world reaches; left out when nothing is wrong.",
    )
    player: Role = Field(default="oncall_engineer", description="The role the responder plays.")
    worker: WorkerSettings = WorkerSettings()
    users: Users = Users()
    faults: tuple[Fault, ...] = Field(default=(), description="What breaks.")
    people: dict[Role, Tonight] = Field(
        default={}, description="What is different about people in this exercise, by role."
    )
    injects: tuple[Inject, ...] = Field(default=(), description="The MSEL: what people send.")
    # Neither is written when there is none, so that scenarios without them keep their digests.
    releases: tuple[Release, ...] = Field(
        default=(),
        exclude_if=lambda releases: not releases,
        description="What went out before StartEx: what `GET /api/releases` shows.",
    )
    relived: Relived | None = Field(
        default=None,
        exclude_if=lambda relived: relived is None,
        description="The real incident that this re-enacts, fact by fact with sources.",
    )
    objectives: tuple[Objective, ...] = Field(
        min_length=1, description="What the exercise is meant to show."
    )
    # Not written when there are none, so that a scenario without moves keeps its digest.
    moves: tuple[Move, ...] = Field(
        default=(),
        exclude_if=lambda moves: not moves,
        description="What a tabletop discusses, in order of time; derived when left out.",
    )

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        for index, fault in enumerate(self.faults):
            if fault.begins.latest_ms >= self.horizon:
                raise ValueError(f"faults[{index}].begins: can begin after the horizon")
        for index, inject in enumerate(self.injects):
            if inject.at is not None and inject.at.latest_ms >= self.horizon:
                raise ValueError(f"injects[{index}].at: can come after the horizon")
        self._check_people()
        for part, things in (
            ("faults", self.faults),
            ("injects", self.injects),
            ("releases", self.releases),
            ("objectives", self.objectives),
        ):
            seen: set[str] = set()
            for index, thing in enumerate(things):
                if thing.id in seen:
                    raise ValueError(f"{part}[{index}].id: {thing.id!r} is used twice")
                seen.add(thing.id)
        return self

    def _check_people(self) -> None:
        by_vendor = [fault.id for fault in self.faults if fault.ends.by == "vendor"]
        for role, tonight in self.people.items():
            if tonight.hastens is not None and tonight.hastens.fault not in by_vendor:
                problem = unknown("fault that its vendor ends", tonight.hastens.fault, by_vendor)
                raise ValueError(f"people.{role}.hastens.fault: {problem}")
            about = None if tonight.insight is None else tonight.insight.about
            known = [fault.id for fault in self.faults]
            if about is not None and about not in known:
                problem = unknown("fault", about, known)
                raise ValueError(f"people.{role}.insight.about: {problem}")

    @model_validator(mode="after")
    def _faults_refer_to_what_is_there(self) -> Self:
        check_fault_names(self.faults, [release.id for release in self.releases])
        return self

    @model_validator(mode="after")
    def _faults_follow_what_is_above(self) -> Self:
        before: list[str] = []
        for index, fault in enumerate(self.faults):
            # Only one above it, so that none follows itself.
            if fault.ends.after_end_of is not None and fault.ends.after_end_of not in before:
                problem = unknown(
                    "fault above it that its vendor ends", fault.ends.after_end_of, before
                )
                raise ValueError(f"faults[{index}].ends.after_end_of: {problem}")
            if fault.ends.by == "vendor":
                before.append(fault.id)
        return self

    @model_validator(mode="after")
    def _moves_follow_one_another(self) -> Self:
        check_order(self.moves)
        for index, move in enumerate(self.moves):
            if move.at >= self.horizon:
                raise ValueError(f"moves[{index}].at: comes after the horizon")
        return self

    @model_validator(mode="after")
    def _injects_refer_to_what_is_there(self) -> Self:
        injects = [inject.id for inject in self.injects]
        objectives = [objective.id for objective in self.objectives]
        for index, inject in enumerate(self.injects):
            where = f"injects[{index}]"
            if inject.objective is not None and inject.objective not in objectives:
                problem = unknown("objective", inject.objective, objectives)
                raise ValueError(f"{where}.objective: {problem}")
            for field, name in inject.waits_for():
                if name not in injects:
                    raise ValueError(f"{where}.when.{field}: {unknown('inject', name, injects)}")
        return self
