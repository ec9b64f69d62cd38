"""How an objective is tested by its own sentence: conditions that a journal can show.

A condition names one thing and, where it makes sense, by when. What each is worth stands in
docs/reference/metrics.md.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self, get_args

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from sim.scenario.base import FileModel
from sim.scenario.durations import Duration  # noqa: TC001 - pydantic reads it at run time
from sim.scenario.names import Role  # noqa: TC001 - same
from sim.scenario.rules.notices import Asked  # noqa: TC001 - same

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
    "files withheld",
    "files restored",
    "files released",
    "protected",
]
"""What can be reached: an instant of the incident, a mark of progress, or what became of files."""

Start = Literal["startex", "fault", "impact", "visible", "alert", "detect", "recover"]
"""From when a condition's `within` counts."""

Before = Literal["queue full", "mitigate", "recover"]
"""By when something is to be done, without a time of its own."""

Met = Literal["escalation", "duty", "notice", "update", "promise"]
"""Obligations that can be asked for."""

Absent = Literal["false_resolve", "untruth", "harm", "early_restore", "lost", "needless_act"]
"""What must not have happened."""

ABSENT: tuple[Absent, ...] = get_args(Absent)


Kind = Literal["reached", "looked", "told", "claimed", "met", "severity", "step", "absent"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""What a condition can ask for, by the field that says it."""


class Condition(FileModel):
    """One thing that an objective asks for; exactly one of the first eight fields."""

    reached: Reached | None = Field(default=None, description="An instant or a mark of progress.")
    looked: tuple[str, ...] = Field(
        default=(),
        description="Commands of which one was given, as the journal names them.",
    )
    told: Role | None = Field(default=None, description="A role that was told.")
    claimed: tuple[Asked, ...] = Field(
        default=(),
        description=(
            "What was all said, truly: `downloads` in any state, `files=at_risk`, `over`, `any`."
        ),
        examples=[["files=at_risk"]],
    )
    met: Met | None = Field(
        default=None, description="The share of such obligations that were met in time."
    )
    severity: Literal["right"] | Annotated[int, Field(ge=1, le=9)] | None = Field(
        default=None,
        description="`right`, or a level: the share of time (at that level) called by its name.",
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
    following: tuple[str, ...] = Field(
        default=(), description="With `looked`: it counts only after one of these commands."
    )
    within: Duration | None = Field(
        default=None, gt=0, description="In time up to here, from `after`.", examples=["5m"]
    )
    after: Start = Field(default="visible", description="From when `within` counts.")
    by: Before | None = Field(
        default=None, description="In time up to this moment, if it ever came."
    )

    @model_validator(mode="after")
    def _asks_for_one_thing(self) -> Self:
        if sum(bool(getattr(self, kind)) for kind in KINDS) != 1:
            raise ValueError(
                "a condition has exactly one of `reached`, `looked`, `told`, `claimed`, `met`, "
                "`severity`, `step`, `absent`"
            )
        if self.to is not None and not (self.claimed or self.met):
            raise ValueError("to: goes with `claimed` or `met`")
        for name in ("before", "following"):
            if getattr(self, name) and not self.looked:
                raise ValueError(f"{name}: goes with `looked`")
        timed = self.reached or self.looked or self.told or self.claimed
        for limit in ("within", "by"):
            if getattr(self, limit) is not None and not timed:
                raise ValueError(f"{limit}: goes with `reached`, `looked`, `told` or `claimed`")
        if self.within is not None and self.by is not None:
            raise ValueError("by: replaces `within`; give one of them")
        return self

    @model_serializer(mode="wrap")
    def _short(self, whole: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Every record carries its scenario: only what is asked for is written down."""
        # What keeps its default is empty, but for `after`, which means nothing without `within`.
        written = {name: value for name, value in whole(self).items() if value}
        if self.within is None:
            written.pop("after", None)
        return written

    @property
    def kind(self) -> Kind:
        """Which of the fields says what it asks for."""
        return next(kind for kind in KINDS if getattr(self, kind))
