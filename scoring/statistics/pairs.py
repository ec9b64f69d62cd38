"""The same exercise played twice: which records pair up, and the ratio of their times.

A pair is one scenario, in the same edition, under the same seed. Both had the same weather, so
their difference is the responders'. Knows times; judges nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.errors import Unusable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scoring.statistics.times import Observation

FLOOR_MS = 10_000
"""Shorter times count as this long: nobody reads and acts sooner, and nothing has no logarithm."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One exercise, before and after a change.

    Attributes:
        log_ratio: logarithm of the time after over the time before; below 0 is faster. Where
            one of the two is censored, both count no further than that end of the exercise.
        before_ended: what was waited for did happen before the change; `after_ended`: after it.
    """

    scenario: str
    seed: int
    log_ratio: float
    before_ended: bool
    after_ended: bool


@dataclass(frozen=True, slots=True)
class Paired:
    """What could be paired, in order of scenario and seed, and how much could not.

    Attributes:
        alone: (scenario, seed) of one side that the other side does not have.
        edited: (scenario, seed) of both sides, but in different editions of the scenario.
    """

    pairs: tuple[Pair, ...]
    alone: int
    edited: int


def _by_exercise(observations: Iterable[Observation]) -> dict[tuple[str, int], Observation]:
    found: dict[tuple[str, int], Observation] = {}
    for one in observations:
        key = (one.scenario, one.seed)
        if key in found:
            raise Unusable(f"{one.scenario}, seed {one.seed}: two records on one side; keep one")
        found[key] = one
    return found


def _pair(before: Observation, after: Observation) -> Pair:
    known_until = min((one.ms for one in (before, after) if one.censored), default=math.inf)
    was, now = (max(FLOOR_MS, min(one.ms, known_until)) for one in (before, after))
    return Pair(
        scenario=before.scenario,
        seed=before.seed,
        log_ratio=math.log(now / was),
        before_ended=not before.censored,
        after_ended=not after.censored,
    )


def pair_up(before: Iterable[Observation], after: Iterable[Observation]) -> Paired:
    """Pair the records of two sides.

    Raises:
        Unusable: a side has two records of one scenario and seed.
    """
    old, new = _by_exercise(before), _by_exercise(after)
    both = sorted(old.keys() & new.keys())
    same = [key for key in both if old[key].scenario_digest == new[key].scenario_digest]
    return Paired(
        pairs=tuple(_pair(old[key], new[key]) for key in same),
        alone=len(old.keys() ^ new.keys()),
        edited=len(both) - len(same),
    )
