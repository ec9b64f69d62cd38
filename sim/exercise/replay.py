"""Rebuilding an exercise from its record: header and actions in, the same world out.

Proves a record (every line must come out the same) and takes up one that was cut off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.errors import ReplayDiffers
from sim.exercise.exercise import Exercise
from sim.exercise.responders import RecordedResponder, carry_out
from sim.journal.bodies import Action, Ended, Window
from sim.journal.effects_0_1 import says_no_effect
from sim.journal.encoding import header_of
from sim.scenario.model import Scenario
from sim.scenario.policy import Policy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.journal.bodies import Body, Header
    from sim.journal.encoding import Entry


def exercise_of(header: Header) -> Exercise:
    """A fresh exercise as the header describes it, at StartEx."""
    return Exercise(
        Scenario.model_validate(header.scenario),
        Policy.model_validate(header.policy),
        header.seed,
        header=header,
    )


def rebuild(entries: Sequence[Entry]) -> Exercise:
    """Give a record's actions to a fresh world; it stands where the record ends.

    Raises:
        ReplayDiffers: the rebuilt journal is not the recorded one.
    """
    exercise = exercise_of(header_of(entries))
    responder = RecordedResponder.of(entries)
    while (move := responder.next_move()) is not None:
        carry_out(exercise, responder, move)
    last = entries[-1]
    if isinstance(last.body, Ended):
        # `finish` writes down the instant at which it is called as the one when the responder left.
        exercise.advance(last.body.responder_left_at)
        exercise.finish()
    else:
        # + 1, because the last line may come from the world's own events at its instant.
        exercise.advance(last.at + 1)
    _compare(entries, exercise.journal.entries)
    return exercise


def as_in_0_1(entry: Entry) -> tuple[int, Body]:
    """What 0.1 wrote of an entry: no effect, and no first harm in a window."""
    body = entry.body
    if isinstance(body, Action):
        body = body.model_copy(update={"effect": ()})
    elif isinstance(body, Window):
        body = body.model_copy(update={"first_harmed_at": None})
    return entry.at, body


def _compare(recorded: Sequence[Entry], rebuilt: Sequence[Entry]) -> None:
    old = says_no_effect(header_of(recorded))
    # Only as far as the record goes: one that was cut off may end in the middle of an instant.
    for index, entry in enumerate(recorded):
        other = rebuilt[index] if index < len(rebuilt) else None
        # A record of 0.1 says less of its actions: other bytes, the same content.
        same = other is not None and (
            other.hash == entry.hash or (old and as_in_0_1(other) == as_in_0_1(entry))
        )
        if not same:
            raise ReplayDiffers(
                index + 1,
                f"{entry.at} ms {entry.body.kind}",
                "nothing" if other is None else f"{other.at} ms {other.body.kind}",
            )
