"""The incident as one drawing: errors, response time and queue over who did what when.

Draws a `Plot` with matplotlib and returns inline SVG; the same plot gives the same bytes. Colours
are from Okabe and Ito's palette, and no colour says what a shape or a word does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.format import MINUTE_MS, wall_clock
from reports.svg import drawn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from reports.plot import HeldValue, MarkKind, Moment, Plot, Stretch

BLUE, SKY, ORANGE, VERMILLION = "#0072B2", "#56B4E9", "#E69F00", "#D55E00"
GREEN, PURPLE, INK = "#009E73", "#CC79A7", "#1f2933"
SOFT, GREY, PALE, SHADE = "#5b6670", "#8a94a0", "#e4e8ec", "#f1f3f5"
SEVERITY_COLOURS = {1: "#8c2d04", 2: "#d94801", 3: "#fdae6b", 4: "#fee6ce"}
"""One hue from dark to light: the order survives a black-and-white print."""

_WIDTH_IN = 11.0
_LEFT_IN, _RIGHT_IN, _TOP_IN, _BOTTOM_IN = 1.55, 0.75, 0.08, 1.02
_PANEL_IN, _LANE_IN, _GAP_IN = 1.12, 0.27, 0.2
_MOST_TICKS = 13
_TICK_STEPS = (1, 2, 5, 10, 15, 20, 30, 60, 120, 240)
_LABEL_CHARS = 24
_LABEL_ROW_IN = 0.16
_ACROSS = 7
"""How many entries of the legend fit beside each other."""
_CHARACTERS_ACROSS = 125
"""How many characters of a label fit side by side over a panel."""


@dataclass(frozen=True, slots=True)
class _Glyph:
    """How one kind of mark looks, and on which lane it stands."""

    lane: int
    marker: str
    colour: str
    size: float
    word: str
    hollow: bool = False
    above: int = 4


_MOST_MARKS = 800
"""Strokes of 1.2 points beside each other on the width of the chart."""
_LANES = ("Alerts", "Commands", "Messages")
_GLYPHS: dict[MarkKind, _Glyph] = {
    "alert": _Glyph(0, "D", ORANGE, 22, "alert delivered"),
    "alert_lost": _Glyph(0, "x", VERMILLION, 26, "alert not delivered"),
    "read": _Glyph(1, "|", GREY, 30, "read-only command", above=3),
    "write": _Glyph(1, "|", BLUE, 130, "other command"),
    "refused": _Glyph(1, "x", VERMILLION, 26, "rejected command"),
    "sent": _Glyph(2, "o", BLUE, 22, "sent to the team"),
    "sent_users": _Glyph(2, "s", PURPLE, 24, "sent to users"),
    "received": _Glyph(2, "o", GREY, 18, "received", hollow=True),
}
_VERDICTS = {
    "met": ("o", GREEN, "met"),
    "late": ("^", ORANGE, "late"),
    "missed": ("x", VERMILLION, "missed"),
}


def tick_step(length: float) -> int:
    """The distance of ticks in minutes that keeps an axis of this length readable."""
    fitting = (step for step in _TICK_STEPS if length / step <= _MOST_TICKS)
    return next(fitting, _TICK_STEPS[-1])


def label_rows(moments: Sequence[Moment], length: float) -> list[tuple[Moment, int]]:
    """Hang labels like flags to the right of their poles, earlier ones higher.

    A label goes one row above every later one whose pole it would cover, so no pole crosses a
    label. Latest first.
    """
    per_character = length / _CHARACTERS_ACROSS
    placed: list[tuple[Moment, int]] = []
    for moment in sorted(moments, key=lambda moment: (-moment.at, moment.word)):
        end = moment.at + (len(moment.word) + 1) * per_character
        below = [row for other, row in placed if other.at < end]
        placed.append((moment, max(below, default=-1) + 1))
    return placed


def _stairs(steps: Sequence[HeldValue], lowest: float) -> tuple[list[float], list[float]]:
    xs = [edge for step in steps for edge in (step.start, step.end)]
    ys = [max(step.value, lowest) for step in steps for _ in range(2)]
    return xs, ys


def _side_label(axes: Axes, text: str, unit: str) -> None:
    lines = ((text, 0.62, "bold", INK), (unit, 0.38, "normal", SOFT))
    for words, height, weight, colour in lines:
        axes.annotate(
            words, (0, height), xycoords="axes fraction", xytext=(-46, 0),
            textcoords="offset points", ha="right", va="center", weight=weight, color=colour,
        )  # fmt: skip


def _limit(axes: Axes, value: float, text: str) -> None:
    axes.axhline(value, color=VERMILLION, linewidth=1, linestyle=(0, (5, 3)), zorder=2)
    axes.annotate(
        text,
        (1, value),
        xycoords=axes.get_yaxis_transform(),
        xytext=(4, 0),
        textcoords="offset points",
        va="center",
        color=VERMILLION,
        fontsize=8,
    )


def _series(axes: Axes, steps: Sequence[HeldValue], colour: str, lowest: float) -> None:
    xs, ys = _stairs(steps, lowest)
    axes.fill_between(xs, ys, lowest, color=colour, alpha=0.28, linewidth=0, zorder=1.5)
    axes.plot(xs, ys, color=colour, linewidth=1.3, zorder=3)


def _errors(axes: Axes, plot: Plot) -> None:
    _series(axes, plot.error_percent, BLUE, 0)
    peak = max((step.value for step in plot.error_percent), default=0)
    # From 20% at least, so that a calm exercise looks
    # calm; to 104%, so that a line at 100 is seen whole.
    axes.set_ylim(0, max(20.0, min(104.0, peak * 1.15)))
    _side_label(axes, "Errors", "% failing")
    _limit(axes, plot.error_objective, f"max {plot.error_objective:g}%")


def _response(axes: Axes, plot: Plot) -> None:
    # The scale is logarithmic and has no zero.
    lowest = 0.01
    _series(axes, plot.p95_seconds, SKY, lowest)
    peak = max((step.value for step in plot.p95_seconds), default=lowest)
    axes.set_yscale("log")
    axes.set_yticks([0.01, 0.1, 1, 10, 100], ["10 ms", "0.1 s", "1 s", "10 s", "100 s"])
    axes.set_ylim(lowest, max(peak, plot.p95_objective) * 2.5)
    axes.minorticks_off()
    _side_label(axes, "Response", "p95 (log scale)")
    _limit(axes, plot.p95_objective, f"max {plot.p95_objective:g} s")


def _queue(axes: Axes, plot: Plot) -> None:
    _series(axes, plot.queue, PURPLE, 0)
    peak = max((step.value for step in plot.queue), default=0)
    axes.set_ylim(0, max(10.0, (plot.queue_limit or peak) * 1.18))
    if not peak:
        axes.set_yticks([0])
    _side_label(axes, "Queue", "pending")
    if plot.queue_limit is not None:
        _limit(axes, plot.queue_limit, f"limit {plot.queue_limit}")


def _bar(axes: Axes, row: int, stretches: Iterable[Stretch], colour: str) -> None:
    spans = [(stretch.start, stretch.end - stretch.start) for stretch in stretches]
    axes.broken_barh(spans, (row - 0.32, 0.64), facecolors=colour, linewidth=0)


def _lane_axes(axes: Axes, labels: Sequence[str]) -> None:
    # Upside down: the first lane is to be on top.
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.set_yticks(range(len(labels)), labels)
    axes.tick_params(axis="y", length=0, pad=8)
    for row in range(len(labels)):
        axes.axhline(row, color=PALE, linewidth=0.8, zorder=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)


def _state(axes: Axes, plot: Plot) -> None:
    labels = ["Fault (actual)", "Severity (actual)", "Breaker open", "Read-only"]
    _lane_axes(axes, [*labels, "Files harmed (actual)"] if plot.files_harmed else labels)
    _bar(axes, 0, plot.faults, INK)
    for level, colour in SEVERITY_COLOURS.items():
        spans = [stretch for stretch in plot.severity if stretch.level == level]
        _bar(axes, 1, spans, colour)
        for stretch in spans:
            # Narrower than that, a bar has no room for its figure.
            if stretch.end - stretch.start > plot.length / 40:
                middle = (stretch.start + stretch.end) / 2
                ink = "white" if level <= 2 else INK  # noqa: PLR2004 - dark shades end at 2
                axes.text(middle, 1, str(level), ha="center", va="center", color=ink, fontsize=7.5)
    _bar(axes, 2, plot.breaker, ORANGE)
    _bar(axes, 3, plot.read_only, SKY)
    if plot.files_harmed:
        _bar(axes, 4, plot.files_harmed, INK)


def _people(axes: Axes, plot: Plot) -> None:
    _lane_axes(axes, _LANES)
    for kind, glyph in _GLYPHS.items():
        xs = [mark.at for mark in plot.marks if mark.kind == kind]
        if xs:
            _dots(axes, apart(xs, plot.length), glyph)


def apart(xs: Sequence[float], length: float) -> Sequence[float]:
    """Marks that can be told apart: of those within a stroke's width of another, the first.

    As many as can be told apart anyhow are all drawn. Ten thousand looks would be ten thousand
    elements that cover each other, and a page that takes half a minute to print.
    """
    if len(xs) <= _MOST_MARKS:
        return xs
    first: dict[int, float] = {}
    for x in sorted(xs):
        first.setdefault(int(x / length * _MOST_MARKS), x)
    return list(first.values())


def _dots(axes: Axes, xs: Sequence[float], glyph: _Glyph) -> None:
    axes.scatter(
        xs,
        [glyph.lane] * len(xs),
        s=glyph.size,
        marker=glyph.marker,
        facecolors="white" if glyph.hollow else glyph.colour,
        # A stroke without an area takes its colour from the face.
        edgecolors=None if glyph.marker in {"x", "|"} else glyph.colour,
        linewidths=1.2,
        zorder=glyph.above,
        clip_on=False,
    )


def _cut(label: str) -> str:
    return label if len(label) <= _LABEL_CHARS else label[: _LABEL_CHARS - 1] + "…"


def _owed(axes: Axes, plot: Plot) -> None:
    _lane_axes(axes, [_cut(lane.label) for lane in plot.lanes])
    for row, lane in enumerate(plot.lanes):
        for owed in lane.owed:
            marker, colour, _ = _VERDICTS[owed.verdict]
            end = owed.deadline if owed.met_at is None else owed.met_at
            axes.plot([owed.due, end], [row, row], color=colour, linewidth=2.2, alpha=0.45)
            axes.scatter(
                [owed.due], [row - 0.08], s=24, marker="v", facecolors="white", edgecolors=GREY,
                linewidths=1, zorder=3,
            )  # fmt: skip
            axes.scatter(
                [end], [row], s=26, marker=marker, color=colour, linewidths=1.6, zorder=4,
                clip_on=end > plot.length,
            )  # fmt: skip


def _time_axis(axes: Axes, plot: Plot) -> None:
    step = tick_step(plot.length)
    ticks = list(range(0, int(plot.length) + 1, step))
    labels = [f"{tick}\n{wall_clock(plot.starts_at, tick * MINUTE_MS)[:5]}" for tick in ticks]
    axes.set_xticks(ticks, labels)
    axes.tick_params(axis="x", length=3, labelbottom=True)
    axes.spines["bottom"].set_visible(True)
    axes.annotate(
        "minutes\nwall clock", (0, 0), xycoords="axes fraction", xytext=(-18, -6),
        textcoords="offset points", ha="right", va="top", color=SOFT,
    )  # fmt: skip


def _moments(axes: Sequence[Axes], plot: Plot) -> None:
    for panel in axes:
        for stretch in plot.faults:
            panel.axvspan(stretch.start, stretch.end, color=SHADE, linewidth=0, zorder=-1)
        for moment in plot.moments:
            panel.axvline(moment.at, color=GREY, linewidth=0.8, linestyle=(0, (1, 2)), zorder=1)
    top = axes[0]
    for moment, row in label_rows(plot.moments, plot.length):
        pole = 1 + (row + 1) * _LABEL_ROW_IN / _PANEL_IN
        top.plot(
            [moment.at, moment.at], [1, pole], transform=top.get_xaxis_transform(),
            color=GREY, linewidth=0.8, clip_on=False,
        )  # fmt: skip
        top.annotate(
            moment.word, (moment.at, pole), xycoords=top.get_xaxis_transform(), xytext=(2.5, 0),
            textcoords="offset points", va="top", fontsize=8,
        )  # fmt: skip


def _legend(figure: Figure, plot: Plot, height: float) -> None:
    from matplotlib.lines import Line2D  # noqa: PLC0415 - heavy

    def handle(marker: str, colour: str, word: str, *, hollow: bool, size: float) -> Line2D:
        face = "white" if hollow else colour
        return Line2D(
            [], [], linestyle="", marker=marker, color=colour, markerfacecolor=face,
            markersize=size, label=word,
        )  # fmt: skip

    used = {mark.kind for mark in plot.marks}
    given = {owed.verdict for lane in plot.lanes for owed in lane.owed}
    handles = [
        handle(glyph.marker, glyph.colour, glyph.word, hollow=glyph.hollow, size=glyph.size**0.5)
        for kind, glyph in _GLYPHS.items()
        if kind in used
    ]
    if plot.lanes:
        handles.append(handle("v", GREY, "required", hollow=True, size=5.5))
    handles += [
        handle(marker, colour, word, hollow=False, size=5.5)
        for verdict, (marker, colour, word) in _VERDICTS.items()
        if verdict in given
    ]
    if not handles:
        return
    columns = len(handles) if len(handles) <= _ACROSS else -(-len(handles) // 2)
    figure.legend(
        handles=handles, loc="lower left", ncols=columns, frameon=False, fontsize=8,
        bbox_to_anchor=(_LEFT_IN / _WIDTH_IN - 0.012, 0.06 / height), borderaxespad=0,
        handletextpad=0.15, columnspacing=1.1,
    )  # fmt: skip


def _draw(plot: Plot) -> Figure:
    from matplotlib.figure import Figure as NewFigure  # noqa: PLC0415 - heavy

    states = 5 if plot.files_harmed else 4
    heights = [_PANEL_IN] * 3 + [states * _LANE_IN, len(_LANES) * _LANE_IN]
    painters = [_errors, _response, _queue, _state, _people]
    if plot.lanes:
        heights.append(len(plot.lanes) * _LANE_IN)
        painters.append(_owed)
    rows = max((row for _, row in label_rows(plot.moments, plot.length)), default=-1) + 1
    above = _TOP_IN + rows * _LABEL_ROW_IN
    height = above + sum(heights) + _GAP_IN * (len(heights) - 1) + _BOTTOM_IN
    figure = NewFigure(figsize=(_WIDTH_IN, height))
    width = (_WIDTH_IN - _LEFT_IN - _RIGHT_IN) / _WIDTH_IN
    panels: list[Axes] = []
    top = height - above
    for size, paint in zip(heights, painters, strict=True):
        box = (_LEFT_IN / _WIDTH_IN, (top - size) / height, width, size / height)
        axes = figure.add_axes(box)
        axes.set_xlim(0, plot.length)
        # Only the last panel gets a time axis, which all share.
        axes.set_xticks([])
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
        paint(axes, plot)
        panels.append(axes)
        top -= size + _GAP_IN
    _moments(panels, plot)
    _time_axis(panels[-1], plot)
    _legend(figure, plot, height)
    return figure


def draw(plot: Plot) -> str:
    """The plot as one `<svg>` element without size, script or reference to anything outside."""
    return drawn(
        lambda: _draw(plot),
        "Error rate, response time and queue length over time, with faults, alerts, commands, "
        "messages and obligations",
        "main",
    )
