"""The search for the mildest night that fails, against nights whose answer is known."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from sim.campaigns.defeat import search
from sim.campaigns.fault_space import NightPoint, space_of
from sim.errors import Unusable
from sim.scenario.model import Scenario
from sim.surfaces.arguments import choose

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.campaigns.defeat import Defeat
    from sim.campaigns.fault_space import FaultSpace


def _space(name: str = "complete-r2-outage", fault: str | None = None) -> FaultSpace:
    chosen = choose(name)
    return space_of(chosen.scenario, chosen.policy, fault)


def _searched(
    fails: Callable[[NightPoint], bool], most: int = 2000, seed: int = 1
) -> tuple[Defeat, list[NightPoint]]:
    asked: list[NightPoint] = []

    def ask(points: Sequence[NightPoint]) -> list[str]:
        asked.extend(points)
        return ["TTR is long" if fails(one) else "" for one in points]

    return search(_space(), ask, most, seed, lambda _: None), asked


def test_the_frontier_is_the_true_one_to_the_minute() -> None:
    """Where a night fails from some duration on, both sides of the line are found."""
    found, _ = _searched(lambda one: one.minutes * (one.level + 1) >= 4000)
    longest = found.space.longest
    for column in found.frontier:
        first = -(-4000 // (column.level + 1))
        if first > longest:
            assert (column.held, column.failed) == (longest, None)
        else:
            assert (column.held, column.failed) == (first - 1, first)
    assert {0, 99} <= {column.level for column in found.frontier}


def test_every_step_milder_than_the_mildest_holds() -> None:
    """What is shrunk fails, and no neighbour below it does."""

    def fails(one: NightPoint) -> bool:
        return one.minutes >= 37 and one.level >= 12

    found, _ = _searched(fails)
    assert found.mildest == replace(found.space.as_is, minutes=37, level=12)
    assert found.why == "TTR is long"
    assert not any(fails(one) for one in found.space.milder(found.mildest))


def test_somebody_away_is_found_where_nothing_else_fails() -> None:
    """And the fault that goes with it is shrunk to what it takes."""
    found, _ = _searched(lambda one: one.away == "cto" and one.minutes >= 20)
    assert found.mildest is not None
    assert (found.mildest.away, found.mildest.minutes, found.mildest.level) == ("cto", 20, 0)
    assert all(column.failed is None for column in found.frontier)


def test_a_second_fault_is_taken_when_it_costs_less() -> None:
    """It counts an hour: a night of two hours alone is harder than a quarter with it."""
    found, _ = _searched(
        lambda one: (
            one.minutes * (one.level + 1) >= 12_000
            or (one.second == "queue_stalled" and one.minutes * (one.level + 1) >= 1_500)
        )
    )
    assert found.mildest is not None
    assert found.mildest.second == "queue_stalled"
    assert found.space.cost(found.mildest) < 120


def test_random_nights_below_the_frontier_find_a_pocket() -> None:
    """Halving cannot see a stretch that fails within one that holds; the probes can."""
    found, _ = _searched(
        lambda one: (
            one.level >= 50 and (one.minutes >= 150 or (40 <= one.minutes <= 90 and one.begin > 60))
        )
    )
    assert found.probes[1] > 0
    assert found.mildest is not None
    assert found.mildest.begin > 60
    assert (found.mildest.minutes, found.mildest.level) == (40, 50)


def test_no_more_nights_are_played_than_allowed() -> None:
    """The search stops, says so, and shows the mildest so far."""
    found, asked = _searched(lambda one: one.minutes >= 37, most=20)
    assert len(asked) == found.nights == 20
    assert found.cut
    assert found.mildest is not None


def test_the_same_seed_asks_for_the_same_nights_once_each() -> None:
    """Another seed probes elsewhere."""

    def fails(one: NightPoint) -> bool:
        return one.minutes * (one.level + 1) >= 4000

    _, first = _searched(fails)
    _, again = _searched(fails)
    _, other = _searched(fails, seed=2)
    assert first == again != other
    assert len(set(first)) == len(first)


def test_a_night_is_a_valid_scenario_of_its_own() -> None:
    """An outage at 40% is a share of failing calls; a second fault lasts as long as the first."""
    space = _space()
    point = NightPoint(10, 25, 39, second="backup_failing", away="technical_lead")
    made = space.at(point, "mild", "Mild").model_dump(mode="json", exclude_unset=True)
    first, second = made["faults"]
    assert (first["effect"], first["percent"], first["begins"]) == ("r2_errors", 40, "10m")
    assert first["ends"] == {"by": "vendor", "after": "25m"}
    assert (second["effect"], second["ends"]["after"]) == ("backup_failing", "25m")
    assert made["people"]["technical_lead"] == {"absent": True}
    assert made["name"] == "mild"
    whole = space.at(NightPoint(10, 25, 99)).model_dump(mode="json", exclude_unset=True)
    assert whole["faults"][0]["effect"] == "r2_unavailable"


@pytest.mark.parametrize(
    ("name", "level", "field", "value"),
    [
        ("partial-degradation", 2, "prefixes", ["3", "6", "9"]),
        ("bucket-emptied", 49, "percent", 50),
    ],
)
def test_each_kind_of_fault_has_its_own_strengths(
    name: str, level: int, field: str, value: object
) -> None:
    """Key prefixes, percent."""
    made = _space(name).at(NightPoint(10, 25, level)).model_dump(mode="json", exclude_unset=True)
    assert made["faults"][0][field] == value


def test_slowness_is_so_many_times_slower() -> None:
    """Its own strength is among the levels; the weakest is twice."""
    chosen = choose("slow-responses")
    data = chosen.scenario.model_dump(mode="json", exclude_unset=True)
    data["faults"][0]["ends"] = {"by": "vendor", "after": "30m"}
    scenario = Scenario.model_validate(data)
    space = space_of(scenario, chosen.policy, None)
    own = scenario.faults[0].times  # type: ignore[union-attr]  # it is the slow one
    assert space.levels[space.as_is.level] == (f"{own} times slower", {"times": own})
    assert space.levels[0][1] == {"times": 2}


def test_a_scenario_without_such_a_fault_is_refused() -> None:
    """A command ends it there; and an unknown name is told with the one that was meant."""
    with pytest.raises(Unusable, match="has no fault that its vendor ends"):
        _space("breaker-stuck-open")
    with pytest.raises(Unusable, match=r"--fault dead-prefixe: .* did you mean 'dead-prefixes'"):
        _space("partial-degradation", "dead-prefixe")
