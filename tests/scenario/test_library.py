"""Scenarios, policies and references are found by name, an author's own before the shipped ones."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sim.errors import NotFound
from sim.scenario.library import (
    find_policy,
    find_reference,
    find_scenario,
    playable_names,
    scenario_names,
    shipped_folder,
)
from sim.scenario.load import load_policy, load_responder, load_scenario

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize("name", playable_names())
def test_shipped_scenarios_load_with_their_policy(name: str) -> None:
    path = find_scenario(name)
    scenario = load_scenario(path)
    policy = load_policy(find_policy(scenario.policy, path))
    assert scenario.player in policy.roles
    reference = find_reference(scenario, path)
    assert reference is None or load_responder(reference).scenario == name


def test_the_first_scenario_is_there() -> None:
    assert "complete-r2-outage" in scenario_names()


def test_unknown_scenario_carries_the_known_names() -> None:
    with pytest.raises(NotFound, match="no scenario named 'complete-r2-outag'") as caught:
        find_scenario("complete-r2-outag")
    assert caught.value.known == playable_names()


@pytest.mark.parametrize("name", ["small.yaml", "./small.yaml", "sub/../small.yaml"])
def test_a_path_is_a_path(name: str, save: Callable[..., Path], minimal: str) -> None:
    save(minimal, "sub/other.yaml")
    save(minimal)
    assert load_scenario(find_scenario(name)).name == "small"


def test_a_missing_path_carries_its_neighbours(save: Callable[..., Path], minimal: str) -> None:
    save(minimal, "mine/small.yaml")
    with pytest.raises(NotFound) as caught:
        find_scenario("mine/smal.yaml")
    assert caught.value.known == ("mine/small.yaml",)


def test_the_policy_beside_a_scenario_wins(save: Callable[..., Path], policy: str) -> None:
    shipped = shipped_folder() / "policies" / "list-cutter.yaml"
    scenario = Path("mine/small.yaml")
    assert find_policy("list-cutter", scenario) == find_policy("list-cutter") == shipped
    own = save(policy, "mine/policies/list-cutter.yaml")
    assert find_policy("list-cutter", scenario) == own


def test_unknown_policy_carries_own_and_shipped_names(
    save: Callable[..., Path], policy: str
) -> None:
    save(policy, "policies/acme.yaml")
    with pytest.raises(NotFound) as caught:
        find_policy("acne", Path("small.yaml"))
    assert {"acme", "list-cutter"} <= set(caught.value.known)


@pytest.mark.parametrize("name", ["../small", "/etc/passwd", "*"])
def test_a_name_is_not_a_path(name: str, save: Callable[..., Path], minimal: str) -> None:
    save(minimal)
    with pytest.raises(NotFound):
        find_policy(name, Path("small.yaml"))


def test_the_reference_beside_a_scenario(
    save: Callable[..., Path], minimal: str, responder: str
) -> None:
    path = save(minimal)
    scenario = load_scenario(path)
    assert find_reference(scenario, path) is None
    own = save(responder, "reference/small.yaml")
    assert find_reference(scenario, path) == own
