"""Backups and restores: what is made when, what a restore brings back, and what it costs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from sim.world.files import SOUND

if TYPE_CHECKING:
    from sim.world.backups import Backups
    from sim.world.world import World
    from tests.conftest import MakeScenario, Player, StartExercise

MINUTE = 60_000
HOUR = 60 * MINUTE
HALF_PAST = "2026-03-03T14:30:00Z"


class Run:
    """An exercise of some hours with faults, and short forms for what the tests ask."""

    def __init__(self, player: Player) -> None:
        self.player = player

    @property
    def world(self) -> World:
        return self.player.exercise.world

    @property
    def backups(self) -> Backups:
        return self.world.storage.backups

    def to(self, minute: float) -> Run:
        self.player.exercise.advance(round(minute * MINUTE))
        return self

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        response = self.player.post(path, json.dumps(body))
        assert response.status == 200, response.body
        data = response.body["data"]
        assert isinstance(data, dict)
        return data


@pytest.fixture
def run(small: MakeScenario, start: StartExercise) -> Any:
    """Starts at half past two in the afternoon."""

    def begin(*faults: dict[str, Any], **users: Any) -> Run:
        scenario = small(
            starts_at=HALF_PAST,
            horizon="4h",
            users={"background_error_ppm": 0, **users},
            faults=list(faults),
        )
        return Run(start(scenario))

    return begin


def fault(effect: str, begins: str, after: str, **fields: Any) -> dict[str, Any]:
    return {
        "id": effect.replace("_", "-"),
        "effect": effect,
        "begins": begins,
        "ends": {"by": "vendor", "after": after},
        **fields,
    }


def test_the_schedule_before_startex(run: Any) -> None:
    """A full backup each night of a week, an incremental one each other hour of the last day."""
    kept = run().backups.kept
    assert [b.id for b in kept if b.type == "full"] == [
        f"backup_202602{day}_020000" for day in (25, 26, 27, 28)
    ] + [f"backup_2026030{day}_020000" for day in (1, 2, 3)]
    hours = [b.id for b in kept if b.type == "incremental"]
    assert len(hours) == 23
    assert hours[-1] == "backup_20260303_140000"
    assert [b.as_of for b in kept] == sorted(b.as_of for b in kept)
    assert kept[-1].as_of == -30 * MINUTE


def test_the_schedule_goes_on(run: Any) -> None:
    """At each full hour an incremental backup of what was written since the last."""
    backups = run().to(150).backups
    made = [b for b in backups.kept if b.as_of > 0]
    assert [b.id for b in made] == ["backup_20260303_150000", "backup_20260303_160000"]
    assert [b.status for b in made] == ["completed", "completed"]
    files = backups._files  # noqa: SLF001 - what was written is the files' business
    written = int(np.count_nonzero(files.written_at >= made[0].as_of))
    assert 0 < made[1].file_count <= written


def test_an_exercise_from_the_hour_on_begins_with_a_backup(
    small: MakeScenario, start: StartExercise
) -> None:
    """StartEx at 14:00: that hour's backup is made in the exercise."""
    player = start(small())
    player.exercise.advance(2 * MINUTE)
    assert player.log("backup")[0] == (1_000, "backup_20260303_140000 started by schedule")


