"""`tabletop actions`: out to a file that others edit, and the statuses back into the reviews."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.surfaces.conftest import Tabletop


@pytest.fixture
def records(tabletop: Tabletop, tmp_path: Path) -> Path:
    """A record with a review."""
    done = tabletop("run", "no-incident", "--responder", "none", "--out", "all/one")
    assert done.returncode == 0
    review = tmp_path / "all" / "one" / "review.yaml"
    text = review.read_text()
    assert "improvements:" in text
    review.write_text(f"# A comment of ours.\n{text}")
    return tmp_path / "all"


def rows(path: Path) -> list[dict[str, str]]:
    """A CSV file's rows."""
    return list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))


def test_a_status_finds_its_way_back(tabletop: Tabletop, records: Path, tmp_path: Path) -> None:
    """Written, edited as a tracker's export, taken in; comments in the review stay."""
    form = "csv,xlsx,jira,ics,gh,glab"
    assert tabletop("actions", "all", "--form", form, "--out", "plan").returncode == 0
    assert {one.name for one in (tmp_path / "plan").iterdir()} == {
        "actions.csv", "actions.xlsx", "jira.csv", "actions.ics", "issues-gh.sh", "issues-glab.sh",
    }  # fmt: skip
    found = rows(tmp_path / "plan" / "actions.csv")
    assert found
    edited = tmp_path / "edited.csv"
    # As trackers call it.
    edited.write_text(f"Status,ID\nDone,{found[0]['ID']}\n,{found[-1]['ID']}\n")
    done = tabletop("actions", "all", "--from", "edited.csv")
    assert (done.returncode, done.stdout) == (0, "edited.csv: 1 status changed\n")
    review = (records / "one" / "review.yaml").read_text()
    assert review.startswith("# A comment of ours.\n")
    assert review.count("status: complete") == 1
    assert "1 complete" in tabletop("actions", "all").stdout
    again = tabletop("actions", "all", "--from", "plan/actions.xlsx")
    assert "1 status changed" in again.stdout


def test_what_is_overdue_leads(tabletop: Tabletop, records: Path) -> None:
    assert records.is_dir()
    done = tabletop("actions", "all", "--today", "2030-01-01")
    assert "OVERDUE by" in done.stdout.splitlines()[0] + done.stdout.splitlines()[1]
    assert "0 overdue" in tabletop("actions", "all", "--today", "2020-01-01").stdout


def test_a_bad_table_changes_nothing(tabletop: Tabletop, records: Path, tmp_path: Path) -> None:
    """No column, no such status, no such action: one line each, exit 2, the review as it was."""
    before = (records / "one" / "review.yaml").read_bytes()
    name = rows_name(tabletop, tmp_path)
    for text, said in (
        ("A,B\n1,2\n", "needs the columns ID and Status"),
        (f"ID,Status\n{name},finished\n", "is no status"),
        (f"ID,Status\n{name},complete\none/none-such,complete\n", "there is no action"),
        (f"ID,Status\n{name},complete\n{name},in progress\n", "give it one status"),
        ("", ""),
    ):
        (tmp_path / "t.csv").write_text(text)
        done = tabletop("actions", "all", "--from", "t.csv")
        assert done.returncode == 2, text
        assert said in done.stderr
        assert (records / "one" / "review.yaml").read_bytes() == before


def rows_name(tabletop: Tabletop, tmp_path: Path) -> str:
    """The id of the first action."""
    assert tabletop("actions", "all", "--out", "first").returncode == 0
    return rows(tmp_path / "first" / "actions.csv")[0]["ID"]
