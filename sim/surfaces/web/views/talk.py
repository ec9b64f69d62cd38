"""What everybody can see of a tabletop's discussion: moves, timer, decisions, polls, rooms.

A fold over journal entries. Ratings are not in it: they are the staff's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.journal.conduct import Decision, MoveBegan
from sim.journal.talk import (
    DecisionMarked,
    PollAnswered,
    PollAsked,
    PollClosed,
    RoomTaken,
    TimerChanged,
)

if TYPE_CHECKING:
    from sim.journal.encoding import Entry
    from sim.journal.talk import Room


@dataclass(frozen=True, slots=True)
class Made:
    """A decision as it was entered: the journal's entry, and when, ms since StartEx."""

    seq: int
    at: int
    body: Decision


@dataclass(slots=True)
class Poll:
    """A show of hands.

    Attributes:
        votes: the last answer of each person, by name.
    """

    at: int
    body: PollAsked
    votes: dict[str, int] = field(default_factory=dict)
    closed: bool = False

    def hands(self) -> list[tuple[str, list[str]]]:
        """Each choice with the names of those who raised their hand for it."""
        return [
            (text, [name for name, choice in self.votes.items() if choice == number])
            for number, text in enumerate(self.body.choices)
        ]


@dataclass(slots=True)
class Talk:
    """The fold; `take` every entry in order.

    Attributes:
        moves: every beginning of a move, also of one that was gone back to.
        finals: the entry of the final decision, by move, question and room.
        extended: by how much the present move's time was extended, ms.
        timer_changes: counts the changes of the timer, and the moves.
        rooms: who is in which room, by name.
    """

    moves: list[tuple[int, MoveBegan]] = field(default_factory=list)
    decisions: list[Made] = field(default_factory=list)
    finals: dict[tuple[str, str, Room], int] = field(default_factory=dict)
    extended: int = 0
    timer_changes: int = 0
    polls: list[Poll] = field(default_factory=list)
    rooms: dict[str, Room] = field(default_factory=dict)
    _held: bool = False

    def take(self, entry: Entry) -> None:
        """Take in one entry; what is no part of a discussion is passed over."""
        match entry.body:
            case MoveBegan() as body:
                self.moves.append((entry.at, body))
                self._held, self.extended = False, 0
                self.timer_changes += 1
            case Decision() as body:
                move = body.move or self.present
                self.decisions.append(
                    Made(entry.seq, entry.at, body.model_copy(update={"move": move}))
                )
            case TimerChanged() as body:
                self._held = body.event == "held" or (self._held and body.event == "extended")
                self.extended += body.extended_ms
                self.timer_changes += 1
            case DecisionMarked() as body:
                self._mark(body.decision)
            case PollAsked() as body:
                self._close()
                self.polls.append(Poll(entry.at, body))
            case PollAnswered() as body:
                if self.polls:
                    self.polls[-1].votes[body.by] = body.choice
            case PollClosed():
                self._close()
            case RoomTaken() as body:
                self.rooms[body.name] = body.room
            case _:
                pass

    def _mark(self, decision: int) -> None:
        made = next((one for one in self.decisions if one.seq == decision), None)
        if made is not None:
            self.finals[made.body.move, made.body.question, made.body.room] = decision

    def _close(self) -> None:
        if self.polls:
            self.polls[-1].closed = True

    @property
    def present(self) -> str:
        """The move that is discussed, by its id; "" before the first."""
        return self.moves[-1][1].move if self.moves else ""

    @property
    def held(self) -> bool:
        """Whether the timer is held."""
        return self._held

    @property
    def split(self) -> bool:
        """Whether anybody discusses in a room of their own."""
        return any(self.rooms.values())

    def room_of(self, name: str) -> Room:
        """The room of a person; "" for everybody's."""
        return self.rooms.get(name, "")

    @property
    def discussed_until(self) -> int:
        """When the move before the present one began, ms: what came by then was talked about.

        -1 before the second move, and where there are none.
        """
        return self.moves[-2][0] if len(self.moves) > 1 else -1

    def gone_back_to(self) -> int | None:
        """When the present move began for the first time, if the discussion has come back to it.

        In ms since StartEx; None while the move is discussed for the first time.
        """
        begun = [at for at, body in self.moves if body.move == self.present]
        return begun[0] if len(begun) > 1 else None
