"""The release history and its tool, through both doors: the simulation's own commands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.surfaces.doors import Call

if TYPE_CHECKING:
    from tests.surfaces.doors import Answer, Door

PATH = "/api/releases"


def deploy(door: Door, **body: object) -> Answer:
    return door(Call("POST", f"{PATH}/deploy", json.dumps(body)))


def test_the_history_is_a_list_newest_first(door: Door) -> None:
    """Every worker has one release; what is deployed again stands before it."""
    before = door(Call("GET", PATH)).body
    deploy(door, release="worker-stable", environment="production")
    after = door(Call("GET", PATH)).body
    (stable,) = before["data"]
    assert stable.keys() == {"id", "deployed_at", "environment", "what", "by"}
    assert (before["total"], after["total"]) == (1, 2)
    assert after["data"][1] == stable
    assert after["data"][0]["deployed_at"] > stable["deployed_at"]
    assert door(Call("GET", f"{PATH}?limit=1")).body["data"] == after["data"][:1]


def test_without_an_environment_it_does_not_reach_users(door: Door) -> None:
    """The default is `default`, and the answer says so."""
    answer = deploy(door, release="worker-stable")
    assert answer.body["data"]["environment"] == "default"
    assert answer.body["message"] == "worker-stable deployed to default"


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        ({"release": "worker-stabel"}, 404, "there is: worker-stable"),
        ({}, 400, "release: is required"),
        ({"release": "worker-stable", "environment": "prod"}, 400, "environment: "),
        ({"release": 7}, 400, "release: "),
    ],
    ids=["unknown", "none", "no such environment", "a number"],
)
def test_what_cannot_be_done_is_said(
    body: dict[str, object], status: int, says: str, door: Door
) -> None:
    answer = deploy(door, **body)
    assert answer.status == status
    assert says in answer.body["error"]


def test_an_unknown_field_is_taken_with_a_warning(door: Door) -> None:
    """As the worker's own commands do."""
    answer = deploy(door, release="worker-stable", canary=True)
    assert answer.status == 200
    assert "canary" in answer.body["warnings"][0]


def test_only_responders_may(door: Door) -> None:
    """The history says what broke it: a token is needed for both."""
    for call in (Call("GET", PATH, token=None), Call("POST", f"{PATH}/deploy", "{}", token=None)):
        assert door(call).status == 401
