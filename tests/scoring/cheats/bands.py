"""Within which marks each family must stay, so that marks cannot be had without the work.

A band is held by every responder of a family by itself, over all the nights it plays.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.scoring.cheats.play import Row
    from tests.scoring.cheats.registry import Family


_ALL = 100


@dataclass(frozen=True, slots=True)
class Band:
    """Limits on the totals of a responder.

    Attributes:
        mean: the mean over all nights lies between these, both included.
        each: so does every single night.
        communication: no night has more for what was said.
        false_resolve: whether every night must be judged one.
    """

    mean: tuple[float, float] = (0, 100)
    each: tuple[float, float] = (0, 100)
    communication: float = _ALL
    false_resolve: bool = False


BANDS: dict[Family, Band] = {
    "reference": Band(mean=(80, 90), each=(75, 92)),
    "experts": Band(each=(75.1, 100)),
    "novices": Band(mean=(40, 70)),
    "plain words": Band(),
    "spam": Band(mean=(0, 49.9), each=(0, 70)),
    # A clock that happens to strike soon after the repair did the usual work, by luck; what this
    # scenario asks for beyond that it did not do (`caps.unable`, `caps.major_challenges`).
    "blind": Band(mean=(0, 59.9), each=(0, 75)),
    "blind, waiting": Band(mean=(0, 59.9), each=(0, 75)),
    "soup": Band(mean=(0, 74.9), each=(0, 80), communication=10),
    # They are sentences and keep their promises of an update, which is all that they are good for.
    "empty sentences": Band(mean=(0, 79.9), each=(0, 84.9), communication=60),
    "soup with claims": Band(),
    "lies": Band(each=(0, 58)),
    # What is said in the first five minutes may still be what was seen a moment ago.
    "first words": Band(),
    "false resolve": Band(mean=(0, 74.9), each=(0, 80), false_resolve=True),
    "calm": Band(each=(75.1, 100)),
    "quiet days": Band(mean=(0, 74.9), each=(0, 80)),
}
"""Claims beside soup may be worth no more than a beginner's plain words, see `no_better`."""


def in_words(band: Band) -> str:
    """A band as the page says it."""
    parts = []
    if band.mean != (0, 100):
        parts.append(f"each responder's mean between {band.mean[0]:g} and {band.mean[1]:g}")
    if band.each != (0, 100):
        parts.append(f"every exercise between {band.each[0]:g} and {band.each[1]:g}")
    if band.communication != _ALL:
        parts.append(f"communication at most {band.communication:g}")
    if band.false_resolve:
        parts.append("every exercise judged a false resolve")
    return "; ".join(parts) or "none; for comparison only"


def mean(values: Sequence[float]) -> float | None:
    """The mean of some values; None of none."""
    return fmean(values) if values else None


def totals(rows: Sequence[Row]) -> list[float]:
    """The totals that there are; a night with too little to judge enters no mean."""
    return [row.total for row in rows if row.total is not None]


def communication(rows: Sequence[Row]) -> list[float]:
    """The marks for what was said, where it was judged."""
    return [value for row in rows if (value := row.criterion("communication")) is not None]


def nights_outside(band: Band, rows: Sequence[Row]) -> list[str]:
    """What single nights have to do with a band, in words; nothing when they keep it."""
    low, high = band.each
    outside = [f"{_night(row)}: {row.refused}" for row in rows if row.refused]
    outside += [
        f"{_night(row)}: {row.total} is not within {low}..{high}"
        for row in rows
        if row.total is not None and not low <= row.total <= high
    ]
    outside += [
        f"{_night(row)}: communication {said} is more than {band.communication}"
        for row in rows
        if (said := row.criterion("communication") or 0) > band.communication
    ]
    if band.false_resolve:
        outside += [f"{_night(row)}: no false resolve" for row in rows if not row.false_resolve]
    return outside


def mean_outside(band: Band, rows: Sequence[Row]) -> list[str]:
    """What the mean has to do with a band, in words."""
    low, high = band.mean
    middle = mean(totals(rows))
    if middle is None or low <= round(middle, 1) <= high:
        return []
    return [f"mean {middle:.1f} is not within {low}..{high}"]


def no_better(rows: Sequence[Row], than: Sequence[Row]) -> list[str]:
    """Where words are worth more than others on the same night, or were not said, in words."""
    refused = [f"{_night(row)}: {row.refused}" for row in (*rows, *than) if row.refused]
    theirs = {(row.scenario, row.seed): row.criterion("communication") or 0 for row in than}
    return refused + [
        f"{_night(row)}: communication {said} against {theirs[row.scenario, row.seed]}"
        for row in rows
        if (said := row.criterion("communication") or 0) > theirs[row.scenario, row.seed]
    ]


def _night(row: Row) -> str:
    return f"{row.responder}, {row.scenario}, {row.policy}, seed {row.seed}"
