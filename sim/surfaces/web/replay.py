"""A replay as an application: one page, and the boards of any moment; it only reads.

Whoever has the link's key is let in, and a cookie remembers it; without it nothing is served.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse
from starlette.routing import Route

from sim.journal.bodies import Window
from sim.surfaces.http.app import LOCAL_HOSTS
from sim.surfaces.web.boards import Boards
from sim.surfaces.web.gate import host_name
from sim.surfaces.web.landmarks import landmarks
from sim.surfaces.web.pages import HEADERS, page, static_file
from sim.surfaces.web.render import Renderer
from sim.surfaces.web.seats import Person
from sim.surfaces.web.terms import PATH as GLOSSARY
from sim.surfaces.web.terms import glossary

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

    from scoring.model import Scorecard
    from sim.surfaces.web.recorded import RecordedSession
    from sim.surfaces.web.source import View

COOKIE = "tabletop_replay"
STAFF_VIEWS: dict[str, View] = {
    "facilitator": "facilitator",
    "evaluator": "evaluator",
    "projector": "projector",
}

CALLED = {"projector": "Observer"}
"""The seat's name, where the view has another."""


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
        self._render = Renderer(
            recorded.exercise.scenario.starts_at, recorded.exercise.policy, live=False
        )
        self._boards = Boards(recorded, self._render, "")
        self._boards.card = card
        called = recorded.exercise.policy.called
        self.boards = {f"player:{role}": called(role) for role in recorded.players()}
        self.boards |= {name: CALLED.get(name, name.capitalize()) for name in STAFF_VIEWS}
        self._page_html = self._page()
        routes = [
            Route("/", self._door),
            Route("/replay", self._shown),
            Route("/moment", self._moment),
            Route("/static/{name}", static_file),
            Route(GLOSSARY, glossary),
        ]
        self.app: ASGIApp = _Gate(Starlette(routes=routes), key)

    def moment(self, at: int, count: int | None, board: str, since: int = 0) -> dict[str, Any]:
        """What a board showed at a moment, as the page wants it.

        Args:
            at: ms since StartEx.
            count: entries that have happened, where several share the instant; None for all.
            board: one of `boards`.
            since: changes to messages that the page has already, of an earlier moment.
        """
        recorded, boards = self._recorded, self._boards
        recorded.stand(at, count)
        role = board.partition(":")[2]
        view = STAFF_VIEWS.get(board, "player")
        names = [name for name, seat in recorded.seen.seats.items() if role and seat == role]
        nobody = "nobody seated" if role else ""
        person = Person(", ".join(names) or nobody, role or board, "")
        sections = {**boards.sections(view, role), **boards.own(view, person)}
        if role:
            sections["commands"] = self._render("commands", {"commands": recorded.commands(role)})
        said = boards.news(view, role, since)
        return {"whole": True, "sections": sections, "time": boards.time(), "said": said}

    def _page(self) -> str:
        recorded = self._recorded
        scenario, entries = recorded.exercise.scenario, recorded.entries
        marks = landmarks(entries, recorded.exercise.policy)
        # One a minute, whatever happens: who steps from event to event wants what happened.
        quiet = (Window,)
        record = {
            "length": recorded.length,
            "starts": self._boards.time()["starts"],
            "times": [entry.at for entry in entries],
            "events": [n for n, one in enumerate(entries, 1) if not isinstance(one.body, quiet)],
            "marks": [{"at": mark.at, "mark": mark.mark} for mark in marks],
        }
        values = {
            "title": scenario.title,
            "length": recorded.length,
            "boards": list(self.boards.items()),
            "landmarks": marks,
            "record": record,
            "tabletop": recorded.exercise.is_tabletop,
        }
        return self._render("replay", values)

    # -- routes ------------------------------------------------------------------------------------

    async def _door(self, request: Request) -> Response:
        answer = RedirectResponse("/replay", status_code=303, headers=HEADERS)
        given = request.query_params.get("key")
        if given is not None:
            # Lax: after a click in a mail or chat, a strict
            # cookie would not be sent along the redirect.
            answer.set_cookie(cookie_name(request.url.port), given, httponly=True, samesite="lax")
        return answer

    async def _shown(self, _: Request) -> Response:
        return page(self._page_html)

    async def _moment(self, request: Request) -> Response:
        asked = request.query_params
        board = asked.get("board", "")
        try:
            at = int(asked.get("at", ""))
            count = int(asked["count"]) if "count" in asked else None
            since = int(asked.get("since", "0"))
        except ValueError:
            return PlainTextResponse("at, count and since: whole numbers\n", status_code=400)
        if board not in self.boards:
            return PlainTextResponse("there is no such board\n", status_code=404)
        return JSONResponse(self.moment(at, count, board, since), headers=HEADERS)


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
