"""How an objective is tested by its own sentence: conditions that a journal can show.

A condition names one thing and, where it makes sense, by when. What each is worth stands in
docs/reference/metrics.md.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self, get_args

from pydantic import AfterValidator, Field, model_validator

from sim.language.stated import StatedError, claims_of
from sim.scenario.base import FileModel
from sim.scenario.durations import Duration  # noqa: TC001 - pydantic reads it at run time
from sim.scenario.names import Role  # noqa: TC001 - same

Reached = Literal[
    "detect",
    "ack",
    "respond",
    "assess",
    "stabilise",
    "mitigate",
    "recover",
    "resolve",
    "declared",
    "severity assessed",
    "stabilised",
    "evidence preserved",
    "cause recorded",
    "backups verified",
    "R2 test passed",
    "breaker closed",
    "service restored",
    "queue drained",
    "validated",
]
"""What can be reached: an instant of the incident, or a mark of progress."""

Start = Literal["startex", "fault", "impact", "visible", "alert", "detect", "recover"]
"""From when a condition's `within` counts."""

Absent = Literal["false_resolve", "untruth", "harm", "lost", "needless_act"]
"""What must not have happened."""

ABSENT: tuple[Absent, ...] = get_args(Absent)


def _claim(text: str) -> str:
    try:
        claims_of(text)
    except StatedError as error:
        raise ValueError(str(error)) from None
    return text


ClaimText = Annotated[str, AfterValidator(_claim)]
"""`downloads=failing`."""


class Condition(FileModel):
    """One thing that an objective asks for; exactly one of the first eight fields."""

    reached: Reached | None = Field(default=None, description="An instant or a mark of progress.")
    looked: tuple[str, ...] = Field(
        default=(), description="Commands of which one was given, as the journal names them."
    )
    told: Role | None = Field(default=None, description="A role that was told.")
    claimed: tuple[ClaimText, ...] = Field(
        default=(), description="Claims that were all made, truly.", examples=[["files=at_risk"]]
    )
    met: Literal["escalation", "duty", "notice", "update"] | None = Field(
        default=None, description="The share of such obligations that were met."
    )
    severity: Literal["right"] | None = Field(
        default=None, description="The share of time at which the severity was right."
    )
    step: str | None = Field(default=None, description="A step of the procedure, by its name.")
    absent: tuple[Absent, ...] = Field(default=(), description="What must not have happened.")

    to: Role | None = Field(
        default=None,
        description="With `claimed` and `met`: whom; a role, a group, an audience, status_page.",
    )
    before: tuple[str, ...] = Field(
        default=(), description="With `looked`: commands that must not have come first."
    )
    within: Duration | None = Field(
        default=None, gt=0, description="In time up to here, from `after`.", examples=["5m"]
    )
    after: Start = Field(default="visible", description="From when `within` counts.")

    @model_validator(mode="after")
    def _asks_for_one_thing(self) -> Self:
        asked = (
            self.reached,
            self.looked,
            self.told,
            self.claimed,
            self.met,
            self.severity,
            self.step,
            self.absent,
        )
        if sum(bool(one) for one in asked) != 1:
            raise ValueError(
                "a condition has exactly one of `reached`, `looked`, `told`, `claimed`, `met`, "
                "`severity`, `step`, `absent`"
            )
        if self.to is not None and not (self.claimed or self.met):
            raise ValueError("to: stands beside `claimed` or `met`")
        if self.before and not self.looked:
            raise ValueError("before: stands beside `looked`")
        if self.within is not None and not (self.reached or self.told or self.claimed):
            raise ValueError("within: stands beside `reached`, `told` or `claimed`")
        return self
