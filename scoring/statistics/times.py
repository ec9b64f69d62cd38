"""One time out of one record: where it was played, how long it took, whether it ended.

Knows the scorecard it comes from; nothing of what is done with many of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scoring.model import Scorecard


@dataclass(frozen=True, slots=True, order=True)
class Observation:
    """A measure of one record.

    Attributes:
        scenario: the scenario's name; records of one scenario resemble each other.
        seed: which weather it was played in.
        ms: the time; when censored, the time up to EndEx, a lower bound.
        censored: what was waited for did not happen before EndEx.
        scenario_digest: which edition of the scenario; "" when it is not known.
    """

    scenario: str
    seed: int
    ms: int
    censored: bool = False
    scenario_digest: str = ""


def observe(card: Scorecard, measure: str) -> Observation | None:
    """A record's TTD, TTA, TTM, TTR or another of its measures, by name.

    None when the measure does not apply to the record: no impact, so nothing to detect.
    """
    found = card.measure(measure)
    if found.ms is None:
        return None
    return Observation(
        scenario=card.scenario,
        seed=card.seed,
        ms=found.ms,
        censored=found.censored,
        scenario_digest=card.scenario_digest,
    )
