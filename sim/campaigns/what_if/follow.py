"""A person's record given again in a changed world: each command keeps its distance.

A command comes as long after what it answered as in the record. It waits for that to come; when it
never does, `NeverCameError` says so, and the exercise is played again without waiting for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from sim.campaigns.what_if.course import CONDUCT_LANE, CourseStep
from sim.campaigns.what_if.sights import Sights
from sim.exercise.picked import pick
from sim.exercise.responders import NO_ANSWER, Entered, Firing, Omitted, TimedCommand, fires
from sim.journal.bodies import InjectSent
from sim.scenario.durations import MINUTE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sim.campaigns.what_if.course import Course
    from sim.campaigns.what_if.sights import Sight
    from sim.commands.command import Request, Response
    from sim.exercise.responders import NextMove
    from sim.journal.encoding import Entry

PATIENCE = 60 * MINUTE
"""So much later than otherwise a command is given at the most, waiting for what it answered, ms."""
_NOT_FOUND = 404


class NeverCameError(Exception):
    """What a command answered does not come: it is to be given without waiting for it."""

    def __init__(self, seq: int) -> None:
        super().__init__(f"entry {seq} waits in vain")
        self.seq = seq


class NonsenseError(Exception):
    """A command asks for what this run does not have: it is to be left out."""

    def __init__(self, seq: int, why: str) -> None:
        super().__init__(f"entry {seq}: {why}")
        self.seq = seq
        self.why = why


@dataclass(frozen=True, slots=True)
class Skipped:
    """A step of the record that was not done in the fork, and why."""

    seq: int
    why: str


@dataclass(frozen=True, slots=True)
class _Due:
    """The step that is next, when, and what is done about it."""

    at: int
    step: CourseStep
    what: Literal["give", "asked", "nonsense", "vain"]
    why: str = ""


class Follower:
    """Gives a record's commands again, each at its distance from what it answered.

    Args:
        course: the record.
        without: sequence numbers of steps that are not done.
        instead: by sequence number, other requests.
        pace: how long a pause of the record, ms, is in this run.
        alone: steps that no longer wait for what they answered.
        senseless: steps that are known to make no sense here, with the reason.
    """

    def __init__(
        self,
        course: Course,
        *,
        without: frozenset[int],
        instead: Mapping[int, Request],
        pace: Callable[[int, int], int],
        alone: frozenset[int] = frozenset(),
        senseless: Mapping[int, str] | None = None,
    ) -> None:
        self._course = course
        self._without = without
        self._instead = instead
        self._pace = pace
        self._alone = alone
        self._senseless = senseless or {}
        self._lanes: dict[str, list[CourseStep]] = {}
        for step in course.steps:
            self._lanes.setdefault(step.lane, []).append(step)
        self._at: dict[str, int] = dict.fromkeys(self._lanes, 0)
        self._sights = Sights()
        self._seen: dict[Sight, int] = {}
        self._numbers: dict[str, str] = {}
        self._sent: set[str] = set()
        self._doing: _Due | None = None
        self._last = 0
        self._news = False
        self.skipped: list[Skipped] = []
        self.refused: list[Skipped] = []

    @property
    def waiting(self) -> tuple[CourseStep, ...]:
        """The steps that were not done yet."""
        left = (step for lane in self._lanes.values() for step in lane)
        return tuple(sorted(left, key=lambda step: step.seq))

    @property
    def conducting(self) -> CourseStep | None:
        """What is being done just now, when it is the facilitator's; None otherwise."""
        step = None if self._doing is None else self._doing.step
        return step if step is not None and step.lane == CONDUCT_LANE else None

    def in_vain(self, horizon: int) -> set[int]:
        """Steps that wait to the end for what never comes, and could be done before it, ms."""
        heads = [self._due(lane[0]) for lane in self._lanes.values() if lane]
        return {due.step.seq for due in heads if due.what == "vain" and due.at - PATIENCE < horizon}

    def next_move(self) -> NextMove | None:
        """The earliest step that is due."""
        heads = (self._due(lane[0]) for lane in self._lanes.values() if lane)
        # Of one instant, in the order of the record.
        self._doing = min(heads, key=lambda due: (due.at, due.step.seq), default=None)
        if self._doing is None:
            return None
        return self._move(self._doing)

    def _due(self, step: CourseStep) -> _Due:
        before = self._at[step.lane]
        if step.lane == CONDUCT_LANE:
            at = step.move.at
        elif step.sight is None or step.seq in self._alone:
            at = before + self._pace(step.seq, step.gap)
        elif step.sight in self._seen:
            at = max(self._seen[step.sight], before) + self._pace(step.seq, step.since)
        elif step.seq in self._without:
            # Nobody has to wait for what is not done anyway.
            at = before + self._pace(step.seq, step.gap)
        else:
            late = before + self._pace(step.seq, step.gap) + PATIENCE
            return _Due(late, step, "vain")
        if step.seq in self._without:
            return _Due(at, step, "asked")
        why = self._senseless.get(step.seq, "") or self._nonsense(step)
        return _Due(at, step, "nonsense", why) if why else _Due(at, step, "give")

    def _nonsense(self, step: CourseStep) -> str:
        """Why a step cannot be done here; "" when it can, as far as is known by now."""
        if isinstance(step.move, Firing) and step.move.inject in self._sent:
            return "the inject had already been sent"
        if step.seq in self._instead:
            return ""
        for token in step.tokens:
            if self._number(token) is None:
                return f"there is no {token} in this run"
        return ""

    def _number(self, token: str) -> str | None:
        """What a number of the record is here; None when it has not come to be."""
        if (name := self._course.names.get(token)) is not None:
            return self._sights.number_of(name)
        return self._numbers.get(token)

    def _move(self, due: _Due) -> NextMove:
        move, step = due.step.move, due.step
        if due.what != "give":
            return Omitted(due.at)
        if not isinstance(move, TimedCommand):
            return replace(move, at=due.at)
        return TimedCommand(due.at, self._request(step, move.request), move.actor)

    def _request(self, step: CourseStep, request: Request) -> Request:
        if step.seq in self._instead:
            return self._instead[step.seq]
        here = {token: self._number(token) or token for token in step.tokens}
        if all(token == number for token, number in here.items()):
            return request
        spelt = re.compile("|".join(rf"(?<![\w-]){re.escape(token)}(?![\w-])" for token in here))
        path, body = (
            spelt.sub(lambda found: here[found[0]], text) for text in (request.path, request.body)
        )
        return replace(request, path=path, body=body)

    def finished(self) -> bool:
        """Whether every step was done or left out."""
        return not any(self._lanes.values())

    def leaves_at(self) -> int:
        """As long after the last step as in the record."""
        return self._last + self._course.left_after

    def see(self, entry: Entry) -> None:
        """Take in an entry; every one, those that a command brings about at once included."""
        if isinstance(entry.body, InjectSent):
            self._sent.add(entry.body.inject)
            self._news = True
        sight, _ = self._sights.take(entry)
        if sight is not None:
            self._seen.setdefault(sight, entry.at)
            self._news = True

    def notice(self, entry: Entry) -> bool:
        """Whether something was seen; a facilitator's step is done when its entry is there."""
        move = None if self._doing is None else self._doing.step.move
        fired = isinstance(move, Firing) and fires(entry, move.inject)
        # Identity: the world enters this very body, and an equal one may follow it.
        if fired or (isinstance(move, Entered) and entry.body is move.body):
            self._go_on()
            return False
        news, self._news = self._news, False
        return news

    def answered(self, response: Response) -> None:
        """Go on to the next step.

        Raises:
            NeverCameError: what the step answered has not come.
            NonsenseError: the step asked for what there is not.
        """
        due = self._doing
        if due is None:
            return
        step = due.step
        if due.what == "vain":
            raise NeverCameError(step.seq)
        if due.what == "nonsense":
            self.skipped.append(Skipped(step.seq, due.why))
        elif due.what == "give":
            self._check(step, response)
            self.heard(step.seq, response)
        self._go_on()

    def _check(self, step: CourseStep, response: Response) -> None:
        changed = step.seq in self._instead
        if changed or not step.worked or response.status < 400:  # noqa: PLR2004 - HTTP's own
            return
        why = str(response.body.get("error", f"status {response.status}"))
        if response.status == _NOT_FOUND or step.replies:
            raise NonsenseError(step.seq, why)
        self.refused.append(Skipped(step.seq, why))

    def heard(self, seq: int, response: Response) -> None:
        """Take in what a command of the record was answered here, for the numbers in it."""
        if response is NO_ANSWER:
            return
        for number, (maker, path) in self._course.made.items():
            if maker == seq and isinstance(found := pick(response.body, path), str):
                self._numbers[number] = found

    def _go_on(self) -> None:
        due = self._doing
        if due is None:
            return
        self._lanes[due.step.lane].pop(0)
        self._at[due.step.lane] = due.at
        self._last = max(self._last, due.at)
        self._doing = None
