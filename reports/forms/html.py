"""A document as one self-contained HTML file: nothing is loaded, nothing runs.

Every text goes through the template's escaping; only drawings made by `reports` itself are placed
as they are.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reports.document import Figure
from reports.final import final

if TYPE_CHECKING:
    from jinja2 import Environment

    from reports.document import Block, Report

_TEMPLATES = Path(__file__).parents[1] / "templates"


@lru_cache
def _environment() -> Environment:
    # Heavy, and only whoever renders a report needs it.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415

    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _show(block: Block) -> Any:
    from markupsafe import Markup  # noqa: PLC0415 - as above

    template = _environment().get_template(f"blocks/{type(block).__name__.lower()}.html.j2")
    drawing = Markup(block.svg) if isinstance(block, Figure) else ""  # noqa: S704 - drawn by reports
    return Markup(template.render(block=block, drawing=drawing))  # noqa: S704 - escaped by the template


def render(document: Report) -> str:
    """The document as HTML."""
    template = _environment().get_template("document.html.j2")
    return template.render(document=final(document), show=_show)
