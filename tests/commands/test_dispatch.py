"""The door: what is refused and why, what is clamped, and what the journal gets to see."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.commands.command import Actor, CallerRole, Request
from sim.commands.dispatch import KEEP_RESPONSE_BYTES, role_of
from sim.commands.table import COMMANDS
from sim.exercise.exercise import Exercise
from sim.journal.encoding import canonical, digest

if TYPE_CHECKING:
    from sim.journal.bodies import Action
    from sim.scenario.policy import Policy
    from tests.conftest import MakeScenario, Player, StartExercise

R2 = "/health/services/R2_STORAGE"
BROADCAST: dict[str, Any] = {
    "type": "INCIDENT_DETECTED",
    "message": "m",
    "severity": "HIGH",
    "target": "response_team",
}


@pytest.fixture
def player(small: MakeScenario, start: StartExercise) -> Player:
    """A calm world a minute after StartEx."""
    player = start(small())
    player.exercise.advance(60_000)
    return player


def last_action(player: Player) -> Action:
    """The newest action of the journal."""
    return next(
        entry.body
        for entry in reversed(player.exercise.journal.entries)
        if entry.body.kind == "action"
    )


@pytest.mark.parametrize(
    ("path", "body", "error"),
    [
        ("/health/circuit-breaker/reset", "{", "body: not valid JSON"),
        ("/health/circuit-breaker/reset", "reason=x", "body: not valid JSON"),
        ("/health/circuit-breaker/reset", '{"reason": NaN}', "body: not valid JSON: NaN"),
        ("/health/circuit-breaker/reset", "[" * 60_000, "body: nested deeper than 32"),
        ("/health/circuit-breaker/reset", '{"a":' * 33 + "1" + "}" * 33, "body: nested deeper"),
        ("/health/circuit-breaker/reset", '{"reason": "a", "reason": "b"}', "body: not valid JSON"),
        ("/health/circuit-breaker/reset", '{"n": ' + "9" * 5000 + "}", "body: not valid JSON"),
        ("/health/circuit-breaker/reset", '{"reason": "\\ud83d"}', "body: not valid JSON: \\ud83d"),
        ("/health/circuit-breaker/reset", '{"\\udfff": 1}', "body: not valid JSON: \\udfff"),
        ("/health/circuit-breaker/reset?" + "x" * 4096, "", "path: longer than 4096"),
        ("/health/circuit-breaker/reset", "[]", "body: must be a JSON object"),
        ("/health/circuit-breaker/reset", '"x"', "body: must be a JSON object"),
        ("/health/circuit-breaker/reset", "null", "body: must be a JSON object"),
        ("/health/circuit-breaker/reset", " " * 65_537, "body: larger than 65536"),
        ("/health/circuit-breaker/reset", {"reason": 5}, "reason: "),
        ("/health/circuit-breaker/reset", {"reason": None}, "reason: "),
        ("/health/circuit-breaker/reset", {"reason": "x" * 501}, "reason: "),
        (f"{R2}/degrade", {"reason": 5}, "reason: "),
        (f"{R2}/degrade", {"reason": "x", "mode": "off"}, "mode: "),
        ("/health/queue/process", {"batch_size": "10"}, "batch_size: "),
        ("/health/queue/process", {"batch_size": -1}, "batch_size: "),
        ("/health/queue/process", {"batch_size": 1.5}, "batch_size: "),
        ("/health/queue/process", {"batch_size": True}, "batch_size: "),
        ("/health/queue/process", {"batch_size": None}, "batch_size: "),
        ("/health/queue/process", '{"batch_size": 1e999}', "body: not valid JSON: 1e999 is too"),
        ("/api/files/test-operations", {"operations": []}, "operations: "),
        ("/api/files/test-operations", {"operations": ["fly"]}, "operations.0: "),
        ("/api/files/test-operations", {"operations": "upload"}, "operations: "),
        ("/api/files/test-operations", {"test_duration": -1}, "test_duration: "),
        ("/health/notifications/broadcast", {}, "message: is required"),
        ("/health/notifications/broadcast", {**BROADCAST, "message": ""}, "message: "),
        (
            "/health/notifications/broadcast",
            {**BROADCAST, "target": "mum"},
            "target: no role, group or audience",
        ),
        ("/exercise/declare", {}, "text: is required"),
        ("/exercise/declare", {"text": "x" * 2001}, "text: "),
        ("/exercise/ack", {"alert": "alert-999"}, "alert: no alert 'alert-999'"),
        ("/exercise/assess", {"severity": 5}, "severity: must be between 1 and 4"),
        ("/exercise/assess", {"severity": 0}, "severity: must be between 1 and 4"),
        ("/exercise/assess", {"severity": "1"}, "severity: "),
        ("/exercise/page", {"role": "mum", "text": "x"}, "role: no role or group"),
        ("/exercise/page", {"role": "all_users", "text": "x"}, "role: no role or group"),
        ("/exercise/call", {"role": "cto"}, "text: is required"),
        ("/exercise/post", {"channel": "carrier pigeon", "text": "x"}, "channel: "),
        ("/exercise/status-page", {"state": "fine", "text": "x"}, "state: "),
        ("/exercise/email", {"to": "mum", "text": "x"}, "to: no role, group or audience"),
        ("/exercise/note", '{"text": "\\ud800"}', ""),
    ],
)
def test_bad_bodies(path: str, body: str | dict[str, Any], error: str, player: Player) -> None:
    """400 with the name of the field; the world stays as it was, the journal keeps the attempt."""
    before = len(player.exercise.journal)
    response = player.post(path, body if isinstance(body, str) else json.dumps(body))
    assert response.status == 400
    assert response.body["success"] is False
    assert str(response.body["error"]).startswith(error)
    assert [entry.body.kind for entry in player.exercise.journal.since(before)] == ["action"]


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("/health/events?limit=-1", "limit: "),
        ("/health/events?limit=ten", "limit: "),
        ("/health/events?limit=", "limit: "),
        ("/health/events?limit=1.5", "limit: "),
        ("/health/events?level=loud", "level: "),
        ("/health/events?since=yesterday", "since: not a timestamp"),
        ("/health/queue/operations?limit=-5", "limit: "),
        ("/health/queue/operations?status=GONE", "status: "),
        ("/health/queue/operations?since=14:00", "since: not a timestamp"),
        ("/health/metrics?hours=nan", "hours: "),
        ("/health/metrics?hours=inf", "hours: "),
        ("/health/metrics?minutes=-1", "minutes: "),
        ("/health/metrics?metric=happiness", "metric: "),
        ("/health/metrics?service=R3", "service: "),
    ],
)
def test_bad_queries(path: str, error: str, player: Player) -> None:
    """Query parameters are refused by name, too."""
    response = player.get(path)
    assert response.status == 400
    assert str(response.body["error"]).startswith(error)


@pytest.mark.parametrize(
    ("path", "arguments"),
    [
        ("/health/events?limit=0", {"limit": 1}),
        ("/health/events?limit=1000", {"limit": 1000}),
        ("/health/events?limit=99999999999999999999", {"limit": 1000}),
        ("/health/events?limit=7&unknown=1", {"limit": 7}),
        ("/health/events?limit=7&limit=8", {"limit": 8}),
        ("/health/events?since=0001-01-01T00:00:00%2B14:00", {"limit": 50}),
        ("/health/events?since=2026-03-03", {"since": "2026-03-03"}),
        ("/health/status/", {}),
        ("/health/services/R2_STORAGE?name=AUTH_KV", {"name": "R2_STORAGE"}),
        ("/health/metrics?hours=0.5&service=D1_DATABASE", {"hours": 0.5}),
    ],
)
def test_what_is_understood(path: str, arguments: dict[str, object], player: Player) -> None:
    """Limits are clamped, strangers ignored, the path wins; the journal keeps it as understood."""
    assert player.get(path).status == 200
    assert arguments.items() <= last_action(player).arguments.items()


@pytest.mark.parametrize("command", ["degrade", "restore", "force-recovery"])
def test_unknown_service(command: str, player: Player) -> None:
    """404 that lists the services."""
    response = player.post(f"/health/services/R3/{command}", '{"reason": "x"}')
    assert response.status == 404
    assert "R2_STORAGE, D1_DATABASE, AUTH_KV" in str(response.body["error"])
    assert player.get("/health/services/R3").status == 404


@pytest.mark.parametrize(
    ("header", "role"),
    [
        (None, "nobody"),
        ("", "nobody"),
        ("Bearer", "nobody"),
        ("Bearer wrong", "nobody"),
        ("Basic <admin_token>", "nobody"),
        ("<admin_token>", "nobody"),
        ("Bearer <admin_token>", "responder"),
        ("bearer  <admin_token> ", "responder"),
        ("Bearer <test_token>", "test"),
        ("Bearer own", "responder"),
    ],
)
def test_tokens(header: str | None, role: CallerRole) -> None:
    """The documents' placeholders work as they stand, the session's own tokens beside them."""
    assert role_of(header, {"own": "responder"}) == role


def test_the_action_comes_before_what_it_caused(player: Player) -> None:
    """Cause, then effects, all at one instant; a declaration's post, a force-recovery's changes."""
    player.post("/exercise/declare", '{"text": "odd"}', 90_000)
    player.post(f"{R2}/degrade", '{"reason": "odd"}', 91_000)
    player.post("/health/notifications/broadcast", json.dumps(BROADCAST), 92_000)
    player.post(f"{R2}/force-recovery", "", 93_000)
    assert player.log("action", "message", "mode") == [
        (90_000, "declare 200"),
        (
            90_000,
            "post slack to oncall_engineer,technical_lead,operations_team,communications_lead",
        ),
        (91_000, "degrade 200"),
        (91_000, "R2_STORAGE degraded operator"),
        (92_000, "broadcast 200"),
        (
            92_000,
            "broadcast pager to oncall_engineer,technical_lead,operations_team,communications_lead",
        ),
        (93_000, "force-recovery 200"),
        (93_000, "R2_STORAGE normal operator"),
    ]


def test_large_answers_are_kept_by_digest(player: Player) -> None:
    """Small answers stand in the journal; large ones only as the digest that both have."""
    response = player.get("/health/status")
    action = last_action(player)
    assert (action.response, action.response_digest) == (response.body, digest(response.body))
    player.post(f"{R2}/degrade", '{"reason": "fill the queue"}')
    player.exercise.advance(599_000)
    response = player.get("/health/queue/operations?limit=1000")
    assert len(canonical(response.body)) > KEEP_RESPONSE_BYTES
    action = last_action(player)
    assert (action.response, action.response_digest) == (None, digest(response.body))


def test_broadcast_service_down(small: MakeScenario, start: StartExercise) -> None:
    """503, no message; a post over another channel still goes out."""
    down = {
        "id": "mute",
        "effect": "channel_down",
        "channels": ["pager"],
        "broadcast_service": True,
        "begins": "0s",
        "ends": {"by": "never"},
    }
    player = start(small(faults=[down]))
    assert (
        player.post("/health/notifications/broadcast", json.dumps(BROADCAST), 1_000).status == 503
    )
    assert player.log("message") == []
    assert player.post("/exercise/post", '{"channel": "slack", "text": "hello"}').status == 200
    assert len(player.log("message")) == 1


def test_twitter_is_where_the_public_reads(player: Player) -> None:
    """The guide's own name for it; the journal keeps the channel."""
    sent = player.post("/exercise/post", '{"channel": "twitter", "text": "Downloads fail."}')
    assert sent.status == 200
    entries = player.exercise.journal.entries
    (message,) = (entry.body for entry in entries if entry.body.kind == "message")
    assert (message.channel, message.delivered) == ("social", ("public",))


