"""What the reports of a fork are made from: figures of two journals, and of many.

Values only. Times are in ms since StartEx unless a name says otherwise; operations are those that
came to grief: failed, lost, damaged or overwritten.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.debrief.decisions import harm
from scoring.caps import caps
from scoring.case import case_of
from scoring.impact import cost
from scoring.objectives import rated_objectives
from scoring.score import judge_criteria, steps_of, total_of
from scoring.statistics.bootstrap import CONFIDENCE
from scoring.statistics.student import quantile
from sim.journal.bodies import Window

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scoring.facts import Facts
    from scoring.model import Impact
    from scoring.truth import GroundTruth
    from sim.journal.encoding import Entry

FEWEST = 3
"""Values below which there is no interval."""


@dataclass(frozen=True, slots=True)
class NightOutcome:
    """What a journal says about users and recovery.

    Attributes:
        recovered_at: when everything was back to normal; None: not before the end.
        ended_at: EndEx.
        total: the points; None when too little could be judged.
        harms: the findings of harm.
    """

    facts: Facts
    truth: GroundTruth
    recovered_at: int | None
    ended_at: int
    total: float | None
    harms: tuple[str, ...]

    @property
    def back_at(self) -> int:
        """Recovery; the end, where it did not come."""
        return self.ended_at if self.recovered_at is None else self.recovered_at

    def impact(self, until: int) -> Impact:
        """What it cost the users up to an instant."""
        return cost(self.facts, self.truth, until)

    def operations(self, until: int) -> int:
        """Operations that came to grief up to an instant."""
        return harm(self.impact(until))

    def failed_by_kind(self, until: int) -> dict[str, int]:
        """Operations that ended in an error for the user, by their kind."""
        found: dict[str, int] = {}
        for fact in self.facts.of(Window):
            if fact.body.end <= until:
                for row in fact.body.operations:
                    found[row.operation] = found.get(row.operation, 0) + row.failed
        return found


def outcome_of(entries: Sequence[Entry]) -> NightOutcome:
    """Derive it from a journal."""
    case = case_of(entries)
    ground = case.ground
    criteria = judge_criteria(case)
    held = caps(case, rated_objectives(case, criteria, steps_of(case)))
    total, _ = total_of(criteria, held, ground.policy.coverage_floor)
    harms = (one.text for part in criteria for one in part.findings if one.level == "harm")
    recovered = ground.instants.recover.at
    return NightOutcome(
        ground.facts, ground.truth, recovered, ground.facts.ended_at, total, tuple(harms)
    )


@dataclass(frozen=True, slots=True)
class ForkStep:
    """A command of the record: when it was given, what it did in words, and a remark about it."""

    seq: int
    at: int
    what: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A record and its fork.

    Attributes:
        title: the scenario's.
        record: how the user named the record.
        starts_at: StartEx on the wall clock.
        changes: what was done otherwise, a sentence each.
        moved: where the only change is that one command came at another time: the command, and
            that time.
        reacts: whether a script responded, which goes on reacting.
        before, after: the two nights; both cover `until`, up to which operations are counted.
        judged: both as they ended, for what their scorecards say.
        same: whether both journals are equal.
        skipped: commands of the record that made no sense in the fork.
        refused: commands that were refused only in the fork.
        unreached: commands for which the fork was over too soon.
        alone: commands that came without what they had answered.
    """

    title: str
    record: str
    starts_at: str
    changes: tuple[str, ...]
    moved: tuple[ForkStep, int] | None
    reacts: bool
    before: NightOutcome
    after: NightOutcome
    until: int
    judged: tuple[NightOutcome, NightOutcome]
    same: bool
    skipped: tuple[ForkStep, ...] = ()
    refused: tuple[ForkStep, ...] = ()
    unreached: tuple[ForkStep, ...] = ()
    alone: tuple[ForkStep, ...] = ()


@dataclass(frozen=True, slots=True)
class MeanDifference:
    """A difference over draws: its mean, and the 95% interval of that."""

    mean: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> MeanDifference:
        """Of some values; the interval is Student's, endless with fewer than three."""
        many = len(values)
        mean = math.fsum(values) / many
        if many < FEWEST:
            return cls(mean, -math.inf, math.inf)
        spread = math.sqrt(math.fsum((one - mean) ** 2 for one in values) / (many - 1))
        reach = quantile(CONFIDENCE, many - 1) * spread / math.sqrt(many)
        return cls(mean, mean - reach, mean + reach)

    @property
    def sure(self) -> bool:
        """Whether zero lies outside of the interval."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class DecisionEffect:
    """What a decision, or a setting, did: the nights with it against those without it.

    Attributes:
        step: the decision; of a setting, `seq` is -1.
        operations: how many more came to grief because of it; below zero, it saved so many.
        minutes: how much later the service was back because of it.
        points: how many points of the total it cost; None when there is no total.
        harms: in how many draws the scorer finds a harm with it that it does not find without it.
        never: in how many draws the service was not back without it, before the end.
        draws: how many there were.
    """

    step: ForkStep
    operations: MeanDifference
    minutes: MeanDifference
    points: MeanDifference | None
    harms: int
    never: int
    draws: int

    @property
    def weight(self) -> tuple[float, float, float]:
        """How much it surely mattered, either way: operations first, then minutes and points."""
        _, operations, minutes, points = self.cost
        return abs(operations), abs(minutes), abs(points)

    @property
    def cost(self) -> tuple[float, float, float, float]:
        """How much it cost, the costliest highest.

        A decision that the scorer finds harmful comes first: what it costs in one run can be luck.
        Then operations, minutes and points, as far as they are surely not zero.
        """
        points = 0.0 if self.points is None or not self.points.sure else self.points.mean
        return (
            float(2 * self.harms > self.draws),
            self.operations.mean if self.operations.sure else 0.0,
            self.minutes.mean if self.minutes.sure else 0.0,
            points,
        )

    @property
    def sure(self) -> bool:
        """Whether it surely made a difference to users, recovery, points or harm."""
        points = self.points is not None and self.points.sure
        return self.operations.sure or self.minutes.sure or points or 2 * self.harms > self.draws


@dataclass(frozen=True, slots=True)
class Interaction:
    """Two decisions whose joint effect is not the sum of both.

    Attributes:
        joint: what both did together, operations and minutes.
        apart: what the sum of their single effects is.
        beyond: the difference of the two.
    """

    first: ForkStep
    second: ForkStep
    joint: tuple[MeanDifference, MeanDifference]
    apart: tuple[MeanDifference, MeanDifference]
    beyond: tuple[MeanDifference, MeanDifference]


@dataclass(frozen=True, slots=True)
class EveryDecision:
    """What every decision of a record did.

    Attributes:
        title, record, starts_at: as for a single fork.
        reacts: whether a script responded.
        seed: the record's.
        draws: how many nights each was tried in.
        effects: of the decisions, the costliest first.
        settings: of the worker's settings, in the same way.
        pairs: how many pairs were tried.
        interactions: those of them that interact.
    """

    title: str
    record: str
    starts_at: str
    reacts: bool
    seed: int
    draws: int
    effects: tuple[DecisionEffect, ...]
    settings: tuple[DecisionEffect, ...] = ()
    pairs: int = 0
    interactions: tuple[Interaction, ...] = ()
