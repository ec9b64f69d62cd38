"""Commands about what is stored: backups, restores, scans, quarantine, uploads by name."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from sim.commands.command import Actor, Request

if TYPE_CHECKING:
    from sim.commands.command import Response
    from tests.conftest import MakeScenario, Player, StartExercise

MINUTE = 60_000
CHECKSUM = f"sha256:{64 * 'a'}"
NEWEST = "backup_20260303_140000"


@pytest.fixture
def player(small: MakeScenario, start: StartExercise) -> Player:
    """Half past two on a good day, two hours to go."""
    return start(
        small(starts_at="2026-03-03T14:30:00Z", horizon="2h", users={"background_error_ppm": 0})
    )


def call(player: Player, method: str, path: str, body: dict[str, Any] | None = None) -> Response:
    text = "" if body is None else json.dumps(body)
    return player.exercise.act(Request(method, path, text), Actor("tester", "responder"))


def data(response: Response) -> Any:
    assert response.body["success"] is True, response.body
    return response.body["data"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "says"),
    [
        ("GET", "/api/backup/status/backup_1", None, 404, "no backup 'backup_1'"),
        ("POST", "/api/backup/verify/<backup_id>", {}, 404, "no backup '<backup_id>'"),
        ("POST", "/api/backup/restore/nothing", {}, 404, "no backup 'nothing'"),
        ("POST", f"/api/backup/restore/{NEWEST}", {"selective": True}, 400, "file_ids: "),
        (
            "POST",
            f"/api/backup/restore/{NEWEST}",
            {"full_restore": True, "file_ids": ["file_000001"]},
            400,
            "full_restore: ",
        ),
        (
            "POST",
            f"/api/backup/restore/{NEWEST}",
            {"file_ids": ["file1"]},
            404,
            "no file 'file1'; identifiers look like file_000123",
        ),
        ("POST", f"/api/backup/restore/{NEWEST}", {"file_ids": "file1"}, 400, "file_ids: "),
        ("POST", "/api/backup/rollback", {}, 400, "target_backup: "),
        ("POST", "/api/backup/rollback", {"target_backup": "$ROLLBACK"}, 404, "no backup"),
        ("POST", "/api/backup/stop", {}, 409, "no restore is under way"),
        ("POST", "/api/backup/create", {"type": ""}, 400, "type: "),
        ("GET", "/api/backup/list?limit=-1", None, 400, "limit: "),
        ("GET", "/api/backup/list?limit=ten", None, 400, "limit: "),
        ("GET", "/api/backup/list?status=fine", None, 400, "status: "),
        ("GET", "/api/backup/list?before_backup=none", None, 404, "no backup 'none'"),
        ("GET", "/api/backup/find-by-date?before_date=monday", None, 400, "before_date: "),
        ("GET", "/api/backup/find-by-date?before_date=2020-01-01", None, 404, "no backup"),
        ("POST", "/api/files/quarantine", {}, 400, "file_ids: "),
        ("POST", "/api/files/quarantine", {"file_ids": []}, 400, "file_ids: "),
        ("POST", "/api/files/quarantine", {"file_ids": ["file_1"]}, 404, "no file 'file_1'"),
        ("POST", "/api/files/unquarantine", {"file_ids": ["file_999999"]}, 404, "no file"),
        ("POST", "/api/files/mark-corrupted", {"fileIds": ["file_010000"]}, 404, "no file"),
        ("POST", "/api/files/verify-restored", {"file_ids": [1]}, 400, "file_ids.0: "),
        ("POST", "/api/files/clear-bucket", {}, 400, "confirm: "),
        ("POST", "/api/files/clear-bucket", {"confirm": False}, 400, "confirm: "),
        ("POST", "/api/files/integrity-check", {"parallel_checks": -1}, 400, "parallel_checks: "),
        ("GET", "/api/users/affected?since=then", None, 400, "since: "),
        ("POST", "/api/list_cutter/upload", {}, 400, "file: "),
        ("POST", "/api/list_cutter/upload", {"file": "lists.csv"}, 400, "file: "),
        ("GET", "/api/list_cutter/download/nothing.csv", None, 404, "no file 'nothing.csv'"),
        ("POST", "/health/notifications/targeted", {"type": "UPDATE"}, 400, ""),
    ],
)
def test_what_cannot_be_done_is_named_and_changes_nothing(  # noqa: PLR0917 - columns of the table
    player: Player, method: str, path: str, body: dict[str, Any] | None, status: int, says: str
) -> None:
    """400 names the field, 404 the thing that is not there, 409 what stands in the way."""
    before = len(player.exercise.journal)
    response = call(player, method, path, body)
    assert response.status == status
    assert says in str(response.body["error"])
    assert [e.body.kind for e in player.exercise.journal.since(before)] == ["action"]


def test_the_list_filters_and_is_newest_first(player: Player) -> None:
    """By status, type, tag and age; `data` is the array itself."""
    everything = data(call(player, "GET", "/api/backup/list?limit=1000"))
    assert [one["id"] for one in everything] == sorted((o["id"] for o in everything), reverse=True)
    fulls = data(call(player, "GET", "/api/backup/list?type=full&limit=2"))
    assert [one["id"] for one in fulls] == ["backup_20260303_020000", "backup_20260302_020000"]
    older = data(call(player, "GET", f"/api/backup/list?before_backup={NEWEST}&limit=1"))
    assert older[0]["id"] == "backup_20260303_130000"
    made = data(call(player, "POST", "/api/backup/create", {"type": "full", "tag": "mine"}))
    assert made["job_id"] == made["id"]
    assert made["status"] == "pending"
    tagged = data(call(player, "GET", "/api/backup/list?tag=mine"))
    assert [(one["id"], one["status"]) for one in tagged] == [(made["id"], "pending")]


def test_find_by_date_reads_its_body_and_its_query(player: Player) -> None:
    """The documents send a JSON body with the GET; a query does the same."""
    asked = {"before_date": "2026-03-03T12:30:00Z"}
    by_body = data(call(player, "GET", "/api/backup/find-by-date", asked))
    query = "/api/backup/find-by-date?before_date=2026-03-03T12:30:00Z"
    assert by_body == data(call(player, "GET", query))
    assert by_body["id"] == "backup_20260303_120000"
    sure = data(call(player, "GET", "/api/backup/find-by-date", {**asked, "verified": True}))
    assert (sure["id"], sure["verification_status"]) == ("backup_20260302_020000", "verified")


@pytest.mark.parametrize(
    "body",
    [
        {"full_restore": True, "overwrite_existing": True, "verify_after_restore": True},
        {"fullRestore": True, "overwriteExisting": True, "verifyAfterRestore": True},
        {"overwriteExisting": True, "verifyAfterRestore": True},
    ],
)
def test_both_spellings_of_a_full_restore_are_the_same(
    player: Player, body: dict[str, Any]
) -> None:
    """The documents disagree on names; the worker takes either."""
    record = data(call(player, "POST", f"/api/backup/restore/{NEWEST}", body))
    assert record["files"] == 10_000
    assert (record["overwrite_existing"], record["verify_after_restore"]) == (True, True)


@pytest.mark.parametrize(
    "body",
    [
        {"selective": True, "file_ids": ["file_000001", "file_000002"]},
        {"file_list": ["file_000001", "file_000002"]},
        {"filters": {"fileIds": ["file_000001", "file_000002"]}},
    ],
)
def test_the_forms_of_a_selective_restore_are_the_same(
    player: Player, body: dict[str, Any]
) -> None:
    """Three ways to name files."""
    asked = {**body, "overwrite_existing": True}
    assert data(call(player, "POST", f"/api/backup/restore/{NEWEST}", asked))["files"] == 2


def test_a_backup_that_is_not_done_cannot_be_used(player: Player) -> None:
    """Neither verified nor restored nor rolled back to: 409 says what it is."""
    made = data(call(player, "POST", "/api/backup/create", {"type": "full"}))["id"]
    for path, body in (
        (f"/api/backup/verify/{made}", {}),
        (f"/api/backup/restore/{made}", {}),
        ("/api/backup/rollback", {"target_backup": made}),
    ):
        response = call(player, "POST", path, body)
        assert response.status == 409
        assert "pending, not completed" in str(response.body["error"])


def test_stats_and_scheduler_say_whether_it_protects(player: Player) -> None:
    """Age, target and next due times, in figures."""
    stats = data(call(player, "GET", "/api/backup/stats"))
    assert (stats["last_backup"], stats["failed"], stats["protecting"]) == (NEWEST, 0, True)
    assert (stats["newest_age_seconds"], stats["rpo_target_seconds"]) == (1_800, 3_600)
    scheduler = data(call(player, "GET", "/api/backup/scheduler/status"))
    assert scheduler["next_incremental"] == "2026-03-03T15:00:00.000Z"
    assert scheduler["next_full"] == "2026-03-04T02:00:00.000Z"
    assert scheduler["failures_in_a_row"] == 0


def upload(player: Player, name: str = "lists.csv", size: int = 11) -> Response:
    file = {"name": name, "size": size, "checksum": CHECKSUM}
    return call(player, "POST", "/api/list_cutter/upload", {"file": file})


def test_an_upload_can_be_read_back(player: Player) -> None:
    """By its name and by its identifier, with the checksum that was sent."""
    sent = data(upload(player))
    for name in ("lists.csv", sent["file_id"]):
        read = data(call(player, "GET", f"/api/list_cutter/download/{name}"))
        assert (read["name"], read["size"], read["checksum"]) == ("lists.csv", 11, CHECKSUM)
    again = data(upload(player, size=12))
    assert again["file_id"] == sent["file_id"]


def test_a_read_only_worker_queues_an_upload(player: Player) -> None:
    """202; it cannot be read before the queue has carried it out, and can afterwards."""
    call(player, "POST", "/health/services/R2_STORAGE/degrade", {"reason": "test"})
    assert upload(player).status == 202
    queued = data(call(player, "GET", "/health/queue/operations?limit=1000"))
    assert [(o["user"], o["type"]) for o in queued if o["file"] == "lists.csv"] == [
        ("test-account@list-cutter.example", "upload")
    ]
    assert call(player, "GET", "/api/list_cutter/download/lists.csv").status == 404
    call(player, "POST", "/health/services/R2_STORAGE/restore", {})
    player.exercise.advance(MINUTE)
    assert data(call(player, "GET", "/api/list_cutter/download/lists.csv"))["status"] == "read"


def test_a_full_queue_and_a_full_store_turn_an_upload_away(player: Player) -> None:
    """503 and 507; names that were used before still work."""
    for number in range(256):
        assert upload(player, f"{number}.csv").status == 200
    assert upload(player, "one-more.csv").status == 507
    assert upload(player, "7.csv").status == 200
    call(player, "POST", "/health/queue/config", {"max_queue_size": 1})
    call(player, "POST", "/health/services/R2_STORAGE/degrade", {"reason": "test"})
    assert upload(player, "7.csv").status == 202
    assert upload(player, "8.csv").status == 503


def test_a_catalogue_name_leads_to_its_file(player: Player) -> None:
    """As the queue's records show it."""
    name = player.exercise.world.catalogue.file(1234)
    assert "-001234." in name
    assert (
        data(call(player, "GET", f"/api/list_cutter/download/{name}"))["file_id"] == "file_001234"
    )
    other = name.replace("1234", "1235")
    assert call(player, "GET", f"/api/list_cutter/download/{other}").status == 404


