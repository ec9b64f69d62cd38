"""What a journal entry can say about a tabletop's discussion, beside its moves and decisions.

The timer of a move, which decision is final, how answers were rated, polls, who is in which room.
Inputs as all conduct is: none of them changes anything in the world.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sim.journal.base import JournalModel

Rating = Literal["P", "S", "M", "U"]
"""Performed without / with some / with major challenges, unable (exercise evaluation)."""

Room = Literal["", "A", "B"]
"""Where somebody discusses: everybody together, or in one of two rooms."""
ROOMS: tuple[Room, ...] = ("A", "B")

LONGEST_TIMER = 24 * 3_600_000
"""No move is discussed for longer, ms."""


class TalkEntry(JournalModel):
    """The base of them all: a fold that has no use for any of them names this."""


class TimerChanged(TalkEntry):
    """The facilitator held, resumed or extended the present move's timer.

    Attributes:
        left_ms: what is left of the move's time after this, of real time; below 0 when it is over.
        extended_ms: by how much it was extended.
    """

    kind: Literal["timer"] = "timer"
    by: str
    event: Literal["held", "resumed", "extended"]
    left_ms: int = Field(ge=-LONGEST_TIMER, le=2 * LONGEST_TIMER)
    extended_ms: int = Field(default=0, ge=0, le=LONGEST_TIMER)


class DecisionMarked(TalkEntry):
    """A decision is the final one on its question; the one that was before is so no more."""

    kind: Literal["marked"] = "marked"
    by: str
    decision: int = Field(ge=1, description="The entry of the decision, by its number.")


class AnswerRated(TalkEntry):
    """An evaluator rated how a question was answered; the last rating of it counts."""

    kind: Literal["rated"] = "rated"
    by: str
    move: str
    question: str
    rating: Rating
    text: str = Field(default="", max_length=2_000)
    room: Room = ""


class PollAsked(TalkEntry):
    """The facilitator asks for a show of hands; a poll that was open before is closed."""

    kind: Literal["poll"] = "poll"
    by: str
    text: str = Field(min_length=1, max_length=300)
    choices: tuple[str, ...]


class PollAnswered(TalkEntry):
    """Somebody raises a hand in the open poll; the last answer of each person counts."""

    kind: Literal["vote"] = "vote"
    by: str
    role: str
    choice: int = Field(ge=0, description="Which of the choices, counted from 0.")


class PollClosed(TalkEntry):
    """The open poll takes no more answers."""

    kind: Literal["poll_closed"] = "poll_closed"
    by: str


class RoomTaken(TalkEntry):
    """The facilitator sent somebody to a room, or back to everybody."""

    kind: Literal["room"] = "room"
    by: str
    name: str = Field(min_length=1, max_length=60, description="The person.")
    room: Room


Talk = (
    TimerChanged | DecisionMarked | AnswerRated | PollAsked | PollAnswered | PollClosed | RoomTaken
)
"""Any of them."""
