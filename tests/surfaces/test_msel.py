"""The MSEL in and out of spreadsheets, and injects by hand, from the command line."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import BadFile, NotFound, TabletopError, Unusable
from sim.journal.bodies import InjectSent
from sim.journal.file import read_journal
from sim.scenario.inject_yaml import injects_block
from sim.scenario.library import find_scenario
from sim.scenario.load import load_scenario
from sim.surfaces.arguments import firings_of
from sim.surfaces.cli.main import cli
from sim.surfaces.spreadsheet import MAX_BYTES, read_table, shielded, unshielded, write_table

if TYPE_CHECKING:
    from pathlib import Path

    from tests.surfaces.conftest import Tabletop

NAME = "false-alarm"
RISKY = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "'=1+1", "''@x"]
HARMLESS = ["", "text", "'quoted'", " =1", "1-1", "#N/A", "ümläut ± …"]


# --- tables -----------------------------------------------------------------------------------


@pytest.mark.parametrize("text", RISKY)
def test_no_cell_begins_like_a_formula(text: str, tmp_path: Path) -> None:
    """In CSV an apostrophe stands before it and comes off again when it is read."""
    path = tmp_path / "t.csv"
    write_table(path, [("Message",), (text,)])
    assert shielded(text) == f"'{text}"
    assert f"'{text}".encode() in path.read_bytes()
    assert read_table(path) == [("Message",), (text,)]


@pytest.mark.parametrize("text", HARMLESS)
def test_other_cells_stay_as_they_are(text: str) -> None:
    """Only what a spreadsheet would run is changed, and only that is changed back."""
    assert shielded(text) == unshielded(text) == text


@settings(max_examples=60, deadline=None)
@given(cells=st.lists(st.tuples(*[st.text(st.characters(codec="utf-8"))] * 3), min_size=1))
def test_any_text_survives_csv(
    tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, ...]]
) -> None:
    """Commas, quotes, line ends, formulas: whatever the cells hold is read as it was written."""
    path = tmp_path_factory.getbasetemp() / "any.csv"
    table = [("One", "Two", "Three"), *cells]
    write_table(path, table)
    assert read_table(path) == table


def test_xlsx_holds_text_only(tmp_path: Path) -> None:
    """Formulas, numbers and errors stand in XLSX as text, and stay text when edited."""
    from openpyxl import load_workbook

    path = tmp_path / "t.xlsx"
    texts = [text for text in (*RISKY, *HARMLESS, "12") if "\r" not in text and text]
    write_table(path, [("Message",), *((text,) for text in texts)])
    assert [row[0] for row in read_table(path)] == ["Message", *texts]
    cells = [row[0] for row in load_workbook(path).active.iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    marked = [cell.value for cell in cells if cell.quotePrefix]
    assert marked == [text for text in texts if text in RISKY]
    with pytest.raises(Unusable, match="row 2, Message: XLSX cannot store this text"):
        write_table(path, [("Message",), ("\x07",)])


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_csv_of_other_locales(tmp_path: Path, delimiter: str, mark: str) -> None:
    """Commas, semicolons or tabs between the cells, with or without a byte order mark."""
    path = tmp_path / "t.csv"
    rows = [("Time", "Message"), ("12m ± 4m", "a,b;c")]
    text = "\r\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    path.write_text(f"{mark}{text}", encoding="utf-8", newline="")
    assert read_table(path) == rows


def _book(*rows: tuple[Any, ...]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _bomb() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (11 * MAX_BYTES))
    return content.getvalue()


def _torn() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_book(("Time",)))) as old, zipfile.ZipFile(content, "w") as new:
        for part in old.infolist():
            new.writestr(part, old.read(part)[: 80 if "sheet1" in part.filename else None])
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("t.csv", b"Time\n\x81\xff", "is not text; save it as 'CSV UTF-8'"),
        ("t.csv", b'Time\n"open', "is not CSV: unexpected end of data"),
        ("t.csv", b"x" * (MAX_BYTES + 1), "is larger than 2 MiB; is it the right file?"),
        ("t.csv", b"x\n" * 5_001, "has more than 5000 rows or 64 columns"),
        ("t.xlsx", b"PK but no", "is not an XLSX workbook; save it as one, or as CSV"),
        ("t.xlsx", _bomb, "unpacks to far more than a list of injects takes"),
        ("t.xlsx", _torn, "is not an XLSX workbook ("),
        (
            "t.xlsx",
            lambda: _book(("Time",), ("=NOW()",)),
            "row 2, column 1: contains a formula; write the text itself",
        ),
        (
            "t.xlsx",
            lambda: _book(("Time",), (True,)),
            "row 2, column 1: holds True as a date or a truth value; format the cell as text",
        ),
    ],
    ids=["bytes", "quote", "large", "rows", "no archive", "bomb", "torn", "formula", "truth"],
)
def test_files_that_are_refused(tmp_path: Path, name: str, content: Any, says: str) -> None:
    """Too large, broken, or holding more than text: told in one line with the way out."""
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content())
    with pytest.raises(BadFile) as caught:
        read_table(path)
    assert str(caught.value).startswith(f"{path}: {says}")


def test_files_that_are_not_there(tmp_path: Path) -> None:
    """Another ending is refused; a missing file is told with the spreadsheets beside it."""
    (tmp_path / "injects.csv").write_text("Time\n")
    with pytest.raises(NotFound) as caught:
        read_table(tmp_path / "inject.csv")
    assert caught.value.known == (str(tmp_path / "injects.csv"),)
    for path in (tmp_path / "t.ods", tmp_path / "t"):
        with pytest.raises(Unusable, match=r"name a file that ends in \.csv or \.xlsx"):
            read_table(path)
        with pytest.raises(Unusable, match=r"name a file that ends in \.csv or \.xlsx"):
            write_table(path, [("Time",)])


# --- the command ------------------------------------------------------------------------------


def _msel(*words: str) -> str:
    """What `tabletop msel` prints; run in this process, errors come as they are raised."""
    done = CliRunner().invoke(cli, ["msel", NAME, *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_out_and_in_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str) -> None:
    """Exported and imported, a scenario has the injects it had, in a file of its own."""
    monkeypatch.chdir(tmp_path)
    sheet = f"injects.{ending}"
    assert _msel("--out", sheet) == f"{sheet}: 5 injects\n"
    assert _msel("--from", sheet, "--out", "mine.yaml") == "mine.yaml: 5 injects\n"
    mine, shipped = load_scenario(tmp_path / "mine.yaml"), load_scenario(find_scenario(NAME))
    assert mine == shipped.model_copy(update={"name": "mine"})
    assert _msel("--from", sheet) == injects_block(shipped.injects)
    before = (tmp_path / "mine.yaml").read_bytes()
    with pytest.raises(Unusable, match=r"mine\.yaml: already exists; choose another --out or"):
        _msel("--from", sheet, "--out", "mine.yaml")
    with pytest.raises(Unusable, match=r"mine\.txt: a scenario is written to a file that ends in"):
        _msel("--from", sheet, "--out", "mine.txt")
    assert (tmp_path / "mine.yaml").read_bytes() == before
    assert _msel("--from", sheet, "--out", "mine.yaml", "--force") == "mine.yaml: 5 injects\n"


def test_a_bad_table_changes_nothing(tabletop: Tabletop, tmp_path: Path) -> None:
    """Every bad cell is a line on stderr, exit 2, and no file is written."""
    rows = ["Time;Event;From;Method;Message", "5 min;one;Sales;slak;Hello", "alrt;two;Sales;;"]
    (tmp_path / "t.csv").write_text("\n".join(rows))
    done = tabletop("msel", NAME, "--from", "t.csv", "--out", "mine.yaml")
    assert (done.returncode, done.stdout) == (2, "")
    assert [line.partition(": ")[2].partition(":")[0] for line in done.stderr.splitlines()] == [
        "row 2, Time",
        "row 2, Method",
        "row 3, Time",
        "row 3, Message",
    ]
    assert not (tmp_path / "mine.yaml").exists()


BY_HAND = """
  - id: press
    by: facilitator
    sender: Press office
    text: A newspaper asks what is going on.
    expects: Nobody answers without the communications team.
    expected: {mark: told_team, within: 10m}
