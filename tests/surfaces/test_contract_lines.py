"""The worker's contract line by line, through both doors: the tolerant reader and its kind."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from sim.commands.dispatch import TEST_TOKEN
from sim.commands.table import COMMANDS
from sim.commands.tolerant import Clamped, spellings
from sim.scenario.names import TEST_HOST
from tests.surfaces.doors import Call

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

    from sim.commands.command import Command
    from tests.surfaces.doors import Answer, Door

R2 = "/health/services/R2_STORAGE"
PRESUPPOSE = {"backup-stop", "backup-rollback", "verify-restoration", "answer", "ack", "hint"}
"""Commands that need something to be there; what they answer without it has tests of its own."""


def post(door: Door, path: str, body: Any = None, **other: Any) -> Answer:
    """A POST with this body, or none."""
    return door(Call("POST", path, "" if body is None else json.dumps(body), **other))


def in_test(door: Door, method: str, path: str, body: Any = None) -> Answer:
    """A call to the test environment."""
    sent = "" if body is None else json.dumps(body)
    return door(Call(method, path, sent, token=TEST_TOKEN, host=TEST_HOST))


def sample(command: Command, body: str = "") -> Call:
    """The row's example with another body."""
    token = TEST_TOKEN if command.access == "test" else "<admin_token>"
    return Call(command.method, command.sample_path, body, token, command.host)


def clamped(info: FieldInfo) -> Clamped | None:
    """The range of a field that is moved into one."""
    found = [*info.metadata]
    for part in getattr(info.annotation, "__args__", ()):
        found += getattr(part, "__metadata__", ())
    return next((one for one in found if isinstance(one, Clamped)), None)


NUMBERS = [
    (command, name, spellings(name, info)[0], bounds)
    for command in COMMANDS
    for name, info in command.params.model_fields.items()
    if name != "operation_mix" and (bounds := clamped(info)) is not None
]
BODYLESS = [
    command
    for command in COMMANDS
    if command.writes
    and not any(
        info.is_required() and name not in command.path_names
        for name, info in command.params.model_fields.items()
    )
    and command.name not in PRESUPPOSE | {"targeted"}
]


def with_number(command: Command, spelling: str, value: object) -> Call:
    """The row's example with one number set."""
    call = sample(command)
    if not command.writes:
        glue = "&" if "?" in call.path else "?"
        return Call(call.method, f"{call.path}{glue}{spelling}={value}", "", call.token, call.host)
    body = {**(command.example.body or {}), spelling: value}
    return Call(call.method, call.path, json.dumps(body), call.token, call.host)


@pytest.mark.parametrize("command", BODYLESS, ids=lambda one: one.name)
def test_a_body_may_be_missing(door: Door, command: Command) -> None:
    """Where every field has a default, no body at all is as good as an empty one."""
    answer = door(sample(command))
    assert answer.status == 200, answer.body
    assert "warnings" not in answer.body


def test_what_may_be_left_out() -> None:
    """The calls that documents send without a body are among those."""
    names = {command.name for command in BODYLESS}
    assert {"degrade", "restore", "breaker-reset", "health-check", "generate-report"} <= names
    assert {"incident-report", "backup-create", "integrity-check", "force-recovery"} <= names


def test_every_number_is_moved_into_its_range(door: Door) -> None:
    """0 is the least that is meant and too much the most, with a warning; less or text is 400."""
    assert len(NUMBERS) > 20
    for command, name, spelling, bounds in NUMBERS:
        if command.name in PRESUPPOSE | {"setup-test"}:
            continue
        for sent, taken in ((0, bounds.low), (10**9, bounds.high)):
            answer = door(with_number(command, spelling, sent))
            assert answer.status < 400 or answer.status == 409, (command.name, name, answer.body)
            if sent != taken:
                warning = f"{spelling}: {sent} is out of range; {taken:g} is taken"
                assert warning in answer.body["warnings"], command.name
        for wrong in (-1, "many"):
            answer = door(with_number(command, spelling, wrong))
            assert answer.status == 400, (command.name, name, wrong)
            assert answer.body["error"].startswith(spelling), answer.body


