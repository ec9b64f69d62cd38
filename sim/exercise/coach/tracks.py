"""How far the team is in the reference response, track by track.

A step is done when somebody did it in substance, in whatever order between two steps that must be
repeated until something holds: what lies behind such a step is not done before it.

A step that nobody took can be overtaken: once the service has been restored, or said to be,
nothing that speaks of its trouble is due any more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from sim.exercise.coach.same import Wanted
from sim.exercise.picked import holds, pick
from sim.scenario.durations import MINUTE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from sim.command_set import Effect
    from sim.commands.command import Response
    from sim.journal.bodies import Action
    from sim.scenario.policy import Policy
    from sim.scenario.responder import ResponderScript, Step

    When = Callable[[str], int | None]
    _Place = tuple[str, int]


_PACE = 2 * MINUTE
"""Up to here a wait is the time that the reference takes to read and type, ms; nobody who asks has
to sit it out. A longer one is part of the response: the next update, the next role to call."""


_OF_TROUBLE: frozenset[Effect] = frozenset({"tells", "declares", "acknowledges", "degrades"})
"""What nobody does any more once the service is back."""


@dataclass(slots=True)
class _CoachedTrack:
    name: str
    steps: tuple[Wanted, ...]
    index: int = 0
    previous_at: int = 0
    repeats: int = 0
    repeat_at: int | None = None
    done: set[int] = field(default_factory=set)

    def reachable(self, reached: When, overtaken: Callable[[int], bool]) -> Iterator[int]:
        """Steps that can be done now, up to the first that others wait behind."""
        for index in range(self.index, len(self.steps)):
            step = self.steps[index].step
            if overtaken(index):
                continue
            if step.after is not None and reached(step.after) is None:
                return
            if index in self.done:
                continue
            yield index
            if step.every is not None:
                return


@dataclass(frozen=True, slots=True)
class Upcoming:
    """A step that somebody should take, and when it is due, ms since StartEx."""

    due: int
    wanted: Wanted
    place: str


class Tracks:
    """The reference's tracks and how much of each is done.

    Args:
        script: the reference response.
        policy: which messages say that it is over.
    """

    def __init__(self, script: ResponderScript, policy: Policy) -> None:
        self._tracks = [
            _CoachedTrack(name, tuple(Wanted(step) for step in steps))
            for name, steps in script.tracks.items()
        ]
        self._closing = frozenset(policy.broadcasts.closing)
        self._reached: dict[str, int] = {}
        self._restoring = self._that("restores")
        self._resolving = self._that("resolves")
        self._after_resolve = self._resolving | self._behind(self._resolving)
        self._after_restore = self._behind(self._restoring) | self._after_resolve
        self._said_over = False
        self.kept: dict[str, Any] = {}

    def acted(
        self, action: Action, response: Response, at: int, signs: When, *, alarmed: bool
    ) -> None:
        """Take in a command that took effect, with its answer.

        Args:
            action: as the journal has it.
            response: the whole answer.
            at: ms since StartEx.
            signs: when anybody first saw an alert, inject or first sign.
            alarmed: whether an alert that anybody has seen is still firing.
        """
        reached = self._when(signs)
        if self._says_over(action):
            self._close(action, at)
        for track in self._tracks:
            self._skip(track)
            found = next(
                (
                    index
                    for index in track.reachable(
                        reached, partial(self._is_overtaken, track, alarmed=alarmed)
                    )
                    if track.steps[index].is_done_by(action)
                ),
                None,
            )
            if found is None:
                continue
            self._take(track, found, response, at)
            # A message is one step; what was looked at, everybody knows.
            if track.steps[found].command is not None and action.effect[0] == "tells":
                return

    @property
    def has_more(self) -> bool:
        """Whether a track has steps left that nobody has taken."""
        for track in self._tracks:
            self._skip(track)
        return any(track.index < len(track.steps) for track in self._tracks)

    def upcoming(self, signs: When, *, alarmed: bool) -> list[Upcoming]:
        """The next step of each track that can be timed by these signs; the longest due first."""
        found = []
        reached = self._when(signs)
        for track in self._tracks:
            self._skip(track)
            index = self._next(track, alarmed=alarmed)
            if index is None:
                continue
            wanted = track.steps[index]
            due = self._due(track, index, reached)
            if due is not None:
                found.append(Upcoming(due, wanted, f"{track.name}.{index}"))
        return sorted(found, key=lambda one: one.due)

    def _next(self, track: _CoachedTrack, *, alarmed: bool) -> int | None:
        """The first step that nobody took and that is still worth taking."""
        for index in range(track.index, len(track.steps)):
            if not self._is_gone(track, index) and not self._is_overtaken(
                track, index, alarmed=alarmed
            ):
                return index
        return None

    def _is_gone(self, track: _CoachedTrack, index: int) -> bool:
        return index in track.done or track.steps[index].step.unless in self._reached

    def _that(self, effect: Effect) -> frozenset[_Place]:
        """Where the reference does this."""
        return frozenset(
            (track.name, index)
            for track in self._tracks
            for index, wanted in enumerate(track.steps)
            if effect in wanted.effect
        )

    def _behind(self, starts: frozenset[_Place]) -> frozenset[_Place]:
        """What the reference only does after one of these."""
        found: set[_Place] = set()
        ids = {self._step(place).id for place in starts}
        size = -1
        # A track is behind from its first step that waits for one of them.
        while size < len(found):
            size = len(found)
            for track in self._tracks:
                behind = False
                for index, wanted in enumerate(track.steps):
                    place = (track.name, index)
                    if behind or (wanted.step.after is not None and wanted.step.after in ids):
                        behind = True
                        found.add(place)
                        ids.add(wanted.step.id)
                    behind = behind or place in starts
        return frozenset(found)

    def _step(self, place: _Place) -> Step:
        name, index = place
        return next(one for one in self._tracks if one.name == name).steps[index].step

    def _is_overtaken(self, track: _CoachedTrack, index: int, *, alarmed: bool) -> bool:
        """Whether nobody would take this step any more, although nobody took it."""
        place = (track.name, index)
        if self._said_over and not alarmed:
            return place not in self._after_resolve
        # While something fires, it may have been said too early: the repair is still due.
        if not self._said_over and not self._restored:
            return False
        of_trouble = not _OF_TROUBLE.isdisjoint(track.steps[index].effect)
        return of_trouble and place not in self._after_restore

    @property
    def _restored(self) -> bool:
        done = {(track.name, index) for track in self._tracks for index in track.done}
        return bool(self._restoring) and self._restoring <= done

    def _says_over(self, action: Action) -> bool:
        if "resolves" in action.effect:
            return True
        given = action.arguments
        said = given.get("type") in self._closing or given.get("state") == "resolved"
        return said and "tells" in action.effect

    def _close(self, action: Action, at: int) -> None:
        """It was said to be over, at whatever point of the reference: what follows can be done."""
        self._said_over = True
        for track in self._tracks:
            for index, wanted in enumerate(track.steps):
                if (track.name, index) not in self._resolving:
                    continue
                if wanted.step.id is not None:
                    self._reached.setdefault(wanted.step.id, at)
                if wanted.is_done_by(action):
                    track.done.add(index)

    def _when(self, signs: When) -> When:
        def reached(name: str) -> int | None:
            return self._reached[name] if name in self._reached else signs(name)

        return reached

    def _take(self, track: _CoachedTrack, index: int, response: Response, at: int) -> None:
        step = track.steps[index].step
        if step.every is not None and step.until is not None and index == track.index:
            good = holds(step.until, response.body)
            # Looking more often than the reference does not make the time pass.
            if not good and track.repeat_at is not None and at < track.repeat_at:
                return
            track.repeats += 1
            if not good and track.repeats < step.at_most:
                track.repeat_at = at + step.every
                return
        elif step.until is not None and not holds(step.until, response.body):
            return
        for name, path in step.keep.items():
            self.kept[name] = pick(response.body, path)
        if step.id is not None:
            self._reached.setdefault(step.id, at)
        track.done.add(index)
        if index == track.index:
            self._go_on(track, at)

    def _skip(self, track: _CoachedTrack) -> None:
        while track.index < len(track.steps):
            # Whatever fires later, what was overtaken in any case stays so.
            gone = self._is_gone(track, track.index)
            if not gone and not self._is_overtaken(track, track.index, alarmed=True):
                return
            self._go_on(track, track.previous_at)

    @staticmethod
    def _go_on(track: _CoachedTrack, at: int) -> None:
        track.index += 1
        track.previous_at = at
        track.repeats = 0
        track.repeat_at = None

    @staticmethod
    def _due(track: _CoachedTrack, index: int, reached: When) -> int | None:
        step = track.steps[index].step
        if index == track.index and track.repeat_at is not None:
            return track.repeat_at
        wait = step.wait if step.wait > _PACE else 0
        if step.after is None:
            return track.previous_at + wait
        start = reached(step.after)
        return None if start is None else max(start + wait, track.previous_at)
