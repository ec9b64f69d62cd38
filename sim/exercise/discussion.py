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
        horizon: EndEx at the latest, ms since StartEx.
    """

    def __init__(self, moves: Sequence[Move], policy: Policy, seats: Seating, horizon: int) -> None:
        self._moves = {move.id: move for move in moves}
        self._policy = policy
        self._horizon = horizon
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
            NotFound: there is no such role, audience, move or question.
            Unusable: the name sits elsewhere, or a question is named and no move has begun; or what
                the decision would have done makes no sense.
        """
        if body.role not in self._roles:
            raise NotFound("role", body.role, self._roles)
        seat = self._seats.taken().get(body.by, body.role)
        if seat != body.role:
            raise Unusable(f"{body.by!r} has the seat {seat} and cannot decide as {body.role}")
        self._check_deeds(body)
        move = self._named(body.move) if body.move else self.present
        if not body.question:
            return
        if move is None:
            raise Unusable(f"question '{body.question}': no move has begun; also name the move")
        questions = tuple(question.id for question in move.questions)
        if body.question not in questions:
            raise NotFound("question", body.question, questions)

    def _check_deeds(self, body: Decision) -> None:
        policy = self._policy
        for role in body.told:
            if policy.meant(role) not in policy.roles:
                raise NotFound("role", role, self._roles)
        if body.severity is not None and policy.severity(body.severity) is None:
            levels = ", ".join(str(one.level) for one in policy.severities)
            raise Unusable(f"severity: the policy has no level {body.severity}, it has {levels}")
        if body.says and not body.audience:
            raise Unusable("audience: choose who the message is for")
        if body.audience and not body.says:
            raise Unusable("words: write the message for this audience, or choose no audience")
        if body.audience and policy.meant(body.audience) not in policy.addressees:
            raise NotFound("audience", body.audience, policy.addressees)
        if body.done_at is None:
            return
        if not (body.told or body.severity or body.says):
            raise Unusable("at: a time needs an action: a severity, roles or a message")
        if body.done_at >= self._horizon:
            raise Unusable("at: the exercise is over by then")

    def _named(self, name: str) -> Move:
        if name not in self._moves:
            raise NotFound("move", name, tuple(self._moves))
        return self._moves[name]
