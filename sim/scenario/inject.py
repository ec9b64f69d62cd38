"""An inject of the MSEL as frozen data: who says what to whom, when, and what should follow.

Three ways to come: at a time, when a condition holds, or when the facilitator fires it. Knows the
marks that can be waited for and nothing of how they are reached.
"""

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticKnownError

from sim.scenario.base import FileModel
from sim.scenario.durations import Duration, Spread
from sim.scenario.names import (
    IDENTIFIER_PATTERN,
    INJECT_SENT,
    MARKS,
    Channel,
    Identifier,
    Mark,
    Role,
)

MOMENT_PATTERN = f"^{INJECT_SENT}{IDENTIFIER_PATTERN[1:]}"
_SENT = re.compile(MOMENT_PATTERN)


def _mark_or_inject(value: str) -> str:
    if value in MARKS or _SENT.fullmatch(value):
        return value
    expected = ", ".join(repr(mark) for mark in MARKS)
    raise PydanticKnownError("literal_error", {"expected": f"{expected} or 'inject:ID'"})


Moment = Annotated[
    str,
    AfterValidator(_mark_or_inject),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "enum": list(MARKS)},
                {"type": "string", "pattern": MOMENT_PATTERN},
            ],
            "examples": ["alert", "inject:support-tickets"],
        }
    ),
]
"""A mark, or `inject:ID`: the first time it was reached, or the inject was sent."""


def inject_of(moment: str | None) -> str | None:
    """The id of the inject that a moment is about; None for a mark."""
    if moment is None or not moment.startswith(INJECT_SENT):
        return None
    return moment.removeprefix(INJECT_SENT)


class Trigger(FileModel):
    """The condition of a conditional inject: some time after a moment, unless another came."""

    after: Moment = Field(
        description="The instant to count from: a mark is reached, or an inject sent: `inject:ID`.",
        examples=["alert"],
    )
    wait: Duration = Field(default=0, ge=0, description="How long after it.")
    unless: Moment | None = Field(
        default=None,
        description="Not sent when this was reached meanwhile (a contingency inject), or when that "
        "inject was sent: `inject:ID`.",
    )


class Expected(FileModel):
    """An expected action that can be checked: a mark that has to be reached in time."""

    mark: Mark = Field(description="What players should bring about.", examples=["declared"])
    within: Duration = Field(
        gt=0, description="How long after the inject, at most.", examples=["10m"]
    )


InjectType = Literal["timed", "conditional", "contingency", "facilitator"]


class Inject(FileModel):
    """One line of the MSEL: a message at a time, on a condition, or by the facilitator's hand."""

    id: Identifier = Field(description="A name of its own.", examples=["support-tickets"])
    at: Spread | None = Field(default=None, description="Time from StartEx.")
    when: Trigger | None = Field(default=None, description="A condition.")
    by: Literal["facilitator"] | None = Field(
        default=None, description="`facilitator`: sent only when the facilitator fires it."
    )
    sender: str = Field(
        min_length=1,
        max_length=80,
        description="The sender that the message shows.",
        examples=["Support desk"],
    )
    to: Role | None = Field(
        default=None, description="The role or group it is sent to; the player when left out."
    )
    channel: Channel = Field(default="slack", description="How the message arrives.")
    text: str = Field(
        min_length=1, max_length=2_000, description="What it says.", examples=["Is this known?"]
    )
    alarm: bool = Field(
        default=False,
        description="It says that something is wrong. Where nothing is, somebody must answer it.",
        exclude_if=lambda alarm: not alarm,
    )
    expects: str = Field(default="", description="Expected action, for the facilitator.")
    expected: Expected | None = Field(
        default=None, description="The expected action as something that can be checked."
    )
    objective: Identifier | None = Field(
        default=None, description="The objective that it serves, by its id."
    )

    @model_validator(mode="after")
    def _comes_in_one_way(self) -> Self:
        if [self.at, self.when, self.by].count(None) != 2:  # noqa: PLR2004 - one of the three
            raise ValueError(
                "an inject has one of `at` (a time), `when` (a condition) and `by: facilitator`"
            )
        return self

    @property
    def type(self) -> InjectType:
        """How it comes, as a MSEL names it; a contingency inject is one that may be spared."""
        if self.by is not None:
            return "facilitator"
        if self.when is None:
            return "timed"
        return "conditional" if self.when.unless is None else "contingency"

    def waits_for(self) -> tuple[tuple[str, str], ...]:
        """The injects that its condition names, each with the field that does."""
        if self.when is None:
            return ()
        fields = (("after", self.when.after), ("unless", self.when.unless))
        return tuple((field, name) for field, moment in fields if (name := inject_of(moment)))
