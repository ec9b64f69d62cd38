"""Distributions drawn: for each scenario and variant the middle half, the middle 90%, the median.

The same nights give the same bytes. Colours are from Okabe and Ito's palette; each variant has a
sign of its own beside its colour.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.charts import BLUE, GREEN, GREY, INK, ORANGE, PALE, PURPLE, SKY, SOFT, VERMILLION
from reports.svg import drawn
from reports.training.names import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

STYLES = (
    *((BLUE, "o"), (VERMILLION, "s"), (GREEN, "^")),
    *((PURPLE, "D"), (ORANGE, "v"), (SKY, "P")),
)
MOST_VARIANTS = len(STYLES)
"""More than these nobody can tell apart in a drawing; the tables have them all."""
_RATIOS = (0.1, 0.2, 0.5, 0.67, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 2, 5, 10)
_FAR_RATIOS = (0.1, 0.2, 0.5, 1, 2, 5, 10)
_FAR = 2.5
"""From this reach on the labels in the middle would be printed over each other."""
_WIDTH_IN, _LEFT_IN, _RIGHT_IN = 11.0, 2.1, 0.9
_LANE_IN, _GAP_IN, _TOP_IN, _BOTTOM_IN = 0.17, 0.14, 0.3, 0.62


@dataclass(frozen=True, slots=True)
class Lane:
    """One variant in one scenario.

    Attributes:
        place: the variant's, which decides colour and sign.
        p5, p25, p50, p75, p95: percentiles; infinite where so many did not come to the end.
        note: what stands at the right end.
    """

    place: int
    p5: float
    p25: float
    p50: float
    p75: float
    p95: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class DistributionRow:
    """A scenario's lanes."""

    label: str
    lanes: tuple[Lane, ...]


def _lane(axes: Axes, lane: Lane, y: float, end: float) -> None:
    colour, sign = STYLES[lane.place]
    low, left, right, high = (min(value, end) for value in (lane.p5, lane.p25, lane.p75, lane.p95))
    axes.plot([low, high], [y, y], color=colour, linewidth=1.2, zorder=2)
    axes.plot([left, right], [y, y], color=colour, linewidth=5, alpha=0.45, zorder=3)
    if math.isfinite(lane.p50):
        axes.plot([lane.p50], [y], marker=sign, markersize=5, color=colour, zorder=4)
    if not math.isfinite(lane.p95):
        axes.plot([end], [y], marker=">", markersize=5, color=colour, clip_on=False, zorder=4)
    if lane.note:
        axes.annotate(
            lane.note, (1, y), xycoords=("axes fraction", "data"), xytext=(8, 0),
            textcoords="offset points", va="center", color=SOFT, fontsize=7.5,
        )  # fmt: skip