READS = [
    command.sample_path for command in COMMANDS if not command.writes and command.access != "test"
]


@settings(max_examples=25)
@given(
    reads=st.lists(
        st.tuples(st.integers(1, 599_999), st.sampled_from(READS)), min_size=1, max_size=40
    ),
    seed=st.integers(0, 1_000),
)
def test_looking_changes_nothing(
    small: MakeScenario,
    policy: Policy,
    bucket_gone: dict[str, object],
    reads: list[tuple[int, str]],
    seed: int,
) -> None:
    """With any GETs at any instants, the rest of the journal is the same as without."""
    scenario = small(faults=[bucket_gone])
    watched, alone = Exercise(scenario, policy, seed), Exercise(scenario, policy, seed)
    for at, path in sorted(reads):
        found = watched.act(Request("GET", path), Actor("eye", "responder"), at)
        assert found.status in {200, 503}  # a download while the bucket is gone finds nothing
    told = []
    for exercise in (watched, alone):
        exercise.advance(exercise.horizon)
        told.append([(e.at, e.body) for e in exercise.journal.entries if e.body.kind != "action"])
    assert told[0] == told[1]


def test_a_page_offers_only_who_can_be_paged(player: Player) -> None:
    """Every name in the refusal is accepted, and what does reach an audience is named."""
    refusal = player.post("/exercise/page", json.dumps({"role": "all_users", "text": "x"}))
    error = str(refusal.body["error"])
    assert "(an audience; use `email`, or broadcast to it)" in error
    offered = error.partition("; choose from ")[2].split(", ")
    assert {"cto", "response_team"} <= set(offered)
    for name in offered:
        answer = player.post("/exercise/page", json.dumps({"role": name, "text": "x"}))
        assert answer.status == 200, name
