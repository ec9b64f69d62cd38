"""Every row of the command table works as its example says, and answers what its model says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from sim.commands.command import Actor, Request
from sim.commands.console import parse_line
from sim.commands.table import COMMANDS, incident_commands

if TYPE_CHECKING:
    from sim.commands.command import Command, Response
    from tests.conftest import MakeScenario, Player, StartExercise

PRESUPPOSES = {"backup-stop": "backup-restore"}
"""Commands whose example needs another one's to have been given."""

TONIGHT = {"upload": 202, "download": 503, "answer": 409, "hint": 409}
"""What the outage makes of an example; nobody has paged the responder yet."""

BY_NAME = {command.name: command for command in COMMANDS}
FOUR_MINUTES = 240_000


@pytest.fixture
def player(small: MakeScenario, start: StartExercise, bucket_gone: dict[str, object]) -> Player:
    """Minute 4 of an outage: alerts fire, the breaker is open, writes are queued."""
    player = start(small(faults=[bucket_gone]))
    player.exercise.advance(FOUR_MINUTES)
    return player


def example_of(command: Command) -> Request:
    """The row's example as a request."""
    body = json.dumps(command.example.body or {}) if command.writes else ""
    return Request(command.method, command.sample_path, body, command.host)


@pytest.mark.parametrize("name", BY_NAME)
def test_the_example_works(name: str, player: Player, responder: Actor) -> None:
    """It succeeds, `data` fits the answer's model with nothing left over, the journal names it."""
    command = BY_NAME[name]
    if name in PRESUPPOSES:
        player.exercise.act(example_of(BY_NAME[PRESUPPOSES[name]]), responder)
    actor = Actor("tester", "test") if command.access == "test" else responder
    response = player.exercise.act(example_of(command), actor)
    assert response.status == TONIGHT.get(name, 200)
    assert player.log("action")[-1] == (player.exercise.now, f"{name} {response.status}")
    if response.status >= 400:
        return
    assert response.body["success"] is True
    beside = {"total", "counts"} if command.many else set()
    assert set(response.body) <= {"success", "data", "message", *beside}
    data = response.body["data"]
    assert isinstance(data, list) is command.many
    for one in data if isinstance(data, list) else [data]:
        assert command.answer.model_validate(one).model_dump(mode="json") == one


@pytest.mark.parametrize("name", ["upload", "download"])
def test_the_example_works_on_a_good_day(
    name: str, small: MakeScenario, start: StartExercise, responder: Actor
) -> None:
    """What an outage delays or refuses works at once without one."""
    assert start(small()).exercise.act(example_of(BY_NAME[name]), responder).status == 200


@pytest.mark.parametrize("name", [command.name for command in incident_commands()])
def test_the_console_example_is_the_same_command(
    name: str, player: Player, responder: Actor
) -> None:
    """The typed line reaches the same row and works."""
    command = BY_NAME[name]
    request = parse_line(command.example.console)
    assert (request.method, request.path) == (command.method, command.path)
    assert player.exercise.act(request, responder).status == TONIGHT.get(name, 200)


CONTRACT = """
GET /health/status /health/r2/status /health/services /health/services/:name /health/events
GET /health/queue/status /health/queue/operations /health/queue/stats /health/metrics
GET /health/circuit-breaker /health/circuit-breaker/history /health/config
GET /health/monitoring/status /health/analysis/export /health/trends/post-incident
GET /api/backup/stats /api/backup/list /api/backup/status/:id /api/backup/find-by-date
GET /api/backup/scheduler/status /api/files/integrity-check /api/files/corruption-report
GET /api/files/integrity-status /api/files/integrity-report /api/users/affected
GET /api/incidents/report/:id /api/incidents/analysis/:id
GET /api/auth/verify-token /api/list_cutter/download/:name
GET /api/test/get-checksum /api/test/get-lost-files /api/test/verify-restoration
GET /api/test/compliance-report
POST /health/queue/process /health/circuit-breaker/reset /health/services/:name/degrade
POST /health/services/:name/restore /health/services/:name/force-recovery /health/r2/test
POST /health/check /health/notifications/broadcast /health/notifications/targeted
POST /health/config /health/queue/config /health/simulate-failure /health/simulate-success
POST /api/backup/create /api/backup/verify/:id /api/backup/restore/:id /api/backup/stop
POST /api/backup/rollback /api/files/integrity-check /api/files/test-operations
POST /api/files/quarantine /api/files/unquarantine /api/files/mark-corrupted
POST /api/files/verify-restored /api/files/verify-all /api/files/clear-bucket
POST /api/files/test-user-operations /api/list_cutter/upload
POST /api/incidents/report/:id /api/incidents/analysis/:id /api/incidents/action-items
POST /api/test/simulate-r2-outage /api/test/simulate-complete-outage
POST /api/test/restore-r2-service /api/test/simulate-data-loss /api/test/generate-data
POST /api/test/create-checksum /api/test/verify-restoration /api/test/setup-disaster-test
POST /api/test/cleanup /api/test/cleanup-disaster-test /api/test/load-test
POST /api/test/generate-report /api/test/automated-circuit-breaker-test
POST /api/test/schedule-automated-test
PUT /health/config
"""
"""What the worker's contract names, by method."""


