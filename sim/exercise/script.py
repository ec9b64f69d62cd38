"""A scripted responder at work: tracks of steps, each waiting for what it was told to wait for."""

from __future__ import annotations

import json
import operator
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.commands.command import Actor
from sim.commands.console import parse_line
from sim.exercise.responders import Move
from sim.journal.bodies import Alert, Message

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.commands.command import Request, Response
    from sim.journal.encoding import Entry
    from sim.scenario.responder import ResponderScript, Step

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}


def holds(until: str, body: Any) -> bool:
    """Whether an `until` expression holds in an answer: `data.success`, `data.n == 0`."""
    match = re.match(r"^([A-Za-z0-9_.]+)(?: ?(==|!=|<=|>=|<|>) ?(.+))?$", until)
    if match is None:
        return False
    path, sign, literal = match.groups()
    value = body
    for part in path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    if sign is None:
        return bool(value)
    try:
        wanted = json.loads(literal)
    except ValueError:
        wanted = literal
    try:
        return _COMPARE[sign](value, wanted)
    except TypeError:
        return False


@dataclass(slots=True)
class _Track:
    """Where a track stands: its next step, and what of it has happened."""

    steps: tuple[Step, ...]
    requests: tuple[Request, ...]
    index: int = 0
    previous_at: int = 0
    repeats: int = 0
    repeat_at: int | None = None

    @property
    def step(self) -> Step | None:
        return self.steps[self.index] if self.index < len(self.steps) else None


class Scripted:
    """Plays a `ResponderScript`; several tracks due at once go in the order of the file."""

    def __init__(self, script: ResponderScript) -> None:
        self._actor = Actor(script.actor, "responder")
        self._tracks = [
            _Track(steps, tuple(parse_line(step.do, step.body) for step in steps))
            for steps in script.tracks.values()
        ]
        self._reached: dict[str, int] = {}
        self._moving: _Track | None = None
        self._now = 0

    def next_move(self) -> Move | None:
        """The earliest step that can be timed by what was seen so far."""
        self._skip_what_is_done()
        due = [(at, track) for track in self._tracks if (at := self._due(track)) is not None]
        if not due:
            return None
        at, track = min(due, key=lambda entry: entry[0])
        self._moving = track
        self._now = at
        return Move(at, track.requests[track.index], self._actor)

    def finished(self) -> bool:
        """Whether every track is through."""
        self._skip_what_is_done()
        return all(track.step is None for track in self._tracks)

    def leaves_at(self) -> int:
        """At its last move."""
        return 0

    def notice(self, entry: Entry) -> bool:
        """See alerts and injects, when they were delivered."""
        body = entry.body
        if isinstance(body, Alert) and body.state == "delivered":
            return self._reach("alert", entry.at)
        if isinstance(body, Message) and body.purpose == "inject" and body.delivered:
            return self._reach(f"inject:{body.label}", entry.at)
        return False

    def answered(self, response: Response) -> None:
        """Go on with the track, or repeat its step."""
        track = self._moving
        if track is None or track.step is None:
            return
        step = track.step
        track.repeats += 1
        again = (
            step.every is not None
            and step.until is not None
            and track.repeats < step.at_most
            and not holds(step.until, response.body)
        )
        if again and step.every is not None:
            track.repeat_at = self._now + step.every
            return
        if step.id is not None:
            self._reach(step.id, self._now)
        self._go_on(track, self._now)

    def _reach(self, name: str, at: int) -> bool:
        if name in self._reached:
            return False
        self._reached[name] = at
        return True

    @staticmethod
    def _go_on(track: _Track, at: int) -> None:
        track.index += 1
        track.previous_at = at
        track.repeats = 0
        track.repeat_at = None

    def _skip_what_is_done(self) -> None:
        for track in self._tracks:
            while track.step is not None and track.step.unless in self._reached:
                self._go_on(track, track.previous_at)

    def _due(self, track: _Track) -> int | None:
        step = track.step
        if step is None:
            return None
        if track.repeat_at is not None:
            return track.repeat_at
        if step.after is None:
            return track.previous_at + step.wait
        start = self._reached.get(step.after)
        # A step never comes before the one above it, even when what it waits for is long past.
        return None if start is None else max(start + step.wait, track.previous_at)
