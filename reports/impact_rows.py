"""The rows about what it cost the customers, each beside the reference response's figure.

Knows the scorecard's impact; words for comparisons come from `reports.phrases`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports import format as spell
from reports.phrases import against_par

if TYPE_CHECKING:
    from scoring.model import Scorecard


@dataclass(frozen=True, slots=True)
class ImpactRow:
    """One figure of what it cost; `par` and `compared` are empty without a reference."""

    label: str
    value: str
    par: str = ""
    compared: str = ""


_ONLY_WITH_DATA_AT_RISK = {
    "Damaged files served or stored",
    "Sound versions overwritten",
    "File versions lost for good",
}
"""Rows that are left out where there is nothing to say."""


def impact_rows(card: Scorecard) -> tuple[ImpactRow, ...]:
    """Every figure with its par; what can only come of data at risk where there is something."""
    mine, par = card.impact, card.par
    counts = (
        ("Failed operations", mine.failed, par.failed if par else None),
        ("Queued (delayed) operations", mine.queued, par.queued if par else None),
        ("Lost operations", mine.lost, par.lost if par else None),
        ("Damaged files served or stored", mine.corrupted, par.corrupted if par else None),
        ("Sound versions overwritten", mine.overwritten, par.overwritten if par else None),
        ("File versions lost for good", mine.unrecoverable, par.unrecoverable if par else None),
        ("Users affected", mine.users_touched, par.users_touched if par else None),
    )
    rows = [ImpactRow("User operations, total", spell.count(mine.requests))]
    for label, value, reference in counts:
        if label in _ONLY_WITH_DATA_AT_RISK and not value and not reference:
            continue
        if reference is None:
            rows.append(ImpactRow(label, spell.count(value)))
        else:
            compared = against_par(value, reference)
            rows.append(ImpactRow(label, spell.count(value), spell.count(reference), compared))
    if mine.queued or (par and par.queued):
        delay, reference_delay = mine.mean_delay_minutes, par.mean_delay_minutes if par else None
        label = "Mean wait in the queue (min)"
        if reference_delay is None:
            rows.append(ImpactRow(label, spell.decimal(delay)))
        else:
            compared = against_par(delay, reference_delay)
            rows.append(
                ImpactRow(label, spell.decimal(delay), spell.decimal(reference_delay), compared)
            )
    minutes = ("Minutes outside service objectives", spell.decimal(mine.bad_minutes))
    share = ("Availability", spell.percent(mine.availability_percent))
    if par is None:
        return (*rows, ImpactRow(*minutes), ImpactRow(*share))
    compared = against_par(mine.bad_minutes, par.bad_minutes)
    points = against_par(
        mine.availability_percent,
        par.availability_percent,
        more="points above",
        fewer="points below",
    )
    return (
        *rows,
        ImpactRow(*minutes, spell.decimal(par.bad_minutes), compared),
        ImpactRow(*share, spell.percent(par.availability_percent), points),
    )
