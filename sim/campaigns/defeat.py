"""The mildest night on which an expectation fails: searched, shrunk, and with its frontier.

Asks whoever plays for nights, several at a time, and knows nothing of how they are played. The same
answers lead the same way: the only chance is the probes under the frontier, drawn by a seed.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sim.campaigns.fault_space import AWAY_COSTS, SECOND, SECOND_COSTS, NightPoint
from sim.world.streams import Streams

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.campaigns.fault_space import FaultSpace

    Ask = Callable[[Sequence[NightPoint]], Sequence[str]]
    """Plays nights: what failed on each, "" where all held."""

COLUMNS = 12
"""Strengths at which the frontier is searched, at most."""


@dataclass(frozen=True, slots=True)
class FrontierColumn:
    """A strength, and how long the fault may last at it.

    Attributes:
        level: the place of the strength.
        held: the longest duration that held, minutes; 0 when not one did.
        failed: the shortest that failed; None when even the longest held.
    """

    level: int
    held: int
    failed: int | None


@dataclass(frozen=True, slots=True)
class Defeat:
    """What a search found.

    Attributes:
        frontier: by strength, without anything on top.
        mildest: the cheapest night that fails and of which every milder step holds; None when
            nothing failed.
        why: what failed there.
        nights: how many were played.
        cut: the search ended because its nights were used up.
        probes: how many nights below the frontier were tried, and how many of them failed.
    """

    space: FaultSpace
    frontier: tuple[FrontierColumn, ...]
    mildest: NightPoint | None
    why: str
    nights: int
    cut: bool
    probes: tuple[int, int]
    tried: tuple[tuple[NightPoint, str], ...]


class _UsedUp(Exception):  # noqa: N818 - no error: the search is over
    """No more nights may be played."""


@dataclass(slots=True)
class _Search:
    space: FaultSpace
    ask: Ask
    most: int
    seed: int
    tell: Callable[[int], None]
    known: dict[NightPoint, str] = field(default_factory=dict)
    frontier: dict[int, FrontierColumn] = field(default_factory=dict)
    probed: list[int] = field(default_factory=lambda: [0, 0])

    def fails(self, points: Sequence[NightPoint]) -> list[bool]:
        """Whether nights fail; each is played once."""
        new = [one for one in dict.fromkeys(points) if one not in self.known]
        room = self.most - len(self.known)
        asked = new[:room]
        for point, missed in zip(asked, self.ask(asked) if asked else (), strict=True):
            self.known[point] = missed
        self.tell(len(asked))
        if len(asked) < len(new):
            raise _UsedUp
        return [bool(self.known[one]) for one in points]

    def columns(self) -> None:
        """Bisect the duration at some strengths, all of them in step."""
        space, count = self.space, len(self.space.levels)
        wanted = sorted({round(at * (count - 1) / max(1, COLUMNS - 1)) for at in range(COLUMNS)})
        wanted = sorted({*(one for one in wanted if one < count), space.as_is.level})
        ends = [replace(space.as_is, level=one, minutes=space.longest) for one in wanted]
        open_columns: dict[int, tuple[int, int]] = {}
        for level, fails in zip(wanted, self.fails(ends), strict=True):
            if fails:
                open_columns[level] = (0, space.longest)
                self.frontier[level] = FrontierColumn(level, 0, space.longest)
            else:
                self.frontier[level] = FrontierColumn(level, space.longest, None)
        while open_columns:
            points = {
                level: replace(space.as_is, level=level, minutes=(low + high) // 2)
                for level, (low, high) in open_columns.items()
            }
            for level, fails in zip(points, self.fails(list(points.values())), strict=True):
                low, high = open_columns[level]
                middle = points[level].minutes
                low, high = (low, middle) if fails else (middle, high)
                self.frontier[level] = FrontierColumn(level, low, high)
                open_columns[level] = (low, high)
            open_columns = {
                level: ends for level, ends in open_columns.items() if ends[1] - ends[0] > 1
            }

    def shrunk(self, point: NightPoint) -> NightPoint:
        """Go down from a night that fails, until every step to a milder one holds."""
        while True:
            steps = [one for one in self.space.milder(point) if self.space.cost(one) >= 0]
            fails = self.fails(steps)
            lower = [one for one, bad in zip(steps, fails, strict=True) if bad]
            if not lower:
                return point
            first = min(lower, key=self.space.cost)
            point = self._far(point, first)

    def _far(self, point: NightPoint, step: NightPoint) -> NightPoint:
        """Down in the direction of a step that fails, by bisection."""
        for name in ("minutes", "level"):
            low, high = (0 if name == "level" else 1), getattr(step, name)
            if high == getattr(point, name):
                continue
            low -= 1
            while high - low > 1:
                middle = (low + high) // 2
                if self.fails([replace(step, **{name: middle})])[0]:
                    high = middle
                else:
                    low = middle
            return replace(step, **{name: high})
        return step

    def extras(self, best: NightPoint | None) -> NightPoint | None:
        """Nights with something on top that cost less than the best one so far."""
        space = self.space
        most = space.cost(best) if best is not None else float("inf")
        start = best or replace(space.as_is, minutes=space.longest, level=len(space.levels) - 1)
        share = (start.level + 1) / len(space.levels)
        offers = []
        for away, second in [*((role, "") for role in space.roles), *(("", one) for one in SECOND)]:
            price = AWAY_COSTS if away else SECOND_COSTS
            minutes = min(start.minutes, int((most - price) / share) - 1 if best else start.minutes)
            if minutes >= 1:
                offers.append(replace(start, minutes=minutes, away=away, second=second))
        failing = [one for one, bad in zip(offers, self.fails(offers), strict=True) if bad]
        for one in sorted(failing, key=space.cost)[:2]:
            found = self.shrunk(one)
            if best is None or space.cost(found) < space.cost(best):
                best = found
        return best

    def probe(self, best: NightPoint | None) -> NightPoint | None:
        """Nights below the frontier, drawn by the seed: does one of them fail after all?"""
        space, streams = self.space, Streams(self.seed)
        number = 0
        last = max(1, space.scenario.horizon // 60_000 - 30)
        # A tenth of all nights, so that there is room to shrink what they find.
        for _ in range(max(1, self.most // 10)):
            column = sorted(self.frontier)[
                int(streams.uniform("level", number) * len(self.frontier))
            ]
            held = self.frontier[column].held
            minutes = 1 + int(streams.uniform("minutes", number) * max(1, held))
            begin = 1 + int(streams.uniform("begin", number) * last)
            begin = min(begin, max(1, space.scenario.horizon // 60_000 - minutes - 15))
            point = NightPoint(begin, minutes, column)
            number += 1
            if best is not None and space.cost(point) >= space.cost(best):
                continue
            self.probed[0] += 1
            if self.fails([point])[0]:
                self.probed[1] += 1
                found = self.shrunk(point)
                if best is None or space.cost(found) < space.cost(best):
                    best = found
        return best


def search(
    space: FaultSpace, ask: Ask, most: int, seed: int, tell: Callable[[int], None]
) -> Defeat:
    """Look for the mildest night that fails.

    Args:
        space: where.
        ask: plays nights.
        most: how many may be played.
        seed: draws the probes.
        tell: gets the number of nights of each round.
    """
    own = _Search(space, ask, most, seed, tell)
    best: NightPoint | None = None
    cut = False
    try:
        own.columns()
        fails = [
            replace(space.as_is, level=one.level, minutes=one.failed)
            for one in own.frontier.values()
            if one.failed is not None
        ]
        if fails:
            best = own.shrunk(min(fails, key=space.cost))
        best = own.extras(best)
        best = own.probe(best)
    except _UsedUp:
        cut = True
        failed = [point for point, missed in own.known.items() if missed]
        best = min(failed, key=space.cost, default=None)
    why = "" if best is None else own.known[best]
    frontier = tuple(own.frontier[level] for level in sorted(own.frontier))
    probes = (own.probed[0], own.probed[1])
    return Defeat(space, frontier, best, why, len(own.known), cut, probes, tuple(own.known.items()))
