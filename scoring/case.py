"""What a verdict is given on: the facts and everything derived from them, as one frozen bundle.

`Ground` is what obligations are derived from; `Case` adds them and is what criteria read. Both
hold values only, and the few look-ups that several readers share.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scoring.facts import Facts
    from scoring.instants import Instants
    from scoring.model import Measure
    from scoring.obligations.book import Book
    from scoring.spans import Span
    from scoring.truth import Truth
    from sim.scenario.policy import Policy, Severity


@dataclass(frozen=True, slots=True)
class Ground:
    """The incident as it was.

    Attributes:
        facts: the journal, sorted by kind.
        policy: what the response is held against.
        truth: windows judged by the policy.
        blocked: what kept the service from being recovered.
        instants: the incident's instants.
        clock: when obligations start to run, ms since StartEx; None without impact, or when the
            incident was over before anything fell due.
    """

    facts: Facts
    policy: Policy
    truth: Truth
    blocked: tuple[Span, ...]
    instants: Instants
    clock: int | None

    @property
    def over_at(self) -> int:
        """When nothing more falls due: recovery, or EndEx."""
        recovered = self.instants.recover.at
        return self.facts.ended_at if recovered is None else recovered

    def severity_at(self, at: int) -> Severity | None:
        """The worst severity reached from the impact up to this instant."""
        if self.instants.impact.at is None:
            return None
        level = self.truth.worst(self.instants.impact.at, at)
        return None if level is None else self.policy.severity(level)


@dataclass(frozen=True, slots=True)
class Case(Ground):
    """The incident and what was owed in it.

    Attributes:
        measures: the times between instants.
        book: obligations with their verdicts.
    """

    measures: tuple[Measure, ...]
    book: Book

    def measure(self, name: str) -> Measure:
        """The measure of this name."""
        return next(measure for measure in self.measures if measure.name == name)