def test_an_unknown_field_is_taken_and_listed(door: Door) -> None:
    """In a body, within a section, and in a query; nothing of it is refused."""
    warned = post(door, f"{R2}/degrade", {"reason": "x", "urgency": 9}).body["warnings"]
    assert warned == ["urgency: unknown field, ignored"]
    nested = post(door, "/health/config", {"alerts": {"mood": 1}}).body["warnings"]
    assert nested == ["alerts.mood: unknown field, ignored"]
    query = door(Call("GET", "/health/status?period=week"))
    assert (query.status, query.body["warnings"]) == (
        200,
        ["period: unknown field, ignored"],
    )


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/api/backup/create", {"type": "weekly"}, "type"),
        ("/api/backup/create", {"priority": "urgent"}, "priority"),
        ("/health/notifications/broadcast", {"message": "m", "type": "done"}, "type"),
        ("/health/notifications/broadcast", {"message": "m", "type": "BANANA"}, "type"),
        ("/health/notifications/broadcast", {"message": "m", "severity": "[LEVEL]"}, "severity"),
        (
            "/health/notifications/targeted",
            {"message": "m", "recipients": ["cto"], "severity": "bad"},
            "severity",
        ),
    ],
)
def test_a_word_that_only_labels_is_kept(
    door: Door, path: str, body: dict[str, Any], field: str
) -> None:
    """It is taken and listed, never refused."""
    answer = post(door, path, body)
    assert answer.status == 200
    assert [one.partition(":")[0] for one in answer.body["warnings"]] == [field]
    if "backup" in path and field == "type":
        assert answer.body["data"]["type"] == "weekly"
        listed = door(Call("GET", "/api/backup/list?type=weekly")).body
        assert (len(listed["data"]), listed["total"]) == (1, 1)


def test_names_are_taken_as_well_as_identifiers(door: Door) -> None:
    """A file by its catalogue name, a backup by its tag, a user by mail address."""
    operation = door(Call("GET", "/health/queue/operations?limit=1")).body["data"][0]
    held = post(door, "/api/files/quarantine", {"file_ids": [operation["file"]]}).body["data"]
    assert (held["files"], held["failed"]) == (1, [])
    made = post(door, "/api/backup/create", {"tag": "before"}).body["data"]
    assert door(Call("GET", "/api/backup/status/before")).body["data"]["id"] == made["id"]
    told = post(
        door, "/health/notifications/targeted", {"message": "m", "users": [operation["user"], 3]}
    )
    assert len(told.body["data"]["receipts"]) == 2
    assert told.body["data"]["failed"] == []


@pytest.mark.parametrize(
    "path", ["quarantine", "mark-corrupted", "unquarantine", "verify-restored"]
)
def test_unknown_items_of_a_list_are_reported_one_by_one(door: Door, path: str) -> None:
    """The rest is done; when none is known that is 404 with the list."""
    some = post(door, f"/api/files/{path}", {"file_ids": ["file_000001", "file1", "file2"]})
    assert some.status == 200
    assert [one["item"] for one in some.body["data"]["failed"]] == ["file1", "file2"]
    assert "2 unknown" in some.body["warnings"][0]
    none = post(door, f"/api/files/{path}", {"file_ids": ["file1", "file2"]})
    assert (none.status, none.body["success"]) == (404, False)
    assert [one["item"] for one in none.body["data"]["failed"]] == ["file1", "file2"]


def test_head_answers_wherever_get_does(door: Door) -> None:
    """With the same status; POST alone is still 405."""
    for command in COMMANDS:
        if command.method == "GET":
            call = sample(command)
            head = Call("HEAD", call.path, "", call.token, call.host)
            assert door(head).status == door(call).status, command.name
    assert door(Call("HEAD", "/health/r2/test")).status == 405


@pytest.mark.parametrize(
    "path",
    [
        "/health/events",
        "/health/services",
        "/health/queue/operations",
        "/health/circuit-breaker/history",
        "/api/backup/list",
    ],
)
def test_a_list_is_the_data_itself(door: Door, path: str) -> None:
    """With its total beside it, which a limit does not change."""
    body = door(Call("GET", path)).body
    assert isinstance(body["data"], list)
    assert body["data"]
    assert body["total"] >= len(body["data"])
    if "services" not in path and "history" not in path:
        one = door(Call("GET", f"{path}?limit=0")).body
        assert (len(one["data"]), one["total"]) == (1, body["total"])


def test_events_are_found_by_family_and_in_any_case(door: Door) -> None:
    """CIRCUIT_BREAKER finds CIRCUIT_BREAKER_OPENED; the worker's own names are used."""
    post(door, f"{R2}/restore")
    post(door, f"{R2}/degrade")
    kinds = {one["type"] for one in door(Call("GET", "/health/events?limit=1000")).body["data"]}
    assert {"SERVICE_STATUS_CHANGE", "SERVICE_DEGRADED", "SERVICE_RECOVERED"} <= kinds
    family = door(Call("GET", "/health/events?type=circuit_breaker&limit=1000")).body["data"]
    assert {one["type"] for one in family} >= {"CIRCUIT_BREAKER_OPENED", "CIRCUIT_BREAKER_CLOSED"}
    warned = door(Call("GET", "/health/events?level=WARN")).body["data"]
    assert {one["level"] for one in warned} == {"warning"}


