"""What a journal entry can say about how the exercise was run: seats, clock, MSEL, remarks, moves.

These are inputs, as actions are: a rebuilt exercise is given them again at their instants. Seats
and changes of the MSEL make a difference to the world, a move brings it to the move's time; the
others change nothing in it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.journal.base import Instant, JournalModel
from sim.journal.talk import Rating, Room, Talk
from sim.scenario.names import Channel  # noqa: TC001 - pydantic reads it at run time

FACILITATOR = "facilitator"
EVALUATOR = "evaluator"
OBSERVER = "observer"
STAFF = (FACILITATOR, EVALUATOR, OBSERVER)
"""Seats beside the policy's roles: they run and watch the exercise and do not play."""


class Joined(JournalModel):
    """Somebody takes a seat: from now on a person plays the role, and no simulated one answers."""

    kind: Literal["joined"] = "joined"
    name: str = Field(min_length=1, max_length=60)
    role: str = Field(description="A role of the policy, or one of the staff's seats.")


class ClockChanged(JournalModel):
    """The facilitator set simulated time; it moves nothing in the world by itself.

    Attributes:
        pace_permille: simulated milliseconds per second from now on.
        skipped_ms: how far time was moved on at once.
    """

    kind: Literal["clock"] = "clock"
    by: str
    event: Literal["started", "paused", "resumed", "paced", "skipped"]
    pace_permille: int = Field(gt=0)
    skipped_ms: int = Field(default=0, ge=0)


class InjectChanged(JournalModel):
    """The facilitator changed the MSEL.

    `held`: it does not come before it is `released` (at once, when its time has passed);
    `dropped`: it never comes; `edited`: it comes with these words; `added`: a new one, which
    waits to be fired.
    """

    kind: Literal["msel"] = "msel"
    by: str
    event: Literal["held", "released", "dropped", "edited", "added"]
    inject: str
    sender: str = Field(default="", max_length=80)
    to: str = Field(default="", max_length=60)
    channel: Channel | None = None
    text: str = Field(default="", max_length=2_000)


class Remark(JournalModel):
    """What a facilitator or evaluator noted, with a rating of an objective when it is one."""

    kind: Literal["remark"] = "remark"
    by: str
    role: str
    text: str = Field(max_length=2_000)
    objective: str = Field(default="", description="The objective it is about, by its id.")
    rating: Rating | None = None


class MoveBegan(JournalModel):
    """A tabletop went on to a move, or back to one that it had left."""

    kind: Literal["move"] = "move"
    by: str
    move: str = Field(description="Its id.")
    title: str
    time_box: int = Field(ge=0, description="Time for the discussion, ms; 0 for no limit.")


class Decision(JournalModel):
    """What the players of a tabletop decided: what, who and why, and what that would have done.

    What it would have done (a severity stated, roles called, words to an audience) counts like the
    command, unless an evaluator rejects it.
    """

    kind: Literal["decision"] = "decision"
    by: str
    role: str
    text: str = Field(min_length=1, max_length=2_000)
    why: str = Field(default="", max_length=2_000)
    move: str = Field(default="", description="The move it belongs to.")
    question: str = Field(default="", description="The question it answers.")
    severity: int | None = Field(
        default=None, ge=1, le=5, description="The severity that it states."
    )
    told: tuple[str, ...] = Field(default=(), description="Roles that are called in by it.")
    audience: str = Field(
        default="",
        max_length=60,
        description="Whom `says` is for: a group, an audience, `status_page` or `public`.",
    )
    says: str = Field(default="", max_length=4_000, description="The words for them.")
    done_at: Instant | None = Field(
        default=None,
        description="When it would have been done, ms since StartEx; at once when left out.",
    )
    # None of these is written when it says nothing, so that earlier decisions keep their spelling.
    options: str = Field(
        default="",
        max_length=2_000,
        exclude_if=lambda options: not options,
        description="What else was considered.",
    )
    dissent: str = Field(
        default="",
        max_length=2_000,
        exclude_if=lambda dissent: not dissent,
        description="Dissent: the people who disagreed, and why.",
    )
    scribe: str = Field(
        default="",
        max_length=60,
        exclude_if=lambda scribe: not scribe,
        description="The scribe who wrote it down for those who decided; empty when they did.",
    )
    room: Room = Field(
        default="",
        exclude_if=lambda room: not room,
        description="The room that decided; empty when everybody is in one.",
    )


AnyConduct = Joined | ClockChanged | InjectChanged | Remark | MoveBegan | Decision | Talk
"""Any of them; a new kind is a model above and a name here."""
Conduct = Annotated[AnyConduct, Field(discriminator="kind")]
"""The same, told apart by its kind when it is read."""
