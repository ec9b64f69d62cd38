"""Comparisons: only the same edition of a scenario under the same seed, played on both sides.

A side has one record of each exercise. Where it has several, which one counts is a rule here,
never the order in which records were found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.training.figures import mean_of
from reports.training.played import in_order
from scoring.statistics.compare import compare

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reports.training.figures import Mean
    from reports.training.played import Played
    from scoring.statistics.compare import Comparison

Exercise = tuple[str, int]
Pair = tuple["Played", "Played"]
MOST_POINTS = 100.0


def _exercises(records: Iterable[Played]) -> dict[Exercise, list[Played]]:
    """Records of each scenario and seed, oldest first."""
    found: dict[Exercise, list[Played]] = {}
    for one in in_order(records):
        found.setdefault((one.scenario, one.seed), []).append(one)
    return found


def _compared(before: Iterable[Played], after: Iterable[Played], measure: str) -> Comparison:
    def side(records: Iterable[Played]) -> list[Played]:
        return [one for one in records if measure in one.times]

    return compare(
        [one.times[measure] for one in side(before)], [one.times[measure] for one in side(after)]
    )


def first_and_latest(records: Iterable[Played]) -> tuple[Pair, ...]:
    """Of every exercise played more than once: the first and the latest time.

    The first time is that of the latest's edition. Of an exercise that was edited in between, the
    very first record is taken, so that the comparison can say what it leaves out.
    """
    pairs = []
    for found in _exercises(records).values():
        latest = found[-1]
        same = [one for one in found if one.digest == latest.digest]
        if len(found) > 1:
            pairs.append((same[0] if len(same) > 1 else found[0], latest))
    return tuple(pairs)


def over_time(records: Iterable[Played], measure: str) -> Comparison:
    """The first time an exercise was played (before) against the latest (after)."""
    pairs = first_and_latest(records)
    return _compared((old for old, _ in pairs), (new for _, new in pairs), measure)


def in_quarter(records: Iterable[Played], quarter: str, measure: str) -> Comparison:
    """Exercises of a quarter (after) against the first time they were played (before)."""
    before, after = [], []
    for found in _exercises(records).values():
        then = [one for one in found if one.quarter == quarter]
        if not then:
            continue
        latest = then[-1]
        first = next(one for one in found if one.digest == latest.digest)
        if first.quarter < quarter:
            before.append(first)
            after.append(latest)
    return _compared(before, after, measure)


def _latest_quarter_of_both(one: list[Played], other: list[Played]) -> Pair | None:
    """The newest records of both sides that were played in one quarter and one edition."""
    for mine in reversed(one):
        for theirs in reversed(other):
            if (mine.quarter, mine.digest) == (theirs.quarter, theirs.digest):
                return mine, theirs
    return None


def between(one: Iterable[Played], other: Iterable[Played], measure: str) -> Comparison:
    """A team (before) against another (after), in the latest quarter both played an exercise."""
    mine, theirs = _exercises(one), _exercises(other)
    found = (_latest_quarter_of_both(mine[key], theirs[key]) for key in mine.keys() & theirs.keys())
    pairs = [pair for pair in found if pair is not None]
    return _compared((pair[0] for pair in pairs), (pair[1] for pair in pairs), measure)


def _gained(old: float | None, new: float | None) -> float | None:
    return None if old is None or new is None else new - old


def _judged_alike(records: Iterable[Played]) -> list[Pair]:
    return [
        (old, new)
        for old, new in first_and_latest(records)
        if (old.digest, old.policy) == (new.digest, new.policy)
    ]


def total_gained(records: Iterable[Played]) -> Mean:
    """Points of the total gained from the first to the latest time, judged by the same policy."""
    pairs = _judged_alike(records)
    gains = ((new.scenario, _gained(old.total, new.total)) for old, new in pairs)
    return mean_of(gains, most=2 * MOST_POINTS)


def adherence_gained(records: Iterable[Played]) -> Mean:
    """Percent of adherence gained from the first to the latest time, under the same policy."""
    pairs = _judged_alike(records)
    gains = ((new.scenario, _gained(old.adherence, new.adherence)) for old, new in pairs)
    return mean_of(gains, most=2 * MOST_POINTS)
