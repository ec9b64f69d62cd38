"""The page of figures that take long to make: kills and fuzzing, written by the runs themselves."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SEED = 20261129
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


def options(
    name: str, about: str, what: str, whole: int, choices: Iterable[str]
) -> argparse.Namespace:
    """The command line of a long run: how many (`count`), `only` one kind, `seed`, `jobs`, `write`.

    Args:
        name: the run's.
        about: its help.
        what: what is counted; the option that says how many.
        whole: how many a whole run has.
        choices: the kinds.
    """
    parser = argparse.ArgumentParser(
        prog=name, description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(f"--{what}", dest="count", type=int, default=whole)
    parser.add_argument("--only", choices=tuple(choices))
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.name} anew")
    return parser.parse_args()


def publish(part: str, table: str, *, write: bool) -> None:
    """Print a run's table, and put it into the page when that was asked for."""
    sys.stdout.write(f"{table}\n")
    if write:
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(replaced(page, part, table), encoding="utf-8")
