"""Customer impact beside par: how this response compares with the reference, figure by figure.

Bars are shares of the larger of the two, because the figures have different units; the numbers
stand beside them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.charts import BLUE, GREY
from reports.svg import drawn

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from scoring.model import Impact

_FIGURES = (
    ("failed", "Failed operations"),
    ("queued", "Delayed operations"),
    ("lost", "Lost operations"),
    ("corrupted", "Damaged files served or stored"),
    ("users_touched", "Users affected"),
    ("bad_minutes", "Minutes outside service objectives"),
)
_WIDTH_IN, _ROW_IN, _LEFT_IN = 11.0, 0.5, 2.3


def _rows(mine: Impact, par: Impact) -> list[tuple[str, float, float]]:
    rows = [(label, float(getattr(mine, n)), float(getattr(par, n))) for n, label in _FIGURES]
    return [row for row in rows if row[1] or row[2]]


def _draw(rows: list[tuple[str, float, float]]) -> Figure:
    from matplotlib.figure import Figure as NewFigure  # noqa: PLC0415 - heavy
    from matplotlib.patches import Patch  # noqa: PLC0415 - heavy

    height = len(rows) * _ROW_IN + 0.85
    figure = NewFigure(figsize=(_WIDTH_IN, height))
    axes = figure.add_axes(
        (_LEFT_IN / _WIDTH_IN, 0.62 / height, 0.86 - _LEFT_IN / _WIDTH_IN, 1 - 0.75 / height)
    )
    for row, (_, mine, par) in enumerate(reversed(rows)):
        whole = max(mine, par)
        for place, value, colour in ((0.2, mine, BLUE), (-0.2, par, GREY)):
            share = 100 * value / whole
            axes.barh(row + place, share, height=0.34, color=colour, linewidth=0)
            axes.text(share + 1, row + place, f"{value:,g}", va="center", fontsize=8)
    axes.set_yticks(range(len(rows)), [label for label, _, _ in reversed(rows)])
    axes.set_xlim(0, 112)
    axes.set_xlabel("% of the larger value")
    axes.tick_params(length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    handles = [Patch(color=BLUE, label="this response"), Patch(color=GREY, label="par")]
    figure.legend(handles=handles, loc="lower left", ncols=2, frameon=False, fontsize=8,
                  bbox_to_anchor=(_LEFT_IN / _WIDTH_IN - 0.01, 0.0))  # fmt: skip
    return figure


def par_chart(mine: Impact, par: Impact | None) -> str:
    """The chart as an `<svg>` element; "" without a reference, or without any harm."""
    rows = _rows(mine, par) if par is not None else []
    if not rows:
        return ""
    text = "; ".join(f"{label}: {own:,g}, par {other:,g}" for label, own, other in rows)
    return drawn(lambda: _draw(rows), text, "par")
