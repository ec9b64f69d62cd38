"""Rebuilding an exercise from its record: header and actions in, the same world out.

Proves a record (every line must come out the same) and takes up one that was cut off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.errors import ReplayDiffers
from sim.exercise.exercise import Exercise
from sim.exercise.responders import RecordedResponder, carry_out
from sim.journal.bodies import Ended
from sim.journal.embedded import policy_of, scenario_of
from sim.journal.encoding import header_of
from sim.journal.versions import check_world

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.journal.bodies import Header
    from sim.journal.encoding import Entry


def exercise_of(header: Header) -> Exercise:
    """A fresh exercise as the header describes it, at StartEx."""
    return Exercise(
        scenario_of(header),
        policy_of(header),
        header.seed,
        header=header,
    )


def rebuild(entries: Sequence[Entry]) -> Exercise:
    """Give a record's actions to a fresh world; it stands where the record ends.

    Raises:
        OtherWorld: it was played in another version of the world.
        ReplayDiffers: the rebuilt journal is not the recorded one.
    """
    header = header_of(entries)
    check_world(header.world_version, header.tool_version)
    exercise, last = _played(entries), entries[-1]
    if isinstance(last.body, Ended):
        # `finish` writes down the instant at which it is called as the one when the responder left.
        exercise.advance(last.body.responder_left_at)
        exercise.finish()
    elif len(exercise.journal) < len(entries):
        # As far as the record goes, not up to its last instant: what users did is told by the event
        # after it, and the record may have been cut off before that.
        exercise.advance(exercise.horizon, stop=lambda _: len(exercise.journal) >= len(entries))
    told = exercise.journal.entries[: len(entries)]
    if not isinstance(last.body, Ended) and told[-1].hash != last.hash:
        # The last window of all is told by EndEx, which was cut off behind it.
        exercise = _played(entries)
        exercise.advance(last.at)
        exercise.finish()
    _compare(entries, exercise.journal.entries)
    return exercise


def _played(entries: Sequence[Entry]) -> Exercise:
    """A fresh world to which the record's actions were given."""
    exercise = exercise_of(header_of(entries))
    responder = RecordedResponder.of(entries)
    while (move := responder.next_move()) is not None:
        carry_out(exercise, responder, move)
    return exercise


def _compare(recorded: Sequence[Entry], rebuilt: Sequence[Entry]) -> None:
    # Only as far as the record goes: one that was cut off may end in the middle of an instant.
    for index, entry in enumerate(recorded):
        other = rebuilt[index] if index < len(rebuilt) else None
        if other is None or other.hash != entry.hash:
            raise ReplayDiffers(
                index + 1,
                f"{entry.at} ms {entry.body.kind}",
                "nothing" if other is None else f"{other.at} ms {other.body.kind}",
            )
