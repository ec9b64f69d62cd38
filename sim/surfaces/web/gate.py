"""Who may ask for what: the routes as one table, asked before anything else answers.

A page belongs to a person, by a cookie that only its browser has; so does the live connection,
which is asked for by the page's own address. It must not know what is behind it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Literal

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, PlainTextResponse

from sim.command_set import COMMAND_SET
from sim.surfaces.web.seats import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import ASGIApp, Receive, Scope, Send

    from sim.surfaces.web.seats import Person, SeatPlan

COOKIE = "tabletop_"
BOARDS = "/board"

Who = Literal["anyone", "seated"] | frozenset[str]
_STAFF: frozenset[str] = frozenset({"facilitator", "evaluator"})
_ALL: frozenset[str] = frozenset(KINDS)


@dataclass(frozen=True, slots=True)
class Route:
    """One row: a path, and who may ask for it.

    Attributes:
        who: `anyone`, `seated` for whoever has a seat, or the kinds of seats whose own page it is.
        example: a path that matches; `{id}` stands for the person's.
    """

    path: re.Pattern[str]
    who: Who
    example: str


def _route(path: str, who: Who, example: str) -> Route:
    return Route(re.compile(path), who, example)


ROUTES: tuple[Route, ...] = (
    _route(r"/", "anyone", "/"),
    _route(r"/join", "anyone", "/join"),
    _route(r"/static/[a-z]+\.(css|js)", "anyone", "/static/board.css"),
    _route(r"/glossary", "anyone", "/glossary"),
    _route(r"/board/(?P<id>[0-9a-f]{12})", _ALL, "/board/{id}"),
    _route(r"/board/(?P<id>[0-9a-f]{12})/live", _ALL, "/board/{id}/live"),
    _route(r"/board/(?P<id>[0-9a-f]{12})/handbook", frozenset({"player"}), "/board/{id}/handbook"),
    _route(r"/board/(?P<id>[0-9a-f]{12})/projector", _ALL - {"player"}, "/board/{id}/projector"),
    _route(
        r"/board/(?P<id>[0-9a-f]{12})/projector/live",
        _ALL - {"player"},
        "/board/{id}/projector/live",
    ),
    _route(
        r"/record/(?P<id>[0-9a-f]{12})/report\.(html|md|pdf)", _STAFF, "/record/{id}/report.html"
    ),
    # Nobody's: whatever else lies below must not fall through to the last row.
    _route(r"/board(/.*)?", frozenset(), "/board/anything"),
    _route(r"/record(/.*)?", frozenset(), "/record/anything"),
    # What the worker can do is for those who play; the tests' and tools' description of it as well.
    _route(r"/(docs|openapi\.json)", "seated", "/docs"),
    # Everything else is the worker's API, which wants the caller's own token.
    _route(r"/.*", "anyone", COMMAND_SET[0].path),
)


def person_id(token: str) -> str:
    """What stands in a person's addresses: of use to nobody without the token."""
    return hashlib.sha256(token.encode()).hexdigest()[:12]


def rule_of(path: str) -> tuple[Who, str]:
    """Who may ask for a path, and the person's id in it, if there is one."""
    for route in ROUTES:
        match = route.path.fullmatch(path)
        if match is not None:
            return route.who, match.groupdict().get("id") or ""
    return frozenset(), ""


def people_of(cookie: str, seats: SeatPlan) -> Iterator[Person]:
    """The people that a Cookie header proves."""
    try:
        crumbs = SimpleCookie(cookie)
    except CookieError:
        return
    for name, crumb in crumbs.items():
        person = seats.who(crumb.value) if name.startswith(COOKIE) else None
        if person is not None and name == f"{COOKIE}{person_id(person.token)}":
            yield person


def allowed(path: str, people: tuple[Person, ...]) -> bool:
    """Whether somebody with these cookies may ask for the path."""
    who, wanted = rule_of(path)
    if isinstance(who, str):
        return who == "anyone" or bool(people)
    return any(one.kind in who and person_id(one.token) == wanted for one in people)


class Gate:
    """Lets a request through, or refuses it.

    Args:
        app: what is behind it.
        seats: who is known.
        hosts: names and addresses that the session answers to, without port.
    """

    def __init__(self, app: ASGIApp, seats: SeatPlan, hosts: frozenset[str]) -> None:
        self.app = app
        self._seats = seats
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask the table."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = self._refusal(scope["path"], headers, websocket=scope["type"] == "websocket")
        if refusal is None:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            # A connection can be refused only after its opening was taken in.
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await refusal(scope, receive, send)

    def _refusal(self, path: str, headers: Headers, *, websocket: bool) -> ASGIApp | None:
        host = headers.get("host", "")
        # Any site can let a name of its own lead to this
        # address, and its pages would count as ours.
        if host_name(host) not in self._hosts:
            return PlainTextResponse("this name is not served here\n", status_code=421)
        # Cookies know no port: another page of the same host would come with this one's.
        origin = headers.get("origin")
        if (
            origin is not None
            and (websocket or path.startswith((BOARDS, "/join")))
            and origin.partition("://")[2] != host
        ):
            return PlainTextResponse("from another site: refused\n", status_code=403)
        people = tuple(people_of(headers.get("cookie", ""), self._seats))
        if allowed(path, people):
            return None
        if people:
            return PlainTextResponse("this seat cannot see that\n", status_code=403)
        return HTMLResponse(
            '<!doctype html><html lang="en"><title>Take a seat</title>'
            '<p>Take a seat first: <a href="/">enter your code</a>.</p></html>',
            status_code=401,
        )


def host_name(host: str) -> str:
    """A Host header without its port."""
    if host.startswith("["):
        return host[: host.find("]") + 1].lower()
    return host.rsplit(":", 1)[0].lower()
