"""The test environment's data: made, lost, restored and compared, and production left alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from sim.commands.command import Actor, Request
from sim.scenario.names import TEST_HOST

if TYPE_CHECKING:
    from tests.conftest import MakeScenario, Player, StartExercise

MINUTE = 60_000
TESTER = Actor("tester", "test")


@pytest.fixture
def player(small: MakeScenario, start: StartExercise) -> Player:
    """Two quiet hours from half past two on."""
    return start(small(starts_at="2026-03-03T14:30:00Z", horizon="2h"))


def call(player: Player, method: str, path: str, **body: Any) -> Any:
    """A call to the test environment that succeeds; its data."""
    request = Request(method, path, json.dumps(body) if method == "POST" else "", TEST_HOST)
    response = player.exercise.act(request, TESTER)
    assert response.status == 200, response.body
    return response.body["data"]


def test_a_backup_rehearsal_from_end_to_end(player: Player) -> None:
    """Data, checksum, backup, loss, restore, comparison: loss shows, and the restore passes."""
    made = call(player, "POST", "/api/test/generate-data", file_count=50, file_sizes=["1KB", "1MB"])
    assert (made["files"], made["total_size"]) == (50, 25 * 1_001_000)
    baseline = call(player, "POST", "/api/test/create-checksum")["checksum"]
    assert call(player, "GET", "/api/test/get-checksum")["checksum"] == baseline
    call(player, "POST", "/api/backup/create", type="full", test_mode=True)
    player.exercise.advance(20 * MINUTE)
    newest = call(player, "GET", "/api/backup/list?limit=1&type=full")[0]
    assert newest["status"] == "completed"
    call(player, "POST", "/api/test/simulate-data-loss", percentage=30)
    lost = call(player, "GET", "/api/test/get-lost-files")
    assert 5 < lost["total"] < 25
    assert lost["lost_files"][0].startswith("file_0000")
    worse = call(player, "POST", "/api/test/verify-restoration", baseline_checksum=baseline)
    assert worse["verification_result"] == "failed"
    path = f"/api/backup/restore/{newest['id']}"
    call(player, "POST", path, overwrite_existing=True, verify_after_restore=True)
    player.exercise.advance(100 * MINUTE)
    status = call(player, "GET", f"/api/backup/status/{newest['id']}")
    assert status["restore_status"] == "completed"
    call(player, "POST", "/api/test/verify-restoration", baseline_checksum=baseline)
    found = call(player, "GET", "/api/test/verify-restoration")
    assert (found["verification_result"], found["lost_files"]) == ("success", 0)


def test_setup_and_cleanup_leave_a_clean_place(player: Player) -> None:
    """Whatever was simulated and lost before."""
    call(player, "POST", "/api/test/simulate-r2-outage")
    call(player, "POST", "/api/test/simulate-data-loss", percentage=50)
    ready = call(player, "POST", "/api/test/setup-disaster-test", test_files=20)
    assert (ready["files"], ready["lost"]) == (20, 0)
    assert call(player, "GET", "/api/test/get-checksum")["unchanged"] is True
    call(player, "POST", "/api/test/simulate-data-loss", percentage=50)
    for path in ("/api/test/cleanup-disaster-test", "/api/test/cleanup"):
        assert call(player, "POST", path)["lost"] == 0
    assert call(player, "GET", "/health/status")["overall_status"] != "OFFLINE"


def test_production_keeps_its_files(player: Player) -> None:
    """What is lost there is lost nowhere else."""
    call(player, "POST", "/api/test/simulate-data-loss", percentage=100)
    assert call(player, "GET", "/api/test/get-lost-files")["lost_files"] == ["file_005000"]
    assert player.exercise.world.storage.files.state().missing == 0


def test_a_comparison_needs_something_to_compare_with(player: Player) -> None:
    """409 says what to do first."""
    request = Request("POST", "/api/test/verify-restoration", "{}", TEST_HOST)
    response = player.exercise.act(request, TESTER)
    assert response.status == 409
    assert "create-checksum" in str(response.body["error"])
