"""One small picture of the whole exercise: users' errors, faults, and what was reached when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.charts import BLUE, INK, SHADE, label_rows
from reports.format import wall_clock
from reports.svg import drawn

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from reports.plot import Plot

_WIDTH_IN, _HEIGHT_IN = 11.0, 2.5
_MINUTE_MS = 60_000
_ROW = 13
"""Points between two rows of labels."""


def _draw(plot: Plot) -> Figure:
    from matplotlib.figure import Figure as NewFigure  # noqa: PLC0415 - heavy

    figure = NewFigure(figsize=(_WIDTH_IN, _HEIGHT_IN))
    placed = label_rows(plot.moments, plot.length)
    rows = max((row for _, row in placed), default=0) + 1
    top = 1 - (rows * _ROW + 6) / 72 / _HEIGHT_IN
    axes = figure.add_axes((0.07, 0.2, 0.865, top - 0.2))
    for fault in plot.faults:
        axes.axvspan(fault.start, fault.end, color=SHADE, linewidth=0, zorder=0)
    xs = [edge for step in plot.error_percent for edge in (step.start, step.end)]
    ys = [step.value for step in plot.error_percent for _ in range(2)]
    axes.fill_between(xs, ys, color=BLUE, alpha=0.25, linewidth=0)
    axes.plot(xs, ys, color=BLUE, linewidth=1.2)
    axes.set_ylim(0, 105)
    axes.set_xlim(0, plot.length)
    axes.set_ylabel("failed, %")
    for moment, row in placed:
        axes.axvline(moment.at, color=INK, linewidth=0.8, linestyle=(0, (2, 2)))
        axes.annotate(
            moment.word, (moment.at, 1), xycoords=axes.get_xaxis_transform(),
            xytext=(2, 3 + row * _ROW), textcoords="offset points", fontsize=8, color=INK,
        )  # fmt: skip
    ticks = axes.get_xticks()
    inside = [tick for tick in ticks if 0 <= tick <= plot.length]
    axes.set_xticks(inside, [wall_clock(plot.starts_at, int(t * _MINUTE_MS))[:5] for t in inside])
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    return figure


def brief_chart(plot: Plot, text: str) -> str:
    """The picture as an `<svg>` element; `text` says what it shows."""
    return drawn(lambda: _draw(plot), text, "brief")