def test_degraded_mode_shows_and_a_restore_ends_it(door: Door) -> None:
    """Never better than DEGRADED; the reason is shown; a restore closes the breaker as well."""
    post(door, f"{R2}/force-recovery")
    assert door(Call("GET", R2)).body["data"]["status"] == "HEALTHY"
    post(door, f"{R2}/degrade", {"reason": "to be safe"})
    record = door(Call("GET", R2)).body["data"]
    assert (record["status"], record["read_only_mode"]) == ("DEGRADED", True)
    shown = door(Call("GET", "/health/r2/status")).body["data"]
    assert (shown["service_status"], shown["read_only_mode"]) == ("DEGRADED", True)
    assert {record["degradation_reason"], shown["degradation_reason"]} == {"to be safe"}
    assert door(Call("GET", "/health/status")).body["data"]["overall_status"] == "DEGRADED"
    restored = post(door, f"{R2}/restore").body["data"]
    assert (restored["mode"], restored["circuit_breaker_state"]) == ("normal", "CLOSED")
    assert door(Call("GET", R2)).body["data"]["degradation_reason"] is None


def test_an_open_breaker_lets_no_r2_test_through(door: Door) -> None:
    """It says that it was not tried."""
    state = door(Call("GET", "/health/circuit-breaker")).body["data"]["state"]
    answer = post(door, "/health/r2/test").body
    assert answer["data"]["tried"] is (state != "OPEN")
    assert answer["data"]["success"] is False


def test_a_refused_write_is_queued(door: Door) -> None:
    """Before degraded mode, too: accepted with 202 and seen in the queue."""
    post(door, f"{R2}/restore")
    file = {"name": "mine.csv", "size": 3, "checksum": f"sha256:{64 * 'a'}"}
    form = post(door, "/api/list_cutter/upload", {"file": file})
    assert (form.status, form.body["data"]["status"]) == (202, "queued")
    queued = door(Call("GET", "/health/queue/operations?limit=1000")).body["data"]
    assert "mine.csv" in {one["file"] for one in queued}


def test_the_words_of_jobs(door: Door) -> None:
    """The words that documents wait for, and no others."""
    assert door(Call("GET", "/api/files/integrity-status")).body["data"]["status"] == "idle"
    post(door, "/api/files/integrity-check")
    status = door(Call("GET", "/api/files/integrity-status")).body["data"]["status"]
    assert status == "scan_in_progress"
    backup = door(Call("GET", "/api/backup/list?limit=1&status=completed")).body["data"][0]
    assert (backup["verification_status"], backup["verification_result"]) == ("unverified", None)
    post(door, f"/api/backup/verify/{backup['id']}")
    record = door(Call("GET", f"/api/backup/status/{backup['id']}")).body["data"]
    assert (record["verification_status"], record["restore_status"]) == ("in_progress", None)


def test_incident_documents_answer_get_as_well(door: Door) -> None:
    """What there is of each kind."""
    assert door(Call("GET", "/api/incidents/report/INC-001")).body["data"] == []
    post(door, "/api/incidents/report/INC-001")
    post(door, "/api/incidents/analysis/INC-001", {"root_cause": "the vendor"})
    kept = [
        door(Call("GET", f"/api/incidents/{kind}/INC-001")).body["data"][0]["kind"]
        for kind in ("report", "analysis")
    ]
    assert kept == ["report", "analysis"]


def test_the_test_environment_has_its_own_data_only(door: Door) -> None:
    """One fixture, which cleanup keeps; scans and backups are of that."""
    fixture = "/api/list_cutter/download/existing_file.csv"
    assert in_test(door, "GET", fixture).status == 200
    assert in_test(door, "POST", "/api/files/integrity-check").body["data"]["total"] == 1
    assert in_test(door, "GET", "/api/backup/list?limit=1").body["data"][0]["file_count"] == 1
    made = in_test(door, "POST", "/api/test/generate-data", {"file_count": 7}).body["data"]
    assert made["files"] == 7
    in_test(door, "POST", "/api/test/cleanup")
    assert in_test(door, "GET", "/api/list_cutter/download/file_000003").status == 404
    assert in_test(door, "GET", fixture).status == 200
    assert door(Call("GET", fixture)).status == 404


