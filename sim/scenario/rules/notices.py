"""Who has to be told, by when, and what a message has to contain.

A notice is one debt an incident makes: to a group, an audience, the status page or the public. A
template says what such a message must not leave out, and how it can read.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from sim.language.model import SUBJECTS
from sim.language.stated import StatedError, claims_of
from sim.scenario.base import FileModel
from sim.scenario.durations import Duration  # noqa: TC001 - pydantic reads it at run time
from sim.scenario.names import Identifier, Role  # noqa: TC001 - same

STATUS_PAGE = "status_page"
PUBLIC = "public"
"""What a notice can be owed to beside groups and audiences: the page, or anybody who looks."""


class Contains(FileModel):
    """Something a message had to say, by words. Records of 0.1 carry it; it is judged no more."""

    what: str = Field(min_length=1, description="What is said.", examples=["next update"])
    any_of: tuple[str, ...] = Field(
        min_length=1,
        description="Words of which the text had to contain one.",
        examples=[["next update", "again at"]],
    )


ANY = "any"
OVER = "over"


def _asked(part: str) -> str:
    """`any`, `over`, a subject, or `subject=state`."""
    if part in {ANY, OVER, *SUBJECTS}:
        return part
    try:
        claims_of(part)
    except StatedError as error:
        raise ValueError(f"{part!r}: {error} Or write `any`, `over`, or a subject alone.") from None
    return part


Asked = Annotated[str, AfterValidator(_asked)]
"""One thing that a notice must state: `downloads` in any state, `service=works`, `over`, `any`."""


class Template(FileModel):
    """How a kind of message reads, and what it must contain."""

    id: Identifier = Field(description="A name of its own.", examples=["user-notice"])
    title: str = Field(min_length=1, description="What people call it.", examples=["User notice"])
    text: str = Field(
        min_length=1,
        max_length=4_000,
        description="The text to start from; [brackets] are for the sender to fill in.",
        examples=["Downloads have been failing since [time]. Next update: [time]."],
    )
    claims: tuple[tuple[Asked, ...], ...] = Field(
        default=(),
        description=(
            "What the notice must state, truly: one of these sets, all of it. `downloads` asks for "
            "any state of them, `service=works` for that one; `over` says that the incident is "
            "over; `any` is any one claim."
        ),
        examples=[[["downloads", "uploads"], ["service"]]],
    )
    promises: bool = Field(
        default=False, description="It must say when the next update comes, or it costs clarity."
    )
    severity: bool = Field(
        default=False, description="It must say the severity, or it costs clarity."
    )
    requires: tuple[Contains, ...] = Field(
        default=(),
        description="Words, as records of 0.1 have them. Judged no more: write `claims`.",
        exclude_if=lambda words: not words,
    )


class Notice(FileModel):
    """A notice that is required during an incident."""

    id: Identifier = Field(description="A name of its own.", examples=["users"])
    title: str = Field(min_length=1, description="What findings call it.", examples=["user notice"])
    to: Role = Field(
        description="A group, an audience, `status_page`, or `public`: page or social.",
        examples=["all_users"],
    )
    since: Literal["detected", "declared", "recovered"] = Field(
        default="detected",
        description=(
            "What starts the time: detection, the declaration (the "
            "incident call), or recovery: then only a true "
            "message that it is over counts."
        ),
    )
    within: Duration | None = Field(
        default=None,
        description=(
            "Left out: the severity's `tell_within`; after recovery the monitoring period and "
            "`grace`."
        ),
        examples=["5m"],
    )
    levels: tuple[int, ...] = Field(
        default=(), description="The severities at which it is required; left out: all."
    )
    template: Identifier | None = Field(
        default=None, description="The template that says what it has to contain."
    )
    when: Literal["data", "security", "privacy"] | None = Field(
        default=None,
        description=(
            "Required only where data is at risk, somebody may have got in, or either (`privacy`), "
            "from its first sign on; left out: always."
        ),
        exclude_if=lambda when: when is None,
    )


class Rhythm(FileModel):
    """How often an update is due."""

    every: Duration = Field(gt=0, description="Longest gap between updates.", examples=["30m"])
    lasts: Duration | None = Field(
        default=None, gt=0, description="How long this rhythm holds; left out: to the end."
    )
    once: bool = Field(
        default=False,
        description="One update after `every`; then the next rhythm, or none.",
        exclude_if=lambda once: not once,
    )
    to: Role | None = Field(
        default=None,
        description=(
            "A rhythm of its own for a group, an audience, `status_page` or `public`; left out: "
            "one for the team, the users and the public together."
        ),
        exclude_if=lambda to: to is None,
    )

    @model_validator(mode="after")
    def _once_does_not_last(self) -> Self:
        if self.once and self.lasts is not None:
            raise ValueError("once: comes one time, so `lasts` says nothing; remove one of them")
        return self
