"""Spreadsheets of others on disk: encodings, signs between cells, sheets, times of workbooks."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

if TYPE_CHECKING:
    from pathlib import Path

    from tests.surfaces.conftest import Tabletop

HEADS, CELLS = "Event Time{0}Event Description", "14:05{0}Kein Zugriff für Müller"


@pytest.mark.parametrize(
    ("encoding", "sign", "before"),
    [
        ("utf-8", ",", ""),
        ("utf-8-sig", ";", ""),
        ("cp1252", ";", ""),
        ("utf-16", "\t", ""),
        ("utf-8", "|", "sep=|\n"),
        ("cp1252", ";", "sep=;\r\n"),
        ("utf-8", ";", "A title, with a comma\n\n"),
    ],
)
def test_a_csv_of_any_office(
    tabletop: Tabletop, tmp_path: Path, encoding: str, sign: str, before: str
) -> None:
    """The text comes out as it was written, and the scenario lints."""
    text = f"{before}{HEADS.format(sign)}\n{CELLS.format(sign)}\n"
    (tmp_path / "s.csv").write_bytes(text.encode(encoding))
    done = tabletop("msel", "complete-r2-outage", "--from", "s.csv", "--out", "mine.yaml")
    assert done.returncode == 0, done.stderr
    assert "clock times count from StartEx at 14:00" in done.stderr
    written = (tmp_path / "mine.yaml").read_text()
    assert "Kein Zugriff für Müller" in written
    assert "at: 5m" in written
    assert tabletop("lint", "mine.yaml").returncode == 0


@pytest.mark.parametrize(
    "cell",
    [time(14, 5), datetime(2026, 3, 31, 14, 5), timedelta(minutes=5), "T+5", "2:05 PM"],  # noqa: DTZ001 - as workbooks have it
)
def test_a_workbook_with_times_and_several_sheets(
    tabletop: Tabletop, tmp_path: Path, cell: object
) -> None:
    """The sheet with the headings is found, and a time of the workbook's own is one."""
    book = Workbook()
    book.active.title = "Read me"
    book.active.append(["Nothing here"])
    sheet = book.create_sheet("MSEL")
    sheet.append(["Exercise Harbour"])
    sheet.append(["No", "Inject time", "Inject description", "Delivery"])
    sheet.append([1, cell, "Downloads fail", "E-Mail"])
    book.save(tmp_path / "s.xlsx")
    done = tabletop("msel", "complete-r2-outage", "--from", "s.xlsx")
    assert done.returncode == 0, done.stderr
    assert "at: 5m" in done.stdout
    assert "channel: email" in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--map", "Story"), "write THEIRS=OURS"),
        (("--map", "Story=Plot"), "write THEIRS=OURS"),
        (("--start", "soon"), "write a clock time"),
        (("--start", "14:30"), "is before StartEx"),
        (("--map", "Stry=Message"), "unknown heading 'stry', did you mean 'story'?"),
    ],
)
def test_what_is_wrong_is_said(
    tabletop: Tabletop, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    """One line each, exit 2, and no file."""
    (tmp_path / "s.csv").write_text("Time,Story,Text\n14:05,a,b\n")
    done = tabletop("msel", "complete-r2-outage", "--from", "s.csv", "--out", "m.yaml", *words)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert said in done.stderr
    assert not (tmp_path / "m.yaml").exists()


def test_circles_and_control_characters_are_refused(tabletop: Tabletop, tmp_path: Path) -> None:
    """At import, by row; not when the exercise runs."""
    heads = "Time,Event,From,Message\n"
    (tmp_path / "c.csv").write_text(f"{heads}inject:b + 1m,a,D,Hi\ninject:a + 1m,b,D,Hi\n")
    done = tabletop("msel", "complete-r2-outage", "--from", "c.csv")
    assert done.returncode == 2
    assert "row 2, Time: waits for itself: a after b after a" in done.stderr
    (tmp_path / "c.csv").write_text(f"{heads}5m,a,D,H\x1b[31mi\n")
    done = tabletop("msel", "complete-r2-outage", "--from", "c.csv")
    assert done.returncode == 2
    assert "row 2, Message: contains control characters" in done.stderr


def test_a_bad_cell_below_titles_is_named_by_its_own_row_and_heading(
    tabletop: Tabletop, tmp_path: Path
) -> None:
    """Also when the scenario refuses it, and not the reader of times."""
    text = "Exercise Harbour\n\nNo.,Event Time,Story\n1,T+5,a\n,,\n2,23:30,b\n3,T+9,c\x1b\n"
    (tmp_path / "s.csv").write_text(text)
    done = tabletop("msel", "complete-r2-outage", "--from", "s.csv", "--map", "Story=Message")
    assert done.returncode == 2
    assert "s.csv: row 6, Event Time: can come after the horizon" in done.stderr
    assert "s.csv: row 7, Story: contains control characters" in done.stderr


@pytest.mark.parametrize("words", [(), ("--map", "Plot=Message")])
def test_headings_that_are_not_recognised_lead_to_map(
    tabletop: Tabletop, tmp_path: Path, words: tuple[str, ...]
) -> None:
    """One line that shows the headings and the option; with it the sheet is read."""
    (tmp_path / "s.csv").write_text("Harbour\nWhere,Moment,Story\nx,T+5,Downloads fail\n")
    done = tabletop("msel", "complete-r2-outage", "--from", "s.csv", *words)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert "--map" in done.stderr
    assert "'Where', 'Moment', 'Story'" in done.stderr
    right = ("--map", "Moment=Time", "--map", "Story=Message")
    done = tabletop("msel", "complete-r2-outage", "--from", "s.csv", *right)
    assert done.returncode == 0, done.stderr
    assert "Downloads fail" in done.stdout


def test_what_says_how_to_read_needs_a_sheet(tabletop: Tabletop) -> None:
    for words in (("--map", "Story=Message"), ("--start", "09:00")):
        done = tabletop("msel", "complete-r2-outage", *words)
        assert (done.returncode, done.stdout) == (2, "")
        assert f"{words[0]}: needs --from" in done.stderr
