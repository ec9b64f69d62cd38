"""A fishbone diagram: what contributed to the incident, by category, along a spine.

Takes the review's factors; an empty category is drawn, too, with room to write on paper.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from reports.charts import INK, SKY
from reports.svg import drawn

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from reports.review.model import Fishbone

CATEGORIES = ("people", "process", "technology", "environment")
_WIDTH_IN, _HEIGHT_IN = 9.0, 4.4
_JOINTS = ((4.6, 1), (8.6, 1), (4.6, -1), (8.6, -1))
"""Where each category's bone meets the spine, and on which side it lies."""
_SPINE_END, _LEAN, _REACH = 9.0, 1.1, 3.6
_MOST, _CHARS, _LINES = 4, 34, 2
_HEAD_CHARS, _HEAD_LINES = 20, 5


def _lines(text: str, chars: int, most: int) -> str:
    wrapped = textwrap.wrap(text, chars) or [""]
    if len(wrapped) > most:
        wrapped = [*wrapped[: most - 1], f"{wrapped[most - 1][: chars - 1]}…"]
    return "\n".join(wrapped)


def _bone(axes: Axes, joint: float, side: int, title: str, factors: tuple[str, ...]) -> None:
    tip = joint - _LEAN
    axes.plot([tip, joint], [side * _REACH, 0], color=INK, linewidth=1.4)
    axes.text(
        tip, side * (_REACH + 0.12), title, ha="center", va="bottom" if side > 0 else "top",
        fontsize=10, fontweight="bold", parse_math=False,
    )  # fmt: skip
    shown = list(factors[:_MOST])
    if len(factors) > _MOST:
        shown[-1] = f"and {len(factors) - _MOST + 1} more in the list"
    for place in range(_MOST):
        # From the tip inwards: the first factor lies outermost.
        height = side * (_REACH - 0.55 - place * 0.8)
        on_bone = joint - _LEAN * abs(height) / _REACH
        axes.plot([on_bone - 2.9, on_bone], [height, height], color=SKY, linewidth=0.9)
        if place < len(shown):
            axes.text(
                on_bone - 2.85, height + 0.06, _lines(shown[place], _CHARS, _LINES),
                ha="left", va="bottom", fontsize=7.5, linespacing=1.0,
                parse_math=False,
            )  # fmt: skip


def _draw(effect: str, factors: Fishbone) -> Figure:
    from matplotlib.figure import Figure as NewFigure  # noqa: PLC0415 - heavy

    figure = NewFigure(figsize=(_WIDTH_IN, _HEIGHT_IN))
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_xlim(0, 11.4)
    axes.set_ylim(-4.4, 4.4)
    axes.axis("off")
    axes.annotate(
        "", (_SPINE_END + 0.1, 0), (0.4, 0), arrowprops={"arrowstyle": "-|>", "color": INK, "lw": 2}
    )
    axes.text(
        _SPINE_END + 0.2, 0, _lines(effect, _HEAD_CHARS, _HEAD_LINES), ha="left", va="center",
        fontsize=9, fontweight="bold", parse_math=False,
    )  # fmt: skip
    for category, (joint, side) in zip(CATEGORIES, _JOINTS, strict=True):
        _bone(axes, joint, side, category.capitalize(), getattr(factors, category))
    return figure


def fishbone(effect: str, factors: Fishbone) -> str:
    """The diagram as an `<svg>` element.

    Args:
        effect: what they contributed to, at the head.
        factors: the review's; without any the bones are empty.
    """
    count = sum(len(getattr(factors, one)) for one in CATEGORIES)
    text = f"Fishbone diagram: {count} contributing factors in {len(CATEGORIES)} categories"
    return drawn(lambda: _draw(effect, factors), text, "fishbone")
