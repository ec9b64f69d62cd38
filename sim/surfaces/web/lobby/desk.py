"""What the lobby's pages work with: the open session, the scenarios, forms and templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.errors import Unusable
from sim.legible import clean
from sim.surfaces.web.lobby.replays import Replays
from sim.surfaces.web.lobby.shelf import Library
from sim.surfaces.web.pages import page
from sim.surfaces.web.render import rendered_page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from sim.surfaces.web.endpoint import Endpoint
    from sim.surfaces.web.lobby.room import Room

MOST_FORM = 1_000_000
"""Bytes of a form."""
MOST_FIELDS = 3_000


class Desk:
    """What every page is given.

    Args:
        room: holds the session that is open.
        endpoint: where the lobby listens.

    Attributes:
        library: the scenarios.
        replays: the records that are shown.
    """

    def __init__(self, room: Room, endpoint: Endpoint) -> None:
        self.room = room
        self.endpoint = endpoint
        self.library = Library()
        self.replays = Replays(endpoint)

    def problem(self, lines: list[str] | tuple[str, ...], status: int = 400) -> Response:
        """A page that says what is wrong, in one line each."""
        return self.page("lobby-problem", {"lines": list(lines)}, status)

    def page(self, template: str, values: Mapping[str, object], status: int = 200) -> Response:
        """One of the lobby's pages."""
        current = self.room.current
        here = {"open": None if current is None else current.opening.exercise.scenario.title}
        return page(rendered_page(template, {**here, **values}), status)

    async def fields(self, request: Request) -> dict[str, str]:
        """A form's fields, cleaned.

        Raises:
            Unusable: the form is too large.
        """
        length = request.headers.get("content-length", "")
        if not length.isdigit() or int(length) > MOST_FORM:
            raise Unusable("the form is too large")
        async with request.form(max_fields=MOST_FIELDS, max_files=0) as form:
            return {clean(name): clean(str(value)) for name, value in form.multi_items()}
