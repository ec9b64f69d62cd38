"""The nights that a search may ask for: a fault that begins, lasts and strikes otherwise.

Pure: a scenario and a point in, another scenario out. A point is milder than another when it costs
less; the cost counts minutes of the fault at full strength.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pydantic import ValidationError

from sim.errors import Unusable
from sim.scenario.durations import MINUTE, format_duration, spoken
from sim.scenario.faults.base import FaultBase
from sim.scenario.faults.conditions import PREFIXES
from sim.scenario.faults.r2_partial import R2Partial
from sim.scenario.faults.r2_slow import R2Slow
from sim.scenario.faults.r2_unavailable import R2Unavailable
from sim.scenario.model import Scenario
from sim.scenario.spelling import unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.scenario.policy import Policy

AWAY_COSTS, SECOND_COSTS, BEGIN_COSTS = 30, 60, 5
"""What a person away, a second fault and another beginning count for, in minutes of the fault."""

SECOND: Mapping[str, Mapping[str, object]] = {
    "queue_stalled": {},
    "backup_failing": {},
    "alerting_blind": {},
    "channel_down": {"channels": ["slack"]},
}
"""Faults that may come on top, for as long as the first one lasts."""

_TIMES = (2, 3, 5, 8, 12, 20, 30, 50, 80, 120, 200, 400, 700, 1000)


@dataclass(frozen=True, slots=True)
class NightPoint:
    """A night.

    Attributes:
        begin, minutes: when the fault begins, from StartEx, and how long it lasts.
        level: its strength, a place in the space's levels.
        second: the effect of a fault on top; "" for none.
        away: a role that hears nothing; "" for none.
    """

    begin: int
    minutes: int
    level: int
    second: str = ""
    away: str = ""


@dataclass(frozen=True, slots=True)
class FaultSpace:
    """The nights around a scenario.

    Attributes:
        fault: the id of the fault that is varied.
        levels: its strengths, ascending: the text that shows each, and its fields.
        as_is: the shortest night: the fault begins as in the scenario and has its own strength.
        roles: who can be away.
    """

    scenario: Scenario
    fault: str
    levels: tuple[tuple[str, Mapping[str, object]], ...]
    as_is: NightPoint
    roles: tuple[str, ...]

    @property
    def longest(self) -> int:
        """Minutes from the fault's own beginning to a quarter of an hour before EndEx."""
        return self.scenario.horizon // MINUTE - self.as_is.begin - 15

    def cost(self, point: NightPoint) -> float:
        """How hard a night is, in minutes of the fault at full strength."""
        share = (point.level + 1) / len(self.levels)
        extra = AWAY_COSTS * bool(point.away) + SECOND_COSTS * bool(point.second)
        return point.minutes * share + extra + BEGIN_COSTS * (point.begin != self.as_is.begin)

    def told(self, point: NightPoint) -> str:
        """A night in words."""
        text = (
            f"{self.fault} {self.levels[point.level][0]} for "
            f"{spoken(point.minutes * MINUTE)}, from minute {point.begin}"
        )
        if point.second:
            text += f", with {point.second}"
        if point.away:
            text += f", {point.away} away"
        return text

    def milder(self, point: NightPoint) -> tuple[NightPoint, ...]:
        """One step milder: a minute shorter, one step weaker, without what came on top."""
        steps = []
        if point.minutes > 1:
            steps.append(replace(point, minutes=point.minutes - 1))
        if point.level:
            steps.append(replace(point, level=point.level - 1))
        if point.second:
            steps.append(replace(point, second=""))
        if point.away:
            steps.append(replace(point, away=""))
        if point.begin != self.as_is.begin:
            steps.append(replace(point, begin=self.as_is.begin))
        return tuple(steps)

    def at(self, point: NightPoint, name: str = "", title: str = "") -> Scenario:
        """The scenario of a night; under another name, where one is given.

        Raises:
            Unusable: it is no valid scenario.
        """
        data = self.scenario.model_dump(mode="json", exclude_unset=True)
        faults = data["faults"]
        place = next(at for at, one in enumerate(faults) if one["id"] == self.fault)
        timed = {"begins": f"{point.begin}m"}
        ends = {**faults[place]["ends"], "after": f"{point.minutes}m"}
        fields = self.levels[point.level][1]
        effect = fields.get("effect", faults[place]["effect"])
        kept = faults[place] if effect == faults[place]["effect"] else _common(faults[place])
        faults[place] = {**kept, **fields, **timed, "ends": ends}
        if point.second:
            faults.append(
                {"id": "on-top", "effect": point.second, **SECOND[point.second], **timed,
                 "ends": {"by": "vendor", "after": f"{point.minutes}m"}}
            )  # fmt: skip
        if point.away:
            data.setdefault("people", {})[point.away] = {"absent": True}
        if name:
            data |= {
                "name": name,
                "title": (title or name)[:80],
                "summary": f"{self.scenario.title}, shrunk: {self.told(point)}"[:200],
                "ground_truth": f"{self.told(point)}. All else is as in {self.scenario.name}.",
            }
        try:
            return Scenario.model_validate(data)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            raise Unusable(f"{self.scenario.name}: {where}: {first['msg']}") from None