def _draw(rows: Sequence[DistributionRow], names: Sequence[str], unit: str, end: float) -> Figure:
    from matplotlib.figure import Figure as NewFigure  # noqa: PLC0415 - heavy
    from matplotlib.lines import Line2D  # noqa: PLC0415 - heavy

    lanes = sum(len(row.lanes) for row in rows)
    body = lanes * _LANE_IN + (len(rows) + 1) * _GAP_IN
    height = _TOP_IN + body + _BOTTOM_IN
    figure = NewFigure(figsize=(_WIDTH_IN, height))
    across = (_WIDTH_IN - _LEFT_IN - _RIGHT_IN) / _WIDTH_IN
    axes = figure.add_axes((_LEFT_IN / _WIDTH_IN, _BOTTOM_IN / height, across, body / height))
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.grid(axis="x", color=PALE, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.set_xlim(0, end)
    axes.set_ylim(body, 0)
    y, ticks = _GAP_IN, []
    for row in rows:
        ticks.append(y + len(row.lanes) * _LANE_IN / 2)
        for lane in row.lanes:
            _lane(axes, lane, y + _LANE_IN / 2, end)
            y += _LANE_IN
        axes.axhline(y + _GAP_IN / 2, color=PALE, linewidth=0.6, zorder=1)
        y += _GAP_IN
    axes.set_yticks(ticks, [shown(row.label, 32).replace("$", r"\$") for row in rows])
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(unit, color=SOFT)
    handles = [
        Line2D(
            [], [], color=STYLES[place][0], marker=STYLES[place][1], markersize=5, linewidth=4,
            alpha=0.8, label=shown(name, 32).replace("$", r"\$").lstrip("_") or "…",
        )
        for place, name in enumerate(names)
    ]  # fmt: skip
    figure.legend(
        handles=handles, loc="upper left", ncols=min(3, len(handles)), frameon=False, fontsize=8,
        bbox_to_anchor=(_LEFT_IN / _WIDTH_IN, 1), borderaxespad=0.2,
    )  # fmt: skip
    return figure


def distributions(
    rows: Sequence[DistributionRow],
    names: Sequence[str],
    unit: str,
    end: float,
    *,
    text: str,
    prefix: str,
) -> str:
    """The rows, at least one, as one `<svg>` element.

    Args:
        rows: scenarios.
        names: of the variants, by place.
        unit: below the axis.
        end: where the axis ends; what lies beyond, or never ended, ends in an arrow.
        text: what it shows, for who cannot see it.
        prefix: begins every id in it.
    """
    return drawn(lambda: _draw(rows, names, unit, end), text, prefix)


@dataclass(frozen=True, slots=True)
class Ratio:
    """A scenario's pairs: ratios after over before, and their mean with its interval."""

    label: str
    pairs: tuple[float, ...]
    mean: float
    low: float
    high: float
    whole: bool = False


def _forest(rows: Sequence[Ratio], unit: str) -> Figure:
    from matplotlib.figure import Figure as NewFigure  # noqa: PLC0415 - heavy

    line = 0.3
    height = 0.2 + line * len(rows) + 0.55
    figure = NewFigure(figsize=(_WIDTH_IN, height))
    axes = figure.add_axes(
        (
            _LEFT_IN / _WIDTH_IN,
            0.55 / height,
            (_WIDTH_IN - _LEFT_IN - 0.3) / _WIDTH_IN,
            line * len(rows) / height,
        )
    )
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    every = [value for row in rows for value in (*row.pairs, row.mean)]
    every += [value for row in rows for value in (row.low, row.high) if 0 < value < math.inf]
    reach = min(10.0, max(1.25, max(max(value, 1 / value) for value in every) * 1.05))
    axes.set_xscale("log")
    axes.set_xlim(1 / reach, reach)
    axes.set_ylim(len(rows), 0)
    axes.axvline(1, color=GREY, linewidth=1, linestyle=(0, (4, 3)), zorder=1)
    for place, row in enumerate(rows):
        y = place + 0.5
        inside = [value for value in row.pairs if 1 / reach <= value <= reach]
        axes.plot(
            inside, [y] * len(inside), marker="|", markersize=8, linestyle="", color=GREY,
            alpha=0.55, zorder=2,
        )  # fmt: skip
        low, high = max(row.low, 1 / reach), min(row.high, reach)
        colour = VERMILLION if row.low > 1 else BLUE if row.high < 1 else INK
        axes.plot([low, high], [y, y], color=colour, linewidth=3 if row.whole else 1.8, zorder=3)
        sign, size = ("D", 7) if row.whole else ("o", 5)
        axes.plot([row.mean], [y], marker=sign, markersize=size, color=colour, zorder=4)
    ticks = ratio_ticks(reach)
    axes.set_xticks(ticks, [f"{100 * value:g}%" for value in ticks])
    axes.minorticks_off()
    labels = [shown(row.label, 32).replace("$", r"\$") for row in rows]
    axes.set_yticks([place + 0.5 for place in range(len(rows))], labels)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(unit, color=SOFT)
    return figure


def ratio_ticks(reach: float) -> list[float]:
    """The marked ratios of an axis from `1 / reach` to `reach`."""
    return [
        value for value in (_FAR_RATIOS if reach > _FAR else _RATIOS) if 1 / reach <= value <= reach
    ]


def ratios(rows: Sequence[Ratio], unit: str, *, text: str, prefix: str) -> str:
    """The ratios, at least one row, as one `<svg>` element."""
    return drawn(lambda: _forest(rows, unit), text, prefix)
