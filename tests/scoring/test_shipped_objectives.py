"""The shipped scenarios' objectives: each tested by conditions that can be failed and met."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from scoring.score import score
from sim.exercise.exercise import Exercise
from sim.exercise.responders import RecordedResponder, play
from sim.exercise.script import Scripted
from sim.scenario.library import (
    find_policy,
    find_reference,
    find_scenario,
    playable_names,
    scenario_names,
)
from sim.scenario.load import load_policy, load_responder, load_scenario
from sim.scenario.responder import ResponderScript

if TYPE_CHECKING:
    from sim.exercise.responders import Responder
    from sim.scenario.model import Scenario


def _acknowledging(scenario: Scenario) -> Responder:
    """Takes every alert and hears every first word, and that is all."""
    tracks = {"alert": [{"do": "ack", "after": "alert"}]}
    if scenario.injects:
        tracks["word"] = [{"do": "ack", "after": f"inject:{scenario.injects[0].id}"}]
    return Scripted(
        ResponderScript.model_validate({"format": 1, "scenario": scenario.name, "tracks": tracks})
    )


def _by_the_book(scenario: Scenario, *slips: dict[str, Any]) -> Responder:
    """The reference response, with these steps beside it."""
    path = find_reference(scenario)
    assert path is not None
    script = load_responder(path).model_dump(mode="json")
    tracks = script["tracks"] | ({"slips": list(slips)} if slips else {})
    return Scripted(ResponderScript.model_validate(script | {"tracks": tracks}))


def _ratings(scenario: Scenario, responder: Responder) -> dict[str, str | None]:
    exercise = Exercise(scenario, load_policy(find_policy(scenario.policy)), seed=7)
    play(exercise, responder)
    return {one.id: one.rating for one in score(exercise.journal.entries).objectives}


@pytest.mark.parametrize("name", playable_names())
def test_every_objective_says_how_it_is_tested(name: str) -> None:
    """Each has conditions, not only of what must not happen."""
    for objective in load_scenario(find_scenario(name)).objectives:
        assert any(not one.absent for one in objective.check), objective.id


@pytest.mark.slow
@pytest.mark.parametrize("name", scenario_names())
def test_every_objective_can_be_failed_and_met(name: str) -> None:
    """Doing nothing, and only acknowledging, meet none; the reference response all."""
    scenario = load_scenario(find_scenario(name))
    for idle in (RecordedResponder([]), _acknowledging(scenario)):
        assert set(_ratings(scenario, idle).values()) == {"U"}
    met = _ratings(scenario, _by_the_book(scenario))
    assert set(met.values()) <= {"P", "S"}


RESET = "POST /health/circuit-breaker/reset"
RESTORE = "POST /health/services/R2_STORAGE/restore"
SAFE = "post slack 'Downloads work again.'"
SLIPS: dict[tuple[str, str], dict[str, Any]] = {
    ("alerting-blind", "restore"): {
        "do": RESTORE,
        "after": "inject:first-complaint",
        "wait": "8m",
    },
    ("cascading-recovery", "watch"): {"do": "resolve 'over'", "after": "alert"},
    ("complete-r2-outage", "restore"): {"do": RESTORE, "after": "alert", "wait": "3m"},
    ("breaker-stuck-open", "understand"): {"do": RESET, "after": "alert"},
    ("false-alarm", "look-first"): {
        "do": "POST /health/services/R2_STORAGE/degrade",
        "body": {"reason": "somebody complains"},
        "after": "inject:support-alarm",
    },
    ("leaked-token", "hands-off"): {"do": RESET, "after": "alert", "wait": "3m"},
    ("leaked-token", "inform"): {"do": SAFE, "after": "alert", "wait": "10m"},
    ("no-incident", "leave-it-well"): {"do": RESET, "after": "inject:hello"},
    ("partial-degradation", "evidence-first"): {"do": RESTORE, "after": "alert", "wait": "5m"},
    ("queue-overflow", "no-shortcut"): {"do": RESET, "after": "alert", "wait": "3m"},
    ("several-services", "restore-last"): {"do": RESTORE, "after": "alert", "wait": "5m"},
    ("slow-responses", "decide"): {"do": RESTORE, "after": "alert", "wait": "8m"},
}
"""One wrong step beside the reference response, and the objective whose sentence forbids it."""


@pytest.mark.slow
@pytest.mark.parametrize(("place", "slip"), SLIPS.items(), ids=map("/".join, SLIPS))
def test_what_a_sentence_forbids_costs_its_rating(
    place: tuple[str, str], slip: dict[str, Any]
) -> None:
    """Performed without challenges as the reference has it, and no more with the slip."""
    name, objective = place
    scenario = load_scenario(find_scenario(name))
    assert _ratings(scenario, _by_the_book(scenario))[objective] == "P"
    assert _ratings(scenario, _by_the_book(scenario, slip))[objective] in {"S", "M", "U"}


@pytest.mark.parametrize("name", playable_names())
def test_a_record_keeps_the_conditions_in_few_words(name: str) -> None:
    """What is written into a journal's header is read back the same, without empty fields."""
    scenario = load_scenario(find_scenario(name))
    written = scenario.model_dump(mode="json")
    assert type(scenario).model_validate(written) == scenario
    for objective in written["objectives"]:
        assert all(all(asked.values()) for asked in objective["check"])
