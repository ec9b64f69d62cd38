"""The report of a comparison: the verdict first, then each scenario, then what it rests on."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from reports.campaign.charts import Ratio, ratios
from reports.campaign.document import TIMES
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
from reports.format import count
from reports.training.figures import NONE, median_words, time_of
from scoring.statistics.sentences import compared, to_show
from scoring.verdict import some

if TYPE_CHECKING:
    from reports.campaign.versus import Versus
    from reports.document import Block, Cell
    from reports.training.figures import Mean
    from scoring.statistics.compare import Comparison

KIND = "Comparison"


def _ratio(found: Comparison) -> str:
    """`+4.2% (-1.0% to +9.7%)`: the change with its interval."""
    if not found.pairs:
        return NONE
    told = change(found.ratio)
    if not found.low or not math.isfinite(found.high):
        return told
    return f"{told} ({change(found.low)} to {change(found.high)})"


def change(ratio: float) -> str:
    """A ratio as a change: `+4.2%`."""
    percent = 100 * (ratio - 1)
    return "0%" if abs(percent) < 0.05 else f"{percent:+.1f}%"  # noqa: PLR2004 - rounds to 0


def _gain(found: Mean) -> str:
    if found.value is None:
        return NONE
    if found.low is None or found.high is None:
        return f"{found.value:+.1f}"
    return f"{found.value:+.1f} ({found.low:+.1f} to {found.high:+.1f})"


def lead(made: Versus) -> str:
    """The verdict on the time to recover, with what it would take where there is none."""
    found = made.headline
    told = f"Time to recover, {made.after.name} against {made.before.name}: {compared(found)}."
    more = to_show(found)
    return f"{told} {more}" if more else told


def _times(made: Versus) -> ReportSection:
    rows = []
    for measure, found in made.times.items():
        sides = (time_of(side.nights, measure) for side in (made.before, made.after))
        rows.append(
            (
                words(TIMES[measure], "strong"),
                words(count(found.pairs), "note"),
                *(words(median_words(one), "note") for one in sides),
                words(_ratio(found)),
                words(found.called),
            )
        )
    head = columns(
        "Time to", "#Pairs", "#Median before", "#Median after", "#Change (99%)", "Verdict"
    )
    points = tuple(
        (words(name.capitalize(), "strong"), words(count(gain.records), "note"), words(_gain(gain)))
        for name, gain in made.points.items()
    )
    blocks: list[Block] = [Table("Times", head, tuple(rows))]
    gained = columns("Points", "#Pairs", "#Gained (99%)")
    blocks.append(Table("Points gained", gained, points, narrow=True))
    return ReportSection("times", "Times and points", tuple(blocks))


def _scenarios(made: Versus) -> tuple[ReportSection, ...]:
    if not made.scenarios:
        return ()
    rows: list[tuple[Cell, ...]] = []
    drawn = []
    for one in made.scenarios:
        sides = (
            time_of(side.nights[side.nights["scenario"] == one.scenario], "TTR")
            for side in (made.before, made.after)
        )
        found = one.found
        rows.append(
            (
                words(one.scenario, "strong"),
                words(count(found.pairs), "note"),
                *(words(median_words(time), "note") for time in sides),
                words(_ratio(found)),
                words(found.called),
            )
        )
        drawn.append(Ratio(one.scenario, one.ratios, found.ratio, found.low, found.high))
    if len(drawn) > 1:
        whole = made.headline
        drawn.append(Ratio("all scenarios", (), whole.ratio, whole.low, whole.high, whole=True))
    text = "Time to recover after over before, scenario by scenario, with 99% intervals."
    svg = ratios(drawn, "time to recover, % of before (log)", text=text, prefix="ratios")
    caption = (
        "Each small line is a run of both sides with the same seed. Dot and bar: their geometric "
        "mean and its 99% interval; the diamond: each scenario counting once. Orange is slower, "
        "blue faster, black undecided."
    )
    head = columns(
        "Scenario", "#Pairs", "#Median before", "#Median after", "#Change (99%)", "Verdict"
    )
    table = Table("Time to recover, scenario by scenario", head, tuple(rows))
    alone = Prose(
        "A scenario's verdict speaks for that scenario alone; with a hundred of them, one verdict "
        "is to be expected where nothing changed.",
        "soft",
    )
    blocks = (Figure("Time to recover by scenario", svg, text, caption), table, alone)
    return (ReportSection("scenarios", "Scenario by scenario", blocks, "Scenarios"),)


def _method(_: Versus) -> ReportSection:
    told = Prose(
        "A pair is one scenario under one seed: both sides faced the same incident. The change "
        "is the geometric mean of the ratios after over before, each scenario counting once; the "
        "interval is Student's t over the scenarios' means, or over the pairs where there is one "
        "scenario. What did not end on one side counts on both up to that end. A change is called "
        'when its interval does not include "no change".'
    )
    return ReportSection("method", "How to read this", (told,), "Method")


def comparison(made: Versus) -> Report:
    """The report."""
    found = made.headline
    scope = f"in {some(found.scenarios, 'scenario')}"
    tiles = Tiles(
        (
            Tile("Verdict", found.called, "on the time to recover",
                 "problem" if found.called == "slower" else ""),
            Tile("Change", change(found.ratio) if found.unfinished < found.pairs else NONE,
                 "of the time to recover"),
            Tile("Pairs", count(found.pairs), scope),
            Tile("Identical runs", count(made.identical), "both sides left the same journal"),
        )
    )  # fmt: skip
    about = Pairs((("Before", made.before.name), ("After", made.after.name)))
    return Report(
        kind=KIND,
        title=f"{made.after.name} against {made.before.name}",
        lead=lead(made),
        opening=(tiles, about),
        sections=(_times(made), *_scenarios(made), _method(made)),
    )
