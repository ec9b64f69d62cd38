"""Two sides on the same nights: what a change did to times, points and customers.

Knows two tables of nights and how to pair them. Which rows are a side's is decided elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp
from typing import TYPE_CHECKING

from reports.training.figures import HIGHEST, mean_of
from scoring.statistics.compare import OF_NIGHTS, compare
from scoring.statistics.pairs import pair_up
from scoring.statistics.times import Observation

if TYPE_CHECKING:
    import pandas as pd

    from reports.training.figures import Mean
    from scoring.statistics.compare import Comparison

MEASURES = ("TTD", "TTA", "TTM", "TTR")
HEADLINE = "TTR"
EXERCISE = ["scenario", "seed"]
_EDITION = "scenario_edition"


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison.

    Attributes:
        name: what people call it.
        nights: one row for each scenario and seed; those that failed are left out.
    """

    name: str
    nights: pd.DataFrame


@dataclass(frozen=True, slots=True)
class InScenario:
    """A scenario's pairs.

    Attributes:
        ratios: after over before, of each pair.
    """

    scenario: str
    found: Comparison
    ratios: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Versus:
    """What the comparison found.

    Attributes:
        times: by measure.
        scenarios: the headline measure, scenario by scenario.
        points: what was gained, by column: `total`, `adherence`.
        identical: nights in which both sides left the very same journal.
    """

    before: Side
    after: Side
    times: dict[str, Comparison]
    scenarios: tuple[InScenario, ...]
    points: dict[str, Mean]
    identical: int

    @property
    def headline(self) -> Comparison:
        """The time to recover."""
        return self.times[HEADLINE]


def observations(nights: pd.DataFrame, measure: str) -> tuple[Observation, ...]:
    """A measure of every night that it applies to.

    Editions are those of the scenarios' files: what a campaign sets is what is compared.
    """
    applies = nights[nights[f"{measure}_ms"].notna()]
    columns = (*EXERCISE, f"{measure}_ms", f"{measure}_censored", _EDITION)
    rows = zip(*(applies[name].tolist() for name in columns), strict=True)
    return tuple(Observation(*row) for row in rows)


def _compared(before: Side, after: Side, measure: str) -> Comparison:
    old, new = (observations(side.nights, measure) for side in (before, after))
    return compare(old, new, OF_NIGHTS)


def _in_scenario(name: str, before: pd.DataFrame, after: pd.DataFrame) -> InScenario | None:
    old, new = (observations(side[side["scenario"] == name], HEADLINE) for side in (before, after))
    paired = pair_up(old, new).pairs
    if not paired:
        return None
    found = compare(old, new, OF_NIGHTS)
    return InScenario(name, found, tuple(exp(pair.log_ratio) for pair in paired))


def versus(before: Side, after: Side) -> Versus:
    """Compare two sides.

    Raises:
        Unusable: a side has two nights of one scenario and seed.
    """
    names = sorted(set(before.nights["scenario"]) & set(after.nights["scenario"]))
    found = (_in_scenario(name, before.nights, after.nights) for name in names)
    both = before.nights.merge(
        after.nights, on=[*EXERCISE, _EDITION], suffixes=("_before", "_after")
    )
    points = {
        column: mean_of(
            both[f"{column}_after"].astype("float64") - both[f"{column}_before"].astype("float64"),
            both["scenario"],
            most=2 * HIGHEST,
            confidence=OF_NIGHTS,
        )
        for column in ("total", "adherence")
    }
    same = both["journal_digest_before"] == both["journal_digest_after"]
    return Versus(
        before=before,
        after=after,
        times={measure: _compared(before, after, measure) for measure in MEASURES},
        scenarios=tuple(one for one in found if one is not None),
        points=points,
        identical=int(same.fillna(value=False).sum()),
    )
