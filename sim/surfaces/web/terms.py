"""The glossary beside the boards: its page, and links to it from a board's headings."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, select_autoescape
from markupsafe import Markup

from sim.glossary import GROUPS, term
from sim.surfaces.web.pages import page

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

PATH = "/glossary"

_LINK = Markup('<a class="term" href="{}#{}" target="_blank" rel="noopener" title="{}">{}</a>')


def linked(text: str, name: str) -> Markup:
    """A text as a link to the glossary's explanation of a term.

    Raises:
        KeyError: the glossary has no term of this name.
    """
    one = term(name)
    return _LINK.format(PATH, one.anchor, one.plain, text)


@cache
def _html() -> str:
    environment = Environment(
        loader=PackageLoader("sim.surfaces.web", "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        trim_blocks=True,
    )
    return environment.get_template("glossary.html.j2").render(groups=GROUPS)


async def glossary(_: Request) -> Response:
    """The page of all terms: the same for everybody, and nothing of the exercise in it."""
    return page(_html())
