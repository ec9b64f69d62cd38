"""What criteria judge: the incident as it was, the times in it, and what was required of whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring.ground import ground_of
from scoring.measures import measure_all
from scoring.obligations.ledger import keep_ledger
from scoring.tabletop import timed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scoring.corrections import Corrections
    from scoring.ground import Ground
    from scoring.model import Measure
    from scoring.obligations.ledger import ObligationLedger
    from sim.journal.encoding import Entry
    from sim.scenario.policy import Policy


@dataclass(frozen=True, slots=True)
class ScoredCase:
    """One exercise, ready to be judged.

    Attributes:
        ground: the incident as it was.
        measures: the times between instants.
        ledger: obligations with their verdicts.
    """

    ground: Ground
    measures: tuple[Measure, ...]
    ledger: ObligationLedger

    def measure(self, name: str) -> Measure:
        """The measure of this name."""
        return next(measure for measure in self.measures if measure.name == name)


def case_of(
    entries: Sequence[Entry], policy: Policy | None = None, corrections: Corrections | None = None
) -> ScoredCase:
    """Everything that criteria are judged on, from a journal.

    Args:
        entries: the whole journal, header first.
        policy: what to judge the response by; None for the one it was played under.
        corrections: what an evaluator corrected.

    Raises:
        ValueError: the entries do not open with a header, or its policy cannot be read.
    """
    ground = ground_of(entries, policy, corrections)
    facts = ground.facts
    measures = measure_all(ground.instants, facts.ended_at)
    return ScoredCase(
        ground=ground,
        measures=timed(measures, facts.header.exercise_type),
        ledger=keep_ledger(ground),
    )
