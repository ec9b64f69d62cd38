"""Rows kept beside many records: taken while nothing changed, and never believed otherwise."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from sim.surfaces import campaigns, kept_rows, record_rows
from sim.surfaces.kept_rows import KEPT_NAME, KeptRows

if TYPE_CHECKING:
    from pathlib import Path

AT = datetime(2026, 1, 5, tzinfo=UTC)


ROW = {"record": "one", "played_at": AT, "people": ("Ada",), "total": 80.0}


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A record whose row is kept."""
    record = tmp_path / "one"
    record.mkdir()
    (record / "journal.jsonl").write_text("{}\n")
    kept = KeptRows.of(tmp_path, kept_rows.FEWEST)
    assert kept.row("one") is None
    kept.keep("one", ROW)
    kept.write()
    return tmp_path


def test_a_row_is_the_same_from_the_file(shelf: Path) -> None:
    """Nothing changed: nothing is read, and the row is what was made."""
    kept = KeptRows.of(shelf, kept_rows.FEWEST)
    assert kept.row("one") == ROW


@pytest.mark.parametrize(
    "name", ["journal.jsonl", "scorecard.json", "record.json", "review.yaml", "hot-wash.jsonl"]
)
def test_a_changed_file_is_read_anew(shelf: Path, name: str) -> None:
    """Whichever of the files the row comes from."""
    (shelf / "one" / name).write_text("changed")
    kept = KeptRows.of(shelf, kept_rows.FEWEST)
    assert kept.row("one") is None


@pytest.mark.parametrize("spoil", [b"", b"{}", b"\xff\n[]", None])
def test_a_spoilt_file_counts_for_nothing(shelf: Path, spoil: bytes | None) -> None:
    """One changed byte, other bytes or none: the records are read as if there were no file."""
    path = shelf / KEPT_NAME
    data = path.read_bytes()
    path.write_bytes(data.replace(b"80.0", b"99.0") if spoil is None else spoil)
    assert KeptRows.of(shelf, kept_rows.FEWEST).known == {}


def test_few_records_leave_no_file(tmp_path: Path) -> None:
    """A shelf of a handful is read as quickly without it."""
    kept = KeptRows.of(tmp_path, kept_rows.FEWEST - 1)
    assert kept.row("one") is None
    kept.keep("one", ROW)
    kept.write()
    assert not (tmp_path / KEPT_NAME).exists()


@pytest.mark.slow
def test_many_records_are_read_by_several_processes(
    shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each comes once, whichever process read it, and one that cannot be read says why."""
    monkeypatch.setattr(record_rows, "WORTH_PROCESSES", 1)
    monkeypatch.setattr(record_rows, "_BATCH", 1)
    monkeypatch.setattr(campaigns, "cores", lambda: 2)
    found = dict(record_rows.rows_of(shelf, ["one", "two"]))
    assert sorted(found) == ["one", "two"]
    assert all(isinstance(one, str) and one.startswith("left out: ") for one in found.values())
