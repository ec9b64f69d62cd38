"""A document as one self-contained HTML file: nothing is loaded, nothing runs.

Every text goes through the template's escaping; only drawings made by `reports` itself are placed
as they are. The first place of each of the glossary's terms is a link to its explanation, which the
file itself has at its end.
"""

from __future__ import annotations

import re
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from reports.document import Figure
from reports.final import final
from sim.glossary import FirstUses

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2 import Environment
    from markupsafe import Markup

    from reports.document import Block, Report

_TEMPLATES = Path(__file__).parents[1] / "templates"
_SIGN = re.compile("^([✓◐✗]) ")


@lru_cache
def _environment() -> Environment:
    # Heavy, and only whoever renders a report needs it.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415

    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["signed"] = _signed
    return made


def _signed(text: str) -> str:
    """A verdict with its sign on the same line: alone on one it would say nothing."""
    return _SIGN.sub("\\1\N{NO-BREAK SPACE}", text)


def _linked(text: str, uses: FirstUses) -> Markup:
    """A text, escaped, in which the first place of each term on the page is a link."""
    from markupsafe import Markup  # noqa: PLC0415 - as above

    link = Markup('<a class="term" href="#term-{}" title="{}">{}</a>')
    return Markup("").join(
        piece if one is None else link.format(one.anchor, one.plain, piece)
        for piece, one in uses.split(text)
    )


def _show(block: Block, terms: Callable[[str], Markup]) -> Markup:
    from markupsafe import Markup  # noqa: PLC0415 - as above

    template = _environment().get_template(f"blocks/{type(block).__name__.lower()}.html.j2")
    drawing = Markup(block.svg) if isinstance(block, Figure) else ""  # noqa: S704 - drawn by reports
    made = template.render(block=block, drawing=drawing, terms=terms)
    return Markup(made)  # noqa: S704 - escaped by the template


def render(document: Report) -> str:
    """The document as HTML."""
    uses = FirstUses()
    terms = partial(_linked, uses=uses)
    template = _environment().get_template("document.html.j2")
    return template.render(
        document=final(document), show=partial(_show, terms=terms), terms=terms, uses=uses
    )
