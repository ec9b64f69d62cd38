"""A tabletop's discussion: which move it has come to, and what can be said and decided there.

Knows moves, questions, seats and rooms; moving the world on is the exercise's own business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.errors import NotFound, Unusable
from sim.journal.conduct import EVALUATOR, FACILITATOR, Decision, MoveBegan
from sim.journal.talk import (
    AnswerRated,
    DecisionMarked,
    PollAnswered,
    PollAsked,
    PollClosed,
    RoomTaken,
    TalkEntry,
    TimerChanged,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.exercise.seats import Seating
    from sim.journal.encoding import Entry
    from sim.scenario.moves import Move
    from sim.scenario.policy import Policy

LEAST_CHOICES = 2
MOST_CHOICES = 6
LONGEST_CHOICE = 80
"""Characters."""

SCRIBES = (FACILITATOR, EVALUATOR)
"""Seats that write down what others decided."""


def beginning(move: Move, by: str) -> MoveBegan:
    """The entry with which a move begins, as its author timed it."""
    return MoveBegan(by=by, move=move.id, title=move.title, time_box=move.time_box)


class TabletopDiscussion:
    """The moves of one tabletop, and what is said in them.

    Moves begin in any order, and again: a discussion can go back, time never does.

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
        self._decisions: dict[int, Decision] = {}
        self._poll: PollAsked | None = None
        self._held = False
        self.present: Move | None = None

    def check(self, body: MoveBegan | Decision | TalkEntry) -> None:  # noqa: C901 - an arm per kind
        """Whether this can be entered now.

        Raises:
            NotFound: it names a move, question, role, decision or person that there is not.
            Unusable: it makes no sense now; the message says why.
        """
        match body:
            case MoveBegan():
                self.check_move(body)
            case Decision():
                self.check_decision(body)
            case TimerChanged():
                self._check_timer(body)
            case DecisionMarked():
                self._marked(body)
            case AnswerRated():
                self._check_question(self._named(body.move), body.question)
            case PollAnswered():
                self._check_vote(body)
            case PollClosed():
                if self._poll is None:
                    raise Unusable("no poll is open")
            case RoomTaken():
                self._check_room(body)
            case PollAsked():
                self._check_choices(body.choices)
            case _:
                raise TypeError(f"no check for {type(body).__name__}")

    def take(self, entry: Entry) -> None:
        """Take in what was entered."""
        match entry.body:
            case MoveBegan():
                self._held = False
            case Decision() as body:
                self._decisions[entry.seq] = body
            case TimerChanged() as body:
                self._held = body.event == "held" or (self._held and body.event == "extended")
            case PollAsked() as body:
                self._poll = body
            case PollClosed():
                self._poll = None
            case _:
                pass

    def check_move(self, body: MoveBegan) -> None:
        """Whether the move can begin now: any but the present one.

        Raises:
            NotFound: there is no such move.
            Unusable: it is the present one.
        """
        move = self._named(body.move)
        if self.present is not None and move.id == self.present.id:
            raise Unusable(f"move '{move.id}' has already begun")

    def begin(self, body: MoveBegan) -> int:
        """Go to a move that can begin; its time, ms since StartEx."""
        self.present = self._named(body.move)
        return self.present.at

    def _check_timer(self, body: TimerChanged) -> None:
        if self.present is None or not self.present.time_box:
            raise Unusable("timer: the present move has no time limit")
        if body.event == "extended" and not body.extended_ms:
            raise Unusable("timer: say by how much to extend it, like 5m")
        if body.event == "held" and self._held:
            raise Unusable("the timer is already held")
        if body.event == "resumed" and not self._held:
            raise Unusable("the timer is already running")

    def _marked(self, body: DecisionMarked) -> Decision:
        decision = self._decisions.get(body.decision)
        if decision is None:
            known = tuple(str(seq) for seq in self._decisions)
            raise NotFound("decision", str(body.decision), known)
        if not decision.question:
            raise Unusable("only a decision that answers a question can be the final one")
        return decision

    @staticmethod
    def _check_choices(choices: Sequence[str]) -> None:
        if not LEAST_CHOICES <= len(choices) <= MOST_CHOICES:
            raise Unusable(f"choices: a poll has {LEAST_CHOICES} to {MOST_CHOICES}")
        if not all(0 < len(choice) <= LONGEST_CHOICE for choice in choices):
            raise Unusable(f"choices: each has 1 to {LONGEST_CHOICE} characters")
        if len(set(choices)) < len(choices):
            raise Unusable("choices: one is there twice")

    def _check_vote(self, body: PollAnswered) -> None:
        if self._poll is None:
            raise Unusable("no poll is open")
        if body.choice >= len(self._poll.choices):
            raise Unusable(f"choice: the poll has {len(self._poll.choices)} choices")
        self._check_seat(body.by, body.role)

    def _check_room(self, body: RoomTaken) -> None:
        taken = self._seats.taken()
        if body.name not in taken:
            raise NotFound("person", body.name, tuple(taken))
        if taken[body.name] in SCRIBES:
            raise Unusable(f"{body.name!r} leads or rates the exercise and is in both rooms")

    def _check_seat(self, by: str, role: str) -> None:
        if role not in self._roles:
            raise NotFound("role", role, self._roles)
        seat = self._seats.taken().get(by, role)
        if seat != role:
            raise Unusable(f"{by!r} has the seat {seat} and cannot decide as {role}")

    @staticmethod
    def _check_question(move: Move, question: str) -> None:
        questions = tuple(one.id for one in move.questions)
        if question not in questions:
            raise NotFound("question", question, questions)

    def check_decision(self, body: Decision) -> None:
        """Whether this can be written down: any name may decide, for the role of its seat.

        Raises:
            NotFound: there is no such role, audience, move or question.
            Unusable: the name sits elsewhere, or a question is named and no move has begun; or what
                the decision would have done makes no sense.
        """
        self._check_seat(body.by, body.role)
        if body.scribe and self._seats.taken().get(body.scribe, "") not in (*SCRIBES, ""):
            raise Unusable(f"{body.scribe!r} has no seat that writes down for others")
        self._check_deeds(body)
        move = self._named(body.move) if body.move else self.present
        if not body.question:
            return
        if move is None:
            raise Unusable(f"question '{body.question}': no move has begun; also name the move")
        self._check_question(move, body.question)

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