def test_any_outage_can_be_simulated(door: Door) -> None:
    """The answer says what was understood of the word."""
    for word, services in {
        "complete": ["R2_STORAGE", "D1_DATABASE", "AUTH_KV"],
        "database_corruption": ["D1_DATABASE"],
        "meteor": ["R2_STORAGE", "D1_DATABASE", "AUTH_KV"],
    }.items():
        path = "/api/test/simulate-complete-outage"
        answer = in_test(door, "POST", path, {"outage_type": word, "duration": 0})
        assert (answer.status, answer.body["data"]["services"]) == (200, services)
        told = [one for one in answer.body["warnings"] if one.startswith("outage_type")]
        assert bool(told) is (word != "complete")
        in_test(door, "POST", "/api/test/restore-r2-service")


def test_a_trial_is_seen_in_the_test_environment(door: Door) -> None:
    """Five failures open the breaker; the one list call after its open time is the trial."""
    in_test(door, "POST", "/health/config", {"breaker": {"open_for": 0}})
    for _ in range(5):
        in_test(door, "POST", "/health/simulate-failure", {"service": "R2_STORAGE"})
    first = in_test(door, "POST", "/health/r2/test").body["data"]
    assert (first["tried"], first["success"]) == (False, False)


def test_what_was_tested_is_read_with_either_token(door: Door) -> None:
    """Injection takes the test token only."""
    for token in (TEST_TOKEN, "<admin_token>"):
        path = "/api/test/compliance-report?period=quarterly"
        assert door(Call("GET", path, "", token, TEST_HOST)).status == 200
    assert door(Call("POST", "/api/test/cleanup", "", "<admin_token>", TEST_HOST)).status == 401


def test_a_probe_has_its_own_files_only(door: Door) -> None:
    """In production the test token uploads and reads what it uploaded, and nothing else."""
    file = {"name": "probe.csv", "size": 3, "checksum": f"sha256:{64 * 'b'}"}
    body = {"file": file}
    assert post(door, "/api/list_cutter/upload", body, token=TEST_TOKEN).status == 202
    own = door(Call("GET", "/api/list_cutter/download/probe.csv", "", TEST_TOKEN))
    assert own.status in (404, 503)  # it waits in the queue of the outage
    other = door(Call("GET", "/api/list_cutter/download/file_000001", "", TEST_TOKEN))
    assert other.status == 403
    assert door(Call("GET", "/health/r2/status", "", TEST_TOKEN)).status == 401


IN_ANY_CASE = {
    "GET": (
        "/api/backup/list?status=COMPLETED",
        "/health/queue/operations?status=failed",
        "/health/metrics?service=r2_storage&metric=Error_Rate",
        "/health/services/r2_storage",
    ),
    "POST": ("/health/services/r2_storage/degrade", "/health/services/R2_Storage/restore"),
}


@pytest.mark.parametrize(
    ("method", "path"), [(one, path) for one, paths in IN_ANY_CASE.items() for path in paths]
)
def test_a_word_of_a_fixed_set_is_taken_in_any_case(door: Door, method: str, path: str) -> None:
    """What is meant is plain, so it is done; another word is still refused and named."""
    answer = door(Call(method, path))
    assert answer.status == 200, answer.body
    assert "warnings" not in answer.body


def test_operations_and_modes_are_taken_in_any_case(door: Door) -> None:
    """In bodies and in lists as well."""
    path = "/api/files/test-operations"
    answer = post(door, path, {"operations": ["UPLOAD", "List"]})
    assert [one["operation"] for one in answer.body["data"]["operations"]] == ["upload", "list"]
    assert post(door, f"{R2}/degrade", {"mode": "READ_ONLY"}).status == 200
    refused = post(door, path, {"operations": ["ZAP"]})
    assert refused.status == 400
    assert refused.body["error"].startswith("operations.0: must be 'upload'")


def test_a_refusal_speaks_of_fields_and_not_of_types(door: Door) -> None:
    """An empty list, an empty text, an unknown key of a mapping."""
    empty = post(door, "/api/files/test-operations", {"operations": []})
    assert empty.body["error"] == "operations: must name at least 1"
    silent = post(door, "/health/notifications/broadcast", {"message": ""})
    assert silent.body["error"] == "message: must not be empty"
    load = in_test(door, "POST", "/api/test/load-test", {"operation_mix": {"downloads": 70}})
    assert load.body["error"].startswith("operation_mix.downloads: must be 'download'")


def test_a_backup_is_found_by_a_date_under_each_of_its_names(door: Door) -> None:
    """A date that the worker did not know would have meant now."""
    for name in ("before_date", "before", "date"):
        answer = door(Call("GET", f"/api/backup/find-by-date?{name}=2000-01-01"))
        assert answer.status == 404, name
