"""The table of marks: all responders, all incidents, some seeds.

    python -m tests.scoring.cheats.table                  # prints it
    python -m tests.scoring.cheats.table --write          # keeps the rows, writes the page of them
    python -m tests.scoring.cheats.table --only lies --csv rows.csv

By path it works as well. What is scored is the tree that is imported: to measure another one's
scoring with these responders, stand outside this one, put that one first on PYTHONPATH, and call
this file by its path.
"""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).parents[3]
# Called by path, and behind everything else: a tree on PYTHONPATH comes first.
sys.path.append(str(ROOT))

from tests.scoring.cheats import kept  # noqa: E402 - found by the above
from tests.scoring.cheats.bands import BANDS, communication, in_words, mean, totals  # noqa: E402 - same
from tests.scoring.cheats.play import SEEDS, nights, play_all  # noqa: E402 - same
from tests.scoring.cheats.registry import RESPONDERS  # noqa: E402 - same

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.scoring.cheats.play import Row
    from tests.scoring.cheats.registry import Family, Responder

PAGE = ROOT / "docs" / "explanation" / "how-marks-are-made.md"
BEGIN, END = "<!-- cheats:begin -->", "<!-- cheats:end -->"
HEAD = (
    "| responder | what it does | mean | lowest | highest | communication | false resolves |",
    "|---|---|---:|---:|---:|---:|---:|",
)
NOT_PLAYED = " (cannot be played here)"
TITLES: dict[Family, str] = {
    "reference": "The reference responses",
    "experts": "Experts who do things in a different order",
    "novices": "Honest beginners",
    "plain words": "The reference's work in plain words",
    "spam": "Spam",
    "blind": "Blind scripts on a timer",
    "blind, waiting": "Blind scripts that wait for a passed test, and read nothing else",
    "soup": "Words that say nothing",
    "empty sentences": "Sentences that say nothing about the present state",
    "soup with claims": "Words that say nothing, with stated claims beside them",
    "lies": "Lies",
    "first words": "A lie in the first minutes, and nothing more",
    "false resolve": "Declared over too early",
    "calm": "When nothing breaks, and nobody breaks anything",
    "quiet days": "When nothing breaks, and nobody looks, or somebody meddles",
}


def line(responder: Responder, rows: Sequence[Row]) -> str:
    """A responder's line of its family's table."""
    refused = next((row.refused for row in rows if row.refused), "")
    marks, said = totals(rows), communication(rows)
    cells = [responder.name, responder.sentence.rstrip("."), _shown(mean(marks))]
    cells += [_shown(min(marks, default=None)), _shown(max(marks, default=None))]
    cells += [_shown(mean(said)), f"{sum(row.false_resolve for row in rows)} of {len(rows)}"]
    if refused:
        cells[1] += NOT_PLAYED
    return f"| {' | '.join(cells)} |"


def tables(rows: Sequence[Row]) -> str:
    """A table for each family that has rows, in the registry's order."""
    parts: list[str] = []
    for family, title in TITLES.items():
        chosen = [one for one in RESPONDERS if one.family == family]
        played = {one.name: [row for row in rows if row.responder == one.name] for one in chosen}
        lines = [line(one, played[one.name]) for one in chosen if played[one.name]]
        if lines:
            band = f"Band: {in_words(BANDS[family])}."
            parts.append("\n".join((f"### {title}", "", band, "", *HEAD, *lines)))
    return "\n\n".join(parts)


def generated(rows: Sequence[Row]) -> str:
    """What stands between the markers of the page."""
    scenarios = len({row.scenario for row in rows})
    seeds = len({row.seed for row in rows})
    intro = (
        f"{len(rows)} exercises: each responder on each of its scenarios ({scenarios} in all), "
        f"{seeds} seeds each."
    )
    return f"{BEGIN}\n{intro}\n\n{tables(rows)}\n{END}"


def written(page: str, part: str) -> str:
    """The page with its generated part replaced.

    Raises:
        ValueError: the page lacks a marker.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{PAGE.name}: {BEGIN} and {END} are not both there")
    return f"{before}{part}{after}"


def save_rows(path: Path, rows: Sequence[Row]) -> None:
    """Every night as a line of CSV, with each criterion's score in a column of its own."""
    names = list(dict.fromkeys(name for row in rows for name, _ in row.criteria))
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        fixed = ("responder", "family", "scenario", "policy", "seed", "total", "coverage")
        lines.writerow((*fixed, "resolved", "false_resolve", "refused", *names))
        for row in rows:
            known = [getattr(row, name) for name in fixed]
            known += [row.resolved, row.false_resolve, row.refused]
            lines.writerow((*known, *(row.criterion(name) for name in names)))


def main(words: Sequence[str] | None = None) -> int:
    """Play, print, and write what was asked for."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("--only", action="append", default=[], help="a family or a responder")
    parser.add_argument("--scenario", action="append", default=[], help="these scenarios alone")
    parser.add_argument("--seeds", type=int, default=len(SEEDS), help="so many, from 1 on")
    parser.add_argument("--jobs", type=int, choices=(1, 2), default=1)
    parser.add_argument("--csv", type=Path, help="every night as a line")
    parser.add_argument(
        "--write", action="store_true", help=f"keep the rows, write {PAGE.name} anew"
    )
    given = parser.parse_args(words)
    chosen = [
        one for one in RESPONDERS if not given.only or {one.name, one.family} & set(given.only)
    ]
    seeds = tuple(range(1, given.seeds + 1))
    rows = play_all(nights(chosen, given.scenario, seeds), given.jobs)
    sys.stdout.write(f"{tables(rows)}\n")
    if given.csv is not None:
        save_rows(given.csv, rows)
    if given.write:
        if given.only or given.scenario or seeds != SEEDS:
            # Some nights played anew, the others as they were kept.
            anew = {(one.responder, one.scenario, one.policy, one.seed): one for one in rows}
            rows = [
                anew.get((one.responder, one.scenario, one.policy, one.seed), one)
                for one in kept.read()
            ]
        kept.write(rows)
        part = generated(rows)
        PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), part), encoding="utf-8")
    return 0


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


if __name__ == "__main__":
    sys.exit(main())
