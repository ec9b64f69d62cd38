"""A replay as an application: one page, and the boards of any moment; it only reads.

Whoever has the link's key is let in, and a cookie remembers it; without it nothing is served.
"""

from __future__ import annotations

import secrets
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
)
from starlette.routing import Route

from sim.journal.bodies import Window
from sim.surfaces.http.app import LOCAL_HOSTS
from sim.surfaces.web.boards import Boards
from sim.surfaces.web.gate import host_name
from sim.surfaces.web.landmarks import landmarks
from sim.surfaces.web.render import Renderer
from sim.surfaces.web.seats import Person

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

    from scoring.model import Scorecard
    from sim.surfaces.web.recorded import RecordedSession
    from sim.surfaces.web.source import View

STATIC = Path(__file__).parent / "static"
COOKIE = "tabletop_replay"
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        "img-src data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}
STAFF_VIEWS: dict[str, View] = {
    "facilitator": "facilitator",
    "evaluator": "evaluator",
    "projector": "projector",
}


class Replay:
    """The application of one record.

    Args:
        recorded: the session.
        key: what lets a browser in.
        card: its scorecard, for the hot wash; None when there is none.
    """

    def __init__(self, recorded: RecordedSession, key: str, card: Scorecard | None = None) -> None:
        self._recorded = recorded
        self._key = key
        self._render = Renderer(recorded.scenario.starts_at, recorded.policy, live=False)
        self._boards = Boards(recorded, self._render, "")
        self._boards.card = card
        called = recorded.policy.called
        self.boards = {f"player:{role}": called(role) for role in recorded.players()}
        self.boards |= {name: name.capitalize() for name in STAFF_VIEWS}
        self._page_html = self._page()
        routes = [
            Route("/", self._door),
            Route("/replay", self._shown),
            Route("/moment", self._moment),
            Route("/look/{name}", self._look),
            Route("/chart/{name}", self._chart),
        ]
        self.app: ASGIApp = _Gate(Starlette(routes=routes), key)

    def moment(self, at: int, count: int | None, board: str) -> dict[str, Any]:
        """What a board showed at a moment, as the page wants it.

        Args:
            at: ms since StartEx.
            count: entries that have happened, where several share the instant; None for all.
            board: one of `boards`.
        """
        recorded, boards = self._recorded, self._boards
        recorded.stand(at, count)
        role = board.partition(":")[2]
        view = STAFF_VIEWS.get(board, "player")
        # What a facilitator presses has no place here.
        sections = {
            name: html for name, html in boards.sections(view, role).items() if name != "clock"
        }
        names = [name for name, seat in recorded.seen.seats.items() if seat == role]
        person = Person(", ".join(names) or "nobody seated", role or board, "")
        if view == "player":
            sections["duties"] = boards.duties(person)
            sections["commands"] = self._render("commands", {"commands": recorded.commands(role)})
        return {
            "top": boards.top(person, view) if role else boards.top(Person("", board, ""), view),
            "sections": sections,
            "time": boards.time(),
            "chart": boards.chart() if view == "player" else None,
        }

    def _page(self) -> str:
        recorded = self._recorded
        entries, starts = recorded.entries, recorded.scenario.starts_at
        marks = landmarks(entries, recorded.policy)
        quiet = (Window,)
        record = {
            "length": recorded.length,
            "starts": ((starts.hour * 60 + starts.minute) * 60 + starts.second) * 1000,
            "times": [entry.at for entry in entries],
            "events": [n for n, one in enumerate(entries, 1) if not isinstance(one.body, quiet)],
            "marks": [{"at": mark.at, "mark": mark.mark} for mark in marks],
        }
        values = {
            "title": recorded.scenario.title,
            "length": recorded.length,
            "boards": list(self.boards.items()),
            "landmarks": marks,
            "record": record,
            "tabletop": recorded.is_tabletop,
        }
        return self._render("replay", values)

    # -- routes ------------------------------------------------------------------------------------

    async def _door(self, request: Request) -> Response:
        answer = RedirectResponse("/replay", status_code=303, headers=HEADERS)
        given = request.query_params.get("key")
        if given is not None:
            answer.set_cookie(cookie_name(request.url.port), given, httponly=True, samesite="lax")
        return answer

    async def _shown(self, _: Request) -> Response:
        return HTMLResponse(self._page_html, headers=HEADERS)

    async def _moment(self, request: Request) -> Response:
        asked = request.query_params
        board = asked.get("board", "")
        try:
            at = int(asked.get("at", ""))
            count = int(asked["count"]) if "count" in asked else None
        except ValueError:
            return PlainTextResponse("at and count: whole numbers\n", status_code=400)
        if board not in self.boards:
            return PlainTextResponse("there is no such board\n", status_code=404)
        return JSONResponse(self.moment(at, count, board), headers=HEADERS)

    async def _look(self, request: Request) -> Response:
        return _file(STATIC, request.path_params["name"])

    async def _chart(self, request: Request) -> Response:
        # The chart library that the live boards use, as it lies in NiceGUI's package.
        package = find_spec("nicegui")
        (folder,) = (package and package.submodule_search_locations) or ("",)
        return _file(Path(folder) / "elements/echart/dist", request.path_params["name"])


def _file(folder: Path, name: str) -> Response:
    path = folder / name
    if path.suffix not in {".js", ".css"} or name.startswith(".") or not path.is_file():
        return PlainTextResponse("there is no such file\n", status_code=404)
    return FileResponse(path, headers={**HEADERS, "Cache-Control": "no-cache"})


def cookie_name(port: int | None) -> str:
    """Cookies know no port: two replays side by side each have their own."""
    return f"{COOKIE}_{port}"


class _Gate:
    """Lets in who knows the key, by the link or by the cookie, under this machine's own names."""

    def __init__(self, app: ASGIApp, key: str) -> None:
        self._app = app
        self._key = key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        from starlette.requests import HTTPConnection

        asked = HTTPConnection(scope)
        if host_name(asked.headers.get("host", "")) not in LOCAL_HOSTS:
            answer = PlainTextResponse("this name is not served here\n", status_code=421)
        else:
            given = asked.query_params.get("key") if scope["path"] == "/" else None
            given = given or asked.cookies.get(cookie_name(asked.url.port), "")
            if secrets.compare_digest(given.encode(), self._key.encode()):
                await self._app(scope, receive, send)
                return
            answer = PlainTextResponse(
                "open the link that tabletop replay has printed\n", status_code=401
            )
        await answer(scope, receive, send)
