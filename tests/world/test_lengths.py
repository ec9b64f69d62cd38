"""How long things last tonight: drawn, at the median, or shortened, whatever responders do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.exercise.exercise import Exercise
from sim.exercise.responders import nobody, play
from sim.journal.bodies import Alert, Durations, FaultEdge
from sim.scenario.durations import MINUTE
from sim.scenario.library import find_scenario
from sim.scenario.load import load_scenario
from sim.world.lengths import WRAP_UP, least_within

if TYPE_CHECKING:
    from sim.exercise.exercise import Exercise as Played
    from sim.scenario.model import Scenario
    from sim.scenario.policy import Policy
    from tests.conftest import MakeScenario, Player, StartExercise

LIKE = {"by": "vendor", "after": "like total from 15m to 2h45m"}
RESIDUAL = {"percent": 2, "lasts": "like residual from 10m to 1h"}


def gone(**fields: object) -> dict[str, object]:
    return {"id": "gone", "effect": "r2_unavailable", "begins": "5m", "ends": LIKE, **fields}


def edges(exercise: Played) -> dict[tuple[str, str], int]:
    """(fault, edge) and the instant."""
    return {
        (entry.body.fault, entry.body.edge): entry.at
        for entry in exercise.journal.entries
        if isinstance(entry.body, FaultEdge)
    }


def lasted(scenario: Scenario, policy: Policy, seed: int, durations: Durations) -> dict[str, int]:
    """How long each fault lasted, ms, with nobody there."""
    exercise = Exercise(scenario, policy, seed, durations=durations)
    exercise.advance(exercise.horizon)
    found = edges(exercise)
    return {
        name: at - found[name, "began"] for (name, edge), at in found.items() if edge == "ended"
    }


def test_a_live_session_takes_the_median_whatever_the_seed(
    small: MakeScenario, policy: Policy
) -> None:
    scenario = small(horizon="4h", faults=[gone()])
    like = scenario.faults[0].ends.after
    assert like is not None
    median = Durations(take="median")
    found = {lasted(scenario, policy, seed, median)["gone"] for seed in range(3)}
    assert found == {like.at(0.5)}
    drawn = {lasted(scenario, policy, seed, Durations())["gone"] for seed in range(3)}
    assert len(drawn) == 3


def test_within_shortens_all_repairs_by_one_factor_and_leaves_half_an_hour(
    small: MakeScenario, policy: Policy
) -> None:
    """The last repair comes half an hour before the end; which fault outlasts which stays."""
    other = {
        **gone(),
        "id": "later",
        "ends": {"by": "vendor", "after_end_of": "gone", "after": "20m"},
    }
    scenario = small(horizon="4h", faults=[gone(), other])
    whole = lasted(scenario, policy, 7, Durations())
    short = lasted(scenario, policy, 7, Durations(within=75 * MINUTE))
    assert short["later"] == 75 * MINUTE - WRAP_UP - 5 * MINUTE
    assert short["gone"] / whole["gone"] == pytest.approx(short["later"] / whole["later"], abs=1e-4)
    assert short["gone"] < short["later"] < whole["later"]


def test_within_lengthens_nothing(small: MakeScenario, policy: Policy) -> None:
    scenario = small(horizon="4h", faults=[gone()])
    wide = Durations(within=240 * MINUTE)
    assert lasted(scenario, policy, 7, wide) == lasted(scenario, policy, 7, Durations())


def test_the_shortest_within_leaves_ten_minutes_of_outage(policy: Policy) -> None:
    """Of every seed: a fault that begins late still lasts ten minutes."""
    scenario = load_scenario(find_scenario("complete-r2-outage"))
    least = least_within(scenario)
    assert least == (16 + 10 + 30) * MINUTE
    for seed in range(5):
        found = lasted(scenario, policy, seed, Durations(within=least))
        assert all(length >= 10 * MINUTE for length in found.values())


def test_a_fault_that_follows_ends_so_long_after_the_other(
    small: MakeScenario, policy: Policy
) -> None:
    other = {**gone(), "id": "later", "begins": "3m"}
    other["ends"] = {"by": "vendor", "after_end_of": "gone", "after": "12m"}
    scenario = small(horizon="4h", faults=[gone(), other])
    exercise = Exercise(scenario, policy, 3)
    exercise.advance(exercise.horizon)
    found = edges(exercise)
    assert found["later", "ended"] == found["gone", "ended"] + 12 * MINUTE


def test_only_a_fault_above_can_be_followed(small: MakeScenario) -> None:
    follows = {"by": "vendor", "after_end_of": "gone", "after": "12m"}
    with pytest.raises(
        ValueError, match=r"faults\[0\]\.ends\.after_end_of: unknown fault above it"
    ):
        small(faults=[{**gone(), "ends": follows}])


def test_trouble_lingers_after_the_repair_and_is_no_fault(
    small: MakeScenario, start: StartExercise
) -> None:
    """A few downloads fail for a while; the fault is over, uploads and tests are well."""
    ends = {"by": "vendor", "after": "10m"}
    player: Player = start(small(horizon="4h", faults=[gone(ends=ends, residual=RESIDUAL)]))
    world = player.exercise.world
    player.exercise.advance(15 * MINUTE + 1)
    assert not world.any_fault()
    assert world.conditions.fail_ppm("download") == 20_000
    assert world.conditions.fail_ppm("upload") == world.conditions.fail_ppm("probe") == 0
    player.exercise.advance(25 * MINUTE - 1)
    assert world.conditions.fail_ppm("download") == 20_000  # ten minutes at the least
    player.exercise.advance(76 * MINUTE)
    assert world.conditions.fail_ppm("download") == 0  # an hour at the most


def test_one_delay_for_all_alerts_of_the_night_and_whatever_responders_do(
    small: MakeScenario, policy: Policy
) -> None:
    """From firing to delivery: the same for each alert, minutes, and another under another seed."""
    scenario = small(
        horizon="1h",
        worker={"alerts": {"delivery": "like alert from 2m to 12m"}},
        faults=[gone(ends={"by": "never"})],
    )

    def delays(seed: int) -> set[int]:
        exercise = Exercise(scenario, policy, seed)
        play(exercise, nobody())
        fired: dict[str, int] = {}
        found = set()
        for entry in exercise.journal.entries:
            if isinstance(entry.body, Alert) and entry.body.state == "fired":
                fired[entry.body.alert] = entry.at
            elif isinstance(entry.body, Alert) and entry.body.state == "delivered":
                found.add(entry.at - fired[entry.body.alert])
        return found

    assert all(len(delays(seed)) == 1 for seed in range(4))
    (first,), (second,) = delays(1), delays(2)
    assert first != second
    assert 2 * MINUTE <= min(first, second) <= max(first, second) <= 12 * MINUTE


def test_the_header_says_how_durations_were_taken(policy: Policy) -> None:
    """A tabletop takes the median in any case: its moves come at times of their own."""
    scenario = load_scenario(find_scenario("complete-r2-outage"))
    plain = Exercise(scenario, policy, 1).journal.header
    assert plain.durations == Durations(take="drawn", within=None)
    talk = Exercise(scenario, policy, 1, exercise_type="tabletop").journal.header
    assert talk.durations == Durations(take="median")
