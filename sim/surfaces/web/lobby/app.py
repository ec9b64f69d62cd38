"""The lobby's pages: plain forms over the shelf, the plans and the one session that is open.

Everything below `/lobby` wants the lobby's own cookie, which its link gives; whatever else is asked
for belongs to the session that is open.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from sim.errors import TabletopError
from sim.surfaces.error_lines import lines_of
from sim.surfaces.http.shield import failed
from sim.surfaces.session_plans import plans_in
from sim.surfaces.web.gate import host_name
from sim.surfaces.web.guesses import Guesses
from sim.surfaces.web.lobby import planning, records, scenarios
from sim.surfaces.web.lobby.desk import Desk
from sim.surfaces.web.lobby.shelf import PLANS, sessions
from sim.surfaces.web.pages import static_file

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from starlette.types import ASGIApp, Receive, Scope, Send

    from sim.surfaces.web.endpoint import Endpoint
    from sim.surfaces.web.lobby.room import Room

COOKIE = "tabletop_lobby"
LOBBY = "/lobby"
NO_SESSION = (
    '<!doctype html><html lang="en"><meta http-equiv="refresh" content="5">'
    "<title>No session</title><main><h1>No session is open</h1>"
    "<p>This page looks again every five seconds.</p></main></html>"
)
"""A board waits for its session: it may be resumed."""
HAS_ENDED = (
    '<!doctype html><html lang="en"><title>The session has ended</title><main>'
    "<h1>The session has ended</h1><p>What was written down is in its report.</p></main></html>"
)
"""A board of a session that was closed: there is nothing to wait for."""


class Lobby:
    """The application.

    Args:
        room: holds the session that is open.
        code: what the link shows; whoever has it may use the lobby.
        endpoint: where it listens.

    Attributes:
        app: the lobby, and behind it the session.
    """

    def __init__(self, room: Room, code: str, endpoint: Endpoint) -> None:
        self.room = room
        self.endpoint = endpoint
        self._desk = Desk(room, endpoint)
        self._code = code
        self._token = secrets.token_urlsafe(24)
        self._guesses = Guesses(time.monotonic)
        self._pages = self._make()

    def _make(self) -> Starlette:
        rows: tuple[tuple[str, str, Callable[[Desk, Request], Awaitable[Response]]], ...] = (
            ("/", "GET", _list),
            *scenarios.ROUTES,
            *planning.ROUTES,
            *records.ROUTES,
        )
        routes = [
            Route(f"{LOBBY}{path.rstrip('/')}", self._shown(do), methods=[method])
            for path, method, do in rows
        ]
        handlers: dict[Any, Any] = {Exception: failed}
        statics = Route("/static/{name}", static_file)
        return Starlette(
            routes=[*routes, statics], exception_handlers=handlers, lifespan=self._lifespan
        )

    @asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await self._desk.replays.close()
            await self.room.close()

    def _shown(
        self, do: Callable[[Desk, Request], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            try:
                return await do(self._desk, request)
            except TabletopError as error:
                return self._desk.problem(lines_of(error))

        return answer

    # -- the way in --------------------------------------------------------------------------------

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lobby pages for whoever has its cookie; everything else is the session's."""
        if scope["type"] == "lifespan":
            await self._pages(scope, receive, send)
            return
        path: str = scope["path"]
        current = self.room.current
        mine = path == LOBBY or path.startswith(f"{LOBBY}/")
        if not mine and current is not None:
            await current.web.app(scope, receive, send)
            return
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        answer = self._refusal(Headers(scope=scope), mine=mine)
        if answer is None and mine:
            answer = self._entered(scope)
        await (answer or self._behind(path))(scope, receive, send)

    def _behind(self, path: str) -> ASGIApp:
        if path.startswith((f"{LOBBY}/", "/static/")) or path == LOBBY:
            return self._pages
        if self.room.closed:
            return HTMLResponse(HAS_ENDED, status_code=410)
        return HTMLResponse(NO_SESSION, status_code=503, headers={"Retry-After": "5"})

    def _refusal(self, headers: Headers, *, mine: bool) -> ASGIApp | None:
        host = headers.get("host", "")
        if host_name(host) not in self.endpoint.hosts:
            return PlainTextResponse("this name is not served here\n", status_code=421)
        origin = headers.get("origin")
        if mine and origin is not None and origin.partition("://")[2] != host:
            return PlainTextResponse("from another site: refused\n", status_code=403)
        return None

    def _entered(self, scope: Scope) -> ASGIApp | None:
        """None for whoever may go on; else the way in, or its refusal."""
        request = Request(scope)
        token = request.cookies.get(COOKIE, "")
        if secrets.compare_digest(token.encode(), self._token.encode()):
            return None
        address = request.client.host if request.client is not None else ""
        if (seconds := self._guesses.wait(address)) > 0:
            text = f"too many wrong codes; try again in {seconds} s\n"
            return PlainTextResponse(text, status_code=429, headers={"Retry-After": str(seconds)})
        code = request.query_params.get("code", "")[:40]
        if request.method != "GET" or not secrets.compare_digest(
            code.encode(), self._code.encode()
        ):
            if code:
                self._guesses.wrong(address)
            return PlainTextResponse(
                "open the lobby by the link that the terminal shows\n", status_code=401
            )
        answer = RedirectResponse(LOBBY, status_code=303)
        answer.set_cookie(
            COOKIE,
            self._token,
            httponly=True,
            samesite="strict",
            secure=not self.endpoint.local,
            max_age=24 * 3600,
        )
        return answer


async def _list(desk: Desk, _: Request) -> Response:
    """Scenarios, drafts, plans, sessions."""
    shipped = await asyncio.to_thread(desk.library.shipped)
    values = {
        "shipped": shipped,
        "drafts": desk.library.drafts(),
        "plans": plans_in(PLANS),
        "sessions": sessions(),
    }
    return desk.page("lobby", values)
