"""Who works the incident without a human: nobody, a recorded session, a script.

A responder says when it wants to act next and with what; it sees journal entries that a person
would see, and the answers to its own commands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, cast

from sim.commands.command import Actor, Request, Response
from sim.journal.bodies import Action, Ended, InjectSent
from sim.journal.conduct import AnyConduct

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.commands.command import CallerRole
    from sim.exercise.exercise import Exercise
    from sim.journal.conduct import Conduct
    from sim.journal.encoding import Entry


@dataclass(frozen=True, slots=True)
class TimedCommand:
    """A command and the instant to give it, ms since StartEx."""

    at: int
    request: Request
    actor: Actor


@dataclass(frozen=True, slots=True)
class Firing:
    """The facilitator fires an inject at an instant, ms since StartEx."""

    at: int
    inject: str


@dataclass(frozen=True, slots=True)
class Entered:
    """How the exercise was run, entered at an instant, ms since StartEx."""

    at: int
    body: Conduct


@dataclass(frozen=True, slots=True)
class Omitted:
    """A command that is due at an instant, ms since StartEx, and is not given this time."""

    at: int


NextMove = TimedCommand | Firing | Entered | Omitted
"""Whatever a responder can do next."""
NO_ANSWER = Response(0, {})
"""What a responder hears about a command that was not given."""


class Responder(Protocol):
    """Anything that plays an exercise by itself."""

    def next_move(self) -> NextMove | None:
        """What to do next; None while it waits for something, or when it is done."""
        ...

    def finished(self) -> bool:
        """Whether it will never act again."""
        ...

    def leaves_at(self) -> int:
        """When it leaves after its last move, if later than that."""
        ...

    def notice(self, entry: Entry) -> bool:
        """Take in a journal entry; whether that may change the next move."""
        ...

    def answered(self, response: Response) -> None:
        """Take in the answer to the move just made."""
        ...


def recorded_moves(
    entries: Sequence[Entry],
) -> Iterator[tuple[int, TimedCommand | Firing | Entered]]:
    """What was done in a record from outside the world, each with its entry's sequence number."""
    for entry in entries:
        body = entry.body
        if isinstance(body, Action):
            request = Request(body.method, body.path, body.body, body.host)
            actor = Actor(body.actor, cast("CallerRole", body.role))
            yield entry.seq, TimedCommand(entry.at, request, actor)
        # The others come by themselves again.
        elif isinstance(body, InjectSent) and body.trigger == "facilitator":
            yield entry.seq, Firing(entry.at, body.inject)
        elif isinstance(body, AnyConduct):
            yield entry.seq, Entered(entry.at, body)


class RecordedResponder:
    """Gives an earlier record's commands and facilitator's injects again, at the same instants."""

    def __init__(self, moves: Sequence[TimedCommand | Firing | Entered], left_at: int = 0) -> None:
        self._moves = list(moves)
        self._left_at = left_at

    @classmethod
    def of(
        cls, entries: Sequence[Entry], without: frozenset[int] = frozenset()
    ) -> RecordedResponder:
        """The responder of a record.

        Args:
            entries: the record's journal.
            without: sequence numbers of commands that are not given this time.
        """
        moves = [move for seq, move in recorded_moves(entries) if seq not in without]
        last = entries[-1].body if entries else None
        return cls(moves, last.responder_left_at if isinstance(last, Ended) else 0)

    @property
    def moves(self) -> tuple[TimedCommand | Firing | Entered, ...]:
        """What is still to be given."""
        return tuple(self._moves)

    def next_move(self) -> TimedCommand | Firing | Entered | None:
        """The next recorded command or inject."""
        return self._moves[0] if self._moves else None

    def finished(self) -> bool:
        """Whether all commands were given."""
        return not self._moves

    def leaves_at(self) -> int:
        """When the recorded responder left."""
        return self._left_at

    def notice(self, entry: Entry) -> bool:
        """A recording reacts to nothing; it goes on once its inject was fired, its line entered."""
        upcoming = self.next_move()
        fired = isinstance(upcoming, Firing) and fires(entry, upcoming.inject)
        # Identity: the world enters this very body, and an equal one may follow it.
        entered = isinstance(upcoming, Entered) and entry.body is upcoming.body
        if fired or entered:
            self._moves.pop(0)
        return False

    def answered(self, response: Response) -> None:  # noqa: ARG002 - same
        """Go on to the next command."""
        self._moves.pop(0)


def nobody() -> RecordedResponder:
    """Does nothing at all."""
    return RecordedResponder(())


def fires(entry: Entry, inject: str) -> bool:
    """Whether this entry is the facilitator's sending of the inject."""
    body = entry.body
    return isinstance(body, InjectSent) and body.trigger == "facilitator" and body.inject == inject


def carry_out(exercise: Exercise, responder: Responder, move: NextMove) -> None:
    """Do what is due, and let the responder see what came of it."""
    if isinstance(move, Omitted):
        responder.answered(NO_ANSWER)
        return
    if isinstance(move, TimedCommand):
        responder.answered(exercise.act(move.request, move.actor, move.at))
        return
    seen = len(exercise.journal)
    if isinstance(move, Firing):
        exercise.fire(move.inject, move.at)
    else:
        exercise.enter(move.body, move.at)
    for entry in exercise.journal.since(seen):
        responder.notice(entry)


def play(
    exercise: Exercise,
    responder: Responder,
    firings: Sequence[Firing] = (),
    stay_until: int = 0,
) -> None:
    """Let a responder work the exercise from now to EndEx.

    Args:
        exercise: not ended.
        responder: who acts.
        firings: what the facilitator fires meanwhile, in order of time; before a command of the
            same instant.
        stay_until: ms since StartEx; EndEx does not come sooner, however well all is.
    """
    firing = list(firings)
    while firing or not responder.finished():
        # Without a next move it waits, or is through: the facilitator goes on alone.
        move = responder.next_move()
        due: NextMove | None = move
        if firing and (move is None or firing[0].at <= move.at):
            due = firing[0]
        if due is None:
            # It waits to see something; when nothing comes by EndEx, nothing ever will.
            if not exercise.advance(exercise.horizon, stop=responder.notice):
                break
            continue
        # Something seen on the way may change what is due, so that is asked again.
        if exercise.advance(due.at, stop=responder.notice):
            continue
        # No action can stand at the horizon or later: `act` would raise ExerciseOver.
        if exercise.next_action_at >= exercise.horizon:
            break
        if firing and due is firing[0]:
            firing.pop(0)
        carry_out(exercise, responder, due)
    exercise.advance(max(responder.leaves_at(), stay_until))
    exercise.finish()
