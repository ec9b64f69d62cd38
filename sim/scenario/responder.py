"""A scripted responder: tracks of timed commands, kept beside the scenario they answer.

Steps wait for what a responder can see (an alert, an inject, an earlier step), never for ground
truth.
"""

import json
import re
from typing import Annotated, Literal, Self

from pydantic import Field, JsonValue, StringConstraints, model_validator

from sim.scenario.base import FileModel
from sim.scenario.durations import Duration
from sim.scenario.names import Identifier
from sim.scenario.spelling import unknown

PATH_PATTERN = r"^[a-z_]+(\.[A-Za-z0-9_]+)*$"
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,29}$")]
KEPT = re.compile(r"\{([a-z][a-z_]*)\}")
"""Where a kept value is used."""

FIRST_SIGN = "first-sign"
"""The first alert or inject that reached somebody."""

SEEN = ("alert", FIRST_SIGN)
"""What a step can wait for beside injects and steps."""

UNTIL_PATTERN = r"^[a-z_]+(\.[A-Za-z0-9_]+)*( ?(==|!=|<=|>=|<|>) ?\S.*)?$"


class Step(FileModel):
    """One command of a track, when to give it, and how often."""

    id: Identifier | None = Field(default=None, description="So that other steps can wait for it.")
    do: str = Field(
        min_length=1,
        description="`POST /health/r2/test`, or an incident command: `page technical_lead '…'`.",
        examples=["POST /health/r2/test"],
    )
    body: dict[str, JsonValue] | None = Field(default=None, description="The JSON body of a call.")
    after: str | None = Field(
        default=None,
        description="`alert`, `inject:ID`, `first-sign` (an alert or an inject, whichever comes "
        "first) or a step's id; else the step before in the track.",
    )
    wait: Duration = Field(default=0, ge=0, description="How long after that.")
    unless: Identifier | None = Field(default=None, description="Skipped when that step was done.")
    every: Duration | None = Field(default=None, gt=0, description="Repeat at this interval …")
    until: Annotated[str, StringConstraints(pattern=UNTIL_PATTERN)] | None = Field(
        default=None, description="… until this holds in the answer: `data.success`, `data.n == 0`."
    )
    at_most: int = Field(
        default=120, ge=1, le=10_000, description=("Repeats at most, then continue.")
    )
    keep: dict[Name, Annotated[str, StringConstraints(pattern=PATH_PATTERN)]] = Field(
        default={},
        description="Parts of the answer to use later as `{name}` in `do` or `body`.",
        examples=[{"newest": "data.0.id"}],
    )

    @model_validator(mode="after")
    def _repeats_have_an_end(self) -> Self:
        if (self.every is None) != (self.until is None):
            raise ValueError("`every` and `until` go together: how often, and until what")
        return self


def used_in(step: Step) -> tuple[str, ...]:
    """The names of kept values that a step refers to."""
    body = "" if step.body is None else json.dumps(step.body, ensure_ascii=False)
    return tuple(KEPT.findall(f"{step.do} {body}"))


class ResponderScript(FileModel):
    """A responder as data; tracks run side by side, steps of a track one after the other."""

    format: Literal[1] = Field(description="The version of this format.")
    scenario: Identifier = Field(
        description="The scenario it answers.", examples=["complete-r2-outage"]
    )
    actor: str = Field(
        default="reference",
        min_length=1,
        max_length=60,
        description="The name of the actor in the journal.",
    )
    tracks: dict[Identifier, Annotated[tuple[Step, ...], Field(min_length=1)]] = Field(
        min_length=1, description="Named lists of steps."
    )

    @model_validator(mode="after")
    def _references_exist(self) -> Self:
        ids: set[str] = set()
        for track, steps in self.tracks.items():
            for index, step in enumerate(steps):
                if step.id in ids:
                    raise ValueError(f"tracks.{track}[{index}].id: {step.id!r} is used twice")
                ids |= {step.id} if step.id is not None else set()
        for track, steps in self.tracks.items():
            for index, step in enumerate(steps):
                where = f"tracks.{track}[{index}]"
                if step.unless is not None and step.unless not in ids:
                    raise ValueError(f"{where}.unless: {unknown('step', step.unless, ids)}")
                after = step.after
                if after is None or after in SEEN or after.startswith("inject:"):
                    continue
                if after not in ids:
                    raise ValueError(
                        f"{where}.after: {after!r} is neither `alert`, `inject:ID`, "
                        "`first-sign` nor a step's id"
                    )
        return self

    @model_validator(mode="after")
    def _kept_values_exist(self) -> Self:
        kept = {name for steps in self.tracks.values() for step in steps for name in step.keep}
        for track, steps in self.tracks.items():
            for index, step in enumerate(steps):
                for name in used_in(step):
                    if name not in kept:
                        where = f"tracks.{track}[{index}].do"
                        raise ValueError(f"{where}: nothing keeps {{{name}}}; add `keep` above")
        return self
