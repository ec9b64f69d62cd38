"""The test environment: a world of its own, deterministic, and without weight in the exercise."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from scoring.facts import gather
from sim.commands.command import Actor, Request
from sim.exercise.replay import rebuild
from sim.journal.bodies import Message
from sim.scenario.names import PRODUCTION_HOST, TEST_HOST

if TYPE_CHECKING:
    from sim.commands.command import CallerRole, Response
    from tests.conftest import MakeScenario, Player, StartExercise

MINUTE = 60_000


@pytest.fixture
def player(small: MakeScenario, start: StartExercise, bucket_gone: dict[str, object]) -> Player:
    """Minute 4 of an outage in production."""
    player = start(small(faults=[bucket_gone], horizon="1h"))
    player.exercise.advance(4 * MINUTE)
    return player


def there(
    player: Player,
    call: str,
    body: dict[str, Any] | None = None,
    at: int | None = None,
    role: CallerRole = "test",
) -> Response:
    """A call to the test environment."""
    method, path = call.split(" ")
    text = json.dumps(body) if body is not None else ""
    return player.exercise.act(Request(method, path, text, TEST_HOST), Actor("tester", role), at)


def data(response: Response) -> Any:
    """The answer's data."""
    assert response.status == 200, response.body
    return response.body["data"]


def test_it_is_well_while_production_is_not(player: Player) -> None:
    """The same read on both hosts shows two worlds."""
    assert data(player.get("/health/status"))["overall_status"] == "DEGRADED"
    assert data(there(player, "GET /health/status"))["overall_status"] == "HEALTHY"
    assert player.log("action")[-1] == (4 * MINUTE, "health-status 200")


def test_only_the_action_stands_in_the_journal(player: Player) -> None:
    """Whatever breaks there, the exercise's journal has the call with its host and nothing else."""
    before = len(player.exercise.journal)
    for _ in range(6):
        there(player, "POST /health/simulate-failure", {"service": "R2_STORAGE"})
    fresh = [entry.body for entry in player.exercise.journal.since(before)]
    assert {body.host for body in fresh if body.kind == "action"} == {TEST_HOST}
    assert {body.kind for body in fresh} == {"action"}


def test_five_failures_open_its_breaker(player: Player) -> None:
    """Calls count there: threshold, fast fail, waiting time, trials."""
    answers = [data(there(player, "POST /health/simulate-failure", {})) for _ in range(6)]
    assert [answer["circuit_breaker_state"] for answer in answers] == ["CLOSED"] * 4 + ["OPEN"] * 2
    assert [answer["counted"] for answer in answers] == [True] * 5 + [False]
    assert [answer["status"] for answer in answers] == ["DEGRADED"] * 2 + ["OFFLINE"] * 4
    later = player.exercise.now + 61_000
    states = [
        data(there(player, "POST /health/simulate-success", {}, later))["circuit_breaker_state"]
        for _ in range(2)
    ]
    assert states == ["HALF_OPEN", "CLOSED"]


def test_an_outage_there_is_checked_at_once_and_restored(player: Player) -> None:
    """The health check follows at once; a second outage is 409; the report has what happened."""
    gone = data(there(player, "POST /api/test/simulate-r2-outage", {}))
    assert gone["statuses"]["R2_STORAGE"] == "DEGRADED"
    assert there(player, "POST /api/test/simulate-complete-outage", {}).status == 409
    at = player.exercise.now + 2 * MINUTE
    assert not data(there(player, "POST /health/r2/test", {}, at))["success"]
    back = data(there(player, "POST /api/test/restore-r2-service"))
    assert (back["services"], back["statuses"]["R2_STORAGE"]) == (["R2_STORAGE"], "HEALTHY")
    (outage,) = data(there(player, "POST /api/test/generate-report"))["outages"]
    assert (outage["detected_after_seconds"], outage["recovered_after_seconds"]) == (0, 120)
    compliance = data(there(player, "GET /api/test/compliance-report"))
    assert [row["met"] for row in compliance["requirements"]] == [True, True]
    assert data(player.get("/health/r2/status"))["service_status"] == "OFFLINE"


def test_a_timed_outage_ends_by_itself(player: Player) -> None:
    """Everything is gone for a minute, then the next check finds it well."""
    body = {"outage_type": "complete", "duration": 60}
    gone = data(there(player, "POST /api/test/simulate-complete-outage", body))
    assert set(gone["statuses"].values()) == {"DEGRADED"}
    at = player.exercise.now + 2 * MINUTE
    assert data(there(player, "GET /health/status", None, at))["overall_status"] == "HEALTHY"


def test_the_load_test_is_the_worlds_own_model(player: Player) -> None:
    """On a good day all is answered; in an outage the breaker turns nearly all of it away."""
    body = {"operations_per_minute": 600, "test_duration": 60, "operation_mix": {"download": 1}}
    calm = data(there(player, "POST /api/test/load-test", body))
    assert 500 < calm["requests"] < 700
    assert calm["failed"] == 0
    there(player, "POST /api/test/simulate-r2-outage", {})
    broken = data(there(player, "POST /api/test/load-test", body))
    (counts,) = broken["by_operation"]
    assert (counts["ok"], counts["errors"]) == (0, 5)
    assert broken["circuit_breaker_state"] == "OPEN"
    assert data(there(player, "GET /health/circuit-breaker"))["state"] == "CLOSED"
    runs = data(there(player, "POST /api/test/generate-report"))["tests"]
    assert [run["passed"] for run in runs] == [True, False]


