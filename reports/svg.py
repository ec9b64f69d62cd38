"""A matplotlib figure as one `<svg>` element for a page: scalable, described, with ids of its own.

The same figure gives the same bytes; nothing in it refers to anything outside.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure

INK, SOFT, GREY = "#1f2933", "#5b6670", "#8a94a0"
_FONT_STACK = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
_IDS = re.compile(r'(\bid="|url\(#|href="#)')


def _inline(svg: str, description: str, prefix: str) -> str:
    element = svg[svg.index("<svg") :].strip()
    # Without a size of its own it takes the page's width, and its viewBox keeps the shape.
    element = re.sub(r'(<svg[^>]*?) width="[^"]*"', r"\1", element, count=1)
    element = re.sub(r'(<svg[^>]*?) height="[^"]*"', r"\1", element, count=1)
    element = element.replace("'DejaVu Sans'", _FONT_STACK.replace('"', "'"))
    element = _IDS.sub(rf"\g<1>{prefix}-", element)
    return element.replace("<svg ", f'<svg role="img" aria-label={quoteattr(description)} ', 1)


def drawn(make: Callable[[], Figure], description: str, prefix: str) -> str:
    """Draw a figure and return its element.

    Args:
        make: makes the figure, under the house's settings.
        description: what it shows, for who cannot see it.
        prefix: begins every id in it, so that several fit into one page.
    """
    from matplotlib import rc_context  # noqa: PLC0415 - heavy

    buffer = io.StringIO()
    # A date or a version in it would change the bytes from one drawing to the next.
    nothing = {"Date": None, "Creator": None, "Format": None, "Type": None}
    with rc_context(
        {
            # Ids are hashed with a salt that is random where none is given.
            "svg.hashsalt": "tabletop",
            # Text stays text: it can be searched, copied and read out.
            "svg.fonttype": "none",
            "font.family": ["DejaVu Sans"],
            "font.size": 8.5,
            "text.color": INK,
            "axes.edgecolor": GREY,
            "axes.labelcolor": INK,
            "axes.linewidth": 0.6,
            "xtick.color": INK,
            "ytick.color": INK,
            "path.simplify": False,
        }
    ):
        make().savefig(buffer, format="svg", metadata=nothing)
    return _inline(buffer.getvalue(), description, prefix)
