"""Tables of text in CSV and XLSX files, written so that a spreadsheet shows text and runs nothing.

Knows rows of text; not what they mean. A cell that a spreadsheet would take for a formula gets a
leading apostrophe in CSV, taken off again when it is read; in XLSX it is a cell of type text.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sim.disk import CannotRead, read_file, write_atomically
from sim.errors import BadFile, Finding, NotFound, Unusable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
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
_SEPARATOR = re.compile(r"sep=([,;\t|])", re.IGNORECASE)
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


def read_table(path: Path, fits: Callable[[Table], bool] | None = None) -> Table:
    """Read the rows of a file; of a workbook, those of its first sheet.

    Args:
        path: the file.
        fits: of a workbook the first sheet is taken that it says yes to, and times and dates are
            taken as text; without it they are refused.

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
    table = _from_csv(path, raw, fits) if ending == ".csv" else _from_xlsx(path, raw, fits)
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


def _decoded(path: Path, raw: bytes) -> str:
    """UTF-8 or UTF-16 with a mark, UTF-8 without one, else Windows' western code page."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        # Windows' code page has a sign for almost any byte: text has no zeros in it.
        if encoding != "cp1252" or "\0" not in text:
            return text
    raise _refusal(path, "is not text; save it as 'CSV UTF-8'")


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


def _from_csv(path: Path, raw: bytes, fits: Callable[[Table], bool] | None) -> Table:
    text = _decoded(path, raw)
    head, _, rest = text.partition("\n")
    if (said := _SEPARATOR.fullmatch(head.rstrip("\r"))) is not None:
        # A line of Excel's own that says which sign parts the cells.
        return _rows(path, rest, said[1])
    delimiter = max(_DELIMITERS, key=head.count)
    table = _rows(path, text, delimiter)
    if fits is None or fits(table):
        return table
    # In other people's sheets a title may stand above the headings, with signs of its own.
    for other in _DELIMITERS.replace(delimiter, ""):
        with suppress(BadFile):
            if fits(found := _rows(path, text, other)):
                return found
    return table


def _rows(path: Path, text: str, delimiter: str) -> Table:
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


def _from_xlsx(path: Path, raw: bytes, fits: Callable[[Table], bool] | None) -> Table:
    from openpyxl import load_workbook

    if _unpacked(path, raw) > _UNPACKED:
        raise _refusal(path, "unpacks to far more than a list of injects takes")
    try:
        book = load_workbook(io.BytesIO(raw), read_only=True)
        tables = [
            list(_texts(path, sheet.iter_rows(max_row=_MAX_ROWS + 1), lenient=fits is not None))
            for sheet in (book.worksheets if fits is not None else book.worksheets[:1])
        ]
        book.close()
    except BadFile:
        raise
    except Exception as error:  # noqa: BLE001 - openpyxl fails on broken workbooks in many ways
        raise _refusal(path, f"is not an XLSX workbook ({error})") from None
    if fits is None:
        return tables[0]
    return next((table for table in tables if fits(table)), tables[0])


def _unpacked(path: Path, raw: bytes) -> int:
    """How many bytes come out of the archive that a workbook is."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return sum(part.file_size for part in archive.infolist())
    except zipfile.BadZipFile:
        raise _refusal(path, "is not an XLSX workbook; save it as one, or as CSV") from None


def _texts(
    path: Path, rows: Iterable[Sequence[Any]], *, lenient: bool
) -> Iterator[tuple[str, ...]]:
    for number, row in enumerate(rows, start=1):
        cells = []
        for place, cell in enumerate(row, start=1):
            where = f"row {number}, column {place}"
            if cell.value is not None and cell.data_type == "f":
                raise _refusal(path, "contains a formula; write the text itself", where)
            cells.append(_text(path, cell.value, where, lenient=lenient))
        yield tuple(cells)


def _moment(value: object) -> str:
    """A time, a span or a date of a workbook as text; "" for anything else."""
    if isinstance(value, datetime | time):
        # A moment of a day, whatever the day.
        return value.strftime("%H:%M")
    if isinstance(value, timedelta):
        return f"T+{round(value.total_seconds() / 60)}"
    return value.isoformat() if isinstance(value, date) else ""


def _text(path: Path, value: object, where: str, *, lenient: bool) -> str:
    """A cell as text; when lenient, a time or a date as it is written."""
    if value is None:
        return ""
    if lenient and (text := _moment(value)):
        return text
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, bool) or not isinstance(value, int | float):
        problem = f"holds {value} as a date or a truth value; format the cell as text, like 12m"
        raise _refusal(path, problem, where)
    return str(value)