"""


def _with_press() -> str:
    """The shipped scenario with an inject by hand, named `mine`."""
    text = (
        find_scenario(NAME).read_text(encoding="utf-8").replace("name: false-alarm", "name: mine")
    )
    return text.replace("\ninjects:", f"\ninjects:{BY_HAND.rstrip()}")


def test_an_inject_by_hand_in_a_headless_run(tabletop: Tabletop, tmp_path: Path) -> None:
    """`--fire` sends it at its time, the record replays, and the summary says what came of it."""
    (tmp_path / "mine.yaml").write_text(_with_press(), encoding="utf-8")
    words = ("run", "mine.yaml", "--responder", "none", "--no-report", "--out", "record")
    done = tabletop(*words, "--fire", "press@20m")
    assert done.returncode == 0, done.stderr
    assert "  inject press: the team was not told within 10 min\n" in done.stdout
    fired = [
        (entry.at, entry.body.trigger)
        for entry in read_journal(tmp_path / "record")
        if isinstance(entry.body, InjectSent) and entry.body.inject == "press"
    ]
    assert fired == [(20 * 60_000, "facilitator")]
    assert "matches the record" in tabletop("replay", "record").stdout


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (("pres@20m",), "no inject named 'pres'"),
        (("press",), "--fire press: say when: press@20m"),
        (("press@soon",), "--fire press@soon: not a duration: 'soon'"),
        (("press@9h",), "--fire press@9h: the exercise is over after 1h30m"),
        (("press@1h30m",), "--fire press@1h30m: the exercise is over after 1h30m"),
        (("screenshot@9m",), "inject 'screenshot' comes automatically; only injects with"),
        (("press@5m", "press@6m"), "--fire press@6m: an inject is fired once, and 'press' is"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else "",
)
def test_what_cannot_be_fired(tmp_path: Path, wrong: tuple[str, ...], says: str) -> None:
    """An unknown id, a bad time, an automatic inject: refused before anything is played."""
    path = tmp_path / "mine.yaml"
    path.write_text(_with_press(), encoding="utf-8")
    with pytest.raises(TabletopError) as caught:
        firings_of(load_scenario(path), wrong)
    assert str(caught.value).startswith(says)


def test_a_misspelt_inject_is_guessed(tabletop: Tabletop, tmp_path: Path) -> None:
    """The command line names the inject that was meant, and exits 2."""
    (tmp_path / "mine.yaml").write_text(_with_press(), encoding="utf-8")
    done = tabletop("run", "mine.yaml", "--fire", "pres@20m")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "no inject 'pres': did you mean 'press'?\n"