def _common(fault: Mapping[str, object]) -> dict[str, object]:
    """What a fault has whatever its effect."""
    return {name: value for name, value in fault.items() if name in FaultBase.model_fields}


def space_of(scenario: Scenario, policy: Policy, fault: str | None) -> FaultSpace:
    """The nights around a scenario.

    Args:
        scenario: as its file has it.
        policy: whose roles can be away.
        fault: which one is varied; None: the first one that its vendor ends.

    Raises:
        Unusable: there is no such fault, or none whose length a scenario can set.
    """
    by_vendor = [one for one in scenario.faults if one.ends.by == "vendor"]
    timed = {one.id: one for one in by_vendor if not one.ends.after_end_of and not one.follows}
    if fault is None:
        fault = next(iter(timed), None)
    if fault is None:
        raise Unusable(
            f"{scenario.name}: has no fault that its vendor ends, so none can last longer"
        )
    if fault not in timed:
        problem = unknown("fault that its vendor ends", fault, tuple(timed))
        raise Unusable(f"--fault {fault}: {problem}")
    one = timed[fault]
    levels, level = _levels(one)
    as_is = NightPoint(max(1, round(one.begins.centre_ms / MINUTE)), 1, level)
    roles = tuple(role for role in policy.roles if role != scenario.player)
    return FaultSpace(scenario, fault, levels, as_is, roles)


def _levels(fault: FaultBase) -> tuple[tuple[tuple[str, Mapping[str, object]], ...], int]:
    """The strengths of a fault, and which of them is its own."""
    if isinstance(fault, R2Unavailable):
        # Weaker than all calls is a share of them, with the same error.
        shared = {"effect": "r2_errors", "error": fault.error,
                  "gives_up_after": format_duration(fault.gives_up_after)}  # fmt: skip
        parts = [(f"at {at}%", {**shared, "percent": at}) for at in range(1, 100)]
        return (*parts, ("at 100%", {})), 99
    if isinstance(fault, R2Partial):
        digits = "0123456789abcdef"
        own = [*fault.prefixes, *(one for one in digits if one not in fault.prefixes)]
        parts = [
            (f"for {count} of {len(PREFIXES)} key prefixes", {"prefixes": own[:count]})
            for count in range(1, len(PREFIXES) + 1)
        ]
        return tuple(parts), len(fault.prefixes) - 1
    if isinstance(fault, R2Slow):
        times = sorted({*_TIMES, fault.times})
        return tuple((f"{at} times slower", {"times": at}) for at in times), times.index(
            fault.times
        )
    percent = getattr(fault, "percent", None)
    if percent is None:
        return (("as it is", {}),), 0
    return tuple((f"at {at}%", {"percent": at}) for at in range(1, 101)), round(percent) - 1
