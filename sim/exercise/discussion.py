"""A tabletop's discussion: which move it has come to, and what can be decided there.

Knows moves, questions and seats; moving the world on is the exercise's own business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.errors import NotFound, Unusable
from sim.journal.conduct import MoveBegan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.exercise.seats import Seating
    from sim.journal.conduct import Decision
    from sim.scenario.moves import Move
    from sim.scenario.policy import Policy


def beginning(move: Move, by: str) -> MoveBegan:
    """The entry with which a move begins, as its author timed it."""
    return MoveBegan(by=by, move=move.id, title=move.title, time_box=move.time_box)


class TabletopDiscussion:
    """The moves of one tabletop, each of which begins once and in order.

    Args:
        moves: in order of time.
        policy: its roles can decide.
        seats: who sits where.
    """

    def __init__(self, moves: Sequence[Move], policy: Policy, seats: Seating) -> None:
        self._moves = {move.id: move for move in moves}
        self._roles = tuple(policy.roles)
        self._seats = seats
        self.present: Move | None = None

    def check_move(self, body: MoveBegan) -> None:
        """Whether the move can begin now.

        Raises:
            NotFound: there is no such move.
            Unusable: it has begun, or lies before the present one.
        """
        move, names = self._named(body.move), list(self._moves)
        if self.present is not None:
            if move.id == self.present.id:
                raise Unusable(f"move '{move.id}' has begun already")
            if names.index(move.id) < names.index(self.present.id):
                raise Unusable(
                    f"move '{move.id}' lies before the present one, '{self.present.id}'; "
                    "a tabletop does not go back"
                )

    def begin(self, body: MoveBegan) -> int:
        """Go on to a move that can begin; its time, ms since StartEx."""
        self.present = self._named(body.move)
        return self.present.at

    def check_decision(self, body: Decision) -> None:
        """Whether this can be written down: any name may decide, for the role of its seat.

        Raises:
            NotFound: there is no such role, move or question.
            Unusable: the name sits elsewhere, or a question is named and no move has begun.
        """
        if body.role not in self._roles:
            raise NotFound("role", body.role, self._roles)
        seat = self._seats.taken().get(body.by, body.role)
        if seat != body.role:
            raise Unusable(f"{body.by!r} has the seat {seat} and cannot decide as {body.role}")
        move = self._named(body.move) if body.move else self.present
        if not body.question:
            return
        if move is None:
            raise Unusable(f"question '{body.question}': no move has begun; name the move as well")
        questions = tuple(question.id for question in move.questions)
        if body.question not in questions:
            raise NotFound("question", body.question, questions)

    def _named(self, name: str) -> Move:
        if name not in self._moves:
            raise NotFound("move", name, tuple(self._moves))
        return self._moves[name]
