"""Comparisons: only the same edition of a scenario under the same seed, played on both sides.

A side has one record of each exercise. Where it has several, which one counts is a rule here,
never the order in which records were found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.training.figures import HIGHEST, mean_of
from reports.training.records import observed
from scoring.statistics.compare import compare

if TYPE_CHECKING:
    import pandas as pd

    from reports.training.figures import Mean
    from scoring.statistics.compare import Comparison

EXERCISE = ["scenario", "seed"]
_EDITION = [*EXERCISE, "scenario_digest"]
_IN_QUARTER = [*_EDITION, "quarter"]


def _columns(measure: str) -> list[str]:
    """What a comparison of times needs of a record; the others are costly to carry along."""
    return [*_EDITION, f"{measure}_ms", f"{measure}_censored"]


def _compared(before: pd.DataFrame, after: pd.DataFrame, measure: str) -> Comparison:
    return compare(observed(before, measure), observed(after, measure))


def first_and_latest(records: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Of every exercise played more than once: the first and the latest time, row by row.

    The first time is that of the latest's edition. Of an exercise that was edited in between, the
    very first record is taken, so that the comparison can say what it leaves out.
    """
    latest = records.drop_duplicates(EXERCISE, keep="last")
    edition = latest[_EDITION].rename(columns={"scenario_digest": "edition_now"})
    earlier = records.drop(latest.index).merge(edition, on=EXERCISE)
    edited = earlier["scenario_digest"] != earlier["edition_now"]
    # Records of the latest's edition come first; the stable sort keeps each kind oldest first.
    first = earlier.loc[edited.sort_values(kind="stable").index].drop_duplicates(EXERCISE)
    first = first.set_index(EXERCISE, drop=False)
    return first, latest.set_index(EXERCISE, drop=False).loc[first.index]


def over_time(records: pd.DataFrame, measure: str) -> Comparison:
    """The first time an exercise was played (before) against the latest (after)."""
    return _compared(*first_and_latest(records[_columns(measure)]), measure)


def in_quarter(records: pd.DataFrame, quarter: str, measure: str) -> Comparison:
    """Exercises of a quarter (after) against the first time they were played (before)."""
    played, needed = records["quarter"], records[_columns(measure)]
    after = needed[played == quarter].drop_duplicates(EXERCISE, keep="last")
    before = needed[played < quarter].drop_duplicates(_EDITION)
    before = before.merge(after[_EDITION], on=_EDITION)
    return _compared(before, after.merge(before[_EDITION], on=_EDITION), measure)


def between(one: pd.DataFrame, other: pd.DataFrame, measure: str) -> Comparison:
    """A team (before) against another (after), in the latest quarter both played an exercise."""
    needed = [*_columns(measure), "quarter"]
    mine, theirs = (side[needed].drop_duplicates(_IN_QUARTER, keep="last") for side in (one, other))
    both = mine.merge(theirs[_IN_QUARTER], on=_IN_QUARTER).drop_duplicates(EXERCISE, keep="last")
    return _compared(both, theirs.merge(both[_IN_QUARTER], on=_IN_QUARTER), measure)


def gained(records: pd.DataFrame, column: str, most: float = 2 * HIGHEST) -> Mean:
    """What was gained from the first to the latest time, judged by the same policy.

    Args:
        records: of one team, or with seeds that tell teams apart.
        column: of points, percent or minutes.
        most: the interval reaches no further than this, either way.
    """
    first, latest = first_and_latest(records[[*_EDITION, "policy_digest", column]])
    alike = (
        first[["scenario_digest", "policy_digest"]] == latest[["scenario_digest", "policy_digest"]]
    )
    judged = alike.all(axis="columns")
    gains = latest[column] - first[column]
    return mean_of(gains[judged], latest.loc[judged, "scenario"], most=most)
