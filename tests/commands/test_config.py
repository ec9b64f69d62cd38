"""Changing the worker's settings: what is refused, what is journaled, and what it costs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from sim.commands.command import Request
from sim.exercise.replay import rebuild

if TYPE_CHECKING:
    from sim.commands.command import Actor, Response
    from tests.conftest import MakeScenario, Player, StartExercise

MINUTE = 60_000
HALF_BAD = {
    "id": "half",
    "effect": "r2_errors",
    "percent": 40,
    "operations": ["download", "upload", "delete"],
    "begins": "2m",
    "ends": {"by": "vendor", "after": "5m"},
}


@pytest.fixture
def player(small: MakeScenario, start: StartExercise) -> Player:
    """A calm world a minute after StartEx."""
    player = start(small())
    player.exercise.advance(MINUTE)
    return player


def put(player: Player, responder: Actor, body: dict[str, Any]) -> Response:
    """Replace the settings."""
    return player.exercise.act(Request("PUT", "/health/config", json.dumps(body)), responder)


def data(response: Response) -> Any:
    """The answer's data."""
    assert response.status == 200, response.body
    return response.body["data"]


def test_a_change_is_answered_journaled_and_merged(player: Player) -> None:
    """POST changes what is given, the journal says old and new, and what stays is not named."""
    body = {"alerts": {"response": 30}, "queue": {"every": 2, "batch_size": 50}}
    answer = data(player.post("/health/config", json.dumps(body)))
    assert answer["alerts"]["response"] == 30
    assert (answer["queue"]["every"], answer["queue"]["batch_size"]) == (2, 50)
    assert answer["queue"]["max_retries"] == 3
    assert data(player.get("/health/config")) == answer
    assert player.log("action", "config") == [
        (MINUTE, "config-update 200"),
        (MINUTE, "queue {'batch_size': 10, 'every': '5s'} -> {'batch_size': 50, 'every': '2s'}"),
        (MINUTE, "alerts {'response': '5s'} -> {'response': '30s'}"),
        (MINUTE, "config 200"),
    ]
    events = data(player.get("/health/events?type=CONFIG_CHANGED"))
    assert [event["message"] for event in events] == [
        "settings of alerts changed: response",
        "settings of queue changed: batch_size, every",
    ]


def test_put_replaces(player: Player, responder: Actor) -> None:
    """PUT takes what is given; all else goes back to the worker's default."""
    before = data(player.get("/health/config"))
    player.post("/health/config", '{"breaker": {"open_for": 5, "failure_threshold": 9}}')
    answer = data(put(player, responder, {"breaker": {"open_for": 10}}))
    assert answer["breaker"] == {**before["breaker"], "open_for": 10}
    assert data(put(player, responder, {})) == before


def test_the_same_again_changes_nothing(player: Player) -> None:
    """A change to what is so already leaves no entry but the action's."""
    answer = player.post("/health/queue/config", '{"batch_size": 10}')
    assert answer.body["message"] == "no change: these are already the settings"
    assert player.log("config") == []


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/health/config", {"alerts": {"error_percent": -1}}, "alerts.error_percent: "),
        ("/health/config", {"alerts": {"error_percent": "5"}}, "alerts.error_percent: "),
        ("/health/config", {"alerts": []}, "alerts: "),
        ("/health/config", {"health": {"every": -1}}, "health.every: "),
        ("/health/config", {"health": {"timeout": -1}}, "health.timeout: "),
        ("/health/queue/config", {"batch_size": -1}, "batch_size: "),
        ("/health/queue/config", {"every": True}, "every: "),
    ],
)
def test_what_is_refused(path: str, body: dict[str, Any], field: str, player: Player) -> None:
    """A value of another type, or below nothing, is 400 by name and changes nothing."""
    answer = player.post(path, json.dumps(body))
    assert answer.status == 400
    assert str(answer.body["error"]).startswith(field)
    assert player.log("config") == []


def alerts_of(player: Player, *, raised: bool) -> list[str]:
    """The error-rate alerts that were delivered, with the threshold raised or not."""
    if raised:
        player.post("/health/config", '{"alerts": {"error_percent": 90}}', MINUTE)
    player.exercise.advance(5 * MINUTE)
    return [what for _, what in player.log("alert") if what == "error_rate delivered pager"]


def test_raised_thresholds_hide_alerts(small: MakeScenario, start: StartExercise) -> None:
    """The trap: in the same weather nobody is paged by the error rate once its limit is 90%."""
    seen, hidden = start(small(faults=[HALF_BAD])), start(small(faults=[HALF_BAD]))
    assert alerts_of(seen, raised=False) == ["error_rate delivered pager"]
    assert alerts_of(hidden, raised=True) == []
    assert hidden.exercise.world.log.error_percent(3 * MINUTE, 4 * MINUTE) > 10


def test_parts_follow_the_settings(player: Player, short: Any) -> None:
    """Probes, breaker and queue do what the settings say from the next time on."""
    body = {
        "health": {"every": 10, "timeout": 1},
        "breaker": {"failure_threshold": 1},
        "queue": {"max_size": 1},
    }
    player.post("/health/config", json.dumps(body))
    world = player.exercise.world
    player.exercise.advance(75_000)
    assert world.health.services["R2_STORAGE"].last_check_at == 70_000
    world.breaker.fail(world.now)
    assert world.breaker.state == "OPEN"
    player.post("/health/services/R2_STORAGE/degrade", '{"reason": "to fill the queue"}')
    player.exercise.advance(3 * MINUTE)
    assert world.queue.total == 1
    assert short(player.exercise.journal.entries, "queue")[-1][1] == "full 1"


def test_a_queue_made_smaller_than_it_is_takes_nothing_more(player: Player) -> None:
    """What is queued stays queued; new writes are turned away."""
    player.post("/health/services/R2_STORAGE/degrade", '{"reason": "to fill the queue"}')
    player.exercise.advance(3 * MINUTE)
    player.post("/health/queue/config", '{"max_size": 1}')
    before = player.exercise.world.queue.total
    player.exercise.advance(5 * MINUTE)
    assert player.exercise.world.queue.total == before > 1
    stats = data(player.get("/health/queue/stats"))
    assert (stats["accepted"], stats["max_queue_size"]) == (before, 1)
    assert sum(kind["pending"] for kind in stats["by_type"]) == before


def test_changed_settings_replay(player: Player) -> None:
    """A record with changed settings is rebuilt byte by byte."""
    player.post("/health/config", '{"health": {"every": 7.5}, "alerts": {"every": 11}}')
    player.exercise.advance(5 * MINUTE)
    again = rebuild(player.exercise.journal.entries)
    assert again.journal.lines == player.exercise.journal.lines
