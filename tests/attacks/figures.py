"""The page of figures that take long to make: kills and fuzzing, written by the runs themselves."""

from __future__ import annotations

from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "nothing-breaks-it.md"


def replaced(page: str, part: str, text: str) -> str:
    """The page with what stands between the markers of a part replaced.

    Raises:
        ValueError: the page lacks a marker.
    """
    begin, end = f"<!-- {part}:begin -->", f"<!-- {part}:end -->"
    before, first, rest = page.partition(begin)
    _, last, after = rest.partition(end)
    if not first or not last:
        raise ValueError(f"{PAGE.name}: {begin} and {end} are not both there")
    return f"{before}{begin}\n{text}\n{end}{after}"