def test_a_quarantined_a_missing_and_a_damaged_file_cannot_be_read(player: Player) -> None:
    """423, 404 and 502; each says which it is."""
    storage = player.exercise.world.storage
    call(player, "POST", "/api/files/quarantine", {"file_ids": ["file_000001"]})
    storage.files.lose(_only(storage, 2))
    storage.files.damage(_only(storage, 3), shows=True)
    found = [
        call(player, "GET", f"/api/list_cutter/download/file_00000{number}") for number in (1, 2, 3)
    ]
    assert [response.status for response in found] == [423, 404, 502]
    texts = [str(response.body["error"]) for response in found]
    for word, text in zip(("quarantined", "NoSuchKey", "checksum"), texts, strict=True):
        assert word in text
    report = data(call(player, "GET", "/api/files/corruption-report"))
    assert report["file_ids"] == ["file_000003"]


def _only(storage: Any, number: int) -> Any:
    mask = storage.files.exists & False
    mask[number] = True
    return mask


def test_the_documents_older_settings_work(player: Player) -> None:
    """Milliseconds at the top for the health monitor, other names for the queue."""
    body = {"checkInterval": 60_000, "timeout": 10_000, "slowResponseThreshold": 5_000}
    health = data(call(player, "POST", "/health/config", body))["health"]
    assert (health["every"], health["timeout"], health["slow_over"]) == (60, 10, 5)
    queue = data(
        call(
            player,
            "POST",
            "/health/queue/config",
            {"max_queue_size": 1000, "reject_threshold": 900, "priority_threshold": 3},
        )
    )
    assert queue["max_size"] == 900
    kept = {"priority_mode": True, "high_priority_threshold": 3}
    assert data(call(player, "POST", "/health/queue/config", kept)) == queue