def test_two_names_of_one_operation_may_weigh_as_much_as_each_may(player: Player) -> None:
    """`list` is a read of metadata: together they are heavier than the largest weight."""
    body = {"operation_mix": {"list": 1_000_000, "metadata": 1_000_000, "upload": 0}}
    report = data(there(player, "POST /api/test/load-test", body))
    assert [counts["operation"] for counts in report["by_operation"]] == ["metadata"]


def test_a_scheduled_test_runs_by_itself(player: Player) -> None:
    """It stands in the report once its time has come."""
    there(player, "POST /api/test/schedule-automated-test", {"delay": 60})
    course = data(there(player, "POST /api/test/automated-circuit-breaker-test"))
    assert course["success"]
    assert len(course["steps"]) == 6
    before = data(there(player, "POST /api/test/generate-report"))
    later = player.exercise.now + 2 * MINUTE
    after = data(there(player, "POST /api/test/generate-report", None, later))
    assert [len(report["tests"]) for report in (before, after)] == [1, 2]
    assert [len(report["scheduled"]) for report in (before, after)] == [1, 0]


@pytest.mark.parametrize(
    ("role", "host", "status"),
    [
        ("nobody", TEST_HOST, 401),
        ("responder", TEST_HOST, 401),
        ("test", TEST_HOST, 200),
        ("nobody", PRODUCTION_HOST, 401),
        ("responder", PRODUCTION_HOST, 403),
        ("test", PRODUCTION_HOST, 403),
    ],
)
def test_who_may_break_things(player: Player, role: CallerRole, host: str, status: int) -> None:
    """Test commands need the test token on the test host; production refuses them to anybody."""
    request = Request("POST", "/health/simulate-failure", "{}", host)
    assert player.exercise.act(request, Actor("tester", role)).status == status


@pytest.mark.parametrize("role", ["responder", "test"])
def test_the_token_says_what_it_allows(player: Player, role: CallerRole) -> None:
    """On either host, each token is told its own."""
    answers = [
        data(
            player.exercise.act(
                Request("GET", "/api/auth/verify-token", "", host), Actor("t", role)
            )
        )
        for host in (PRODUCTION_HOST, TEST_HOST)
    ]
    assert answers[0] == answers[1]
    assert answers[0]["role"] == role


def test_it_counts_for_nothing(player: Player) -> None:
    """Commands there reach no mark and are no facts for the scorer."""
    there(player, "POST /exercise/declare", {"text": "only trying"})
    there(player, "POST /exercise/resolve", {"text": "only trying"})
    there(player, "POST /health/circuit-breaker/reset", {})
    player.post("/exercise/note", '{"text": "in earnest"}')
    assert not {"declared", "resolved"} & set(player.exercise.milestones.reached)
    facts = gather(player.exercise.journal.entries)
    assert [fact.body.command for fact in facts.actions] == ["note"]
    assert facts.of(Message) == ()


def played(player: Player) -> Player:
    """An hour with some of everything on both hosts."""
    there(player, "POST /api/test/simulate-r2-outage", {"duration": 90})
    player.post("/health/services/R2_STORAGE/degrade", '{"reason": "R2 is gone"}', 5 * MINUTE)
    there(player, "POST /api/test/load-test", {}, 5 * MINUTE + 1)
    there(player, "GET /health/events", None, 9 * MINUTE)
    there(player, "PUT /health/config", {"breaker": {"failure_threshold": 2}}, 9 * MINUTE)
    there(player, "POST /health/simulate-failure", {}, 10 * MINUTE)
    player.post("/exercise/resolve", "", 20 * MINUTE)
    there(player, "POST /api/test/generate-report", None, 25 * MINUTE)
    there(player, "GET /health/metrics", None, 30 * MINUTE)
    player.exercise.finish()
    return player


def test_it_replays(player: Player) -> None:
    """A record with calls to both hosts is rebuilt byte by byte."""
    journal = played(player).exercise.journal
    assert rebuild(journal.entries).journal.lines == journal.lines


def test_it_leaves_production_alone(
    small: MakeScenario, start: StartExercise, bucket_gone: dict[str, object]
) -> None:
    """With all of it or none of it, production goes the same way."""
    scenario = small(faults=[bucket_gone], horizon="1h")
    with_tests, without = start(scenario), start(scenario)
    for minute in range(1, 50, 3):
        there(with_tests, "POST /health/simulate-failure", {}, minute * MINUTE + minute)
        there(with_tests, "POST /api/test/load-test", {}, minute * MINUTE + minute)
    told = []
    for player in (with_tests, without):
        player.exercise.advance(player.exercise.horizon)
        entries = player.exercise.journal.entries
        told.append([(entry.at, entry.body) for entry in entries if entry.body.kind != "action"])
    assert told[0] == told[1]
