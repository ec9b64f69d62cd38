"""Looking at the monitoring, back at the incident, and telling several at once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from sim.commands.command import Response
    from tests.conftest import MakeScenario, Player, StartExercise

MINUTE = 60_000
BLIND = {"id": "blind", "effect": "alerting_blind", "begins": "2m", "ends": {"by": "never"}}
TARGETED = {"type": "INCIDENT_UPDATE", "message": "Still at it.", "severity": "HIGH"}


def data(response: Response) -> Any:
    """The answer's data."""
    assert response.status == 200, response.body
    return response.body["data"]


@pytest.fixture
def player(small: MakeScenario, start: StartExercise, bucket_gone: dict[str, object]) -> Player:
    """Minute 4 of an outage."""
    player = start(small(faults=[bucket_gone], horizon="1h"))
    player.exercise.advance(4 * MINUTE)
    return player


def test_blind_monitoring_shows_in_its_status(small: MakeScenario, start: StartExercise) -> None:
    """The last evaluation stays behind, which is all that tells."""
    player = start(small(faults=[BLIND]))
    player.exercise.advance(9 * MINUTE)
    status = data(player.get("/health/monitoring/status"))
    assert status["last_evaluation"].startswith("2026-03-03T14:01:30")
    assert status["last_health_check"].startswith("2026-03-03T14:08:30")
    assert status["active_alerts"] == []


def test_monitoring_shows_what_fires(player: Player) -> None:
    """The active alerts by rule."""
    status = data(player.get("/health/monitoring/status"))
    assert "breaker_open" in {alert["rule"] for alert in status["active_alerts"]}


def test_the_export_is_the_sum_of_the_answers(player: Player) -> None:
    """One document has what the single calls answer."""
    export = data(player.get("/health/analysis/export?hours=0.5"))
    assert export["metrics"] == data(player.get("/health/metrics?hours=0.5"))
    assert export["queue"] == data(player.get("/health/queue/status"))
    assert export["circuit_breaker"] == data(player.get("/health/circuit-breaker"))
    assert export["circuit_breaker_history"] == data(player.get("/health/circuit-breaker/history"))
    assert export["events"] == data(player.get("/health/events?limit=1000"))
    assert player.get("/health/analysis/export?hours=-1").status == 400


def test_before_during_and_after(player: Player) -> None:
    """The incident's time is what responders declared and resolved."""
    open_ = data(player.get("/health/trends/post-incident"))
    assert (open_["during"], open_["after"], open_["recovered"]) == (None, None, None)
    player.post("/exercise/declare", '{"text": "gone"}', 5 * MINUTE)
    player.post("/exercise/resolve", "", 20 * MINUTE)
    player.exercise.advance(30 * MINUTE)
    trends = data(player.get("/health/trends/post-incident"))
    assert trends["during"]["error_rate"] > trends["after"]["error_rate"]
    assert trends["before"]["requests"] + trends["during"]["requests"] > 0
    assert trends["recovered"] is True
    assert trends["circuit_breaker_opened"] >= 1


def test_several_are_told_each_over_its_own_channel(player: Player) -> None:
    """A role by the pager, an audience by its channel; one message each, receipts for all."""
    body = {**TARGETED, "recipients": ["technical_lead", "all_users", "technical_lead"]}
    sent = data(player.post("/health/notifications/targeted", json.dumps(body)))
    assert (sent["messages"], sent["undelivered"]) == (2, 0)
    by_target = {(receipt["target"], receipt["channel"]) for receipt in sent["receipts"]}
    assert ("technical_lead", "pager") in by_target
    assert len({channel for _, channel in by_target}) == 2
    assert len(player.log("message")) == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"recipients": []}, "recipients: "),
        ({"recipients": "cto"}, "recipients: "),
        ({"recipients": ["cto"], "type": 7}, "type: "),
        ({"recipients": ["cto"], "severity": 1}, "severity: "),
    ],
)
def test_who_cannot_be_told(player: Player, change: dict[str, Any], field: str) -> None:
    """400 by name, and nobody is told anything."""
    answer = player.post("/health/notifications/targeted", json.dumps({**TARGETED, **change}))
    assert answer.status == 400
    assert str(answer.body["error"]).startswith(field)
    assert player.log("message") == []


def test_documents_are_counted(player: Player) -> None:
    """Reports, analyses and action items are numbered and counted per incident."""
    calls = [
        ("/api/incidents/report/INC-001", {"summary": "s", "timeline": ["a", "b"]}),
        ("/api/incidents/analysis/INC-2026-07", {"root_cause": "c"}),
        ("/api/incidents/action-items", {"items": [{"text": "t"}]}),
    ]
    kept = [data(player.post(path, json.dumps(body))) for path, body in calls]
    assert [(d["id"], d["incident"], d["items"], d["documents"]) for d in kept] == [
        ("doc-001", "INC-001", 2, 1),
        ("doc-002", "INC-2026-07", 0, 1),
        ("doc-003", "INC-001", 1, 2),
    ]
    wrong = player.post("/api/incidents/report/a%20b", '{"summary": "s"}')
    assert wrong.status == 400
    assert str(wrong.body["error"]).startswith("id: ")