def test_single_users_are_told_in_the_app(player: Player) -> None:
    """By number, in one message with a receipt each."""
    body = {
        "type": "DATA_CORRUPTION",
        "message": "Some of your files are withheld.",
        "severity": "HIGH",
        "users": [7, 8, 7],
    }
    told = data(call(player, "POST", "/health/notifications/targeted", body))
    assert (told["messages"], told["delivered"]) == (1, 2)
    assert player.log("message") == [(0, "broadcast in_app to user 7,user 8")]


def test_affected_users_are_those_with_trouble(
    small: MakeScenario, start: StartExercise, bucket_gone: dict[str, object]
) -> None:
    """Sorted by how much; nobody before it began."""
    player = start(small(faults=[bucket_gone], users={"background_error_ppm": 0}))
    player.exercise.advance(100_000)
    assert data(call(player, "GET", "/api/users/affected"))["total"] == 0
    player.exercise.advance(5 * MINUTE)
    found = data(call(player, "GET", "/api/users/affected?limit=5"))
    assert found["total"] > 100
    order = [(-row["failed"] - row["corrupted"], -row["queued"]) for row in found["users"]]
    assert len(order) == 5
    assert order == sorted(order)


def test_a_visit_fails_where_it_fails(small: MakeScenario, start: StartExercise) -> None:
    """Sign-in, list, upload, download, delete: the step that is broken says so."""
    down = {"id": "down", "effect": "database_down", "begins": "0s", "ends": {"by": "never"}}
    player = start(small(faults=[down]))
    player.exercise.advance(MINUTE)
    visit = data(call(player, "POST", "/api/files/test-user-operations", {}))
    assert visit["success"] is False
    assert [step["operation"] for step in visit["operations"] if not step["success"]] == [
        "list_files"
    ]
