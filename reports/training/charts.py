"""Lines over quarters, drawn: small panels side by side, each team with a colour and a sign.

Draws `Panel`s with matplotlib and returns inline SVG; the same panels give the same bytes. Colours
are from Okabe and Ito's palette, and no colour says what a sign does not.
"""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING

from reports.charts import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PALE,
    PURPLE,
    SKY,
    SOFT,
    VERMILLION,
)
from reports.svg import drawn
from reports.training.names import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from reports.training.lines import Line, Panel

_STYLES = (
    (BLUE, "o"),
    (VERMILLION, "s"),
    (GREEN, "^"),
    (PURPLE, "D"),
    (ORANGE, "v"),
    (SKY, "P"),
)
_WIDTH_IN, _PANEL_IN, _HEAD_IN, _FOOT_IN = 11.0, 1.9, 0.42, 0.5
_LEFT_IN, _RIGHT_IN, _GAP_IN = 0.62, 0.15, 0.72
_ACROSS = 3
_APART = 0.09
"""How far lines stand apart within a quarter, so that their intervals can be told from another."""
_LABEL_CHARS, _TITLE_CHARS = 24, 46
_MOST_LABELS = 6


def _text(name: str, most: int) -> str:
    """A name as matplotlib shows it: a dollar sign is no formula, an underscore hides nothing."""
    return shown(name, most).replace("$", r"\$").lstrip("_") or "…"


def _line(axes: Axes, line: Line, quarters: Sequence[str], many: int) -> None:
    colour, sign = _STYLES[line.place % len(_STYLES)]
    aside = (line.place - (many - 1) / 2) * _APART
    xs = [quarters.index(point.quarter) + aside for point in line.points]
    axes.plot(xs, [point.value for point in line.points], color=colour, linewidth=1.4, zorder=3)
    # All signs of a kind and all intervals at once: single ones take most of a page's time.
    for beyond, face in ((False, colour), (True, "white")):
        signs = [
            (x, point.value)
            for x, point in zip(xs, line.points, strict=True)
            if point.beyond is beyond
        ]
        if signs:
            axes.plot(
                *zip(*signs, strict=True), marker=sign, markersize=5.5, markerfacecolor=face,
                markeredgecolor=colour, linestyle="", zorder=4,
            )  # fmt: skip
    intervals = []
    for x, point in zip(xs, line.points, strict=True):
        if point.beyond:
            axes.annotate(
                ">", (x, point.value), xytext=(0, 5), textcoords="offset points", ha="center",
                color=colour, fontsize=9, weight="bold",
            )  # fmt: skip
        if point.low is not None and point.high is not None:
            top = point.high if math.isfinite(point.high) else axes.get_ylim()[1]
            intervals.append((x, point.low, top))
    if intervals:
        axes.vlines(
            *zip(*intervals, strict=True), color=colour, linewidth=2.4, alpha=0.4, zorder=2,
            capstyle="projecting",
        )  # fmt: skip


def _scale(axes: Axes, panel: Panel) -> None:
    points = [point for line in panel.lines for point in line.points]
    if panel.scale == "points":
        axes.set_ylim(0, 104)
        axes.set_yticks([0, 25, 50, 75, 100])
        return
    if panel.scale == "ratio":
        axes.axhline(100, color=GREY, linewidth=0.9, linestyle=(0, (4, 3)), zorder=1)
        axes.set_yscale("log")
        lows = [point.low or point.value for point in points]
        highs = [point.high or point.value for point in points]
        low, high = min([50.0, *lows]) * 0.9, max([150.0, *highs]) * 1.1
        axes.set_ylim(low, high)
        ticks = [tick for tick in (12.5, 25, 50, 100, 200, 400, 800) if low <= tick <= high]
        axes.set_yticks(ticks, [f"{tick:g}%" for tick in ticks])
        axes.minorticks_off()
        return
    tops = [point.value for point in points]
    tops += [point.high for point in points if point.high and math.isfinite(point.high)]
    least = 10.0 if panel.scale == "minutes" else 1.0
    axes.set_ylim(0, max([least, *tops]) * 1.15)


def _quarters(axes: Axes, panel: Panel) -> None:
    axes.set_xlim(-0.5, max(len(panel.quarters) - 0.5, 0.5))
    step = math.ceil(len(panel.quarters) / _MOST_LABELS)
    places = range(0, len(panel.quarters), step)
    axes.set_xticks(list(places), [panel.quarters[place].replace(" ", "\n") for place in places])


def _paint(axes: Axes, panel: Panel, many: int) -> None:
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.grid(axis="y", color=PALE, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(length=2.5)
    _scale(axes, panel)
    _quarters(axes, panel)
    for line in panel.lines:
        _line(axes, line, panel.quarters, many)
    axes.annotate(
        _text(panel.title, _TITLE_CHARS), (0, 1), xycoords="axes fraction", xytext=(0, 18),
        textcoords="offset points", weight="bold", color=INK,
    )  # fmt: skip
    axes.annotate(
        panel.unit, (0, 1), xycoords="axes fraction", xytext=(0, 7),
        textcoords="offset points", color=SOFT, fontsize=8,
    )  # fmt: skip
    if not panel.lines:
        axes.text(
            0.5, 0.5, "nothing to show yet", transform=axes.transAxes, ha="center", color=SOFT
        )


def _legend(figure: Figure, panels: Sequence[Panel], height: float) -> None:
    from matplotlib.lines import Line2D  # noqa: PLC0415 - heavy

    names = {line.place: line.label for panel in panels for line in panel.lines}
    handles = [
        Line2D(
            [], [], color=_STYLES[place % len(_STYLES)][0], marker=_STYLES[place % len(_STYLES)][1],
            markersize=5.5, linewidth=1.4, label=_text(names[place], _LABEL_CHARS),
        )
        for place in sorted(names)
    ]  # fmt: skip
    if handles:
        figure.legend(
            handles=handles, loc="lower left", ncols=len(handles), frameon=False, fontsize=8.5,
            bbox_to_anchor=(_LEFT_IN / _WIDTH_IN, 0.05 / height), borderaxespad=0,
            columnspacing=1.4, handletextpad=0.5,
        )  # fmt: skip


def _draw(panels: Sequence[Panel]) -> Figure:
    from matplotlib.figure import Figure as NewFigure  # noqa: PLC0415 - heavy

    across = min(_ACROSS, len(panels))
    rows = math.ceil(len(panels) / across)
    row_in = _HEAD_IN + _PANEL_IN + _FOOT_IN
    height = rows * row_in + 0.22
    width = (_WIDTH_IN - _LEFT_IN - _RIGHT_IN - (_ACROSS - 1) * _GAP_IN) / _ACROSS
    figure = NewFigure(figsize=(_WIDTH_IN, height))
    many = 1 + max((line.place for panel in panels for line in panel.lines), default=0)
    for place, panel in enumerate(panels):
        row, column = divmod(place, across)
        left = _LEFT_IN + column * (width + _GAP_IN)
        bottom = height - row * row_in - _HEAD_IN - _PANEL_IN
        axes = figure.add_axes(
            (left / _WIDTH_IN, bottom / height, width / _WIDTH_IN, _PANEL_IN / height)
        )
        _paint(axes, panel, many)
    _legend(figure, panels, height)
    return figure


def draw(panels: Sequence[Panel], description: str, prefix: str) -> str:
    """The panels, at least one, as one `<svg>` element; `prefix` begins every id in it."""
    with warnings.catch_warnings():
        # A name may hold signs that the measuring font lacks; the reader's fonts draw them.
        warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        return drawn(lambda: _draw(panels), description, prefix)
