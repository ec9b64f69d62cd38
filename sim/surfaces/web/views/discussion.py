"""A tabletop's moves as its boards show them: where it stands, what it asks, what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.journal.decided import deeds
from sim.scenario.durations import spoken

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.journal.conduct import Decision
    from sim.journal.talk import Room
    from sim.scenario.moves import Move, Question
    from sim.surfaces.web.views.seen import PlayersView
    from sim.surfaces.web.views.talk import Made, Poll, Talk

MOVE_STATES = {
    "now": "discussed now",
    "done": "discussed",
    "missed": "not reached",
    "ahead": "ahead",
}
"""A move's state in words."""


@dataclass(frozen=True, slots=True)
class MoveCard:
    """A move, for the staff.

    Attributes:
        state: `done` once it has been discussed, `now`, `ahead`, or `missed`: it was passed over,
            or EndEx came before it. Nobody was asked there.
        skips: the titles of the moves that are passed over when it is gone to from here.
    """

    move: Move
    state: str
    skips: tuple[str, ...]

    @property
    def called(self) -> str:
        """The state in words."""
        return MOVE_STATES[self.state]


@dataclass(frozen=True, slots=True)
class DecisionCard:
    """A decision.

    Attributes:
        seq: the journal's entry; at: when it was made, ms since StartEx.
        deeds: what it would have done, in words; "" when nothing.
        asked: the question it answers; "" when none.
        final: whether it is the final one on its question.
        here: whether it belongs to the present move.
    """

    seq: int
    at: int
    body: Decision
    deeds: str
    asked: str
    final: bool
    here: bool


@dataclass(frozen=True, slots=True)
class DiscussionView:
    """Where a tabletop stands.

    Attributes:
        present: the move that is discussed; None before the first.
        back: the move before it that has begun; None when there is none.
        onward: the move after it; None after the last.
        moves: all of them; for the staff only.
        missed: the titles of those that were not reached so far, and will not be after EndEx now.
        decisions: the newest first.
        poll: the last show of hands; None before the first.
        held: whether the timer is held.
        timed: whether the present move has a time limit.
        box: that limit in words, `15 min, extended by 5 min`; "" without one.
        split: whether people discuss in two rooms.
    """

    present: Move | None
    back: Move | None
    onward: Move | None
    moves: tuple[MoveCard, ...]
    missed: tuple[str, ...]
    decisions: tuple[DecisionCard, ...]
    poll: Poll | None
    held: bool
    timed: bool
    split: bool
    box: str = ""

    def answers_to(self, question: str) -> tuple[DecisionCard, ...]:
        """What was decided on a question of the present move: the final one first."""
        found = [one for one in self.decisions if one.here and one.body.question == question]
        return tuple(sorted(found, key=lambda card: not card.final))

    @property
    def beside(self) -> tuple[DecisionCard, ...]:
        """What was decided in the present move and answers none of its questions."""
        return tuple(one for one in self.decisions if one.here and not one.asked)


def discussion_view(
    seen: PlayersView, moves: Sequence[Move], clock: Callable[[int], str], room: Room = ""
) -> DiscussionView:
    """The discussion as it stands.

    Args:
        seen: what everybody can see.
        moves: the tabletop's.
        clock: writes an instant as its readers do.
        room: the room of those who read it, who do not see what the other decides before EndEx; ""
            for those who see everything.
    """
    talk, over = seen.talk, seen.ended_at is not None
    names = [move.id for move in moves]
    begun = {body.move for _, body in talk.moves}
    place = names.index(talk.present) if talk.present in names else -1
    before = [move for move in moves[: max(place, 0)] if move.id in begun]
    return DiscussionView(
        present=moves[place] if place >= 0 else None,
        back=before[-1] if before else None,
        onward=moves[place + 1] if place + 1 < len(moves) else None,
        moves=tuple(
            MoveCard(
                move,
                _state(index, place, begun=move.id in begun, over=over),
                tuple(one.title for one in moves[place + 1 : index] if one.id not in begun),
            )
            for index, move in enumerate(moves)
        ),
        missed=tuple(move.title for move in moves if move.id not in begun),
        decisions=tuple(
            _card(made, talk, moves, deeds(made.body, seen.policy.called, clock))
            for made in reversed(talk.decisions)
            if over or not room or made.body.room in {"", room}
        ),
        poll=talk.polls[-1] if talk.polls else None,
        held=talk.held,
        timed=bool(place >= 0 and talk.moves[-1][1].time_box),
        split=talk.split,
        box=_box(talk),
    )


def _box(talk: Talk) -> str:
    limit = talk.moves[-1][1].time_box if talk.moves else 0
    if not limit:
        return ""
    return spoken(limit) + (f", extended by {spoken(talk.extended)}" if talk.extended else "")


def _state(index: int, place: int, *, begun: bool, over: bool) -> str:
    if index == place and not over:
        return "now"
    if begun:
        return "done"
    return "missed" if over or index < place else "ahead"


def _card(made: Made, talk: Talk, moves: Sequence[Move], done: str) -> DecisionCard:
    body = made.body
    asked = question_of(moves, body.move, body.question)
    return DecisionCard(
        seq=made.seq,
        at=made.at,
        body=body,
        deeds=done,
        asked=asked.text if asked else body.question,
        final=talk.finals.get((body.move, body.question, body.room)) == made.seq,
        here=body.move == talk.present,
    )


def question_of(moves: Sequence[Move], move: str, question: str) -> Question | None:
    """A question by its name within a move; None when there is none."""
    found = (one for one in moves if one.id == move)
    return next((one for each in found for one in each.questions if one.id == question), None)
