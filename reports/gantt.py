"""Escalation as a Gantt chart: for each debt when it fell due, its deadline, and when it was met.

Takes the scorecard's obligations; a shape and a word say what the colour says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.charts import GREEN, INK, ORANGE, SKY, VERMILLION
from reports.format import MINUTE_MS
from reports.svg import drawn

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from scoring.model import Obligation, Scorecard
    from sim.scenario.policy import Policy

_WIDTH_IN, _ROW_IN, _LEFT_IN = 11.0, 0.26, 3.3
_LABEL_CHARS = 52
_COLOURS = {"met": GREEN, "late": ORANGE, "missed": VERMILLION}
_MARKERS = {"met": "o", "late": "^", "missed": "x"}


def _label(entry: Obligation, policy: Policy) -> str:
    text = f"{policy.called(entry.to)}: {entry.reason}"
    return text if len(text) <= _LABEL_CHARS else f"{text[: _LABEL_CHARS - 1]}…"


def _draw(owed: tuple[Obligation, ...], card: Scorecard, policy: Policy) -> Figure:
    from matplotlib.figure import Figure as NewFigure  # noqa: PLC0415 - heavy
    from matplotlib.lines import Line2D  # noqa: PLC0415 - heavy

    height = len(owed) * _ROW_IN + 0.95
    figure = NewFigure(figsize=(_WIDTH_IN, height))
    axes = figure.add_axes(
        (_LEFT_IN / _WIDTH_IN, 0.75 / height, 0.955 - _LEFT_IN / _WIDTH_IN, 1 - 0.95 / height)
    )
    # A debt met before EndEx is listed even when its deadline lies behind it.
    end = max(card.ended_at, *(entry.deadline for entry in owed)) / MINUTE_MS
    # matplotlib counts rows from below.
    for row, entry in enumerate(reversed(owed)):
        due, deadline = entry.due / MINUTE_MS, entry.deadline / MINUTE_MS
        axes.barh(row, deadline - due, left=due, height=0.5, color=SKY, alpha=0.45, linewidth=0)
        axes.plot([deadline, deadline], [row - 0.33, row + 0.33], color=INK, linewidth=1.2)
        at = deadline if entry.met_at is None else entry.met_at / MINUTE_MS
        axes.plot(
            [at],
            [row],
            _MARKERS[entry.verdict],
            color=_COLOURS[entry.verdict],
            markersize=6,
        )
        if entry.verdict == "late":
            axes.plot([deadline, at], [row, row], color=ORANGE, linewidth=1.4)
    axes.set_yticks(range(len(owed)), [_label(entry, policy) for entry in reversed(owed)])
    axes.set_ylim(-0.6, len(owed) - 0.4)
    axes.set_xlim(0, end * 1.01)
    axes.set_xlabel("minutes since StartEx")
    axes.tick_params(length=0)
    axes.grid(axis="x", color="#e4e8ec", linewidth=0.6)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    words = {"met": "met", "late": "late", "missed": "missed (at its deadline)"}
    handles = [Line2D([], [], color=SKY, alpha=0.45, linewidth=7, label="time allowed")]
    handles += [
        Line2D([], [], color=_COLOURS[name], marker=_MARKERS[name], linestyle="", label=words[name])
        for name in words
    ]
    figure.legend(handles=handles, loc="lower left", ncols=4, frameon=False, fontsize=8,
                  bbox_to_anchor=(_LEFT_IN / _WIDTH_IN - 0.01, 0.0))  # fmt: skip
    return figure


def gantt(card: Scorecard, policy: Policy) -> str:
    """The chart as an `<svg>` element; "" when no escalation fell due."""
    owed = tuple(entry for entry in card.obligations if entry.kind != "notice")
    if not owed:
        return ""
    met = sum(entry.verdict == "met" for entry in owed)
    text = (
        f"{met} of {len(owed)} escalations and duties met on time, each from when it was required "
        "to its deadline, in minutes"
    )
    return drawn(lambda: _draw(owed, card, policy), text, "gantt")
