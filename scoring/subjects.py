"""How each subject of a claim really was: a state a window, and what a claim is worth beside it.

Reads windows, faults of sign-in and the commands that looked. What was said, and to whom, plays
no part.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal, assert_never

from scoring import actions
from scoring.truth import errors, failures
from sim.journal.bodies import FaultEdge, Window
from sim.journal.stored import BackupChanged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scoring.facts import Fact, Facts
    from sim.command_set import Effect
    from sim.language.model import State, Subject
    from sim.scenario.names import Operation, Service
    from sim.scenario.policy import Policy

Worth = Literal["true", "untruth", "worse", "void"]
"""A claim beside the world. `void`: nobody can say, as before the first window."""

RANKS: dict[State, int] = {
    "works": 0,
    "safe": 0,
    "slow": 1,
    "delayed": 2,
    "failing": 3,
    "at_risk": 3,
}
"""States from well to ill; `unknown` has no place among them."""

_SIGN_IN: Service = "AUTH_KV"
_OPERATIONS: dict[Subject, Operation] = {"downloads": "download", "uploads": "upload"}


@dataclass(frozen=True, slots=True)
class Beside:
    """What a claim is checked against.

    Attributes:
        worth: what it is worth.
        nearest: the state nearest to the claim; None when there was no window.
        counts: whether the claim counts as said.
        window: the window with that state.
        given_up: accepted writes that the queue gave up in it.
    """

    worth: Worth
    nearest: State | None = None
    counts: bool = False
    window: Fact[Window] | None = None
    given_up: int = 0


@dataclass(frozen=True)
class Subjects:
    """The states of every subject over the exercise.

    Attributes:
        facts: the journal; `policy`: what slow and failing mean.
    """

    facts: Facts
    policy: Policy
    _known: dict[tuple[Subject, int], frozenset[State]] = field(default_factory=dict)

    @property
    def _windows(self) -> Sequence[Fact[Window]]:
        return self.facts.of(Window)

    def _given_up(self, index: int) -> int:
        """Writes that the queue had accepted and gave up in a window."""
        before = self._windows[index - 1].body.queue_lost if index else 0
        return self._windows[index].body.queue_lost - before

    def _operation(self, window: Window, subject: Subject, index: int) -> State:
        most = self.policy.objectives.error_percent
        taken = sum(row.queued for row in window.operations)
        # A write that was answered with "accepted" and is lost all the same has failed.
        if subject == "uploads" and self._given_up(index) * 100 > taken * most:
            return "failing"
        rows = [row for row in window.operations if row.operation == _OPERATIONS[subject]]
        # One damaged or missing file is one too many, whatever the share.
        met_damage = any(row.corrupted or row.unreadable for row in rows)
        if met_damage or failures(rows).percent > most:
            return "failing"
        if any(row.queued for row in rows):
            return "delayed"
        return "slow" if window.p95_ms > self.policy.objectives.slow else "works"

    def _service(self, window: Window, index: int) -> frozenset[State]:
        """Of what is not well, every state: a general claim of trouble may mean any of it."""
        found = {self._operation(window, subject, index) for subject in _OPERATIONS}
        found.add(self._sign_in(window))
        objectives = self.policy.objectives
        rate = errors(window.operations)
        many = rate.whole >= objectives.min_requests
        if self._files(window) == "at_risk" or (many and rate.percent > objectives.error_percent):
            found.add("failing")
        return frozenset(found - {"works"}) or frozenset({"works"})

    def _lost(self, window: Window) -> tuple[State, ...]:
        """`at_risk` as well, once something is lost for good: it may be said, whole or not."""
        lost = window.queue_lost or any(
            fact.body.unrecoverable
            for fact in self.facts.of(BackupChanged)
            if fact.at <= window.end
        )
        return ("at_risk",) if lost else ()

    @staticmethod
    def _files(window: Window) -> State:
        return "at_risk" if window.files_damaged + window.files_missing else "safe"

    def _sign_in(self, window: Window) -> State:
        on = False
        for fact in self.facts.of(FaultEdge):
            if fact.body.service != _SIGN_IN or fact.at >= window.end:
                continue
            if fact.at > window.start and on:
                # It was on as the window began, whatever became of it.
                return "failing"
            on = fact.body.edge == "began"
        return "failing" if on else "works"

    def states(self, subject: Subject, index: int) -> frozenset[State]:
        """The states of a subject in the window of this index; of the service there may be more."""
        found = self._known.get((subject, index))
        if found is None:
            window = self._windows[index].body
            if subject == "downloads" or subject == "uploads":  # noqa: PLR1714 - mypy narrows it
                found = frozenset({self._operation(window, subject, index)})
            elif subject == "service":
                found = self._service(window, index)
            elif subject == "files":
                found = frozenset({self._files(window), *self._lost(window)})
            elif subject == "sign_in":
                found = frozenset({self._sign_in(window)})
            else:
                assert_never(subject)
            self._known[subject, index] = found
        return found

    @cached_property
    def _edges(self) -> tuple[list[int], list[int]]:
        """Where the windows start and end, ms since StartEx."""
        windows = [fact.body for fact in self._windows]
        return [one.start for one in windows], [one.end for one in windows]

    def _around(self, at: int) -> range:
        """The windows that a claim of this instant is checked against, by their indices."""
        starts, ends = self._edges
        first = bisect_right(ends, at - self.policy.claims_hold)
        # The window that holds the instant is half in the past: what the claim is about may show
        # only in the next one.
        last = bisect_right(starts, at) + 1
        return range(first, min(last, len(ends)))

    def _answered(self, subject: Subject, at: int) -> bool:
        wanted: tuple[Effect, ...] = ("looks", "tests")
        if subject == "files":
            wanted = ("scans_files", "verifies_files", "verifies_backup")
        return any(
            fact.at < at for fact in actions.did(self.facts, *wanted, since=self.facts.began_at)
        )

    def beside(self, subject: Subject, state: State, at: int) -> Beside:
        """Hold a claim against the world at an instant, ms since StartEx."""
        if state == "unknown":
            true = not self._answered(subject, at)
            return Beside("true" if true else "void", counts=true)
        around = self._around(at)
        if not around:
            return Beside("void")
        said = RANKS[state]
        were = [
            (RANKS[known], index, known)
            for index in around
            for known in self.states(subject, index)
        ]
        low, high = min(were)[0], max(were)[0]
        _, index, nearest = min(were, key=lambda one: (abs(one[0] - said), -one[1]))
        worth: Worth = "true"
        if said < low:
            worth = "untruth"
        elif said > high:
            worth = "worse"
        return Beside(
            worth=worth,
            nearest=nearest,
            # Trouble that is not there has told nobody anything.
            counts=worth == "true" or (worth == "worse" and high > 0),
            window=self._windows[index],
            given_up=self._given_up(index),
        )
