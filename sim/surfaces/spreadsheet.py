"""Tables of text in CSV and XLSX files, written so that a spreadsheet shows text and runs nothing.

Knows rows of text; not what they mean. A cell that a spreadsheet would take for a formula gets a
leading apostrophe in CSV, taken off again when it is read; in XLSX it is a cell of type text.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

from sim.disk import CannotRead, read_file, write_atomically
from sim.errors import BadFile, Finding, NotFound, Unusable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

Table = list[tuple[str, ...]]

ENDINGS = (".csv", ".xlsx")
MAX_BYTES = 2 * 1024 * 1024
"""Far more than a list of injects takes."""
_UNPACKED = 10 * MAX_BYTES
"""What may come out of an XLSX file, which is an archive."""
_MAX_ROWS, _MAX_COLUMNS = 5_000, 64
_MAX_CELL = 32_767
"""Letters in a cell of XLSX."""

_RISKY = re.compile(r"'*[=+\-@\t\r]")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_DELIMITERS = ",;\t"
_WIDTHS = {"Message": 60, "Expected action": 50, "Time": 28, "Event": 22}
"""Column widths in letters; others take 14."""


def write_table(path: Path, table: Sequence[Sequence[str]]) -> None:
    """Write rows, headings first, as the file's ending says.

    Raises:
        Unusable: another ending, or a text that XLSX cannot hold.
        OSError: the file cannot be written.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise Unusable(f"{path}: name a file that ends in {' or '.join(ENDINGS)}")
    content = _csv(table) if ending == ".csv" else _xlsx(path, table)
    write_atomically(path, content)


def read_table(path: Path) -> Table:
    """Read the rows of a file; of a workbook, those of its first sheet.

    Raises:
        NotFound: there is no such file.
        Unusable: another ending.
        BadFile: it is too large, not what its ending says, or holds formulas.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise Unusable(f"{path}: name a file that ends in {' or '.join(ENDINGS)}")
    try:
        raw = read_file(path, MAX_BYTES)
    except FileNotFoundError:
        raise NotFound("file", str(path), _beside(path)) from None
    except CannotRead as error:
        raise _refusal(path, error.problem) from None
    table = _from_csv(path, raw) if ending == ".csv" else _from_xlsx(path, raw)
    if len(table) > _MAX_ROWS or any(len(row) > _MAX_COLUMNS for row in table):
        raise _refusal(path, f"has more than {_MAX_ROWS} rows or {_MAX_COLUMNS} columns")
    return table


def _beside(path: Path) -> tuple[str, ...]:
    try:
        found = sorted(one for one in path.parent.iterdir() if one.suffix.lower() in ENDINGS)
    except OSError:
        return ()
    return tuple(str(one) for one in found)


def _refusal(path: Path, problem: str, place: str = "") -> BadFile:
    return BadFile((Finding(str(path), None, place, problem),))


# --- CSV ------------------------------------------------------------------------------------------


def _csv(table: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerows([shielded(cell) for cell in row] for row in table)
    # With its mark a spreadsheet takes the file for UTF-8.
    return text.getvalue().encode("utf-8-sig")


def shielded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: `=1+1` as `'=1+1`."""
    return f"'{cell}" if _RISKY.match(cell) else cell


def unshielded(cell: str) -> str:
    """The text that was shielded."""
    return cell[1:] if cell.startswith("'") and _RISKY.match(cell) else cell


def _from_csv(path: Path, raw: bytes) -> Table:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refusal(path, "is not UTF-8 text; save it as 'CSV UTF-8'") from None
    first = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise _refusal(path, f"is not CSV: {error}") from None
    return [tuple(unshielded(cell) for cell in row) for row in rows]


# --- XLSX -----------------------------------------------------------------------------------------


def _xlsx(path: Path, table: Sequence[Sequence[str]]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    _check_texts(path, table)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("MSEL")
    sheet.freeze_panes = "A2"
    for place, heading in enumerate(table[0], start=1):
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(heading, 14)
    wrapped = Alignment(vertical="top", wrap_text=True)
    for number, row in enumerate(table, start=1):
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, text)
            cell.data_type = "s"  # text, whatever it looks like …
            cell.quotePrefix = bool(_RISKY.match(text))  # … also when somebody edits the cell
            cell.alignment = wrapped
            if number == 1:
                cell.font = Font(bold=True)
            cells.append(cell)
        sheet.append(cells)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _check_texts(path: Path, table: Sequence[Sequence[str]]) -> None:
    for number, row in enumerate(table, start=1):
        for heading, text in zip(table[0], row, strict=True):
            if _NOT_IN_XML.search(text) or len(text) > _MAX_CELL:
                where = f"row {number}, {heading}"
                raise Unusable(f"{path}: {where}: XLSX cannot store this text; write a .csv")


def _from_xlsx(path: Path, raw: bytes) -> Table:
    from openpyxl import load_workbook

    if _unpacked(path, raw) > _UNPACKED:
        raise _refusal(path, "unpacks to far more than a list of injects takes")
    try:
        book = load_workbook(io.BytesIO(raw), read_only=True)
        table = list(_texts(path, book.worksheets[0].iter_rows(max_row=_MAX_ROWS + 1)))
        book.close()
    except BadFile:
        raise
    except Exception as error:  # noqa: BLE001 - openpyxl fails on broken workbooks in many ways
        raise _refusal(path, f"is not an XLSX workbook ({error})") from None
    return table


def _unpacked(path: Path, raw: bytes) -> int:
    """How many bytes come out of the archive that a workbook is."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return sum(part.file_size for part in archive.infolist())
    except zipfile.BadZipFile:
        raise _refusal(path, "is not an XLSX workbook; save it as one, or as CSV") from None


def _texts(path: Path, rows: Iterable[Sequence[Any]]) -> Iterator[tuple[str, ...]]:
    for number, row in enumerate(rows, start=1):
        cells = []
        for place, cell in enumerate(row, start=1):
            where = f"row {number}, column {place}"
            if cell.value is not None and cell.data_type == "f":
                raise _refusal(path, "contains a formula; write the text itself", where)
            cells.append(_text(path, cell.value, where))
        yield tuple(cells)


def _text(path: Path, value: object, where: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, bool) or not isinstance(value, int | float):
        problem = f"holds {value} as a date or a truth value; format the cell as text, like 12m"
        raise _refusal(path, problem, where)
    return str(value)
