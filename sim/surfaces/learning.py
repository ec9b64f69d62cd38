"""Statements of all records below a directory; a record that cannot be read is named."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sim.errors import TabletopError, Unusable

if TYPE_CHECKING:
    from pathlib import Path

    from reports.learning.xapi import Statement


def stated_by(records: Path, home_page: str) -> tuple[list[Statement], list[str]]:
    """The statements of every record, and what was left out, a line each.

    Raises:
        Unusable: the home page is no address.
    """
    from reports.learning.xapi import Issuer, statements
    from scoring.facts import UNFINISHED
    from sim.records.record import Record
    from sim.records.shelf import record_folders
    from sim.surfaces.error_lines import lines_of
    from sim.surfaces.evidence import material_of

    if urlsplit(home_page).scheme not in {"http", "https"}:
        raise Unusable(f"--home-page {home_page}: write an address like https://example.com")
    found: list[Statement] = []
    left_out: list[str] = []
    for folder in record_folders(records):
        try:
            made = material_of(folder)
            if made.card.end_reason == UNFINISHED:
                # Statements keep their ids: a store would refuse the true ones afterwards.
                raise Unusable(f"{folder}: has not ended; end it with `tabletop resume`")
            found += statements(made, Issuer(home_page), Record(folder).about().played_at)
        except (TabletopError, OSError) as error:
            why = lines_of(error)[0] if isinstance(error, TabletopError) else str(error)
            left_out.append(why if str(folder) in why else f"{folder}: {why}")
    return found, left_out