@pytest.mark.parametrize(
    ("harm", "error"),
    [
        (fault("backup_failing", "20m", "90m"), "the backup bucket refuses writes"),
        (fault("r2_unavailable", "20m", "90m"), "R2 is not responding"),
        (fault("r2_partial", "20m", "90m", prefixes=["1"]), "R2 is not responding"),
    ],
    ids=["backup bucket", "R2 gone", "R2 partly gone"],
)
def test_a_backup_fails_and_is_tried_again(harm: dict[str, Any], error: str, run: Any) -> None:
    """A quarter of an hour later, or on schedule; monitoring tells until one is made."""
    session = run(harm).to(150)
    made = [b for b in session.backups.kept if b.as_of > 0]
    assert {b.error for b in made if b.status == "failed"} == {error}
    failed = [b.created_at // MINUTE for b in made if b.status == "failed"]
    assert failed[0] == 30
    gaps = np.diff([b.created_at for b in made if b.status == "failed"]) / MINUTE
    assert all(10 <= gap <= 19 for gap in gaps)
    assert len(gaps) >= 4
    assert made[-1].status == "completed"
    alerts = [what for _, what in session.player.log("alert") if what.startswith("backup_failed")]
    assert (alerts[0], alerts[-1]) == ("backup_failed fired", "backup_failed cleared")


def test_what_an_operator_asked_for_is_not_tried_again(run: Any) -> None:
    """It failed, and the operator knows."""
    session = run(fault("backup_failing", "5m", "20m")).to(10)
    asked = session.backups.create("incremental", "operator")
    session.to(29)
    assert asked.status == "failed"
    assert session.backups.kept[-1] is asked


def test_one_backup_at_a_time_and_an_emergency_one_first(run: Any) -> None:
    """What is asked for meanwhile waits; each begins with the end of the one before."""
    session = run().to(5)
    full = session.backups.create("full", "operator")
    session.to(6)
    later = session.backups.create("incremental", "operator")
    emergency = session.backups.create("emergency", "operator")
    session.to(7)
    waiting = [backup.status for backup in (full, later, emergency)]
    assert waiting == ["in_progress", "pending", "pending"]
    session.to(60)
    assert full.as_of == 5 * MINUTE + 1000
    assert (emergency.as_of, later.as_of) == (full.completed_at, emergency.completed_at)


def test_only_verifying_shows_a_corrupt_backup(run: Any) -> None:
    """It says completed; the verification takes minutes and then says failed, and why."""
    session = run(fault("backup_corrupt", "5m", "10m", newest=1)).to(10)
    newest = session.backups.newest
    assert newest is not None
    record = session.post(f"/api/backup/verify/{newest.id}")
    assert (record["status"], record["verification_status"]) == ("completed", "in_progress")
    session.to(13)
    assert newest.verification == "in_progress"
    session.to(25)
    assert (newest.verification, newest.error) == ("failed", "checksums differ")


def test_an_incremental_backup_needs_what_it_builds_on(run: Any) -> None:
    """Later ones of the day are unsound with it, an earlier one and a new full one are not."""
    session = run(fault("backup_corrupt", "5m", "10m", newest=1)).to(40)
    backups = session.backups
    by_hour = {b.id[-6:-4]: b for b in backups.kept if "20260303" in b.id}
    assert {
        hour: backups.sound(b) for hour, b in by_hour.items() if hour in ("13", "14", "15")
    } == {
        "13": True,
        "14": False,
        "15": False,
    }
    assert backups.spoiled_by(by_hour["15"]) is by_hour["14"]
    assert backups.age_ms() == 40 * MINUTE + 90 * MINUTE
    session.post("/api/backup/create", type="full")
    session.to(70)
    assert backups.sound(backups.kept[-1])
    assert backups.age_ms() < 31 * MINUTE


def restored(session: Run, backup: str, minutes: float, **body: Any) -> dict[str, Any]:
    """Restore and wait; how it ended."""
    session.post(f"/api/backup/restore/{backup}", **body)
    session.to(session.player.exercise.now / MINUTE + minutes)
    answer = session.player.get(f"/api/backup/status/{backup}").body["data"]
    assert isinstance(answer, dict)
    return answer


def bad(session: Run) -> list[str]:
    files = session.world.storage.files
    return [f"file_{n:06d}" for n in np.flatnonzero(files.bad)]


def test_a_selective_restore_brings_back_what_is_named(run: Any) -> None:
    """Those files are whole, no other is touched, and what users wrote meanwhile stays."""
    session = run(fault("corruption_at_rest", "5m", "1m", percent=1), mix={"download": 1}).to(10)
    names = bad(session)
    before = session.world.storage.files.written_at.copy()
    status = restored(
        session, "backup_20260303_140000", 5, file_ids=names[:10], overwrite_existing=True
    )
    assert (status["restore_status"], status["restore_progress"]) == ("completed", 100)
    assert bad(session) == names[10:]
    changed = np.flatnonzero(session.world.storage.files.written_at != before)
    assert {f"file_{n:06d}" for n in changed} <= set(names[:10])
    done = session.world.storage.restores.runs[-1]
    assert (done.restored, done.overwritten, done.unrecoverable) == (10, 0, 0)


def test_without_overwriting_only_missing_files_come_back(run: Any) -> None:
    """Damaged ones that are there stay as they are."""
    session = run(
        fault("bucket_emptied", "5m", "1m", percent=10),
        fault("corruption_at_rest", "7m", "1m", percent=10),
        mix={"download": 1},
    ).to(10)
    missing = session.world.storage.files.state().missing
    restored(session, "backup_20260303_140000", 30)
    done = session.world.storage.restores.runs[-1]
    assert (done.restored, done.skipped) == (missing, 10_000 - missing)
    state = session.world.storage.files.state()
    assert state.missing == 0
    assert state.damaged > 500


def test_the_newest_backup_can_be_the_wrong_one(run: Any) -> None:
    """A backup made after the damage holds the damage: restoring it brings it back."""
    session = run(fault("corruption_at_rest", "5m", "1m", percent=1), mix={"download": 1}).to(40)
    names = bad(session)
    newest = session.backups.newest
    assert newest is not None
    assert newest.id == "backup_20260303_150000"
    restored(session, newest.id, 5, file_ids=names, overwrite_existing=True)
    assert bad(session) == names
    assert len(session.world.storage.restores.runs[-1].damaged) == len(names)


def test_a_corrupt_backup_brings_damage_that_verifying_afterwards_shows(run: Any) -> None:
    """Unverified it is `completed`; with verify_after_restore it is `failed` and says why."""
    for verify, ended in ((False, "completed"), (True, "failed")):
        session = run(
            fault("backup_corrupt", "2m", "30m", newest=1, percent=50),
            fault("bucket_emptied", "5m", "1m", percent=5),
            mix={"download": 1},
        ).to(10)
        status = restored(session, "backup_20260303_140000", 30, verify_after_restore=verify)
        assert status["restore_status"] == ended
        assert session.world.storage.files.state().damaged > 100
        assert ("checksums differ" in str(status["error"])) is verify
        assert (session.world.storage.files.alarming() > 0) is verify


def test_what_a_restore_costs_is_counted(run: Any) -> None:
    """A full restore with overwriting does away with every newer version; each is counted."""
    session = run(requests_per_second=5).to(20)
    files = session.world.storage.files
    files.settle()
    newer = int(np.count_nonzero(files.written_at > -30 * MINUTE))
    assert newer > 300
    restored(session, "backup_20260303_140000", 100, full_restore=True, overwrite_existing=True)
    done = session.world.storage.restores.runs[-1]
    assert done.status == "completed"
    assert newer * 0.8 < done.overwritten <= newer * 1.05
    assert done.unrecoverable == 0


def test_versions_that_nothing_holds_are_nobodys_fault(run: Any) -> None:
    """Written after the backup and damaged since: lost, and not by the restore."""
    session = run(fault("corruption_at_rest", "20m", "1m", percent=100)).to(22)
    files = session.world.storage.files
    files.settle()
    names = [f"file_{n:06d}" for n in np.flatnonzero(files.bad & (files.written_at > 0))][:50]
    restored(session, "backup_20260303_140000", 5, file_ids=names, overwrite_existing=True)
    done = session.world.storage.restores.runs[-1]
    assert done.overwritten == 0
    assert done.unrecoverable == done.restored > 40


@pytest.mark.parametrize("spoiled", [False, True], ids=["readable", "spoiled"])
def test_a_newer_version_is_lost_unless_a_newer_sound_backup_holds_it(
    run: Any,
    spoiled: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """Damaged since, and in the backup of three: that restores it, if it can be read back."""
    harm = [fault("corruption_at_rest", "40m", "1m", percent=100)]
    if spoiled:
        harm.append(fault("backup_corrupt", "42m", "1m", newest=1, percent=50))
    session = run(*harm).to(45)
    files = session.world.storage.files
    files.settle()
    since = [f"file_{n:06d}" for n in np.flatnonzero(files.bad & (files.written_at > 31 * MINUTE))]
    between = files.bad & (files.written_at > 0) & (files.written_at < 30 * MINUTE)
    names = [f"file_{n:06d}" for n in np.flatnonzero(between)][:50]
    restored(session, "backup_20260303_140000", 5, file_ids=names, overwrite_existing=True)
    done = session.world.storage.restores.runs[-1]
    expected = (0, len(names)) if spoiled else (len(names), 0)
    assert len(names) == 50
    assert (done.overwritten, done.unrecoverable) == expected
    restored(session, "backup_20260303_140000", 5, file_ids=since[:50], overwrite_existing=True)
    done = session.world.storage.restores.runs[-1]
    assert (done.overwritten, done.unrecoverable) == (0, 50)  # no backup was made since
    # What lies there now is as old as the backup: the next incremental one need not hold it.
    assert files.written_at[np.flatnonzero(between)[:50]].tolist() == [-30 * MINUTE] * 50


def test_versions_that_responders_emptied_away_are_theirs(run: Any) -> None:
    """Sound and newer than the backup until somebody emptied the bucket: overwritten, by them."""
    session = run(requests_per_second=5, mix={"upload": 1}).to(10)
    session.world.catch_up()
    files = session.world.storage.files
    files.settle()
    newer = int(np.count_nonzero(files.written_at > 0))
    session.world.storage.clear("test")
    session.world.storage.restores.start(
        session.backups.named("backup_20260303_140000"),
        tuple(np.flatnonzero(files.written_at > 0).tolist()),
        overwrite=True,
        verify=False,
        parallel=20,
    )
    session.to(60)
    done = session.world.storage.restores.runs[-1]
    assert done.unrecoverable == 0
    assert newer > done.overwritten > 100  # users have uploaded some anew meanwhile


@pytest.mark.parametrize("parallel", [20, 21, 500])
def test_more_than_twenty_at_a_time_is_no_faster(run: Any, parallel: int) -> None:
    """Restores and scans take so long at the least."""
    session = run(fault("bucket_emptied", "5m", "1m"), mix={"download": 1}).to(10)
    storage = session.world.storage
    backup = session.backups.named("backup_20260303_140000")
    restore = storage.restores.start(backup, None, overwrite=False, verify=False, parallel=parallel)
    scan = storage.integrity.start(full=True, parallel=parallel)
    size = int(storage.files.sizes[: storage.files.count].sum())
    assert restore.takes == size * 1000 // (20 * 400_000)
    assert scan.takes == size * 1000 // (20 * 1_200_000)


def test_what_came_back_meanwhile_is_left_alone(run: Any) -> None:
    """Without overwriting, a file that is there again when its turn comes is skipped."""
    session = run(fault("bucket_emptied", "5m", "1m"), mix={"download": 1}).to(10)
    session.post("/api/backup/restore/backup_20260303_140000")
    session.to(20)
    files = session.world.storage.files
    gone = np.flatnonzero(files.exists & ~files.present)[-100:]
    whole = np.full(len(gone), SOUND, dtype=np.int8)
    files.put_back(gone, whole, np.full(len(gone), -HOUR, dtype=np.int64))
    session.to(80)
    done = session.world.storage.restores.runs[-1]
    assert (done.status, done.restored, done.skipped) == ("completed", 9_900, 100)


def test_a_restore_stops_where_it_is(run: Any) -> None:
    """What was put back stays, the rest is missing; a second stop is refused."""
    session = run(fault("bucket_emptied", "5m", "1m"), mix={"download": 1}).to(10)
    session.post("/api/backup/restore/backup_20260303_140000")
    session.to(30)
    record = session.post("/api/backup/stop", reason="wrong one")
    assert (record["restore_status"], record["error"]) == ("failed", "wrong one")
    assert 0 < record["restored"] < 10_000
    missing = session.world.storage.files.state().missing
    assert missing == 10_000 - record["restored"]
    session.to(60)
    assert session.world.storage.files.state().missing == missing
    assert session.player.post("/api/backup/stop").status == 409


def test_one_restore_at_a_time_and_a_rollback_takes_its_place(run: Any) -> None:
    """A second restore is 409; a rollback stops the first and puts everything back as it was."""
    session = run(fault("bucket_emptied", "5m", "1m"), mix={"download": 1}).to(10)
    session.post("/api/backup/restore/backup_20260303_140000")
    refused = session.player.post("/api/backup/restore/backup_20260303_130000")
    assert refused.status == 409
    assert "backup_20260303_140000" in str(refused.body["error"])
    record = session.post("/api/backup/rollback", target_backup="backup_20260303_130000")
    assert (record["backup_id"], record["restore_status"]) == (
        "backup_20260303_130000",
        "in_progress",
    )
    events = [what.split()[1] for _, what in session.player.log("backup")]
    assert events[-3:] == ["restoring", "restore_stopped", "restoring"]


def test_a_restore_into_a_dead_bucket_fails(run: Any) -> None:
    """It says so; nothing more is written."""
    session = run(
        fault("bucket_emptied", "5m", "1m"),
        fault("r2_unavailable", "20m", "20m"),
        mix={"download": 1},
    ).to(10)
    status = restored(session, "backup_20260303_140000", 30)
    assert (status["restore_status"], status["error"]) == ("failed", "R2 is not responding")


def test_a_scan_finds_what_is_wrong_and_takes_its_time(run: Any) -> None:
    """Twenty strides by bytes; a quick one looks at a part and may miss it."""
    session = run(fault("corruption_at_rest", "5m", "1m", percent=1), mix={"download": 1}).to(10)
    scan = session.post("/api/files/integrity-check", full_scan=True)
    assert (scan["status"], scan["corrupted_count"]) == ("in_progress", 0)
    session.to(18)
    half = session.player.get("/api/files/integrity-check").body["data"]
    assert isinstance(half, dict)
    assert 0 < half["progress"] < 100
    assert 0 < half["corrupted_count"] < len(bad(session))
    session.to(40)
    assert session.world.storage.integrity.scans[0].status == "completed"
    report = session.player.get("/api/files/corruption-report").body["data"]
    assert isinstance(report, dict)
    assert report["file_ids"] == bad(session)
    quick = session.post("/api/files/integrity-check", quick_scan=True)
    assert quick["total"] == 500
    assert quick["estimated_seconds"] < scan["estimated_seconds"] / 5


def test_a_scan_of_a_dead_bucket_fails(run: Any) -> None:
    session = run(fault("r2_unavailable", "12m", "20m")).to(10)
    session.post("/api/files/integrity-check")
    session.to(14)
    assert session.world.storage.integrity.latest.status == "failed"


@pytest.mark.slow
def test_backups_and_scans_change_nothing(run: Any) -> None:
    """Whoever looks, backs up and verifies leaves every file as it was."""
    session = run(fault("corruption_at_rest", "5m", "1m", percent=2)).to(10)
    other = run(fault("corruption_at_rest", "5m", "1m", percent=2)).to(10)
    session.post("/api/files/integrity-check")
    session.post("/api/backup/create", type="emergency")
    session.post("/api/backup/verify/backup_20260303_140000")
    for one in (session, other):
        one.to(100)
        one.world.catch_up()
        one.world.storage.files.settle()
    ours, theirs = session.world.storage.files, other.world.storage.files
    for field in ("content", "present", "withheld", "written_at"):
        assert np.array_equal(getattr(ours, field), getattr(theirs, field)), field
    assert int(np.count_nonzero(ours.content != SOUND)) > 0
