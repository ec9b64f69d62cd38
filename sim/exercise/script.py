"""A scripted responder at work: tracks of steps, each waiting for what it was told to wait for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.commands.command import Actor
from sim.commands.console import parse_line
from sim.exercise.picked import filled, holds, pick
from sim.exercise.responders import Omitted, TimedCommand
from sim.journal.bodies import Alert
from sim.journal.transit import Transit
from sim.scenario.responder import FIRST_SIGN, used_in

if TYPE_CHECKING:
    from sim.commands.command import Request, Response
    from sim.journal.encoding import Entry
    from sim.scenario.responder import ResponderScript, Step


@dataclass(slots=True)
class _Track:
    """Where a track stands: its next step, and what of it has happened."""

    steps: tuple[Step, ...]
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
        self._tracks = [_Track(steps) for steps in script.tracks.values()]
        for step in (step for track in self._tracks for step in track.steps):
            parse_line(step.do, step.body)  # what cannot be given is told before the exercise
        self._kept: dict[str, Any] = {}
        self._reached: dict[str, int] = {}
        self._transit = Transit()
        self._moving: _Track | None = None
        self._now = 0
        # Whether anything happened since it was looked for steps to leave out.
        self._unsettled = True

    def next_move(self) -> TimedCommand | Omitted | None:
        """The earliest step that can be timed by what was seen so far."""
        self._skip_what_is_done()
        due = [(at, track) for track in self._tracks if (at := self._due(track)) is not None]
        if not due:
            return None
        # `min` takes the first of equals: that is the order of the file.
        at, track = min(due, key=lambda entry: entry[0])
        self._moving = track
        self._now = at
        return TimedCommand(at, self._request(track.steps[track.index]), self._actor)

    def _request(self, step: Step) -> Request:
        if not used_in(step):
            return parse_line(step.do, step.body)
        return parse_line(filled(step.do, self._kept), filled(step.body, self._kept))

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
            return self._sign("alert", entry.at)
        message = self._transit.take(body)
        if message is not None and message.purpose == "inject" and message.delivered:
            return self._sign(f"inject:{message.label}", entry.at)
        return False

    def _sign(self, name: str, at: int) -> bool:
        first = self._reach(FIRST_SIGN, at)
        return self._reach(name, at) or first

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
            # From the instant it was due. It may be given a millisecond later, which must not add
            # up.
            track.repeat_at = self._now + step.every
            return
        for name, path in step.keep.items():
            self._kept[name] = pick(response.body, path)
        if step.id is not None:
            self._reach(step.id, self._now)
        self._go_on(track, self._now)

    def _reach(self, name: str, at: int) -> bool:
        if name in self._reached:
            return False
        self._reached[name] = at
        self._unsettled = True
        return True

    def _go_on(self, track: _Track, at: int) -> None:
        self._unsettled = True
        track.index += 1
        track.previous_at = at
        track.repeats = 0
        track.repeat_at = None

    def _skip_what_is_done(self) -> None:
        if not self._unsettled:
            return
        for track in self._tracks:
            while track.step is not None and track.step.unless in self._reached:
                # A skipped step takes no time: the next one waits from the step before it.
                self._go_on(track, track.previous_at)
        self._unsettled = False

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
