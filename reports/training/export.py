"""The table of records for other programs: CSV for spreadsheets, Parquet for notebooks.

One row a record, with what the report is counted from. Times are in milliseconds, points and
percent 0 to 100; what does not apply or could not be judged is empty.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from reports.forms.plain import cell

if TYPE_CHECKING:
    import pandas as pd

_LISTS = ["people", "trains"]
_FOR_REPORTS = ["day", "edition"]
"""`played_at` and the digest say the same, exactly."""


def csv(records: pd.DataFrame) -> bytes:
    """The table as CSV; several people in one cell, and no cell ever a formula."""
    plain = records.drop(columns=_FOR_REPORTS)
    plain[_LISTS] = plain[_LISTS].map("; ".join)
    texts = plain.select_dtypes("object").columns
    plain[texts] = plain[texts].map(cell)
    # A spreadsheet takes a file for UTF-8 when it begins with the mark.
    return bytes(plain.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig"))


def parquet(records: pd.DataFrame) -> bytes:
    """The table as Parquet; several people are a list."""
    out = io.BytesIO()
    records.drop(columns=_FOR_REPORTS).to_parquet(out, index=False)
    return out.getvalue()
