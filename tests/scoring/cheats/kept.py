"""The marks of the table as they were last played: a line of CSV for each night.

The page is written from them, bands and means are held on them without playing, and a slow test
plays a third of the nights again and finds the same.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from tests.scoring.cheats.play import Row
from tests.scoring.cheats.registry import RESPONDERS

if TYPE_CHECKING:
    from collections.abc import Iterable

PATH = Path(__file__).with_name("kept.csv")
HEAD = ("responder", "scenario", "policy", "seed", "total", "communication", "false_resolve")


def _cell(value: float | None) -> str:
    return "" if value is None else repr(value)


def _number(cell: str) -> float | None:
    return float(cell) if cell else None


def write(rows: Iterable[Row]) -> None:
    """Keep these rows and no others.

    Raises:
        ValueError: a night could not be played, which is no mark to keep.
    """
    lines = []
    for row in rows:
        if row.refused:
            raise ValueError(f"{row.responder}, {row.scenario}: {row.refused}")
        said = _cell(row.criterion("communication"))
        known = (row.responder, row.scenario, row.policy, row.seed, _cell(row.total))
        lines.append((*known, said, int(row.false_resolve)))
    with PATH.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows((HEAD, *lines))


def read() -> list[Row]:
    """The kept rows in their order, with what is kept of each."""
    families = {one.name: one.family for one in RESPONDERS}
    with PATH.open(encoding="utf-8", newline="") as file:
        return [
            Row(
                line["responder"],
                families[line["responder"]],
                line["scenario"],
                line["policy"],
                int(line["seed"]),
                total=_number(line["total"]),
                criteria=tuple(
                    ("communication", said)
                    for said in [_number(line["communication"])]
                    if said is not None
                ),
                false_resolve=line["false_resolve"] == "1",
            )
            for line in csv.DictReader(file)
        ]


def as_kept(row: Row) -> Row:
    """A played row with no more than what is kept of it."""
    said = row.criterion("communication")
    criteria = () if said is None else (("communication", said),)
    first = (row.responder, row.family, row.scenario, row.policy, row.seed)
    return Row(
        *first,
        total=row.total,
        criteria=criteria,
        false_resolve=row.false_resolve,
        refused=row.refused,
    )
