"""A person's record taken apart: each command with what it answered, and how long after it.

What a person reacts to is not written down. The last thing seen before a command stands for it: an
alert, a message, somebody's answer, or the answer to their own command before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.campaigns.what_if.sights import Sights
from sim.exercise.responders import TimedCommand, recorded_moves
from sim.journal.bodies import Action, Ended

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sim.campaigns.what_if.sights import Sight
    from sim.exercise.responders import Entered, Firing
    from sim.journal.encoding import Entry

CONDUCT_LANE = ""
"""Who runs the exercise: what they do keeps its instant."""
_REPLIES = {"acknowledges", "answers"}
_WORD = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class CourseStep:
    """Something that was done.

    Attributes:
        seq: its entry in the record.
        lane: whose it is; steps of one lane keep their order.
        sight: the last thing seen since the step before in the lane; None when nothing was.
        since: how long after that it came, ms.
        gap: how long after the step before in the lane (StartEx, for the first), ms.
        tokens: the numbers of things in it that came to be during the exercise.
        worked: whether it took effect.
        replies: whether it acknowledges or answers, and so needs something to reply to.
    """

    seq: int
    move: TimedCommand | Firing | Entered
    lane: str
    sight: Sight | None
    since: int
    gap: int
    tokens: tuple[str, ...]
    worked: bool
    replies: bool


@dataclass(frozen=True, slots=True)
class Course:
    """All that was done in a record, in order.

    Attributes:
        steps: the steps.
        names: numbers of alerts and messages in the record, by what they name.
        made: numbers in answers to commands: which command's answer has each first, and where.
        left_after: how long after the last step everybody left, ms.
    """

    steps: tuple[CourseStep, ...]
    names: Mapping[str, Sight]
    made: Mapping[str, tuple[int, str]]
    left_after: int


@dataclass(slots=True)
class _Lane:
    """Where somebody is: when their last step was, and what they saw since."""

    last: int = 0
    sight: Sight | None = None
    seen_at: int = 0


def _numbers_in(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every number in an answer, `backup_20260415_102806`, with its place: `data.id`."""
    if isinstance(value, dict):
        for key, part in value.items():
            if isinstance(part, str) and (key == "id" or key.endswith("_id")):
                yield part, f"{path}{key}"
            else:
                yield from _numbers_in(part, f"{path}{key}.")
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from _numbers_in(part, f"{path}{place}.")


def course_of(entries: Sequence[Entry]) -> Course:
    """Take a record apart.

    Args:
        entries: a whole journal that has ended.
    """
    moves = dict(recorded_moves(entries))
    sights = Sights()
    names: dict[str, Sight] = {}
    made: dict[str, tuple[int, str]] = {}
    lanes = {_lane(one): _Lane() for one in moves.values()}
    steps: list[CourseStep] = []
    met: set[str] = set()
    for entry in entries:
        move = moves.get(entry.seq)
        if move is not None:
            lane = lanes[_lane(move)]
            step = _step(entry, move, lane, (*names, *made))
            steps.append(step)
            lane.last, lane.sight = entry.at, None
        if isinstance(entry.body, Action):
            body = entry.body
            # Only what a command brought about: what it found, or was given, has its name anyway.
            met |= set(_WORD.findall(f"{body.path} {body.body}"))
            found = dict(_numbers_in(body.response))
            if body.effect and body.effect[0] != "looks":
                made |= {one: (entry.seq, at) for one, at in found.items() if one not in met}
            met |= found.keys()
            continue
        sight, sender = sights.take(entry)
        number = getattr(entry.body, "alert", None) or getattr(entry.body, "message", None)
        if isinstance(number, str) and (name := sights.name_of(number)) is not None:
            names.setdefault(number, name)
        if sight is not None:
            for who, lane in lanes.items():
                if who not in {CONDUCT_LANE, sender}:
                    lane.sight, lane.seen_at = sight, entry.at
    last = max((step.move.at for step in steps), default=0)
    end = entries[-1].body
    left_at = end.responder_left_at if isinstance(end, Ended) else last
    return Course(tuple(steps), names, made, max(0, left_at - last))


def _lane(move: TimedCommand | Firing | Entered) -> str:
    return move.actor.name if isinstance(move, TimedCommand) else CONDUCT_LANE


def _step(
    entry: Entry, move: TimedCommand | Firing | Entered, lane: _Lane, known: tuple[str, ...]
) -> CourseStep:
    gap = entry.at - lane.last
    since = gap if lane.sight is None else entry.at - lane.seen_at
    tokens: tuple[str, ...] = ()
    if isinstance(move, TimedCommand):
        spelt = set(_WORD.findall(f"{move.request.path} {move.request.body}"))
        tokens = tuple(number for number in known if number in spelt)
    body = entry.body
    return CourseStep(
        seq=entry.seq,
        move=move,
        lane=_lane(move),
        sight=lane.sight,
        since=since,
        gap=gap,
        tokens=tokens,
        worked=isinstance(body, Action) and body.took_effect,
        replies=isinstance(body, Action) and not _REPLIES.isdisjoint(body.effect),
    )
