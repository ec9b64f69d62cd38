"""The report of a campaign: how the nights went, scenario by scenario, as distributions."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reports.attempt import sections
from reports.campaign.charts import MOST_VARIANTS, DistributionRow, Lane, distributions
from reports.campaign.variants import scenarios, variants
from reports.document import (
    Figure,
    Pairs,
    Prose,
    Report,
    ReportSection,
    Table,
    Tile,
    Tiles,
    columns,
    words,
)
from reports.format import MINUTE_MS, count
from reports.training.figures import NONE, mean_in, mean_words, of
from reports.training.records import observed
from scoring.statistics.survival import waiting, waits
from scoring.verdict import some

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from reports.campaign.variants import Variant
    from reports.document import Block, Cell

KIND = "Campaign"
TIMES = {"TTD": "Detect", "TTA": "Acknowledge", "TTM": "Mitigate", "TTR": "Recover"}
_LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True, slots=True)
class PlayedNights:
    """What the report is made from.

    Attributes:
        nights: those that were played to their end.
        failed: the others.
        about: what was crossed, as names with values.
    """

    nights: pd.DataFrame
    failed: pd.DataFrame
    about: tuple[tuple[str, str], ...]


def played_nights(nights: pd.DataFrame, about: Sequence[tuple[str, str]]) -> PlayedNights:
    """Gather it from the table of a campaign."""
    broken = nights["failed"].notna()
    return PlayedNights(nights[~broken], nights[broken], tuple(about))


Quantiles = tuple[float, float, float, float, float]


def _quantiles(nights: pd.DataFrame, measure: str) -> Quantiles | None:
    """In minutes, by Kaplan and Meier; infinite where so many did not end; None without any."""
    found = observed(nights, measure)
    if not found:
        return None
    times = waits(found)
    ended = 1 - waiting(times, np.ones((1, len(found))))[0]
    places = [int(np.searchsorted(ended, level - 1e-9)) for level in _LEVELS]
    ms = [float(times.ms[place]) if place < len(found) else math.inf for place in places]
    low, left, middle, right, high = (one / MINUTE_MS for one in ms)
    return low, left, middle, right, high


def _minutes(value: float) -> str:
    return f"{value:.1f}" if math.isfinite(value) else "not ended"


def _time(nights: pd.DataFrame, measure: str) -> Cell:
    found = _quantiles(nights, measure)
    if found is None:
        return words(NONE)
    _, low, middle, high, _ = found
    if not math.isfinite(middle):
        return words("not ended", "censored")
    return words(f"{_minutes(middle)} ({_minutes(low)} to {_minutes(high)})", "note")


def _recovered(nights: pd.DataFrame) -> str:
    judged = nights.loc[nights["TTR_ms"].notna(), "TTR_censored"]
    return of(int((~judged).sum()), len(judged))


def _measured(one: Variant, scenario: str) -> tuple[Cell, ...]:
    name, nights = one
    return (
        words(scenario, "strong"),
        words(name),
        words(count(len(nights)), "note"),
        words(_recovered(nights), "note"),
        *(_time(nights, measure) for measure in TIMES),
    )


def _times(made: PlayedNights) -> ReportSection:
    shown = variants(made.nights)
    names = [name for name, _ in shown][:MOST_VARIANTS]
    rows, table, longest = [], [], [10.0]
    for scenario, own in scenarios(made.nights):
        lanes = []
        for name, nights in variants_in(own, shown):
            table.append(_measured((name, nights), scenario))
            found = _quantiles(nights, "TTR")
            if found is None or name not in names:
                continue
            longest += [value for value in found if math.isfinite(value)]
            lanes.append(Lane(names.index(name), *found, note=_recovered(nights)))
        if lanes:
            rows.append(DistributionRow(scenario, tuple(lanes)))
    blocks: list[Block] = []
    if rows:
        text = "Time to recover by scenario: the middle half, the middle 90% and the median."
        unit = "minutes from impact to recovery"
        end = 1.05 * max(longest)
        svg = distributions(rows, names, unit, end, text=text, prefix="recover")
        caption = (
            "Thick: the middle half of the runs. Thin: the middle 90%. Sign: the median. An "
            "arrow at the end: more than 5% had not recovered when the exercise ended; how many "
            "did is written beside it."
        )
        blocks.append(Figure("Time to recover", svg, text, caption))
        if len(shown) > MOST_VARIANTS:
            told = f"The first {MOST_VARIANTS} of {len(shown)} variants; the table has them all."
            blocks.append(Prose(told, "soft"))
    head = columns("Scenario", "Who", "#Runs", "#Recovered", *(f"#{one}" for one in TIMES.values()))
    blocks.append(Table("Times in minutes: median (middle half)", head, tuple(table)))
    return ReportSection("times", "Times", tuple(blocks))


def variants_in(nights: pd.DataFrame, shown: Sequence[Variant]) -> list[Variant]:
    """The variants of all nights, as far as some of these nights are of them."""
    found = [(name, nights.loc[nights.index.intersection(own.index)]) for name, own in shown]
    return [(name, own) for name, own in found if len(own)]


def _points(made: PlayedNights) -> ReportSection:
    shown = variants(made.nights)
    names = [name for name, _ in shown][:MOST_VARIANTS]
    rows, table = [], []
    for scenario, own in scenarios(made.nights):
        lanes = []
        for name, nights in variants_in(own, shown):
            judged = nights["total"].dropna().to_numpy(dtype=float)
            table.append(_judged(scenario, name, nights))
            if len(judged) and name in names:
                lanes.append(Lane(names.index(name), *np.quantile(judged, _LEVELS).tolist()))
        if lanes:
            rows.append(DistributionRow(scenario, tuple(lanes)))
    blocks: list[Block] = []
    if rows:
        text = "Total by scenario: the middle half, the middle 90% and the median."
        svg = distributions(rows, names, "points", 100.0, text=text, prefix="total")
        blocks.append(Figure("Total", svg, text, "Signs and lines as above."))
    head = columns(
        "Scenario", "Who", "#Total", "#Adherence %", "#Runs with harm", "#False resolves"
    )
    blocks.append(Table("Points: mean (95% interval)", head, tuple(table)))
    return ReportSection("points", "Points", tuple(blocks))


def _judged(scenario: str, name: str, nights: pd.DataFrame) -> tuple[Cell, ...]:
    return (
        words(scenario, "strong"),
        words(name),
        words(mean_words(mean_in(nights, "total"))),
        words(mean_words(mean_in(nights, "adherence")), "note"),
        words(of(int((nights["harms"] > 0).sum()), len(nights)), "note"),
        words(of(int(nights["false_resolve"].sum()), len(nights)), "note"),
    )


def _impact(made: PlayedNights) -> ReportSection:
    rows = []
    for scenario, own in scenarios(made.nights):
        for name, nights in variants_in(own, variants(made.nights)):
            middles = (
                nights[f"impact_{cost}"].astype("float64").median()
                for cost in ("failed", "queued", "lost", "unrecoverable", "bad_minutes")
            )
            figures = (words(f"{value:,.0f}", "note") for value in middles)
            rows.append((words(scenario, "strong"), words(name), *figures))
    head = columns(
        "Scenario",
        "Who",
        "#Failed",
        "#Delayed",
        "#Lost",
        "#Versions lost",
        "#Minutes outside service objectives",
    )
    table = Table("Customer impact, operations: medians", head, tuple(rows))
    return ReportSection("impact", "Customer impact", (table,))


def _failed(made: PlayedNights) -> tuple[ReportSection, ...]:
    blocks: list[Block] = []
    if len(made.failed):
        groups = made.failed.groupby(["scenario", "responder", "failed"], sort=False)
        rows = tuple(
            (
                words(str(scenario), "strong"),
                words(str(who)),
                words(count(len(own))),
                words(str(why)),
            )
            for (scenario, who, why), own in groups
        )
        blocks.append(Table("Runs that failed", columns("Scenario", "Who", "#Runs", "Why"), rows))
    doubtful = made.nights[made.nights["problem"].notna()]
    if len(doubtful):
        groups = doubtful.groupby(["scenario", "responder", "problem"], sort=False)
        rows = tuple(
            (
                words(str(scenario), "strong"),
                words(str(who)),
                words(count(len(own))),
                words(str(why)),
            )
            for (scenario, who, why), own in groups
        )
        head = columns("Scenario", "Who", "#Runs", "Why")
        blocks.append(Table("Runs that prove nothing about the runbook", head, rows))
    return (ReportSection("failed", "Failed runs", tuple(blocks)),) if blocks else ()


def _method(_: PlayedNights) -> ReportSection:
    told = Prose(
        "A run is one scenario under one seed, played in simulated time. Responders under one "
        "seed face the same incident, so the difference between them is theirs: "
        "tabletop compare says how sure it is. Times count from the impact (acknowledge: from "
        "the delivered alert). What did not happen before the end of the exercise counts "
        "as longer than that and is never dropped; medians and quartiles are Kaplan and "
        "Meier's. Every figure is in nights.parquet and nights.csv, one row per run."
    )
    return ReportSection("method", "How to read this", (told,), "Method")


def lead(made: PlayedNights) -> str:
    """The one sentence to remember."""
    nights = made.nights
    many = some(nights["scenario"].nunique(), "scenario")
    told = f"{count(len(nights))} runs in {many}; {_recovered(nights)} recovered"
    total = mean_in(nights, "total").value
    return f"{told}; total {total:.0f} on average." if total is not None else f"{told}."


def _title(nights: pd.DataFrame) -> str:
    """Who played, and how many others."""
    names = [name for name, _ in variants(nights)]
    more = len(names) - MOST_VARIANTS
    return ", ".join(names[:MOST_VARIANTS]) + (f" and {more} more" if more > 0 else "")


def document(made: PlayedNights) -> Report:
    """The report."""
    nights = made.nights
    total = mean_in(nights, "total")
    tiles = Tiles(
        (
            Tile("Runs", count(len(nights)), some(nights["seed"].nunique(), "seed")),
            Tile("Recovered", _recovered(nights), "of runs with something to recover"),
            Tile("Total", mean_words(total).partition(" ")[0], "points, each scenario once"),
            Tile(
                "Failed runs",
                count(len(made.failed)),
                "not in any figure",
                "problem" if len(made.failed) else "",
            ),
        )
    )
    made_of = (_times, _points, _impact) if len(nights) else ()
    return Report(
        kind=KIND,
        title=_title(nights) if len(nights) else "no run was played to its end",
        lead=lead(made),
        opening=(tiles, Pairs(made.about)),
        sections=sections(made, *made_of, _failed, _method),
    )