@pytest.mark.parametrize(
    ("method", "path"),
    [
        (words[0], path)
        for words in map(str.split, CONTRACT.strip().splitlines())
        for path in words[1:]
    ],
)
def test_the_contract_is_in_the_table(method: str, path: str) -> None:
    """Every call of the contract has a command."""
    assert [c.name for c in COMMANDS if c.method == method and c.row.match(path) is not None] != []


def test_names_and_places_are_unique() -> None:
    """No two rows share a name, or a method and path."""
    assert len(BY_NAME) == len(COMMANDS)
    assert len({(command.method, command.path) for command in COMMANDS}) == len(COMMANDS)
    assert [c.name for c in COMMANDS if not c.summary.endswith(".")] == []


def as_caller(player: Player, command: Command, role: Any) -> Response:
    """Give the example as somebody with this role."""
    return player.exercise.act(example_of(command), Actor("somebody", role))


@pytest.mark.parametrize("name", BY_NAME)
def test_who_may_call(name: str, player: Player) -> None:
    """Open reads answer anybody, what was tested either token; all else wants its host's token."""
    command = BY_NAME[name]
    before = len(player.exercise.journal)
    wrong = "responder" if command.access == "test" else "test"
    responses = [as_caller(player, command, role) for role in ("nobody", wrong)]
    if command.access == "open":
        assert not command.writes
        assert [response.status for response in responses] == [200, 200]
        return
    if command.access == "token":
        assert responses[0].status == 401
        # In production the test token is a probe's: it may upload, and read its own files.
        assert responses[1].status == (403 if name == "download" else TONIGHT.get(name, 200))
        return
    if command.access == "test" and not command.writes:
        assert [response.status for response in responses] == [401, 200]
        return
    assert [response.status for response in responses] == [401, 401]
    token = "<test_token>" if command.access == "test" else "<admin_token>"
    assert token in str(responses[0].body["error"])
    assert f"the {'admin' if command.access == 'test' else 'test'} token" in str(
        responses[1].body["error"]
    )
    assert [set(response.body) for response in responses] == [{"success", "error"}] * 2
    fresh = player.exercise.journal.since(before)
    assert [entry.body.kind for entry in fresh] == ["action", "action"]


def allowed_at(path: str) -> list[str]:
    """The methods of a path."""
    found = {c.method for c in COMMANDS if c.row.match(path.partition("?")[0]) is not None}
    return sorted(found | {"HEAD"} if "GET" in found else found)


WRONG = [
    (method, path)
    for path in sorted({command.sample_path for command in COMMANDS})
    for method in ("DELETE", "GET", "PATCH", "POST", "PUT", "get")
    if method not in allowed_at(path)
]


@pytest.mark.parametrize(("method", "path"), WRONG)
def test_wrong_method(method: str, path: str, player: Player, responder: Actor) -> None:
    """A known path with another method is 405 and says which methods there are."""
    response = player.exercise.act(Request(method, path), responder)
    assert response.status == 405
    assert response.headers == {"Allow": ", ".join(allowed_at(path))}
    assert response.body["success"] is False


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/health",
        "/health/statuses",
        "/health/services/R2_STORAGE/destroy",
        "/health/services/R2_STORAGE/degrade/now",
        "//",
        "//[",
        "/health/\x00",
        "/%zz",
        "/HEALTH/STATUS",
        "https://elsewhere.example/health/nothing",
    ],
)
def test_unknown_path(path: str, player: Player, responder: Actor) -> None:
    """Whatever is no path of the table is 404, journaled as an unknown command."""
    response = player.exercise.act(Request("GET", path), responder)
    assert response.status == 404
    assert "unknown path" in str(response.body["error"])
    assert player.log("action") == [(FOUR_MINUTES, " 404")]
