"""How long a fault may last at which strength: the nights that held, those that failed, the bound.

The same search gives the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.charts import BLUE, PALE, SOFT, VERMILLION
from reports.svg import drawn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

_WIDTH_IN, _HEIGHT_IN = 8.0, 4.2
_MOST_NAMES = 12


@dataclass(frozen=True, slots=True)
class FrontierChart:
    """A drawing.

    Attributes:
        strengths: what each place on the horizontal axis is called.
        bounds: place and minutes of the shortest night that failed, from left to right.
        nights: place, minutes and whether it failed, of each night without anything on top.
        longest: minutes that the fault could last at most.
        mildest: place and minutes of the mildest night that failed, if it is one of these.
    """

    title: str
    strengths: tuple[str, ...]
    bounds: tuple[tuple[int, int], ...]
    nights: tuple[tuple[int, int, bool], ...]
    longest: int
    mildest: tuple[int, int] | None


def frontier_svg(chart: FrontierChart) -> str:
    """The drawing as one element."""
    held = sum(not failed for _, _, failed in chart.nights)
    description = (
        f"{chart.title}. Duration against strength of the fault: {held} runs held, "
        f"{len(chart.nights) - held} failed."
    )
    return drawn(lambda: _figure(chart), description, "frontier")


def _figure(chart: FrontierChart) -> Figure:
    from matplotlib.figure import Figure as Drawing  # noqa: PLC0415 - heavy

    figure = Drawing(figsize=(_WIDTH_IN, _HEIGHT_IN), layout="constrained")
    axes = figure.add_subplot()
    if chart.bounds:
        places, minutes = zip(*chart.bounds, strict=True)
        axes.fill_between(places, minutes, chart.longest, color=PALE, zorder=1, linewidth=0)
        axes.plot(places, minutes, color=VERMILLION, linewidth=1.4, zorder=2)
    for failed, colour, sign, word in (
        (False, BLUE, "o", "held"),
        (True, VERMILLION, "x", "failed"),
    ):
        own = [(place, minutes) for place, minutes, bad in chart.nights if bad == failed]
        if own:
            axes.plot(
                *zip(*own, strict=True), sign, color=colour, markersize=4.5, label=word, zorder=3
            )
    if chart.mildest is not None:
        axes.annotate(
            "mildest",
            chart.mildest,
            xytext=(8, -14),
            textcoords="offset points",
            arrowprops={"arrowstyle": "->", "color": SOFT},
            zorder=4,
        )
    every = max(1, -(-len(chart.strengths) // _MOST_NAMES))
    named = range(len(chart.strengths) - 1, -1, -every)
    axes.set_xticks(
        list(named), [chart.strengths[place] for place in named], rotation=35, ha="right"
    )
    axes.set_xlim(-0.5, max(len(chart.strengths), 1) - 0.5)
    axes.set_ylim(0, chart.longest * 1.02)
    axes.set_ylabel("the fault lasts, minutes")
    axes.set_title(chart.title, loc="left", fontsize=9)
    if chart.nights:
        axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2, frameon=False)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    return figure


def csv_of(rows: Sequence[tuple[str, int, int | None]]) -> str:
    """A row a strength: the longest night that held and the shortest that failed, in minutes."""
    lines = ["strength,held_minutes,failed_minutes"]
    lines += [f"{name},{held},{'' if failed is None else failed}" for name, held, failed in rows]
    return "".join(f"{line}\r\n" for line in lines)
